import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Trust
import Workflow

@Suite("What inspectors are given is narrow, granted, signed and on record")
struct ExtractTests {
    private func asked(
        _ world: GatewayWorld, _ changes: [String: String] = [:], as login: String? = nil
    ) throws -> String {
        let arguments = [
            "county": GatewayWorld.innerMongolia, "project": "2080502", "on": (world.now.day - 1).text,
            "authority": "审字〔2026〕3号", "purpose": "惠民惠农补贴专项审计",
        ].merging(changes) { $1 }
        return try world.act(.requestExtract, arguments, as: login).values["extract"] ?? ""
    }

    private func paid(_ world: GatewayWorld) throws {
        _ = try world.sent(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
        try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
        world.wait(days: 1)
    }

    @Test("whoever asks for too much is told so, and gets nothing", .article("NX-12.3"))
    func overBroad() throws {
        try withGateway { world in
            try paid(world)
            func refused(_ changes: [String: String]) -> String { refusal { try asked(world, changes) } }
            #expect(refusal { try asked(world, ["county": "*"]) } == "scope.foreign")
            #expect(refused(["project": ""]) == "argument.missing")
            #expect(refused(["open": "idNumber"]) == "extract.broad")
            #expect(refused(["open": "everything", "township": "640199100"]) == "extract.field")
            #expect(refused(["authority": Citizen(1).id]) == "extract.authority")
            #expect(refused(["purpose": ""]) == "argument.missing")
            #expect(refusal { try asked(world, as: "financeChecker") } == "role.missing")
            #expect(try world.number("SELECT COUNT(*) FROM extract") == 0)
        }
    }

    @Test("what is granted is masked, except what the scope opens, and nobody grants their own", .article("NX-12.3"))
    func granted() throws {
        try withGateway { world in
            try paid(world)
            let masked = try asked(world)
            func take(_ extract: String) throws -> ActResult { try world.act(.takeExtract, ["extract": extract]) }
            #expect(refusal { try take(masked) } == "store.check")
            #expect(
                refusal { try world.act(.approveExtract, ["extract": masked], as: "nx.financeChecker") }
                    == "scope.foreign")
            try world.act(.approveExtract, ["extract": masked])
            let content = try #require(try take(masked).values["content"])
            #expect(content.contains("count\t2\tsumFen\t20000"))
            for citizen in [Citizen(1), Citizen(2)] {
                #expect(!content.contains(citizen.id) && !content.contains(citizen.name))
                #expect(!content.contains(citizen.account))
            }
            let open = try asked(
                world, ["open": "idNumber,account", "township": "640199100", "authority": "审字〔2026〕4号"])
            try world.act(.approveExtract, ["extract": open])
            let opened = try #require(try take(open).values["content"])
            #expect(opened.contains(Citizen(1).id) && opened.contains(Citizen(1).account))
            #expect(!opened.contains(Citizen(1).name))
        }
    }

    @Test(
        "it is signed for whoever reads it, taken again it is the same, and each time is on record", .article("NX-12.3")
    )
    func signed() throws {
        try withGateway { world in
            try paid(world)
            let extract = try asked(world)
            try world.act(.approveExtract, ["extract": extract])
            let first = try world.act(.takeExtract, ["extract": extract]).values
            let content = try #require(first["content"])
            let signature = try #require(bytes(hex: first["signature"] ?? ""))
            let key = try SM2PublicKey(point: try #require(bytes(hex: first["publicKey"] ?? "")))
            #expect(key.verify(Array(content.utf8), signature: signature))
            #expect(try world.engine.isExtract(content, signature: signature))
            #expect(try !world.engine.isExtract(content.replacing("100.00", with: "900.00"), signature: signature))
            try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
            world.wait(days: 20)
            let second = try world.act(.takeExtract, ["extract": extract]).values
            #expect(second["content"] == content && second["publicKey"] == first["publicKey"])
            #expect(try world.number("SELECT COUNT(*) FROM audit WHERE act = 'extract.take'") == 2)
            world.wait(days: 20)
            #expect(refusal { try world.act(.takeExtract, ["extract": extract]) } == "extract.expired")
        }
    }

    @Test("what is refused is not given, and why it was asked for is sealed", .article("NX-12.3"))
    func refused() throws {
        try withGateway { world in
            try paid(world)
            let extract = try asked(world, ["purpose": "核查\(Citizen(1).name)"])
            try world.act(.refuseExtract, ["extract": extract, "reason": "范围不明"])
            #expect(refusal { try world.act(.takeExtract, ["extract": extract]) } == "store.check")
            #expect(try world.engine.extracts().map(\.state) == ["refused"])
            let purpose = try world.rows("SELECT purpose FROM extract")[0][0].bytes ?? []
            #expect(!String(decoding: purpose, as: UTF8.self).contains(Citizen(1).name))
        }
    }
}
