import Formats
package import Mapping
import Subsidy

/// TestRunner runs the tests of one mapping.
package struct TestRunner {
    private let mapping: CompiledMapping

    package init(_ mapping: CompiledMapping) { self.mapping = mapping }

    /// What came instead of what the test expects; empty when the test passes.
    package func run(_ test: MappingTest) -> [String] {
        switch test.act {
        case .read(let read): return run(read, test.parameters)
        case .write(let write): return run(write)
        case .roundTrip(let bytes): return roundTrip(bytes, test.parameters)
        }
    }

    // MARK: Reading

    private func read(
        _ bytes: [UInt8], _ parameters: [String: String]
    ) -> (reading: DocumentRun.Reading, records: [(batch: RecordBatch, row: Int)])? {
        var records: [(batch: RecordBatch, row: Int)] = []
        let reading = try? DocumentRun(mapping).read(bytes, parameters: parameters) { _, batch in
            records += (0..<batch.count).map { (batch, $0) }
        }
        return reading.map { ($0, records) }
    }

    private func run(_ test: ReadTest, _ parameters: [String: String]) -> [String] {
        guard let (reading, records) = read(test.document, parameters) else { return ["无法读取该文件"] }
        var failures: [String] = []
        if let refused = test.refused {
            let faults = reading.faults(.refuses)
            let isEach = refused.allSatisfy { faults.contains(where: $0.matches) }
            if !isEach || faults.contains(where: { fault in !refused.contains { $0.matches(fault) } }) || faults.isEmpty
            {
                let wanted = refused.map { [$0.field, $0.code].compactMap(\.self).joined(separator: " ") }
                failures.append(
                    "整个文件应被拒绝：\(list(wanted))；得到 \(list(faults.map { "\($0.field) \($0.code)" }))")
            }
            if test.namesRejects { compare("退回", test.rejects, reading.faults(.rejects), &failures) }
            return failures
        }
        for fault in reading.faults(.refuses) { failures.append("整个文件被拒绝：\(TestRunner.text(fault))") }
        compare("退回", test.rejects, reading.faults(.rejects), &failures)
        compare("提示", test.warnings, reading.faults(.keeps), &failures)
        guard !reading.isRefused else { return failures }
        if let head = test.head {
            if let read = reading.head {
                compare("表头", head, read, 0, &failures)
            } else {
                failures.append("应有表头记录，没有得到")
            }
        }
        if let expected = test.records {
            if expected.count != records.count { failures.append("应接受 \(expected.count) 条记录，得到 \(records.count) 条") }
            for (index, pair) in zip(expected, records).enumerated() {
                compare("第 \(index + 1) 条记录", pair.0, pair.1.batch, pair.1.row, &failures)
            }
        }
        if let count = test.count, count != records.count {
            failures.append("应接受 \(count) 条记录，得到 \(records.count) 条")
        }
        for sum in test.sums { compare(sum, records, &failures) }
        if let golden = test.golden { compare(golden, reading.head, records, &failures) }
        return failures
    }

    private func compare(
        _ what: String, _ expected: [ExpectedFault], _ faults: [Fault], _ failures: inout [String]
    ) {
        var rest = faults
        // The exact ones first, so that one without a field does not take another's match.
        for fault in expected.filter({ $0.field != nil }) + expected.filter({ $0.field == nil }) {
            if let index = rest.firstIndex(where: fault.matches) {
                rest.remove(at: index)
            } else {
                failures.append("应有\(what)：第 \(fault.row) 行 \(fault.field ?? "（任一字段）") \(fault.code)；没有得到")
            }
        }
        for fault in rest { failures.append("意外的\(what)：\(TestRunner.text(fault))") }
    }

    private func compare(
        _ what: String, _ expected: ExpectedRecord, _ batch: RecordBatch, _ row: Int, _ failures: inout [String]
    ) {
        for (column, text) in expected.fields {
            let found = FieldText.text(batch, row, column)
            if !same(found, text) {
                failures.append("\(what) \(batch.schema.fields[column].name)：\(differs(text, found))")
            }
        }
        let bag = row < batch.extensions.count ? batch.extensions[row] : []
        for (name, text) in expected.extras {
            let found = bag.first { $0.name == name }?.value
            if !same(found, text) { failures.append("\(what) \(RecordText.bag).\(name)：\(differs(text, found))") }
        }
    }

    private func compare(
        _ sum: ExpectedSum, _ records: [(batch: RecordBatch, row: Int)], _ failures: inout [String]
    ) {
        let field = mapping.record.fields[sum.column]
        var total: Int64 = 0
        for (batch, row) in records where !batch.isMissing(row, sum.column) {
            total &+= batch.integer(row, sum.column)
        }
        guard total != sum.value else { return }
        let texts = [sum.value, total].map {
            field.type == .decimal ? ExactDecimal(millionths: $0).text : String($0)
        }
        failures.append("\(field.name) 的合计：\(differs(texts[0], texts[1]))")
    }

    private func compare(
        _ golden: [JSON], _ head: RecordBatch?, _ records: [(batch: RecordBatch, row: Int)],
        _ failures: inout [String]
    ) {
        var expected = golden
        if case .object(let members)? = expected.first, let stated = members[RecordLines.headKey] {
            expected.removeFirst()
            compare("表头", stated, head.map { RecordText.json($0, 0, reveals: true) } ?? .null, &failures)
        }
        if expected.count != records.count { failures.append("应接受 \(expected.count) 条记录，得到 \(records.count) 条") }
        for (index, pair) in zip(expected, records).enumerated() {
            let found = RecordText.json(pair.1.batch, pair.1.row, reveals: true)
            compare("第 \(index + 1) 条记录", pair.0, found, &failures)
        }
    }

    private func compare(_ what: String, _ expected: JSON, _ found: JSON, _ failures: inout [String]) {
        guard !same(expected.line, found.line) else { return }
        guard case .object(let left) = expected, case .object(let right) = found else {
            return failures.append("\(what)：应为 \(expected.line)，得到 \(found.line)")
        }
        for name in Set(left.keys).union(right.keys).sorted() where !same(left[name]?.line, right[name]?.line) {
            failures.append("\(what) \(name)：\(differs(left[name]?.line, right[name]?.line))")
        }
    }

    // MARK: Writing

    private func run(_ test: WriteTest) -> [String] {
        do throws(DocumentFaults) {
            let bytes = try DocumentRun(mapping).write(head: test.head, records: test.records)
            var failures: [String] = []
            compare("退回", test.faults, [], &failures)
            if let expected = test.document, expected != bytes { failures.append(difference(expected, bytes)) }
            return failures
        } catch {
            var failures: [String] = []
            compare("退回", test.faults, error.faults, &failures)
            return failures
        }
    }

    private func roundTrip(_ bytes: [UInt8], _ parameters: [String: String]) -> [String] {
        var all = RecordBatch(mapping.record)
        guard let (reading, records) = read(bytes, parameters) else { return ["无法读取该文件"] }
        let faults = reading.findings.map { TestRunner.text($0.fault) }
        guard faults.isEmpty else { return faults.map { "读取时：\($0)" } }
        for (batch, row) in records { all.append(batch, row) }
        do throws(DocumentFaults) {
            let written = try DocumentRun(mapping).write(head: reading.head, records: all)
            return written == bytes ? [] : [difference(bytes, written)]
        } catch {
            return error.faults.map { "写出时：\(TestRunner.text($0))" }
        }
    }

    // MARK: Words

    private func difference(_ expected: [UInt8], _ found: [UInt8]) -> String {
        let same = zip(expected, found).prefix { $0 == $1 }.count
        let line = expected.prefix(same).count { $0 == 0x0A } + 1
        func around(_ bytes: [UInt8]) -> String {
            let start = bytes.prefix(same).lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            let end = bytes[min(same, bytes.count)...].firstIndex(of: 0x0A) ?? bytes.count
            let cut = Array(bytes[start..<end].prefix(400))
            if mapping.shape.format != .xlsx, let text = try? TextCodec.decode(cut, as: mapping.shape.encoding) {
                return String(decoding: text, as: UTF8.self)
            }
            let near = bytes[max(0, same - 8)..<min(bytes.count, same + 24)]
            return near.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        }
        return "写出的内容从第 \(line) 行（第 \(same + 1) 字节）起不同\n      应为 \(around(expected))\n      得到 \(around(found))"
    }

    /// By bytes: two characters that Unicode holds equal are two different names in a register.
    private func same(_ left: String?, _ right: String?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return left.utf8.elementsEqual(right.utf8)
    }

    private func differs(_ expected: String?, _ found: String?) -> String {
        "应为 \(expected ?? "（无）")，得到 \(found ?? "（无）")"
    }

    private func list(_ codes: [String]) -> String { codes.isEmpty ? "（无）" : codes.joined(separator: "、") }

    private static func text(_ fault: Fault) -> String {
        "第 \(fault.row) 行 \(fault.field) \(fault.code)（\(fault.message)）"
    }
}
