import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("The audit chain")
struct AuditTests {
    @Test("each act of a person leaves one record with its author", .article("IM-23.1"))
    func oneRecord() throws {
        try withGateway { world in
            let flow = try world.approved(ListPaper([ListRow(Citizen(1))]))
            for act in [Act.buildRoster, .publishRoster, .closePublicity, .signRoster, .departmentApprove] {
                let login = act.usualRole
                let rows = try world.rows(
                    "SELECT principal, object FROM audit WHERE act = $1", .text(act.rawValue))
                #expect(rows == [[.integer(try world.principal(login).id), .text("list:\(flow.list)")]], "\(act)")
            }
        }
    }

    static let edits = [
        "UPDATE audit SET principal = principal + 1 WHERE act = 'roster.build'",
        "UPDATE audit SET act = 'roster.sign' WHERE act = 'roster.build'",
        "UPDATE audit SET at = at + 1 WHERE act = 'roster.build'",
        "DELETE FROM audit WHERE act = 'roster.build'",
        "DELETE FROM audit WHERE id = (SELECT MAX(id) FROM audit)",
    ]

    @Test("a record that was edited, taken out or cut off at the end is found", arguments: edits)
    func edited(_ sql: String) throws {
        try withGateway { world in
            _ = try world.built(ListPaper([ListRow(Citizen(1))]))
            try world.act(.holdLine, ["line": try world.text("SELECT id FROM roster_line"), "reason": "核实"])
            #expect(try world.engine.verifyAudit().isEmpty)
            try world.tamper(sql)
            #expect(try !world.engine.verifyAudit().isEmpty)
        }
    }

    @Test("no personal value stands in the audit, in an event or in the outbox in the clear", .article("IM-30.1"))
    func nothingPersonal() throws {
        try withGateway { world in
            _ = try world.sent(ListPaper([ListRow(Citizen(1))]))
            try world.result(Citizen(1), "F", "3018")
            let tables = try world.rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map { $0[0].text ?? "" }
            for table in tables {
                for cell in try world.rows("SELECT * FROM \(table)").joined() {
                    let text = cell.text ?? String(decoding: cell.bytes ?? [], as: UTF8.self)
                    for value in [Citizen(1).id, Citizen(1).account, Citizen(1).name] {
                        #expect(!text.contains(value), "\(table)")
                    }
                }
            }
        }
    }

    @Test("the way of a line names every document that it passed through, in order of time")
    func trace() throws {
        try withGateway { world in
            let flow = try world.sent(ListPaper([ListRow(Citizen(1))]))
            try world.result(Citizen(1), "S", "0000")
            let hops = try world.engine.trace(Int64(try world.line(1, of: flow)) ?? 0)
            #expect(hops.map(\.at) == hops.map(\.at).sorted())
            for word in ["主管部门报送", "公安联网核查", "支付申请提交预算系统", "批次文件送达银行", "银行结果"] {
                #expect(hops.contains { $0.what.contains(word) }, "\(word)")
            }
            #expect(hops.filter { $0.document != nil }.allSatisfy { !$0.mappingDigest.isEmpty })
        }
    }
}
