import Formats
import Foundation
import Mapping
import MappingTools
import Subsidy
import TestSupport
import Testing

/// A document comes to the same whether it is in memory or pulled, in whatever pieces.
@Suite struct PulledTests {
    private struct Outcome: Equatable {
        var records: [String] = []
        var head: [String?] = []
        var accepted = 0
        var findings: [String] = []
    }

    @Test func everyTestsDocumentIsReadAlikeInAnyPieces() throws {
        let bench = Workbench(files: DataFolder(Repository.mappings.path).yaml()) { try? Fixtures.bytes($0) }
        var read = 0
        for suite in bench.suites {
            let mapping = try #require(bench.library.mapping(suite.mapping))
            for test in suite.tests {
                guard let document = Self.document(test) else { continue }
                let whole = try outcome(mapping) {
                    try $0.read(document, parameters: test.parameters, each: $1)
                }
                for (window, piece) in [(16, 7), (500, 1 << 16), (1 << 18, 1000)] {
                    let pulled = try outcome(mapping) { run, each in
                        var rest = document[...]
                        return try run.read(
                            window: window, parameters: test.parameters,
                            pull: { room in
                                let count = min(room.count, piece, rest.count)
                                room.copyBytes(from: rest.prefix(count))
                                rest = rest.dropFirst(count)
                                return count
                            }, each: each)
                    }
                    #expect(pulled == whole, "\(suite.file): \(test.name), \(window)")
                }
                read += 1
            }
        }
        #expect(read > 100)
    }

    private static func document(_ test: MappingTest) -> [UInt8]? {
        switch test.act {
        case .read(let read): read.document
        case .roundTrip(let bytes): bytes
        case .write: nil
        }
    }

    private func outcome(
        _ mapping: CompiledMapping,
        _ read: (DocumentRun, (RowBatch, RecordBatch) throws -> Void) throws -> DocumentRun.Reading
    ) throws -> Outcome {
        var outcome = Outcome()
        let reading = try read(DocumentRun(mapping)) { _, batch in
            for row in 0..<batch.count {
                let texts = batch.schema.fields.indices.map { FieldText.text(batch, row, $0) ?? "~" }
                outcome.records.append("\(batch.rows[row]) \(texts)")
            }
        }
        if let head = reading.head { outcome.head = head.schema.fields.indices.map { FieldText.text(head, 0, $0) } }
        outcome.accepted = reading.accepted
        outcome.findings = reading.findings.map { "\($0.fault.row) \($0.fault) \($0.effect)" }
        // What was read before a refusal does not count, and how much that is depends on the pieces.
        if reading.isRefused { (outcome.records, outcome.accepted) = ([], 0) }
        return outcome
    }
}
