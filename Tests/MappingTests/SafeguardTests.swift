import Mapping
import Testing

/// What the language allows and money would be lost by.
@Suite struct SafeguardTests {
    private static let controls = "controls:\n  - count: header.count\n  - {sum: amount, equals: header.sum, as: fen}\n"

    private func codes(_ change: (String, String)..., table: String = Samples.codes) -> [String] {
        let text = change.reduce(Samples.result) { text, change in
            let changed = text.replacing(change.0, with: change.1)
            #expect(changed != text, "the sample must change: \(change.0)")
            return changed
        }
        return faults(text, more: ["codes/results.yaml": table]).map { "\($0.path) \($0.code)" }
    }

    @Test func aStatedTotalThatNoControlComparesIsAFault() {
        #expect(codes(("  - count: header.count\n", "")) == ["controls control.missing"])
        #expect(codes((Self.controls, "controls:\n")) == ["controls control.missing", "controls control.missing"])
    }

    @Test func aStatedTotalThatIsIgnoredIsAFault() {
        #expect(
            codes(
                ("  count: {from: header.count, as: integer}\n", ""), ("  - count: header.count\n", ""),
                ("ignored: [spare]", "ignored: [spare, header.count]")) == ["controls control.missing"])
    }

    @Test func aReasonStandsForAControlThatCannotBe() {
        #expect(codes(("  - count: header.count\n", ""), ("ext: [", "because: {header.count: 含作废行}\next: [")).isEmpty)
    }

    @Test(arguments: ["header.count", "header.cout", "outcome"])
    func aReasonForNothingIsAFault(name: String) {
        #expect(codes(("ext: [", "because: {\(name): 无}\next: [")) == ["because.\(name) because.unneeded"])
    }

    private static let outcome = "  outcome: {from: [flag, code], as: codes(results), unmapped: keep}\n"

    @Test func aResultThatIsAlwaysASuccessIsAFault() {
        let controls = ("  - {count: header.okCount, where: {outcome: ok}}", "")
        let ignored = ("ignored: [spare]", "ignored: [spare, flag, header.okCount]")
        let found = codes((Self.outcome, "  outcome: {const: ok}\n"), controls, ignored)
        #expect(found == ["fields.outcome outcome.constant"])
        #expect(codes((Self.outcome, ""), controls, ignored) == ["fields.outcome outcome.missing"])
        #expect(codes((Self.outcome, "  outcome: {const: returned}\n"), controls, ignored).isEmpty)
    }

    @Test func aDocumentThatWePayByNeedsNoOutcome() {
        let text = Samples.one("LineResult", "serial", "a\n  amount: {from: b, as: fen}", both: false)
            .replacing("ignored: [b]", with: "")
        #expect(faults(text).isEmpty)
        #expect(
            faults(text.replacing("exchange: statement", with: "exchange: batch.result")).map(\.code)
                == ["outcome.missing"])
    }

    @Test func aKeyWithoutASlashNeverMatchesTwoColumns() {
        let table = Samples.codes.replacing("\"W/6051\": pending", with: "W6051: pending, \"9\": unknown")
        #expect(codes(("title: 代发结果", "title: 结果"), table: table) == ["fields.outcome.as codes.separator"])
    }

    @Test(arguments: ["“|”", "‘|’", "＂|＂"])
    func aDelimiterInChineseQuotesIsAFault(text: String) {
        #expect(codes(("delimiter: \"|\"", "delimiter: \(text)")) == ["document.delimiter document.quotes"])
    }
}
