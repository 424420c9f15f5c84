import Mapping
import Subsidy
import TestSupport
import Testing

@Suite struct CodecTests {
    /// Reads one cell, and writes what was read; the field is the only one besides what is required.
    private func run(
        _ record: String, _ field: String, _ codec: String?, _ cell: String, empty: String = ""
    ) throws -> (text: String?, written: String?, fault: String?) {
        var required = ""
        let schema = try #require(CanonicalModel.schema(record))
        for entry in schema.fields where entry.required && entry.name != field { required += "  \(entry.name): b\n" }
        let source = codec.map { "{from: a, as: \"\($0)\"\(empty)}" } ?? "a"
        let text = Samples.one(record, field, source, more: required, both: false)
        let reading = try compiled(text)
        var filled = try #require(fill[record])
        filled = [cell] + filled
        let (records, faults) = read(reading, [filled])
        guard faults.isEmpty else { return (nil, nil, faults.map(\.code).joined(separator: ",")) }
        let index = try #require(schema.index(field))
        let value =
            records.isMissing(0, index)
            ? nil
            : schema.fields[index].type.isInteger ? String(records.integer(0, index)) : records.string(0, index)
        let writing = try? compiled(text.replacing("direction: in", with: "direction: both"))
        var wrong: [Fault] = []
        return (value, writing.flatMap { cells($0.write(records, faults: &wrong)).first?[0] }, wrong.first?.code)
    }

    private let fill = [
        "DeathNotice": [Samples.idNumber], "CardStatus": [Samples.idNumber], "ApprovedListLine": [""],
        "QueryHead": ["N1"], "LineResult": ["A1"], "IdentityVerdict": [Samples.idNumber],
    ]

    @Test(arguments: [
        ("CardStatus", "cardNumber", "text", "\u{3000} C1 \t", "C1", "C1"),
        ("CardStatus", "lineNumber", "integer", " 0007", "7", "7"),
        ("QueryHead", "operatorName", "name", " 阿依古丽•买买提 ", "阿依古丽•买买提", "阿依古丽•买买提"),
        ("DeathNotice", "deathDate", "date(yyyyMMdd)", "20260302", "20514", "20260302"),
        ("DeathNotice", "deathDate", "date(yyyy-MM-dd)", "2026-03-02", "20514", "2026-03-02"),
        ("DeathNotice", "deathDate", "date(yyyy年MM月dd日)", "2026年03月02日", "20514", "2026年03月02日"),
        ("DeathNotice", "deathDate", "date(yyyyMM)", "202603", "20513", "202603"),
        ("DeathNotice", "deathDate", "date(yyyyMM,last)", "202602", "20512", "202602"),
        ("CardStatus", "activated", "flag(1,0)", "1", "1", "1"),
        ("CardStatus", "activated", "flag(Y,N)", "N", "0", "N"),
        ("CardStatus", "activated", "flag(1,2)", "2", "0", "2"),
        ("QueryHead", "sentAt", "time(yyyyMMddHHmmss)", "20260302083000", "1772411400000", "20260302083000"),
        (
            "QueryHead", "sentAt", "time(yyyy-MM-dd HH:mm:ss)", "2026-03-02 08:30:00", "1772411400000",
            "2026-03-02 08:30:00"
        ),
        ("QueryHead", "sentAt", "time(epochMillis)", "1772411400000", "1772411400000", "1772411400000"),
        ("LineResult", "amount", "fen", "123450", "123450", "123450"),
        ("LineResult", "amount", "yuan", "1,234.5", "123450", "1234.50"),
        ("LineResult", "amount", "yuan", "+0000000001234.50", "123450", "1234.50"),
    ])
    func aValueIsReadAndWrittenBack(
        _ record: String, _ field: String, _ codec: String, _ cell: String, _ value: String, _ written: String
    ) throws {
        let result = try run(record, field, codec, cell)
        #expect(result.fault == nil)
        #expect(result.text == value)
        #expect(result.written == written)
    }

    @Test func anIdentityNumberIsFoldedToEighteen() throws {
        let full = Samples.idNumber
        #expect(try run("IdentityVerdict", "idNumber", nil, "'\(full.dropLast(3)) \(full.suffix(3))").text == full)
        let short = full.prefix(6) + full.dropFirst(8).dropLast(1)
        #expect(try run("IdentityVerdict", "idNumber", nil, String(short)).text == full)
    }

