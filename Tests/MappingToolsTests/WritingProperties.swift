import Formats
import Foundation
import Mapping
import MappingTools
import Subsidy
import TestSupport
import Testing

/// What we write is read back as it was, and written again as the same bytes; what a document cannot carry is refused
/// with a diagnosis and never cut.
@Suite struct WritingProperties {
    static let library = MappingLibrary.partial(files: DataFolder(Repository.mappings.path).yaml()).library
    static let writers = library.names.filter { library.mapping($0)?.direction.writes == true }

    @Test(arguments: writers) func whatIsWrittenIsReadBackAndWrittenTheSame(_ name: String) throws {
        let mapping = try #require(WritingProperties.library.mapping(name))
        var carried = 0
        for seed in 0..<UInt64(40) {
            var maker = RecordMaker(mapping, seed: seed, oddity: seed % 2 == 0 ? 0 : 30)
            var records = maker.records(mapping.isSingle ? 1 : 1 + Int(seed % 5))
            var head = maker.head()
            guard let bytes = WritingProperties.write(mapping, &head, &records, &maker) else { continue }
            carried += records.count
            let comment: Comment = "\(name), seed \(seed)"
            let (readHead, readBack) = try read(mapping, bytes, comment)
            expectSame(mapping, .record, records, readBack, comment)
            let again = merged(head, readHead)
            if let head, let readHead { expectSame(mapping, .head, head, readHead, comment) }
            let second = try? DocumentRun(mapping).write(head: again, records: readBack)
            let isSame = second == bytes
            #expect(isSame, comment)
        }
        #expect(carried > 10, "\(name) carries hardly any record")
    }

    /// One text after another that the format of the document has no room for.
    @Test(arguments: writers) func whatADocumentCannotCarryIsRefusedAndNeverCut(_ name: String) throws {
        let mapping = try #require(WritingProperties.library.mapping(name))
        var maker = RecordMaker(mapping, seed: 7, oddity: 0)
        var head = maker.head()
        var sound = maker.records(1)
        #expect(WritingProperties.write(mapping, &head, &sound, &maker) != nil)
        for (column, entry) in mapping.record.fields.enumerated() {
            guard let field = mapping.outline(.record, entry.name), case .columns(let columns) = field.source,
                columns.count == 1, ["text", "name"].contains(field.codec), field.table == nil
            else { continue }
            for (text, code) in WritingProperties.impossible(mapping, columns[0]) {
                var broken = RecordBatch(mapping.record)
                for other in mapping.record.fields.indices {
                    FieldText.set(other == column ? text : FieldText.text(sound, 0, other), other, &broken)
                }
                broken.end(row: 1)
                do throws(DocumentFaults) {
                    _ = try DocumentRun(mapping).write(head: head, records: broken)
                    Issue.record("\(name): \(entry.name) carries what it cannot: \(code)")
                } catch {
                    // A column of several fields, or one whose length is the mapping's business, has its own word for it.
                    let isTold = error.faults.contains {
                        $0.row == 1 && ($0.code == code || !$0.code.hasPrefix("cell."))
                    }
                    #expect(isTold, "\(name): \(entry.name) \(code) \(error.faults)")
                }
            }
        }
    }

    /// Texts that a column of this document cannot hold, and the code of what is said of them.
    private static func impossible(_ mapping: CompiledMapping, _ column: String) -> [(text: String, code: String)] {
        let shape = mapping.shape
        var texts = [("甲\u{1}乙", "cell.control")]
        if shape.encoding == .gbk { texts.append(("王𬭎", "cell.unencodable")) }
        if shape.format == .fixed, let width = shape.columns.first(where: { $0.name == column })?.width {
            texts.append((String(repeating: "长", count: width / 2 + 1), "cell.width"))
            // One byte too many, in the middle of a character: it must not be split.
            if width % 2 == 1 { texts.append((String(repeating: "长", count: (width + 1) / 2), "cell.width")) }
        }
        if [.delimited, .fixed].contains(shape.format), shape.quote == nil { texts.append(("甲\n乙", "cell.newline")) }
        if shape.format == .delimited, shape.quote == nil { texts.append(("甲\(shape.delimiter)乙", "cell.delimiter")) }
        return texts
    }

