import Foundation
import Mapping
import MappingTools
import Subsidy
import TestSupport
import Testing

/// The tests beside the released mappings, as `onecard mapping test` runs them.
@Suite struct ReleasedTests {
    private let bench = Workbench(files: DataFolder(Repository.mappings.path).yaml()) { try? Fixtures.bytes($0) }

    @Test func noTestsFileHasAFault() {
        let faults = bench.faults.map(\.description)
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
        #expect(bench.suites.count + bench.untested.count > 8)
    }

    @Test func everyTestPasses() {
        for result in bench.run() { #expect(result.isPassed, "\(result)") }
    }

    /// What `mapping explain` says of a row must be what reading it does.
    @Test func aTraceComesToWhatReadingComesTo() throws {
        for suite in bench.suites {
            let mapping = try #require(bench.library.mapping(suite.mapping))
            for test in suite.tests { try agree(mapping, test, "\(suite.file): \(test.name)") }
        }
    }

    private func agree(_ mapping: CompiledMapping, _ test: MappingTest, _ name: String) throws {
        let document: [UInt8]
        switch test.act {
        case .read(let read): document = read.document
        case .roundTrip(let bytes): document = bytes
        case .write: return
        }
        var traced: [String] = []
        var records: [String] = []
        let reading = try DocumentRun(mapping).read(document, parameters: test.parameters) { rows, batch in
            for row in 0..<rows.count {
                for trace in mapping.trace(rows, row) { traced += texts(trace, rows.rows[row]) }
            }
            for row in 0..<batch.count {
                for (column, field) in mapping.record.fields.enumerated() {
                    if let text = FieldText.text(batch, row, column) {
                        records.append("\(batch.rows[row]) \(field.name) \(text)")
                    }
                }
            }
        }
        let faults = reading.findings.filter { $0.fault.row > 0 && !$0.fault.code.hasPrefix("row.") }
        records += faults.map { "\($0.fault.row) \($0.fault.field) \($0.effect == .keeps ? "~" : "!")\($0.fault.code)" }
        #expect(traced.sorted() == records.sorted(), "\(name)")
    }

    /// The values of an accepted record, the faults of a rejected one.
    private func texts(_ trace: [FieldTrace], _ row: Int) -> [String] {
        var values: [String] = []
        var faults: [String] = []
        for field in trace {
            switch field.outcome {
            case .missing: break
            case .integer(let number):
                values.append("\(row) \(field.field) \(FieldText.text(number, field.type))")
            case .text(let text): values.append("\(row) \(field.field) \(String(decoding: text, as: UTF8.self))")
            case .fault(let code):
                if field.isKept { values.append("\(row) \(field.field) ~\(code)") }
                faults.append("\(row) \(field.field) !\(code)")
            }
        }
        return trace.contains { if case .fault = $0.outcome { !$0.isKept } else { false } } ? faults : values
    }
}
