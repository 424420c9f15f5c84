import Mapping
import Testing

/// What a Chinese keyboard, an editor and a tab key do to a mapping file.
@Suite struct TrapTests {
    private func found(_ old: String, _ new: String) -> [String] {
        let changed = Samples.result.replacing(old, with: new)
        #expect(changed != Samples.result, "the sample must change")
        return faults(changed, more: ["codes/results.yaml": Samples.codes]).map { "\($0.line) \($0.code)" }
    }

    @Test func aByteOrderMarkAtTheBeginningSaysNothing() {
        let files = [
            "m.yaml": [0xEF, 0xBB, 0xBF] + Array(Samples.result.utf8), "codes/results.yaml": Array(Samples.codes.utf8),
        ]
        #expect(MappingChecker.check(files).isEmpty)
    }

    @Test func chinesePunctuationIsNamedWithItsLine() {
        #expect(found("  serial: serial", "  serial：serial") == ["16 yaml.fullWidth"])
        #expect(found("title: 代发结果", "title：代发结果") == ["1 yaml.fullWidth"])
        #expect(
            found("{from: amount, as: fen}\n  outcome", "{from: amount， as: fen]\n  outcome") == ["19 yaml.fullWidth"])
        #expect(found("[serial, account, name", "[serial， account, name").contains("14 column.comma"))
        #expect(found("  - count: header.count", "  - count：header.count").first == "30 value.map")
    }

    @Test func aTabInTheIndentationIsNamedWithItsLine() {
        #expect(found("  serial: serial", "\tserial: serial") == ["16 yaml.tab"])
    }

    @Test func punctuationWithinTextsIsNobodysFault() {
        #expect(found("title: 代发结果", "title: “代发”：结果，退汇").isEmpty)
    }

    @Test func anUnknownNameIsFoundByItsEnd() {
        let names = ["bank/result.ding", "bank/result.cmbc", "budget/status"]
        #expect(Nearest.mapping("result.ding", among: names) == "bank/result.ding")
        #expect(Nearest.mapping("Mappings/bank/result.cmbc", among: names) == "bank/result.cmbc")
        #expect(Nearest.mapping("bank/resultding", among: names) == "bank/result.ding")
        #expect(Nearest.mapping("publicsecurity/person", among: names) == nil)
    }

    @Test func aConstantTakesTheInheritedReadingAway() throws {
        let child = """
            title: 退汇
            extends: m
            exchange: batch.return
            fields: {outcome: {const: returned}}
            ignored: [spare, flag]
            controls: [count: header.count, {sum: amount, equals: header.sum, as: fen}]
            """
        let files = [
            "m.yaml": Samples.result,
            "c.yaml": child.replacing("ignored: [spare, flag]", with: "ignored: [spare, flag, header.okCount]"),
            "codes/results.yaml": Samples.codes,
        ]
        #expect(MappingChecker.report(files.mapValues { Array($0.utf8) }) == [])
    }
}
