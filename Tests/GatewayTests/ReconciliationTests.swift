import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

/// A change of one row by hand, and the law that it must break.
struct Tampering: Sendable, CustomTestStringConvertible {
    let law: String
    let sql: String

    var testDescription: String { sql }

    static let all = [
        Tampering(
            law: "报送 = 接收 + 退回",
            sql: "UPDATE list_line SET amount_fen = amount_fen - 1 WHERE id = (SELECT MIN(id) FROM list_line)"),
        Tampering(law: "报送 = 接收 + 退回", sql: "DELETE FROM reject"),
        Tampering(
            law: "清单接收 = 应发 + 暂缓 + 移出",
            sql: "UPDATE roster_line SET amount_fen = amount_fen + 1 WHERE id = (SELECT MIN(id) FROM roster_line)"),
        Tampering(
            law: "支付单 = 已指令 + 未下达 + 已撤回",
            sql: "UPDATE attempt SET amount_fen = amount_fen + 1 WHERE state = 'failed'"),
        Tampering(law: "支付单 = 已指令 + 未下达 + 已撤回", sql: "UPDATE payment_order SET line_count = line_count + 1"),
        Tampering(
            law: "应发份额 = 支付单合计",
            sql: "UPDATE share SET due_fen = due_fen + 1 WHERE id = (SELECT MIN(id) FROM share)"),
        Tampering(law: "批次 = 已发 + 少付 + 失败 + 退汇 + 不明 + 处理中", sql: "UPDATE batch SET sum_fen = sum_fen - 1"),
        Tampering(
            law: "批次 = 已发 + 少付 + 失败 + 退汇 + 不明 + 处理中",
            sql: "UPDATE attempt SET batch = NULL WHERE state = 'failed'"),
        Tampering(law: "应享 = 已发 + 在途 + 未发，无一超付", sql: "UPDATE claim SET paid_fen = 0 WHERE paid_fen > 0"),
        Tampering(
            law: "应享 = 已发 + 在途 + 未发，无一超付",
            sql: "UPDATE claim SET open_fen = 1 WHERE open_fen = 0 AND paid_fen = 0"),
        Tampering(
            law: "对账单余额 = 未发明细 + 利息等 + 不明（须为 0）",
            sql: "UPDATE statement_line SET balance_fen = balance_fen - 1"),
        Tampering(
            law: "对账单余额 = 未发明细 + 利息等 + 不明（须为 0）",
            sql: "UPDATE attempt SET paid_fen = paid_fen - 1 WHERE state = 'paid'"),
        Tampering(
            law: "对账单余额 = 未发明细 + 利息等 + 不明（须为 0）",
            sql: "UPDATE statement_line SET amount_fen = amount_fen + 1 WHERE kind = 'interest'"),
    ]
}

@Suite("The proof that no line and no fen is lost")
struct ReconciliationTests {
    @Test("every law holds over a list with all that can happen to its lines", .article("IM-22.1"))
    func holds() throws {
        try withGateway { world in
            _ = try world.settled()
            let proof = try world.engine.reconcile()
            #expect(try world.unproved().isEmpty)
            #expect(Set(proof.equalities.map(\.law)).isSuperset(of: Tampering.all.map(\.law)))
            #expect(try world.number("SELECT COUNT(*) FROM statement_line") == 4)
            #expect(try world.text("SELECT state FROM attempt WHERE paid_fen > 0") == "paid")
        }
    }

    @Test("a list that is still being read has nothing to prove; what lies there of it may go again")
    func beingRead() throws {
        try withGateway { world in
            _ = try world.submit(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
            try world.tamper("UPDATE list_line SET amount_fen = 1 WHERE line = 2")
            #expect(try !world.unproved().isEmpty)
            try world.tamper("UPDATE list SET state = 'reading'")
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("one row changed by hand breaks its law", arguments: Tampering.all)
    func tampered(_ tampering: Tampering) throws {
        try withGateway { world in
            _ = try world.settled()
            try world.tamper(tampering.sql)
            #expect(try world.broken().contains(tampering.law))
            #expect(try !world.engine.reconcile().holds)
        }
    }

    @Test("every law holds again after a reissue is paid")
    func afterReissue() throws {
        try withGateway { world in
            _ = try world.reissued(ListPaper([ListRow(Citizen(1))]))
            let again = try world.text("SELECT serial FROM attempt WHERE ordinal = 2")
            let batch = try world.text("SELECT number FROM batch ORDER BY id DESC LIMIT 1")
            world.bank.offer(
                .batchResult, "res_2.txt", Paper.results([(again, Citizen.card(50), 10_000, "S", "0000")]))
            try world.run()
            try world.statement(Paper.statement(opening: 10_000, [(-10_000, batch, "")]), name: "stm_2.txt")
            #expect(try world.number("SELECT paid_fen FROM claim") == 10_000)
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("held and removed lines are counted, and nothing of them is due to be paid")
    func heldAndRemoved() throws {
        try withGateway { world in
            let flow = try world.built(ListPaper((1...3).map { ListRow(Citizen($0)) }))
            try world.act(.holdLine, ["line": try world.line(1, of: flow), "reason": "核实中"])
            try world.act(.removeLine, ["line": try world.line(2, of: flow), "reason": "外出"])
            #expect(try world.unproved().isEmpty)
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 20_000)
        }
    }

    @Test("the proof of a store with one county says that it cannot see doubles elsewhere")
    func oneCounty() throws {
        try withGateway(adjust: { $0.counties.removeLast() }) { world in
            let proof = try world.engine.reconcile()
            #expect(proof.remarks == ["跨旗县重复发放未核对（单旗县库）"])
        }
    }
}
