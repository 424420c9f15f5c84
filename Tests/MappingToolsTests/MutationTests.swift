import Mapping
import MappingTools
import Testing

/// Mutants: what a careless change of a mapping would be, and whether the tests beside it would notice.
@Suite struct MutationTests {
    /// The report of the one mapping with tests.
    private func mutate(_ mapping: String, _ tests: String) throws -> MutationReport {
        let bench = bench(["m.yaml": mapping, "m.tests.yaml": tests])
        #expect(bench.faults.isEmpty, "\(bench.faults)")
        return try #require(bench.mutate().first)
    }

    private func survivors(_ mapping: String, _ tests: String) throws -> [String] {
        try mutate(mapping, tests).survivors.map { "\($0.place.line)\($0.isCritical ? "!" : "") \($0.text)" }
    }

    private static let weak = """
        tests:
          - name: 一笔
            input: |
              P|1|10000
              A1|\(Samples.account)|马某某|10000|S|0000||20260317|
              ########
            records: [{serial: A1, outcome: ok}]
        """

    @Test func whatWeakTestsDoNotNoticeSurvives() throws {
        let survivors = try survivors(Samples.result, MutationTests.weak)
        #expect(
            survivors == [
                "9 encoding: GB18030 → GBK", "14 swap columns reason, date", "14 swap columns date, extra",
                "16 serial: not required", "17! account: drop", "17! account: as text", "18 holderName: as text",
                "18 holderName: drop", "19! amount: not required", "20! outcome: drop unmapped",
                "21 reasonText: drop", "22 paidOn: drop", "22 paidOn: drop date(yyyyMMdd)",
                "22 paidOn: drop empty “00000000”", "24 head.count: drop", "25! head.sum: drop",
                "26 head.batchNumber: drop", "29! drop control count header.count",
                "30! drop control sum amount equals header.sum", "27 drop ext extra",
                "3! codes(results) “F/3031”: nameMismatch → accountNotFound",
                "3! codes(results) “W/6051”: pending → payerShort",
            ])
    }

    private static let strong = """
        tests:
          - name: 各种
            input: |
              P|4|50000
              A1|\(Samples.account)|王𬭎|10000|S|0000|好|20260312|甲
              A2|\(Samples.account)|马某某|20000|F|3031|x|00000000|
              |6299991900000000013|马?某||W|6051|x|2026-03-12|
              A4|\(Samples.account)|马某某|20000|W|6051|x|20260312|
              ########
            parameters: {batch: B1}
            head: {count: "4", sum: "500.00", batchNumber: B1}
            records:
              - {serial: A1, account: "\(Samples.account)", holderName: 王𬭎, outcome: ok, amount: "100.00", reasonText: 好,
                 paidOn: 2026-03-12, ext: {extra: 甲}}
              - {amount: "200.00", outcome: nameMismatch, paidOn: ~}
              - {outcome: pending}
            rejects:
              - {row: "3", field: serial, code: field.required}
              - {row: "3", field: account, code: account.checkDigit}
              - {row: "3", field: holderName, code: name.damaged}
              - {row: "3", field: amount, code: field.required}
              - {row: "3", field: paidOn, code: date.format}
          - name: 未知代码
            input: |
              P|1|10000
              A1|\(Samples.account)|马某某|10000|F|9999||20260312|
              ########
            records: [{outcome: ~}]
            warnings: [{row: "1", code: code.unmapped}]
          - name: 控制
            input: |
              P|2|30000
              A1|\(Samples.account)|马某某|10000|F|3031||20260312|
              ########
            refused: [control.count, control.sum]
        """

    @Test func strongTestsNoticeEverything() throws {
        let report = try mutate(Samples.result, MutationTests.strong)
        #expect(report.survivors.map(\.text) == [])
        #expect(report.isPassed)
        #expect(report.noticed > 30 && report.equivalent == 0)
    }

    @Test func mutantsThatTheCheckFindsAreCounted() throws {
        let report = try mutate(
            Samples.batch, "tests: [{name: 空, write: {records: []}, rejects: [{row: \"0\", code: x}]}]")
        #expect(report.failing == 1)
        let sound = try mutate(Samples.batch, "tests: [{name: 空, input: '', refused: [document.empty]}]")
        #expect(sound.failing == 0 && sound.noticed == 0)
        #expect(sound.survivors.map(\.text).contains("shift border account|holderName right by 1"))
        #expect(sound.survivors.map(\.text).contains("serial: align right"))
        // Zeros behind a number: the check finds it.
        #expect(sound.checked > 0 && !sound.survivors.map(\.text).contains("amount: align left"))
        #expect(sound.survivors.map(\.text).contains("newline: LF → CRLF"))
        #expect(!sound.isPassed)
    }

    @Test func anEquivalentMutantIsCountedWithItsReason() throws {
        let weak = MutationTests.strong.replacing("      - {row: \"3\", field: paidOn, code: date.format}", with: "")
            .replacing("2026-03-12|\n", with: "20260312|\n")
        #expect(try survivors(Samples.result, weak) == ["22 paidOn: drop date(yyyyMMdd)"])
        let listed = weak + "\nequivalent: [{mutant: \"paidOn: drop date*\", reason: 对方只用一种写法}]"
        let report = try mutate(Samples.result, listed)
        #expect(report.survivors.isEmpty && report.equivalent == 1 && report.isPassed)
    }

    @Test func anEntryThatMatchesNoSurvivorIsAFault() throws {
        let listed = MutationTests.strong + "\nequivalent: [{mutant: \"amount: fen → yuan\", reason: 无}]"
        let report = try mutate(Samples.result, listed)
        #expect(report.faults.map(\.code) == ["equivalent.unmatched"])
        #expect(!report.isPassed)
    }

    @Test func survivorsBesideMoneyAndPeopleAreWarnings() throws {
        let weak = MutationTests.strong.replacing(", ext: {extra: 甲}", with: "")
        let report = try mutate(Samples.result, weak)
        #expect(report.survivors.map(\.text) == ["drop ext extra"])
        #expect(report.isPassed)
    }

    /// A booking read the wrong way round is money that was never there; so is a dead person who is not known to be dead.
    @Test func whichWayMoneyWentAndWhoIsDeadCountAsMuchAsHowMuch() throws {
        let statement = """
            title: 对账单
            counterpart: Bank
            exchange: statement
            direction: in
            record: StatementLine
            document: {format: delimited, encoding: UTF-8, delimiter: "|", columns: [date, serial, amount, way, balance]}
            fields:
              occurredOn: {from: date, as: date(yyyyMMdd)}
              serial: serial
              amount: {from: amount, as: yuan}
              direction: {from: way, as: codes(ways)}
              balance: {from: balance, as: yuan}
            """
        let bench = bench([
            "m.yaml": statement, "codes/ways.yaml": "title: 借贷\nset: debitCredit\ncodes: {J: debit, D: credit}\n",
            "m.tests.yaml":
                "tests: [{name: 一笔, input: \"20260317|H1|1.00|J|9.00\\n\", records: [{serial: H1, amount: \"1.00\"}]}]",
        ])
        #expect(bench.faults.isEmpty, "\(bench.faults)")
        let ways = try #require(bench.mutate().first).survivors.filter { $0.text.hasPrefix("codes(ways)") }
        #expect(ways.map(\.text) == ["codes(ways) “J”: debit → credit", "codes(ways) “D”: credit → debit"])
        #expect(ways.map(\.isCritical) == [true, true])
        let verdict = """
            title: 核查结果
            counterpart: PublicSecurity
            exchange: identity.verify
            direction: in
            record: IdentityVerdict
            document: {format: delimited, encoding: UTF-8, delimiter: "|", columns: [id, dead]}
            fields: {idNumber: id, deceased: {from: dead, as: "flag(1,0)"}}
            """
        let dead = try survivors(verdict, "tests: [{name: 空, input: '', refused: [document.empty]}]")
        let flags = dead.filter { $0.contains("! deceased: flag(1,0)") }
        #expect(!flags.isEmpty, "\(dead)")
    }
}
