import Mapping
import Subsidy
import TestSupport
import Testing

@Suite struct BalanceTests {
    private static let control =
        "{balance: amount, opening: header.opening, closing: header.closing, minus: {direction: debit}}"
    private static let statement = """
        title: 对账单
        counterpart: Bank
        exchange: statement
        direction: in
        record: StatementLine
        head: StatementHead
        document:
          format: delimited
          encoding: UTF-8
          delimiter: "|"
          header: {columns: [account, from, through, opening, closing]}
          columns: [serial, amount, direction, balance, day]
        fields:
          serial: serial
          amount: {from: amount, as: yuan}
          direction: {from: direction, as: codes(ways)}
          balance: {from: balance, as: yuan}
          occurredOn: {from: day, as: date(yyyyMMdd)}
        headFields:
          account: header.account
          from: {from: header.from, as: date(yyyyMMdd)}
          through: {from: header.through, as: date(yyyyMMdd)}
          opening: {from: header.opening, as: yuan}
          closing: {from: header.closing, as: yuan}
        controls:
          - \(control)
        """
    private static let tables = ["codes/ways.yaml": "title: 借贷\nset: debitCredit\ncodes: {D: debit, C: credit}\n"]

    private func line(_ amount: String?, _ way: String) -> [String?] { ["A1", amount, way, "1.00", "20260317"] }

    /// The faults of a document of these lines, counted while reading and counted apart: both must be the same.
    private func check(_ opening: String?, _ closing: String?, _ lines: [[String?]]) throws -> [Fault] {
        let mapping = try compiled(BalanceTests.statement, more: BalanceTests.tables)
        let header = rows([[Samples.account, "20260317", "20260317", opening, closing]])
        var (read, apart) = (mapping.newTally(), mapping.newTally())
        var (records, faults) = (RecordBatch(mapping.record), [Fault]())
        if !lines.isEmpty { mapping.read(rows(lines), into: &records, faults: &faults, tally: &read) }
        for line in lines { mapping.add(rows([line]), &apart) }
        let found = mapping.check(read, header: header, trailer: nil)
        #expect(found == mapping.check(apart, header: header, trailer: nil))
        return found
    }

    @Test func whatComesInAndGoesOutLeadsFromOpeningToClosing() throws {
        let lines = [line("10.00", "C"), line("3.01", "D"), line("-1.00", "D")]
        #expect(try check("5.00", "12.99", lines) == [])
        #expect(try check("5.00", "5.00", []) == [])
        #expect(try check("-5.00", "2.99", lines) == [])
    }

    @Test func aBalanceThatDiffersSaysBothFigures() throws {
        let faults = try check("5.00", "13.00", [line("10.00", "C"), line("2.01", "D")])
        #expect(faults.map { "\($0.row) \($0.field) \($0.code)" } == ["0 header.closing control.balance"])
        let message = try #require(faults.first).message
        #expect(message.contains("13.00 元") && message.contains("12.99 元"))
    }

    @Test func aRowWithoutSumOrWayProvesNothing() throws {
        for lines in [[line("x", "C")], [line("1.00", "Z")], [line("x", "Z")]] {
            let faults = try check("5.00", "6.00", lines)
            #expect(faults.map(\.code) == ["control.balance"])
            #expect(faults.first?.message.contains("有 1 行无法读取") == true)
        }
    }

    @Test func aBalanceNeedsItsOpening() throws {
        #expect(try check(nil, "1.00", []).map(\.message) == ["期末余额：首尾行中没有可读的期初余额，请退回重新生成"])
        #expect(try check("x", "1.00", []).count == 1)
        #expect(try check("1.00", nil, []).count == 1)
    }

    @Test(arguments: [
        ("minus: {direction: debit}", "minus: {direction: out}", ["control.value"]),
        ("opening: header.opening, closing", "opening: header.start, closing", ["control.column"]),
        ("opening: header.opening, closing: header.closing, minus", "opening: header.opening, minus", ["key.missing"]),
        ("{balance: amount", "{balance: serial", ["control.type"]),
        ("minus: {direction: debit}", "as: fen, minus: {direction: debit}", ["control.unit"]),
        ("minus: {direction: debit}", "equals: header.closing", ["control.key"]),
        ("direction: in\n", "direction: both\n", ["control.direction"]),
    ])
    func oneSlipInABalanceIsNamedByItsCode(_ old: String, _ new: String, _ expected: [String]) {
        let text = BalanceTests.statement.replacing(old, with: new)
        #expect(text != BalanceTests.statement)
        #expect(Set(faults(text, more: BalanceTests.tables).map(\.code)) == Set(expected))
    }
}
