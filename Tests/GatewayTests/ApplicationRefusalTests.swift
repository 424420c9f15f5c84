import AdapterKit
import Foundation
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("An application is not taken")
struct ApplicationRefusalTests {
    @Test("where the project is approved elsewhere, or the person is not who they say", .article("IM-14.1"))
    func atTheCounter() throws {
        try withGateway(files: try OnlineApproval.catalogue()) { world in
            #expect(refusal { try world.apply(Citizen(1), ["project": "2081902"]) } == "application.collaborative")
            #expect(refusal { try world.apply(Citizen(1), ["period": "2026-03"]) } == "application.period")
            #expect(refusal { try world.apply(Citizen(1), ["quantity": "0"]) } == "argument.decimal")
            try world.apply(Citizen(1))
            #expect(refusal { try world.apply(Citizen(1), ["name": "试九九"]) } == "application.name")
            // A second period is another matter.
            try world.apply(Citizen(1), ["period": "202604"])
        }
    }

    @Test("when it is late and nobody has admitted it", .article("NX-9.1", "IM-14.1"))
    func late() throws {
        let closes = "\n    closes: {\"202603\": 2026-03-01}"
        try withGateway(files: try OnlineApproval.catalogue(more: closes)) { world in
            #expect(refusal { try world.apply(Citizen(1)) } == "application.late")
            try world.apply(Citizen(2), ["filledOn": "2026-03-01"])
            let admission = try world.act(
                .proposeAdmission,
                [
                    "county": GatewayWorld.innerMongolia, "project": "2080502", "period": "202603",
                    "idNumber": Citizen(1).id, "code": "ill", "evidence": "住院证明",
                ])
            try world.act(.admitLate, ["admission": admission.values["admission"] ?? ""])
            let one = try world.apply(Citizen(1))
            try world.passAll([one])
            _ = try world.listApproved()
            #expect(try world.state(ofApplication: one) == "listed")
        }
    }

    @Test("of somebody who is dead, nor does one go on whose applicant died", .article("IM-16.1d", "IM-14.1"))
    func dead() throws {
        try withGateway(files: try OnlineApproval.catalogue()) { world in
            let one = try world.apply(Citizen(1))
            world.civil.offer(.deathSync, "cremation_1.txt", Paper.cremations([Citizen(1), Citizen(2)]))
            try world.run()
            #expect(refusal { try world.pass(one, "townshipLeader") } == "application.deceased")
            #expect(refusal { try world.apply(Citizen(2)) } == "application.deceased")
            try world.act(
                .refuseApplication, ["application": one, "reason": "已故", "code": "deceased"], as: "townshipLeader")
        }
    }

    @Test("of somebody who has a claim of the period already", .article("IM-11.5", "IM-14.1"))
    func claimed() throws {
        try withGateway { world in
            _ = try world.built(ListPaper([ListRow(Citizen(1))]))
            try world.release(try OnlineApproval.catalogue())
            #expect(refusal { try world.apply(Citizen(1)) } == "application.claimed")
        }
    }

    @Test("from a department's own list, when the project is approved here", .article("IM-14.1"))
    func departmentsList() throws {
        try withGateway(files: try OnlineApproval.catalogue()) { world in
            let answer = try world.submit(ListPaper([ListRow(Citizen(1))]))
            #expect(answer.list == nil)
            #expect(try world.text("SELECT code FROM reject") == "list.online")
        }
    }

    @Test("twice from the internet side; who asked there is known by the token", .article("IM-13.2", "IM-14.1"))
    func online() throws {
        try withGateway(
            files: try OnlineApproval.catalogue(),
            adjust: { $0.counties[0].routes["application.intake"] = ["portal"] }
        ) { world in
            let one = try world.apply(Citizen(1))
            try world.passAll([one])
            let flow = try world.paid(list: try world.listApproved())
            let token =
                try world.act(.issueToken, ["line": try world.line(1, of: flow), "evidence": "本人到场"])
                .values["token"] ?? ""
            let item = """
                {"total":1,"items":[{"number":"A1","token":"\(token)","item":"2080502","period":"202604"}]}
                """
            world.portal.offer(.applicationIntake, "SQ_1.json", Array(item.utf8))
            try world.run()
            let request = try world.text("SELECT id FROM portal_request")
            let about = ["period": "202604", "request": request, "idNumber": "", "name": ""]
            #expect(refusal { try world.apply(Citizen(1), about) } == "application.request")
            try world.act(.acceptRequest, ["request": request, "evidence": "电话核实"])
            let two = try world.apply(Citizen(1), about)
            #expect(refusal { try world.apply(Citizen(2), about) } == "application.duplicate")
            let hops = try world.engine.trace(
                case: try world.text("SELECT number FROM application WHERE id = $1", .integer(Int64(two) ?? 0)))
            #expect(hops.map(\.what).first?.hasPrefix("网上申请 A1") == true)
            #expect(
                try world.text("SELECT beneficiary FROM application WHERE id = $1", .integer(Int64(two) ?? 0))
                    == (try world.text("SELECT person FROM portal_request")))
        }
    }

    @Test(
        "into the list when the intake finds something; it comes back with the reason, the others go on",
        .article("IM-14.1"))
    func rejected() throws {
        try withGateway(files: try OnlineApproval.catalogue()) { world in
            let (one, two) = (try world.apply(Citizen(1)), try world.apply(Citizen(2)))
            try world.passAll([one, two])
            // The standard is another when the list is made.
            try world.tamper("UPDATE application SET amount_fen = 12000 WHERE id = \(two)")
            _ = try world.listApproved()
            #expect(try world.state(ofApplication: one) == "listed")
            #expect(try world.state(ofApplication: two) == "returned")
            #expect(
                try world.text("SELECT reason FROM application WHERE id = $1", .integer(Int64(two) ?? 0))
                    == "amount.beyondTolerance")
            try world.act(.resubmitApplication, ["application": two, "evidence": "按标准重算"])
            try world.passAll([two])
            _ = try world.listApproved("批复二号")
            #expect(try world.state(ofApplication: two) == "listed")
        }
    }

    @Test("for good when its list is refused whole; the list is made anew and never read twice", .article("IM-14.1"))
    func refusedWhole() throws {
        try withGateway(files: try OnlineApproval.catalogue()) { world in
            let one = try world.apply(Citizen(1))
            try world.passAll([one])
            try world.release(try OnlineApproval.catalogue(more: "\n    until: 2026-02-28"))
            #expect(try world.listApproved() == -1)
            #expect(try world.state(ofApplication: one) == "approved")
            let document = try world.text("SELECT id FROM document WHERE state = 'refused'")
            #expect(refusal { try world.act(.requeueDocument, ["document": document]) } == "document.released")
            try world.release(try OnlineApproval.catalogue())
            _ = try world.listApproved()
            #expect(try world.state(ofApplication: one) == "listed")
            #expect(try world.number("SELECT COUNT(*) FROM list_line") == 1)
        }
    }
}
