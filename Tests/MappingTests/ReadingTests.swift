import Mapping
import Subsidy
import TestSupport
import Testing

@Suite struct ReadingTests {
    private let mapping: CompiledMapping

    init() throws { mapping = try compiled(Samples.result) }

    private func first(_ cells: [String?]) throws -> LineResult {
        let (records, faults) = read(mapping, [cells])
        #expect(faults.isEmpty)
        return try #require(records.records(LineResult.self).first)
    }

    @Test func aRowBecomesARecord() throws {
        let record = try first(Samples.row(reason: " 成功 "))
        #expect(record.serial == "A1")
        #expect(record.account == Samples.account)
        #expect(record.holderName == "马某某")
        #expect(record.amount == Money(fen: 123_450))
        #expect(record.outcome == .ok)
        #expect(record.reasonText == "0000 成功")
        #expect(record.paidOn == Day(year: 2026, month: 3, day: 2))
        #expect(record.bankSerial.isEmpty)
    }

    @Test func recordsKnowTheirRowAndBytes() {
        let (records, _) = read(mapping, [Samples.row(), Samples.row(amount: "x"), Samples.row()])
        #expect(records.rows == [1, 3])
        #expect(records.ranges == [0..<99, 200..<299])
    }

    @Test func allFaultsOfARowComeAtOnceAndRejectIt() {
        let (records, faults) = read(
            mapping, [Samples.row(serial: "", account: "12", name: "马?", amount: "1.5", date: "20260231")])
        #expect(records.isEmpty)
        #expect(faults.map(\.field) == ["serial", "account", "holderName", "amount", "paidOn"])
        #expect(
            faults.map(\.code) == [
                "field.required", "account.length", "name.damaged", "money.format", "date.format",
            ])
        #expect(faults.allSatisfy { $0.row == 1 })
    }

    @Test func aFaultNeverHoldsAValue() {
        let (_, faults) = read(mapping, [Samples.row(account: "6299990000000000", name: "欧阳?雪", amount: "99x99")])
        #expect(faults.count == 3)
        for fault in faults {
            #expect(
                !fault.message.contains("629999") && !fault.message.contains("欧阳") && !fault.message.contains("99x"))
        }
    }

    @Test func aMissingColumnDiffersFromAnEmptyOne() {
        var cells = Samples.row()
        cells[0] = nil
        #expect(read(mapping, [cells]).faults.map(\.code) == ["field.missingColumn"])
        cells = Samples.row()
        cells[7] = nil
        #expect(read(mapping, [cells]).faults.isEmpty)
    }

    @Test(.article("IM-20.3")) func anUnknownCodeIsKeptAndNeverTakenForAFailure() throws {
        let (records, faults) = read(mapping, [Samples.row(flag: "F", code: "7777")])
        #expect(faults.map(\.code) == ["code.unmapped"])
        let record = try #require(records.records(LineResult.self).first)
        #expect(record.outcome == nil)
        #expect(record.reasonText == "7777")
    }

    @Test func anUnknownCodeRejectsTheRowWhereTheFileDoesNotKeepIt() throws {
        let strict = try compiled(Samples.result.replacing(", unmapped: keep", with: ""))
        let (records, faults) = read(strict, [Samples.row(flag: "F", code: "7777")])
        #expect(records.isEmpty)
        #expect(faults.map(\.code) == ["code.unmapped"])
    }

    @Test func aPrefixServesWhereNoKeyDoes() throws {
        #expect(try first(Samples.row(flag: "S", code: "0009")).outcome == .ok)
        #expect(try first(Samples.row(flag: " F ", code: " 3065 ")).outcome == .nameMismatch)
        #expect(try first(Samples.row(flag: "", code: "")).outcome == nil)
    }

    @Test func projectColumnsGoIntoTheBag() {
        let (records, _) = read(mapping, [Samples.row(), Samples.row(extra: " 林班 7 ")])
        #expect(records.extensions.count == 2)
        #expect(records.extensions[0].isEmpty)
        #expect(records.extensions[1].map(\.name) == ["extra"])
        #expect(records.extensions[1].map(\.value) == ["林班 7"])
    }

    @Test func aSliceIsCutByCharacters() throws {
        let text = Samples.one(
            "PaymentRequestLine", "month", "{from: a, slice: [2, 4]}",
            more: """
                  serial: {from: a, slice: [0, 2]}
                  payeeName: {const: 甲}
                  payeeAccount: {const: "\(Samples.account)"}
                  amount: {const: "100", as: fen}
                """, both: false)
        let (records, faults) = read(try compiled(text), [["甲乙丙丁戊", ""], ["甲", ""]])
        #expect(faults.isEmpty)
        #expect(records.records(PaymentRequestLine.self).map(\.month) == ["丙丁", ""])
        #expect(records.records(PaymentRequestLine.self).map(\.serial) == ["甲乙", "甲"])
    }

    @Test func aConstantFillsItsField() throws {
        let text = Samples.one(
            "WelfareStatus", "kind", "{const: cremation}\n  state: {const: ended}\n  idNumber: a", both: false)
        let record = try #require(
            read(try compiled(text), [[Samples.idNumber, ""]]).records.records(WelfareStatus.self).first)
        #expect(record.kind == .cremation)
        #expect(record.state == .ended)
    }

    @Test func theHeadComesFromHeaderAndParameters() throws {
        var faults: [Fault] = []
        let head = mapping.readHead(
            header: rows([["P", "2", "246900", "1"]]), trailer: nil, parameters: ["batch": "B7"], faults: &faults)
        let record = try #require(head?.records(LineResultHead.self).first)
        #expect(faults.isEmpty)
        #expect(record.count == 2)
        #expect(record.sum == Money(fen: 246_900))
        #expect(record.batchNumber == "B7")
    }

    @Test func aHeadWithoutWhatIsRequiredIsRefused() throws {
        let text = Samples.result.replacing("head: LineResultHead", with: "head: QueryHead")
            .replacing(
                "  sum: {from: header.sum, as: fen}\n  batchNumber: {parameter: batch}",
                with: "  requestNumber: {parameter: number}")
        let mapping = try compiled(text)
        var faults: [Fault] = []
        #expect(mapping.readHead(header: nil, trailer: nil, parameters: [:], faults: &faults) == nil)
        #expect(faults.map(\.code) == ["field.missingColumn"])
        #expect(faults.first?.row == 0)
    }

    @Test func readingTwiceGivesTheSame() {
        let cells = (0..<50).map { Samples.row(serial: "S\($0)", amount: $0 % 7 == 0 ? "?" : "\($0)") }
        let (first, second) = (read(mapping, cells), read(mapping, cells))
        #expect(first.faults == second.faults)
        #expect(first.records.rows == second.records.rows)
        #expect(first.records.count == 42)
    }
}