    @Test func anAccountIsReadWithoutItsSpacesOrKeptAsText() throws {
        let spaced = Samples.account.prefix(4) + " " + Samples.account.dropFirst(4)
        #expect(try run("CardStatus", "account", nil, String(spaced)).text == Samples.account)
        #expect(try run("CardStatus", "account", "text", "1234****").text == "1234****")
        #expect(try run("CardStatus", "account", nil, "1234****").fault == "account.masked")
    }

    @Test(arguments: [
        ("DeathNotice", "deathDate", "date(yyyyMMdd)", "20260230", "date.format"),
        ("DeathNotice", "deathDate", "date(yyyyMMdd)", "2026-03-02", "date.format"),
        ("QueryHead", "sentAt", "time(yyyyMMddHHmmss)", "20260302250000", "time.format"),
        ("QueryHead", "sentAt", "time(epochMillis)", "999999999999999999", "time.format"),
        ("QueryHead", "sentAt", "time(epochMillis)", "-5364691200001", "time.format"),
        ("QueryHead", "operatorName", "name", "马?芳", "name.damaged"),
        ("QueryHead", "operatorName", "name", "马\u{E123}", "name.damaged"),
        ("CardStatus", "activated", "flag(1,0)", "是", "flag.value"),
        ("CardStatus", "lineNumber", "integer", "7.0", "integer.format"),
        ("CardStatus", "lineNumber", "integer", "9999999999999999999", "integer.format"),
        ("LineResult", "amount", "yuan", "12.345", "money.format"),
        ("LineResult", "amount", "fen", "12.34", "money.format"),
    ])
    func whatCannotBeReadIsAFault(
        _ record: String, _ field: String, _ codec: String, _ cell: String, _ code: String
    ) throws {
        #expect(try run(record, field, codec, cell).fault == code)
    }

    @Test func anyDateReadsTheUsualFormsAndDoesNotWrite() throws {
        for text in ["20260302", "2026-03-02", "2026/03/02", "2026.03.02"] {
            let result = try run("DeathNotice", "deathDate", nil, text)
            #expect(result.text == "20514")
            #expect(result.written == nil)
        }
    }

    @Test func textsThatMeanNoValueAreReadAsMissingAndWrittenAgain() throws {
        let empty = ", empty: [\"00000000\", \"-\"]"
        for text in ["00000000", "-", "", "  "] {
            let result = try run("DeathNotice", "deathDate", "date(yyyyMMdd)", text, empty: empty)
            #expect(result.text == nil)
            #expect(result.written == "00000000")
        }
    }

    @Test func aDayThatAMonthPatternWouldLoseIsNotWritten() throws {
        let text = Samples.one("DeathNotice", "deathDate", "{from: a, as: date(yyyyMM)}\n  idNumber: b")
        var notice = DeathNotice()
        notice.idNumber = Samples.idNumber
        notice.deathDate = Day(year: 2026, month: 3, day: 2)
        var faults: [Fault] = []
        let written = try compiled(text).write(RecordBatch([notice]), faults: &faults)
        #expect(written.isEmpty)
        #expect(faults.map(\.code) == ["date.lossy"])
    }

    @Test func aPhoneKeepsItsDigits() throws {
        let text = Samples.result.replacing("record: LineResult\n", with: "record: ApprovedListLine\n")
        #expect(faults(text).contains { $0.code == "field.unfilled" })
        let mapping = try list("phone: a")
        #expect(
            read(mapping, [["１３８ 0000-0012", ""]]).records.records(ApprovedListLine.self).first?.phone == "1380000-0012"
        )
        #expect(read(mapping, [["打不通", ""]]).faults.map(\.code) == ["phone.format"])
    }

    @Test func aDecimalIsExact() throws {
        let mapping = try list("rate: a")
        #expect(
            read(mapping, [["97.3215", ""]]).records.records(ApprovedListLine.self).first?.rate?.text == "97.3215")
        #expect(read(mapping, [["1e2", ""]]).faults.map(\.code) == ["decimal.format"])
    }

    /// A list whose required fields are constants.
    private func list(_ field: String) throws -> CompiledMapping {
        try compiled(
            Samples.one(
                "ApprovedListLine", "amount", "{const: \"1.00\", as: yuan}",
                more: """
                      beneficiaryName: {const: 甲}
                      beneficiaryID: {const: "\(Samples.idNumber)"}
                      payeeName: {const: 甲}
                      payeeID: {const: "\(Samples.idNumber)"}
                      \(field)
                    """, both: false))
    }
}
