import Formats
import Mapping
import MappingTools
import Subsidy
import Testing

/// What another version of a mapping would make of the same document.
@Suite struct DifferenceTests {
    private static let lines = [
        "P|3|60000", "A1|\(Samples.account)|马某某|10000|S|0000|好|20260317|甲",
        "A2|\(Samples.account)|阿依古丽|20000|F|3031|x|20260318|乙", "A3|\(Samples.account)|丙|30000|W|6051|x|20260319|",
        "########",
    ]

    private func difference(_ change: (String) -> String, codes: String = Samples.codes) throws -> MappingDifference {
        let old = try #require(bench(["m.yaml": Samples.result]).library.mapping("m"))
        let changed = bench(["m.yaml": change(Samples.result), "codes/results.yaml": codes])
        #expect(changed.faults.isEmpty, "\(changed.faults)")
        let new = try #require(changed.library.mapping("m"))
        let text = DifferenceTests.lines.joined(separator: "\r\n") + "\r\n"
        return try MappingDifference(
            old: old, new: new, bytes: try TextCodec.encode(Array(text.utf8), as: .gb18030))
    }

    @Test func theSameMappingDiffersInNothing() throws {
        let same = try difference { $0 }
        #expect(same.isEmpty)
        #expect(same.lines == ["没有不同：3 条记录，逐项相同"])
    }

    @Test func changedFieldsAreCountedWithMaskedExamples() throws {
        let changed = try difference {
            $0.replacing("  holderName: name", with: "  holderName: reason").replacing(
                "reasonText: reason", with: "reasonText: name"
            )
            .replacing("ext: [extra]", with: "ignored: [extra]")
        }
        #expect(
            changed.lines == [
                "ext.extra：2 处不同", "    第 1 行 *** → （无）", "    第 2 行 *** → （无）", "holderName：3 处不同",
                "    第 1 行 马** → 好*",
                "    第 2 行 阿*** → x*", "    第 3 行 丙* → x*", "reasonText：3 处不同", "    第 1 行 好 → 马某某",
                "    第 2 行 x → 阿依古丽", "    第 3 行 x → 丙",
            ])
    }

    @Test func aChangedCodeShowsInItsRows() throws {
        let changed = try difference({ $0 }, codes: Samples.codes.replacing("nameMismatch", with: "closed"))
        #expect(changed.lines == ["outcome：1 处不同", "    第 2 行 nameMismatch → closed"])
        #expect(changed.json.line.contains("\"differences\":[{\"count\":1,"))
    }

    @Test func rejectsAndRefusalsAreDifferences() throws {
        let rejected = try difference { $0.replacing("date(yyyyMMdd)", with: "date(yyyy-MM-dd)") }
        #expect(
            rejected.lines == [
                "记录：原来 3 条，现在 0 条", "退回 paidOn date.format：3 处不同", "    第 1 行 （无） → 有", "    第 2 行 （无） → 有",
                "    第 3 行 （无） → 有", "记录：3 处不同", "    第 1 行 接受 → （无）", "    第 2 行 接受 → （无）", "    第 3 行 接受 → （无）",
            ])
        let refused = try difference { $0.replacing("{from: amount, as: fen}", with: "{from: amount, as: yuan}") }
        #expect(refused.lines.first == "文件：原来接受；现在整个文件被拒绝：control.sum")
        #expect(!refused.isEmpty)
    }
}
