import Gateway
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("A list from its department to the payees and back")
struct FullFlowTests {
    @Test("a list is paid to the fen and the proof holds", .article("IM-19.2", "IM-20.1", "IM-22.1"))
    func wholeFlow() throws {
        try withGateway { world in
            let flow = try world.sent(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
            try world.statement(Paper.statement(opening: 0, [(20_000, flow.number, ""), (-20_000, flow.batch, "")]))
            #expect(try world.number("SELECT SUM(paid_fen) FROM claim") == 20_000)
            #expect(try world.number("SELECT COUNT(*) FROM statement_line WHERE kind <> 'unexplained'") == 2)
            #expect(try world.unproved().isEmpty)
            #expect(try world.engine.verifyAudit().isEmpty)
        }
    }
}
