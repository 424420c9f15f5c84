import Mapping
import Subsidy
import Testing

@Suite struct FaultTests {
    private func codes(_ change: (String, String), _ text: String = Samples.result) -> [String] {
        let changed = text.replacing(change.0, with: change.1)
        #expect(changed != text, "the sample must change")
        return faults(changed, more: ["codes/results.yaml": Samples.codes]).map(\.code)
    }

    @Test func theSampleItselfIsFreeOfFaults() {
        #expect(faults(Samples.result, more: ["codes/results.yaml": Samples.codes]).map(\.description) == [])
    }

    @Test(arguments: [
        ("title:", "titel:", ["key.missing", "key.unknown"]),
        ("  serial: serial\n", "  seriel: serial\n  serial: serial\n", ["field.unknown"]),
        ("  serial: serial\n", "", ["column.unmapped", "field.unfilled"]),
        ("serial: serial", "serial: number", ["column.unmapped", "column.unknown"]),
        ("ignored: [spare]\n", "", ["column.unmapped"]),
        ("ignored: [spare]", "ignored: [spare, spares]", ["column.unknown"]),
        ("{from: amount, as: fen}", "amount", ["money.unit"]),
        ("{from: amount, as: fen}", "{from: amount, as: integer}", ["codec.type"]),
        ("{from: amount, as: fen}", "{from: amount, as: fens}", ["codec.unknown"]),
        ("{from: amount, as: fen}", "{from: amount, const: 3, as: fen}", ["field.source"]),
        ("codes(results)", "codes(result)", ["codec.table"]),
        ("date(yyyyMMdd)", "date(ddmm)", ["codec.argument"]),
        ("- count: header.count", "- count: header.number", ["control.column"]),
        ("sum: amount, equals", "sum: total, equals", ["control.field"]),
        ("where: {outcome: ok}", "where: {outcome: fine}", ["control.value"]),
        ("record: LineResult\n", "record: LineResults\n", ["record.unknown"]),
        ("exchange: batch.result", "exchange: batch.results", ["value.choice"]),
        ("delimiter: \"|\"", "quote: \"'\"", ["document.delimiter"]),
        ("[serial, account, name", "[serial, serial, name", ["column.duplicate", "column.unknown"]),
        ("unmapped: keep", "unmapped: drop", ["field.unmapped"]),
        ("ignored: [spare]", "ignored: [spare]\nconstants: {spare: x}", ["constants.direction"]),
        ("equals: header.sum, as: fen}", "equals: header.sum, as: yuan}", ["control.unit"]),
        ("  sum: {from: header.sum, as: fen}", "  sum: {from: header.sum, as: yuan}", ["control.unit"]),
        ("equals: header.sum, as: fen}", "equals: header.sum, as: fen(negated)}", ["control.unit"]),
        ("equals: header.sum, as: fen}", "equals: header.sum, as: fen(positive)}", []),
        ("equals: header.sum, as: fen}", "equals: header.sum, opening: header.sum}", ["control.key"]),
        ("- count: header.count", "- {count: header.count, equals: header.sum}", ["control.key"]),
        ("- count: header.count", "- {count: header.count, as: fen}", ["control.key"]),
        ("{sum: amount, equals: header.sum, as:", "{hashTotal: account, equals: header.sum, as:", ["control.key"]),
        ("serial: serial\n", "serial: {from: serial, required: warn}\n", ["field.required"]),
        ("serial: serial\n", "serial: {from: serial, unreadable: keep}\n", ["field.unreadable"]),
        ("empty: [\"00000000\"]}", "unreadable: drop}", ["field.unreadable"]),
        ("title: 代发结果", "title: [代发", ["yaml.syntax"]),
        ("spare]\n", "spare]\nignored: [extra]\n", ["key.duplicate"]),
    ])
    func oneSlipIsNamedByItsCode(_ old: String, _ new: String, _ expected: [String]) {
        #expect(Set(codes((old, new))) == Set(expected))
    }