    /// Leaves out the records that are refused, each with a diagnosis, until the rest is written.
    private static func write(
        _ mapping: CompiledMapping, _ head: inout RecordBatch?, _ records: inout RecordBatch,
        _ maker: inout RecordMaker
    ) -> [UInt8]? {
        for _ in 0..<8 {
            do throws(DocumentFaults) {
                return try DocumentRun(mapping).write(head: head, records: records)
            } catch {
                #expect(!error.faults.isEmpty)
                for fault in error.faults { #expect(!fault.code.isEmpty && !fault.message.isEmpty, "\(mapping.name)") }
                if error.faults.contains(where: { $0.row == 0 }) { head = maker.head() }
                let refused = Set(error.faults.map(\.row))
                var rest = RecordBatch(mapping.record)
                for row in 0..<records.count where !refused.contains(records.rows[row]) { rest.append(records, row) }
                records = rest.isEmpty ? maker.records(1) : WritingProperties.numbered(rest)
            }
        }
        return nil
    }

    /// Records count their rows from 1 again.
    private static func numbered(_ records: RecordBatch) -> RecordBatch {
        var batch = RecordBatch(records.schema)
        for row in 0..<records.count {
            for column in records.schema.fields.indices {
                FieldText.set(FieldText.text(records, row, column), column, &batch)
            }
            batch.end(row: row + 1)
        }
        return batch
    }

    private func read(
        _ mapping: CompiledMapping, _ bytes: [UInt8], _ comment: Comment
    ) throws -> (head: RecordBatch?, records: RecordBatch) {
        var all = RecordBatch(mapping.record)
        let reading = try DocumentRun(mapping).read(bytes, parameters: parameters(mapping)) { _, batch in
            for row in 0..<batch.count { all.append(batch, row) }
        }
        #expect(reading.findings.map { "\($0.fault)" } == [], comment)
        return (reading.head, all)
    }

    /// What a document does not say itself, wherever its reading needs it.
    private func parameters(_ mapping: CompiledMapping) -> [String: String] {
        var parameters: [String: String] = [:]
        for entry in mapping.head?.fields ?? [] {
            if let field = mapping.outline(.head, entry.name), case .parameter(let name) = field.source {
                parameters[name] = entry.type.isInteger ? "1" : "参数"
            }
        }
        return parameters
    }

    private func expectSame(
        _ mapping: CompiledMapping, _ site: FieldSite, _ written: RecordBatch, _ read: RecordBatch, _ comment: Comment
    ) {
        guard written.count == read.count else {
            Issue.record("\(written.count) written, \(read.count) read: \(comment)")
            return
        }
        for row in 0..<written.count {
            for (column, entry) in written.schema.fields.enumerated() {
                guard let field = mapping.outline(site, entry.name), case .columns = field.source else { continue }
                let before = FieldText.text(written, row, column)
                // What was left for the control to compute is there afterwards.
                if before == nil, site == .head { continue }
                let after = FieldText.text(read, row, column)
                #expect(before.map { Array($0.utf8) } == after.map { Array($0.utf8) }, "\(entry.name): \(comment)")
            }
        }
    }

    /// The head as it was written, with what the document says of itself.
    private func merged(_ written: RecordBatch?, _ read: RecordBatch?) -> RecordBatch? {
        guard let written, let read else { return written }
        var batch = RecordBatch(written.schema)
        for column in written.schema.fields.indices {
            FieldText.set(
                FieldText.text(read, 0, column) ?? FieldText.text(written, 0, column), column, &batch)
        }
        batch.end(row: 0)
        return batch
    }
}

extension CompiledMapping {
    /// Whether the document is one record.
    fileprivate var isSingle: Bool { shape.format == .json && shape.recordPath == "." }
}
