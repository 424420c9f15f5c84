import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Money paid in error is fetched back")
struct RecoveryTests {
    /// A paid line and the case that an inspection opened on it.
    private func opened(_ world: GatewayWorld, amount: String = "100.00") throws -> String {
        _ = try world.sent(ListPaper([ListRow(Citizen(1))]))
        try world.result(Citizen(1), "S", "0000")
        return try world.act(
            .openRecovery,
            [
                "attempt": try world.text("SELECT id FROM attempt"), "amount": amount, "reason": "重复享受",
                "evidence": "核查底稿",
            ]
        ).values["recovery"] ?? ""
    }

    private func receive(_ world: GatewayWorld, _ recovery: String, _ amount: String, _ number: String) -> String {
        refusal {
            try world.act(
                .receiveRecovery, ["recovery": recovery, "amount": amount, "number": number, "day": "2026-03-20"])
        }
    }

    @Test("a case is opened on what was paid, and not on more", .article("IM-21.4"))
    func opens() throws {
        try withGateway { world in
            let recovery = try opened(world, amount: "60.00")
            #expect(try world.number("SELECT amount_fen FROM recovery WHERE id = \(recovery)") == 6_000)
        }
        try withGateway { world in
            #expect(refusal { try opened(world, amount: "100.01") } == "recovery.amount")
        }
    }

