import Formats
import Mapping
import MappingTools
import Subsidy
import Testing

/// How one row's values came about, for whoever must find out why.
@Suite struct ExplanationTests {
    private func explain(
        _ row: Int, _ lines: [String], mapping: String = Samples.result, reveals: Bool = false
    ) throws -> [String]? {
        let bench = bench(["m.yaml": mapping])
        let compiled = try #require(bench.library.mapping("m"))
        let text = lines.joined(separator: "\r\n") + "\r\n"
        let bytes = try TextCodec.encode(Array(text.utf8), as: compiled.shape.encoding)
        let whole = try Explanation.explain(
            row: row, of: bytes, mapping: compiled, sources: bench.sources, parameters: ["batch": "B1"],
            reveals: reveals)?.lines
        var place = 0
        var asked: [Range<Int>] = []
        let pulled = try Explanation.explain(
            row: row,
            pull: { room in
                let piece = bytes[place...].prefix(min(7, room.count))
                room.copyBytes(from: piece)
                place += piece.count
                return piece.count
            },
            line: { range in
                asked.append(range)
                return Array(bytes[range])
            },
            mapping: compiled, sources: bench.sources, parameters: ["batch": "B1"], reveals: reveals)?.lines
        #expect(pulled == whole && asked.count <= 1)
        return whole
    }

    private static let lines = [
        "P|2|30000", "A1|\(Samples.account)|马某某|10000|S|0000|好|20260317|甲",
        "A2|6299991900000000013|马某某|20000|F|9999|x|00000000|", "########",
    ]

    @Test func eachStepOfARowIsSaid() throws {
        let lines = try #require(try explain(1, ExplanationTests.lines))
        #expect(
            lines == [
                "第 1 行：字节 12–68，共 57 字节", "serial（流水号）= A1", "    m.yaml:16", "    列 serial：字节 41 31 → “A1”",
                "    转换 text：“A1”", "account（账号）= ****0012", "    m.yaml:17",
                "    列 account：字节 （19 字节，已遮盖） → “****0012”",
                "    转换 account：“****0012”", "holderName（户名）= 马**", "    m.yaml:18",
                "    列 name：字节 （6 字节，已遮盖） → “马**”", "    转换 name：“马**”", "amount（金额）= 100.00", "    m.yaml:19",
                "    列 amount：字节 31 30 30 30 30 → “10000”", "    转换 fen：“10000” → 100.00 元", "outcome（结果）= ok",
                "    m.yaml:20",
                "    列 flag：字节 53 → “S”", "    列 code：字节 30 30 30 30 → “0000”", "    合并：“S/0000”",
                "    转换 codes(results)：“S/0000”", "    代码表 results：“S/0000” → ok（codes/results.yaml:3）",
                "reasonText（原因）= 好",
                "    m.yaml:21", "    列 reason：字节 BA C3 → “好”", "    转换 text：“好”", "paidOn（付款日期）= 2026-03-17",
                "    m.yaml:22", "    列 date：字节 32 30 32 36 30 33 31 37 → “20260317”",
                "    转换 date(yyyyMMdd)：“20260317”",
                "ext.extra：保留原文“***”",
            ])
    }

    @Test func revealedValuesAreWhole() throws {
        let lines = try #require(try explain(1, ExplanationTests.lines, reveals: true))
        #expect(lines.contains("    列 name：字节 C2 ED C4 B3 C4 B3 → “马某某”"))
        #expect(lines.contains("ext.extra：保留原文“甲”"))
    }

    @Test func aRejectedValueSaysWhy() throws {
        let lines = try #require(try explain(2, ExplanationTests.lines))
        #expect(lines.contains("account（账号）= 退回 account.checkDigit"))
        #expect(lines.contains("    原因：校验位不符，请核对原件"))
        #expect(lines.contains("outcome（结果）= 没有值，提示 code.unmapped"))
        #expect(lines.contains("paidOn（付款日期）= 没有值"))
        #expect(lines.contains("    “00000000”表示没有值"))
        #expect(!lines.joined().contains("6299991900000000013"))
    }

    @Test func anAmountThatIsTurnedRoundIsShownAsItIsHeld() throws {
        let turned = Samples.result.replacing(
            "amount: {from: amount, as: fen}", with: "amount: {from: amount, as: \"fen(negative, negated)\"}")
        let lines = try #require(
            try explain(1, ExplanationTests.lines.map { $0.replacing("|10000|", with: "|-10000|") }, mapping: turned))
        #expect(lines.contains("    转换 fen(negative, negated)：“-10000” → 100.00 元"))
    }

    @Test func rowZeroIsTheHead() throws {
        let lines = try #require(try explain(0, ["P|2|30001"] + ExplanationTests.lines.dropFirst()))
        #expect(lines.first?.hasPrefix("header.sum control.sum：") == true)
        #expect(lines.contains("sum（总金额）= 300.01"))
        #expect(lines.contains("    参数 batch：“B1”"))
    }

    @Test func aRowThatCannotBeCutSaysWhy() throws {
        let lines = try #require(try explain(1, ["P|1|1", "A1|x", "########"]))
        #expect(lines.count == 1 && lines[0].contains("row.columns"))
    }

    @Test func aRowThatIsNotThereIsNil() throws {
        #expect(try explain(3, ExplanationTests.lines) == nil)
        // Also where the totals do not agree: the document was read to its end.
        #expect(try explain(3, ["P|9|30000"] + ExplanationTests.lines.dropFirst()) == nil)
    }

    @Test func aRowOfADocumentThatWasNotReadIsNotSaidToBeMissing() throws {
        let lines = try #require(try explain(1, Array(ExplanationTests.lines.dropLast())))
        #expect(lines.count == 2 && lines[0].contains("没有读到第 1 行") && lines[1].contains("document.noTrailer："))
    }

    @Test func whatAConditionAsksIsMaskedAsItsColumnIs() throws {
        let mapping = """
            title: 卡状态
            counterpart: CardIssuer
            exchange: card.verify
            direction: in
            record: CardStatus
            document: {format: delimited, encoding: UTF-8, delimiter: "|", columns: [id, name, kind]}
            fields:
              idNumber: id
              name: {from: name, when: {kind: [A]}}
              bankCode: {from: kind, unless: {id: ["0"], name: [甲]}}
            """
        let idNumber = "64019919680412001"
        let id = idNumber + String(decoding: [IdentityNumber.checkDigit(idNumber.utf8)], as: UTF8.self)
        let others = mapping.replacing("from: kind", with: "const: x")
        for (mapping, kind, shown) in [(mapping, "B", "B"), (others, "A", "A"), (others, "B", "***")] {
            let lines = try #require(try explain(1, ["\(id)|马某某|\(kind)"], mapping: mapping))
            #expect(lines.contains { $0.hasPrefix("    条件：列 kind 为“\(shown)”，") })
            #expect(lines.contains { $0.hasPrefix("    条件：列 name 为“马**”，") })
            #expect(!lines.joined().contains("马某某") && !lines.joined().contains(id))
        }
    }
}