    /// Editors show it, and whoever reads the fault must not have to ask.
    @Test(arguments: [
        ("title:", "titel:"), ("serial: serial", "serial: number"), ("ignored: [spare]\n", ""),
        ("{from: amount, as: fen}", "amount"), ("{from: amount, as: fen}", "{from: amount, as: integer}"),
        ("- count: header.count", "- {count: header.count, sum: amount}"), ("- count: header.count", "- {atMost: 0}"),
        ("- count: header.count", "- {atMost: 3, unique: serial}"), ("sum: amount, equals", "sum: serial, equals"),
        ("where: {outcome: ok}", "where: {outcome: fine}"), ("unmapped: keep", "unmapped: drop"),
        ("columns: [serial", "columns: [serial, serial"),
        ("newline: CRLF", "newline: CRLF\n  trailingDelimiter: maybe"),
        ("batchNumber: {parameter: batch}", "batchNumber: {const: [a]}"), ("title: 代发结果", "title: *a"),
        ("equals: header.sum, as: fen}", "equals: header.sum, as: text}"), ("as: fen}", "as: fen, unmapped: keep}"),
        ("ignored: [spare]", "ignored: {spare: x}"), ("ignored: [spare]", "ignored: [[spare]]"),
    ])
    func everyFaultHasAHintInBothLanguages(_ old: String, _ new: String) {
        let changed = Samples.result.replacing(old, with: new)
        #expect(changed != Samples.result, "the sample must change")
        let found = faults(changed, more: ["codes/results.yaml": Samples.codes])
        #expect(!found.isEmpty)
        for fault in found { #expect(!fault.hint.zh.isEmpty && !fault.hint.en.isEmpty, "\(fault)") }
    }

    @Test(arguments: [
        ("json", "recordTag: X, records: list, columns: [a, b]", ["document.key"]),
        ("json", "newline: CRLF, columns: [a, b]", ["document.key"]),
        ("json", "header: {tag: X, columns: [c]}, columns: [a, b]", ["document.key"]),
        ("json", "header: {literal: X}, columns: [a, b]", ["document.key"]),
        ("xml", "delimiter: ';', records: A/B, columns: [a, b]", ["document.key"]),
        ("xlsx", "records: A, columns: [a, b]", ["document.key"]),
        ("xlsx", "header: {columns: [c]}, columns: [a, b]", ["column.unmapped", "document.key"]),
        ("delimited", "encoding: UTF-8, delimiter: ';', sheet: X, columns: [a, b]", ["document.key"]),
        ("delimited", "encoding: UTF-8, delimiter: ';', columns: [{name: a, width: 3}, b]", ["document.key"]),
        (
            "fixed", "encoding: UTF-8, quote: x, columns: [{name: a, width: 3, path: c}, {name: b, width: 1}]",
            ["document.key"]
        ),
        ("json", "records: list, columns: [a, b]", []), ("xlsx", "sheet: X, titleRow: 2, columns: [a, b]", []),
    ])
    func aKeyThatTheFormatDoesNotReadIsRefused(_ format: String, _ keys: String, _ expected: [String]) {
        let delimited = "format: delimited, encoding: UTF-8, delimiter: \"|\", columns: [a, b]"
        let text = Samples.one("StatementLine", "serial", "a", both: false)
            .replacing(delimited, with: "format: \(format), \(keys)")
        let found = Set(faults(text).map(\.code)).subtracting(["field.unfilled"])
        #expect(found == Set(expected))
    }

    @Test(arguments: [
        "slice: [0, 1]", "empty: [x]", "split: x", "part: 1", "unreadable: keep", "unmapped: keep", "with: x",
    ])
    func aConstantHasNoKeyThatIsNotRead(_ key: String) {
        let text = Samples.one("LineResult", "outcome", "{const: ok, \(key)}\n  serial: a", both: false)
        #expect(faults(text).map(\.code).contains("field.const"))
    }

    @Test func faultsOfAllFilesComeAtOnceWithPlaceAndHint() throws {
        let text = Samples.result.replacing("{from: amount, as: fen}", with: "amount")
            .replacing("account: account", with: "acount: account")
        let found = faults(text, more: ["codes/results.yaml": Samples.codes, "codes/bad.yaml": "title: 坏"])
        #expect(found.map(\.code) == ["key.missing", "field.unknown", "money.unit"])
        let unit = try #require(found.last)
        #expect((unit.file, unit.line, unit.path) == ("m.yaml", 19, "fields.amount"))
        #expect(unit.hint.zh.contains("as: fen"))
        #expect(found[1].hint == Hint("是否想写“account”", "did you mean “account”?"))
        #expect(unit.description.hasPrefix("m.yaml:19:3: fields.amount: "))
    }

    @Test func anchorsAndAliasesAreRefused() {
        let text = Samples.result.replacing("ignored: [spare]", with: "ignored: &names [spare]\nconstants: *names")
        let found = faults(text, more: ["codes/results.yaml": Samples.codes])
        #expect(found.filter { $0.code == "yaml.alias" }.count == 2)
        // Each line would be ten times the last one.
        let lines = (1...20).map { line in
            "a\(line): &a\(line) [" + Array(repeating: "*a\(line - 1)", count: 10).joined(separator: ", ") + "]"
        }
        #expect(faults("a0: &a0 x\n" + lines.joined(separator: "\n")).contains { $0.code == "yaml.alias" })
    }

    @Test func aCodeTableWithTwoEqualKeysIsRefused() {
        let table = "title: 表\nset: outcome\ncodes:\n  \"S\": ok\n  S: pending\n"
        let found = faults(Samples.result, more: ["codes/results.yaml": table])
        #expect(found.map(\.code) == ["key.duplicate"])
        #expect(found.first?.file == "codes/results.yaml")
    }

    @Test func keysThatDifferBySpacesOnlyAreEqual() {
        let table = "title: 表\nset: outcome\ncodes: {\"S/\": ok, \"S/ \": pending}\n"
        #expect(faults(Samples.result, more: ["codes/results.yaml": table]).map(\.code) == ["key.duplicate"])
    }

    @Test(arguments: [
        ("set: outcome", "set: outcomes", "codes.set"), (": pending", ": waiting", "codes.outside"),
        ("ok: \"S/0000\"", "ok: \"F/3065\"", "codes.writes"), ("writes:", "write:", "key.unknown"),
        ("prefix: {\"S/\": ok}", "prefix: {\"\": ok}", "codes.empty"),
        ("prefix: {\"S/\": ok}", "prefix: {\" \u{3000}\": pending}", "codes.empty"),
    ])
    func aCodeTableLeadsToItsSetOnly(_ old: String, _ new: String, _ code: String) {
        let table = Samples.codes.replacing(old, with: new)
        #expect(faults(Samples.result, more: ["codes/results.yaml": table]).map(\.code) == [code])
    }

    @Test func aTableOfAnotherSetDoesNotSuitTheField() {
        let table = "title: 表\nset: accountState\ncodes: {\"0\": normal}\n"
        #expect(faults(Samples.result, more: ["codes/results.yaml": table]).map(\.code) == ["codec.set"])
    }

    @Test func aTableOfManyToOneNeedsWritesWhenWriting() {
        let table = Samples.codes.replacing("writes: {ok: \"S/0000\", nameMismatch: \"F/3031\"}", with: "")
        let text = Samples.one("LineResult", "outcome", "{from: a, as: codes(results)}")
            .replacing("direction: both", with: "direction: out")
        #expect(faults(text, more: ["codes/results.yaml": table]).map(\.code) == ["codec.notInvertible"])
        #expect(faults(text, more: ["codes/results.yaml": Samples.codes]).isEmpty)
    }

    @Test(arguments: [
        ("StatementLine", "occurredOn", "a"), ("StatementLine", "time", "{from: a, slice: [0, 2]}"),
        ("StatementLine", "time", "{join: [a, b]}"), ("StatementLine", "time", "{from: [a, b]}"),
    ])
    func whatCannotBeWrittenBackIsRefusedForWriting(_ record: String, _ field: String, _ source: String) {
        let text = Samples.one(record, field, source)
        let found = faults(text.replacing("direction: both", with: "direction: out")).map(\.code)
        #expect(found == ["codec.notInvertible"])
    }

    @Test func aColumnIsWrittenOnce() {
        let text = Samples.one("StatementLine", "time", "a\n  summary: a")
            .replacing("direction: both", with: "direction: out")
        #expect(faults(text).map(\.code) == ["column.twice"])
    }

    @Test(arguments: [
        ("deceased", "a", "flag.texts"), ("idMatch", "a", "code.table"), ("deceased", "{from: a, as: flag(1,1)}", ""),
        ("idMatch", "{const: same}", "codes.outside"), ("deathDate", "{const: soon}", "const.value"),
        ("deathDate", "{parameter: day}", "field.parameter"),
    ])
    func aSourceMustSayEnough(_ field: String, _ source: String, _ code: String) {
        let text = Samples.one("IdentityVerdict", "idNumber", "b\n  \(field): \(source)", both: false)
        let found = faults(text.replacing("ignored: [b]", with: "ignored: [a]")).map(\.code)
        #expect(code.isEmpty ? found.contains("key.unknown") : found == [code], "\(found)")
    }

    @Test func widthsOfAFixedRecordMustAddUp() {
        let text = Samples.one("StatementLine", "time", "a").replacing("direction: both", with: "direction: out")
            .replacing(
                "{format: delimited, encoding: UTF-8, delimiter: \"|\", columns: [a, b]}",
                with: "{format: fixed, encoding: GBK, recordLength: 10, columns: [{name: a, width: 4}, b]}")
        #expect(faults(text).map(\.code).sorted() == ["column.width", "document.width"])
    }

    @Test func anUnreadableFileSaysSo() {
        let found = MappingChecker.check(["a.yaml": [0xFF, 0xFE], "b.yaml": [], "c.tests.yaml": [0xFF]])
        #expect(found.map(\.code) == ["file.encoding", "file.empty"])
    }

    @Test func aTextThatBeginsWithAnAsteriskNeedsQuotes() {
        let found = faults("title: *部分*\ncounterpart: Bank\n")
        #expect(found.map(\.code) == ["yaml.alias"] && found.first?.line == 1)
    }
}
