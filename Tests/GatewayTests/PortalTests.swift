import AdapterKit
import Foundation
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Requests from the internet side")
struct PortalTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    private func withPortal(_ body: (GatewayWorld, Flow) throws -> Void) throws {
        try withGateway(adjust: {
            for exchange in ["application.intake", "account.change", "complaint.intake"] {
                $0.counties[0].routes[exchange] = ["portal"]
            }
        }) { world in try body(world, try world.checked(Self.paper)) }
    }

    private func token(_ world: GatewayWorld, _ flow: Flow) throws -> String {
        try world.act(.issueToken, ["line": try world.line(1, of: flow), "evidence": "本人到场"]).values["token"] ?? ""
    }

    private func come(_ world: GatewayWorld, _ exchange: Exchange, _ name: String, _ items: [String]) throws {
        let text = "{\"total\":\(items.count),\"items\":[\(items.joined(separator: ","))]}"
        world.portal.offer(exchange, name, Array(text.utf8))
        try world.run()
    }

    private func application(_ number: String, _ token: String, _ type: String = "", _ file: [UInt8] = []) -> String {
        """
        {"number":"\(number)","token":"\(token)","item":"2080502","period":"202603","fileType":"\(type)",\
        "file":"\(Data(file).base64EncodedString())"}
        """
    }

    @Test(
        "an application comes with its papers, sealed, and counts only when the township has taken it on",
        .article("IM-13.2"))
    func application() throws {
        try withPortal { world, flow in
            let token = try token(world, flow)
            let page = Array("%PDF-1.7 plain".utf8)
            try come(
                world, .applicationIntake, "SQ_1.json",
                [
                    application("A1", token, "pdf", page), application("A1", token, "jpg", [0xFF, 0xD8, 0xFF]),
                ])
            let request = try #require(try world.engine.portalRequests().first)
            #expect(request.state == "received" && request.values["papers"] == "2")
            for row in try world.rows("SELECT sealed FROM portal_paper") {
                #expect(!(row[0].bytes ?? []).starts(with: page.prefix(5)))
            }
            try world.act(.acceptRequest, ["request": String(request.id), "evidence": "电话核实"])
            #expect(try world.engine.portalRequests().map(\.state) == ["accepted"])
        }
    }

    @Test("what was handed in twice is one request", .article("IM-13.2"))
    func duplicate() throws {
        try withPortal { world, flow in
            let token = try token(world, flow)
            try come(world, .applicationIntake, "SQ_1.json", [application("A1", token)])
            try come(world, .applicationIntake, "SQ_2.json", [application("A1", token), application("A2", token)])
            #expect(try world.engine.portalRequests().count == 1)
            #expect(try world.number("SELECT COUNT(*) FROM reject WHERE code = 'request.duplicate'") == 2)
        }
    }

    @Test(
        "a paper that runs something, is too large or is not what it says is not taken, and its file stays sealed",
        .article("IM-13.2"))
    func malware() throws {
        try withPortal { world, flow in
            let token = try token(world, flow)
            try come(
                world, .applicationIntake, "SQ_1.json",
                [
                    application("A1", token, "exe", Array("MZ".utf8)),
                    application("A2", token, "pdf", Array("MZ".utf8)),
                    application("A3", token, "pdf", Array("%PDF-1.7 /JavaScript".utf8)),
                    application("A4", token, "png", [UInt8](repeating: 0x89, count: (512 << 10) + 1)),
                ])
            #expect(try world.engine.portalRequests().isEmpty)
            #expect(
                try world.rows("SELECT code FROM reject ORDER BY line").map { $0[0].text }
                    == ["attachment.type", "attachment.content", "attachment.active", "attachment.size"])
            #expect(try world.text("SELECT state FROM document ORDER BY id DESC LIMIT 1") == "promoted")
        }
    }

    @Test(
        "a stolen phone changes no account: its token is revoked, and what it asked for is refused", .article("IM-12.4")
    )
    func stolenPhone() throws {
        try withPortal { world, flow in
            let token = try token(world, flow)
            let tail = Citizen.card(60).suffix(4)
            let wish = "{\"number\":\"B1\",\"token\":\"\(token)\",\"tail\":\"\(tail)\"}"
            try come(world, .accountChange, "BG_1.json", [wish])
            #expect(try world.number("SELECT COUNT(*) FROM library_account") == 0)
            let line = try world.line(1, of: flow)
            try world.act(.revokeToken, ["line": line, "reason": "手机被盗"])
            #expect(try world.engine.portalRequests().map(\.state) == ["refused"])
            try come(world, .accountChange, "BG_2.json", [wish.replacingOccurrences(of: "B1", with: "B2")])
            #expect(try world.text("SELECT code FROM reject") == "token.unknown")
            #expect(refusal { try world.act(.revokeToken, ["line": line, "reason": "x"]) } == "token.none")
        }
    }

    @Test("a stolen phone takes back what was taken on and is not granted yet, too", .article("IM-12.4"))
    func stolenAfterwards() throws {
        try withPortal { world, flow in
            let token = try token(world, flow)
            let account = Citizen.card(60)
            try come(
                world, .accountChange, "BG_1.json",
                ["{\"number\":\"B1\",\"token\":\"\(token)\",\"tail\":\"\(account.suffix(4))\"}"])
            let request = try world.text("SELECT id FROM portal_request")
            try world.act(
                .acceptRequest,
                ["request": request, "account": account, "bank": "甲银行", "evidence": "电话核实", "fallback": "lost"])
            let line = try world.line(1, of: flow)
            try world.act(.revokeToken, ["line": line, "reason": "手机被盗"])
            #expect(try world.text("SELECT state FROM library_account") == "rejected")
            #expect(refusal { try world.act(.approveConfirmation, ["line": line]) } == "account.unconfirmed")
        }
    }

    @Test(
        "an account is completed in the inner zone, approved by another and asked of its bank before it counts",
        .article("IM-12.4", "IM-30.1"))
    func accountChange() throws {
        try withPortal { world, flow in
            let token = try token(world, flow)
            let account = Citizen.card(60)
            try come(
                world, .accountChange, "BG_1.json",
                ["{\"number\":\"B1\",\"token\":\"\(token)\",\"tail\":\"\(account.suffix(4))\"}"])
            let request = try world.text("SELECT id FROM portal_request")
            func accept(_ number: String, _ fallback: String) throws {
                try world.act(
                    .acceptRequest,
                    ["request": request, "account": number, "bank": "甲银行", "evidence": "电话核实", "fallback": fallback])
            }
            #expect(refusal { try accept(Citizen.card(61), "lost") } == "request.otherAccount")
            // The wish of the internet side passes over a social-security card no more easily than one at the counter.
            #expect(refusal { try accept(account, "") } == "card.reason")
            try accept(account, "lost")
            #expect(try world.text("SELECT state FROM library_account") == "confirmed")
            #expect(try world.text("SELECT channel FROM library_account") == "miniProgram")
            try world.act(.approveConfirmation, ["line": try world.line(1, of: flow)])
            #expect(try world.text("SELECT state FROM library_account") == "effective")
        }
    }

    @Test(
        "a whole account number, an unknown token and a token that ran out are refused", .article("IM-12.4", "IM-30.1"))
    func refused() throws {
        try withPortal { world, flow in
            let token = try token(world, flow)
            try come(
                world, .accountChange, "BG_1.json",
                [
                    "{\"number\":\"B1\",\"token\":\"\(token)\",\"tail\":\"\(Citizen.card(60))\"}",
                    "{\"number\":\"B2\",\"token\":\"guess\",\"tail\":\"1010\"}",
                ])
            #expect(
                try world.rows("SELECT code FROM reject ORDER BY line").map { $0[0].text }
                    == ["request.tail", "token.unknown"])
            world.wait(days: 366)
            try come(
                world, .accountChange, "BG_2.json", ["{\"number\":\"B3\",\"token\":\"\(token)\",\"tail\":\"1010\"}"])
            #expect(try world.engine.portalRequests().isEmpty)
        }
    }

    @Test("a complaint of the web is taken down with its clock, with a token or without", .article("NX-13.2"))
    func complaint() throws {
        try withPortal { world, _ in
            try come(
                world, .complaintIntake, "TS_1.json",
                [
                    "{\"number\":\"C1\",\"token\":\"t\",\"item\":\"2080502\",\"text\":\"没有到账\"}",
                    "{\"number\":\"C2\",\"text\":\"有人冒领\"}",
                ])
            let complaints = try world.engine.complaints(now: world.now)
            #expect(complaints.map { $0.values["anonymous"] } == ["false", "true"])
            #expect(complaints.map { $0.values["owner"] } == ["民政局", "finance"])
            #expect(complaints.allSatisfy { $0.values["channel"] == "web" })
        }
    }
}