    @Test("it comes back in parts, each confirmed by another, and never more than is owed", .article("NX-10.3"))
    func parts() throws {
        try withGateway { world in
            let recovery = try opened(world)
            #expect(receive(world, recovery, "30.00", "JK1") == "recovery.state")
            try world.act(.notifyRecovery, ["recovery": recovery, "evidence": "送达回证"])
            #expect(receive(world, recovery, "30.00", "JK1") == "")
            #expect(receive(world, recovery, "10.00", "JK1") == "recovery.receipt")
            #expect(receive(world, recovery, "70.01", "JK2") == "recovery.amount")
            #expect(
                refusal { try world.act(.confirmRecovery, ["recovery": recovery], as: "double.financeChecker") }
                    == "duty.taken")
            try world.act(.confirmRecovery, ["recovery": recovery])
            #expect(try world.text("SELECT state FROM recovery") == "partlyRecovered")
            #expect(receive(world, recovery, "70.00", "JK2") == "")
            try world.act(.confirmRecovery, ["recovery": recovery])
            #expect(try world.text("SELECT state FROM recovery") == "recovered")
            #expect(try world.number("SELECT recovered_fen FROM recovery") == 10_000)
        }
    }

    @Test("what never comes is written off by two, and what came before goes back", .article("NX-10.3"))
    func writtenOff() throws {
        try withGateway { world in
            let recovery = try opened(world)
            try world.act(.notifyRecovery, ["recovery": recovery, "evidence": "送达回证"])
            #expect(receive(world, recovery, "30.00", "JK1") == "")
            try world.act(.confirmRecovery, ["recovery": recovery])
            #expect(refusal { try world.act(.approveWriteOff, ["recovery": recovery]) } == "recovery.decision")
            try world.act(.proposeWriteOff, ["recovery": recovery, "reason": "债务人死亡且无遗产", "evidence": "证明"])
            try world.act(.approveWriteOff, ["recovery": recovery])
            #expect(try world.text("SELECT state FROM recovery") == "uncollectable")
            let indicator = try world.text("SELECT indicator FROM payment_order")
            try world.act(.giveBackRecovery, ["recovery": recovery, "voucher": "JKS1", "indicator": indicator])
            #expect(try world.text("SELECT state FROM recovery") == "returned")
        }
    }

    @Test(
        "what a bank paid twice goes back to the account that it came out of, and the statement must show it",
        .article("IM-21.4", "NX-10.3", "IM-22.1"), arguments: [true, false])
    func paidTwice(quotes: Bool) throws {
        try withGateway { world in
            let first = try world.reissued(ListPaper([ListRow(Citizen(1))]))
            let again = try world.text("SELECT serial FROM attempt WHERE ordinal = 2")
            for (serial, account, name) in [
                (again, Citizen.card(50), "res_2.txt"), (first, Citizen(1).account, "res_3.txt"),
            ] {
                world.bank.offer(.batchResult, name, Paper.results([(serial, account, 10_000, "S", "0000")]))
                try world.run()
            }
            let recovery = try world.text("SELECT id FROM recovery WHERE article = 'NX-10.3'")
            try world.act(.notifyRecovery, ["recovery": recovery, "evidence": "送达回证"])
            #expect(receive(world, recovery, "100.00", "JK1") == "")
            try world.act(.confirmRecovery, ["recovery": recovery])
            let giveBack = ["recovery": recovery, "voucher": "进账单 1"]
            let indicator = ["indicator": try world.text("SELECT MIN(indicator) FROM payment_order")]
            #expect(
                refusal { try world.act(.giveBackRecovery, giveBack.merging(indicator) { $1 }) } == "recovery.indicator"
            )
            #expect(refusal { try world.act(.giveBackRecovery, giveBack) } == "recovery.notRestored")
            let batch = try world.text("SELECT MAX(number) FROM batch")
            let lines = [
                (-10_000, batch, ""), (10_000, quotes ? "ZK\(recovery) 追回" : "", "缴回"), (-10_000, first, "代发补记"),
            ]
            try world.statement(
                Paper.statement(opening: 10_000, lines.map { (Int64($0.0), $0.1, $0.2) }), name: "stm_2.txt")
            if !quotes {
                let suspense = ["suspense": try world.text("SELECT id FROM suspense")]
                let named = giveBack.merging(suspense) { $1 }
                #expect(refusal { try world.act(.giveBackRecovery, named) } == "recovery.suspense")
                try world.act(.explainSuspense, suspense.merging(["explanation": "追回款"]) { $1 })
                try world.act(.confirmSuspense, suspense)
                #expect(refusal { try world.act(.giveBackRecovery, giveBack) } == "recovery.notRestored")
                try world.act(.giveBackRecovery, named)
            } else {
                try world.act(.giveBackRecovery, giveBack)
            }
            #expect(
                try world.rows("SELECT kind FROM statement_line WHERE recovery IS NOT NULL") == [[.text("restored")]])
            #expect(try world.text("SELECT state FROM recovery") == "returned")
            #expect(try world.broken().isEmpty)
        }
    }

    @Test("this year's money goes to the indicator that paid it, last year's to the treasury", .article("IM-21.4"))
    func rightYear() throws {
        try withGateway { world in
            let recovery = try opened(world)
            try world.act(.notifyRecovery, ["recovery": recovery, "evidence": "送达回证"])
            #expect(receive(world, recovery, "100.00", "JK1") == "")
            try world.act(.confirmRecovery, ["recovery": recovery])
            let indicator = try world.text("SELECT indicator FROM payment_order")
            func giveBack(_ indicator: String) -> String {
                refusal {
                    try world.act(
                        .giveBackRecovery, ["recovery": recovery, "voucher": "JKS1", "indicator": indicator])
                }
            }
            #expect(giveBack("ZB99") == "recovery.indicator")
            #expect(giveBack("") == "recovery.indicator")
            world.wait(days: 365)
            #expect(giveBack(indicator) == "recovery.indicator")
            #expect(giveBack("") == "")
        }
    }

    @Test("there is no act that sets money owed off against another payment", .article("NX-14", "IM-31.2"))
    func noSetOff() {
        let words = ["offset", "deduct", "setOff", "withhold"]
        #expect(
            Act.allCases.allSatisfy { act in !words.contains { act.rawValue.lowercased().contains($0.lowercased()) } })
    }

    @Test("a second case on the same payment is refused, and the first stays as it was", .article("IM-21.4"))
    func oneCase() throws {
        try withGateway { world in
            _ = try opened(world, amount: "40.00")
            let again = [
                "attempt": try world.text("SELECT id FROM attempt"), "amount": "30.00", "reason": "x", "evidence": "x",
            ]
            #expect(refusal { try world.act(.openRecovery, again) } == "recovery.exists")
            #expect(try world.rows("SELECT amount_fen FROM recovery") == [[.integer(4_000)]])
        }
    }

    @Test("a death that is told later asks back only what is not asked back already", .article("IM-16.1e"))
    func restOnly() throws {
        try withGateway { world in
            _ = try opened(world, amount: "40.00")
            world.wait(hours: 2)
            world.civil.offer(.deathSync, "HH_1.txt", Paper.cremations([Citizen(1)]), proof: .none)
            try world.run()
            #expect(
                try world.rows("SELECT article, amount_fen FROM recovery ORDER BY id") == [
                    [.text("IM-21.4"), .integer(4_000)], [.text("IM-16.1e"), .integer(6_000)],
                ])
        }
    }

    @Test("what a clerk writes of a person stands in the sealed evidence only", .article("IM-30.2"))
    func noFreeText() throws {
        try withGateway { world in
            let recovery = try opened(world)
            try world.act(.notifyRecovery, ["recovery": recovery, "evidence": "送达"])
            try world.act(
                .proposeWriteOff, ["recovery": recovery, "reason": "债务人\(Citizen(1).name)无遗产", "evidence": "证明"])
            for row in try world.rows("SELECT reason FROM recovery") { #expect(row[0].text == "检查发现错发") }
            #expect(try world.number("SELECT COUNT(*) FROM evidence WHERE act LIKE 'recovery.%'") == 3)
        }
    }
}
