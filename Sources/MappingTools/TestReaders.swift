import Foundation
import Mapping
import Subsidy

/// ReadTestReader reads a test that reads a document.
struct ReadTestReader {
    let suite: SuiteReader
    let section: Section

    func test() -> ReadTest? {
        let sources: KeyValuePairs<String, DocumentSource> = [
            "input": .text, "file": .file, "hex": .hex, "sheet": .sheet,
        ]
        let isGiven = sources.contains { section.has($0.key) }
        guard let document = suite.document(section, sources) else {
            if !isGiven {
                suite.findings.add(
                    section.tree.place, section.path, "test.source", "没有写测试的输入", "no input",
                    hint: Hint(
                        "写 input、file、hex 或 sheet；测试写出用 write 或 roundTrip",
                        "write input, file, hex or sheet; write or roundTrip test writing"))
            }
            return nil
        }
        var test = ReadTest(document: document.bytes)
        test.head = head()
        test.records = records()
        test.golden = golden()
        if section.has("records"), section.has("recordsFile") {
            section.fault(
                "recordsFile", "test.records", "records 与 recordsFile 只能写其一", "one of the two",
                hint: Hint("留下一个", "keep one"))
        }
        test.count = section.integer("count")
        test.sums = sums()
        test.rejects = suite.faults(section, "rejects")
        test.namesRejects = section.has("rejects")
        test.warnings = suite.faults(section, "warnings")
        test.refused = section.has("refused") ? suite.refusals(section) : nil
        if test.refused != nil {
            for key in ["head", "records", "recordsFile", "count", "sums"] where section.has(key) {
                section.fault(
                    key, "test.refused", "整个文件被拒绝时没有记录，不能写 \(key)", "a refused document has none",
                    hint: Hint("删去它，或删去 refused", "remove it, or remove refused"))
            }
        }
        return test
    }

    private func head() -> ExpectedRecord? {
        guard section.has("head"), let tree = section.tree["head"] else { return nil }
        guard let schema = suite.mapping.head else {
            section.fault(
                "head", "test.head", "该映射没有 head", "this mapping has no head",
                hint: Hint("删去 head", "remove head"))
            return nil
        }
        return suite.record(tree, section.below("head"), schema, bag: false)
    }

    private func records() -> [ExpectedRecord]? {
        section.list("records")?.compactMap {
            suite.record($0, section.below("records"), suite.mapping.record, bag: true)
        }
    }

    private func golden() -> [JSON]? {
        guard section.has("recordsFile"), let bytes = suite.file(section, "recordsFile") else { return nil }
        var lines: [JSON] = []
        for line in bytes.split(separator: 0x0A) where line.contains(where: { !$0.isBlank }) {
            guard let json = try? JSONDecoder().decode(JSON.self, from: Data(line)) else {
                section.fault(
                    "recordsFile", "test.golden", "文件的第 \(lines.count + 1) 行不是 JSON", "a line is no JSON",
                    hint: Hint("用 mapping apply --reveal 的输出", "use the output of mapping apply --reveal"))
                return nil
            }
            lines.append(json)
        }
        return lines
    }

    private func sums() -> [ExpectedSum] {
        guard let sums = section.section("sums"), let pairs = sums.tree.pairs else { return [] }
        let schema = suite.mapping.record
        return pairs.compactMap { pair in
            guard let text = sums.text(pair.key) else { return nil }
            guard let column = schema.index(pair.key) else {
                sums.fault(
                    pair.key, "field.unknown", "规范记录“\(schema.name)”没有字段“\(pair.key)”", "unknown canonical field",
                    hint: Nearest.hint(pair.key, among: schema.fields.map(\.name)))
                return nil
            }
            let value: Int64?
            switch schema.fields[column].type {
            case .money, .integer: value = Int64(text)
            case .decimal: value = ExactDecimal(text.utf8)?.millionths
            default: value = nil
            }
            guard let value else {
                sums.fault(
                    pair.key, "test.sum", "“\(text)”不是字段“\(pair.key)”的合计", "not a sum of the field",
                    hint: Hint(
                        "金额以分为单位，写整数，如 \"30000\"；只有金额和数量有合计",
                        "money in fen, a whole number such as \"30000\"; only money and quantities add up"))
                return nil
            }
            return ExpectedSum(column: column, value: value)
        }
    }
}

/// WriteTestReader reads a test that writes a document.
struct WriteTestReader {
    let suite: SuiteReader
    let section: Section

    func test() -> WriteTest? {
        guard let write = section.section("write", keys: ["head", "records"]) else { return nil }
        let outputs: KeyValuePairs<String, DocumentSource> = [
            "output": .text, "outputFile": .file, "outputHex": .hex, "outputSheet": .sheet,
        ]
        let document = suite.document(section, outputs)
        let faults = suite.faults(section, "rejects")
        let isGiven = outputs.contains { section.has($0.key) }
        if isGiven == section.has("rejects") {
            suite.findings.add(
                section.tree.place, section.path, "test.output", "要写输出或 rejects 之一", "an output or rejects, not both",
                hint: Hint(
                    "输出用 output、outputFile、outputHex 或 outputSheet",
                    "write output, outputFile, outputHex or outputSheet"))
        }
        var batch = RecordBatch(suite.mapping.record)
        for tree in write.list("records") ?? [] {
            guard let record = suite.record(tree, write.below("records"), suite.mapping.record, bag: true) else {
                continue
            }
            WriteTestReader.append(record, &batch)
        }
        return WriteTest(head: head(write), records: batch, document: document?.bytes, faults: faults)
    }

    private func head(_ write: Section) -> RecordBatch? {
        guard write.has("head"), let tree = write.tree["head"] else { return nil }
        guard let schema = suite.mapping.head else {
            write.fault(
                "head", "test.head", "该映射没有 head", "this mapping has no head",
                hint: Hint("删去 head", "remove head"))
            return nil
        }
        guard let record = suite.record(tree, write.below("head"), schema, bag: false) else { return nil }
        var batch = RecordBatch(schema)
        WriteTestReader.append(record, &batch)
        return batch
    }

    private static func append(_ record: ExpectedRecord, _ batch: inout RecordBatch) {
        for column in batch.schema.fields.indices {
            FieldText.set(record.fields.first { $0.column == column }?.text, column, &batch)
        }
        batch.end(row: batch.count + 1)
        while batch.extensions.count < batch.count - 1 { batch.extensions.append([]) }
        batch.extensions.append(record.extras.compactMap { extra in extra.text.map { (extra.name, $0) } })
    }
}
