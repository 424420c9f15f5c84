import Mapping
import Subsidy

/// MappingInvariants are what must hold of a mapping file of any bytes, as `make fuzz` tries them: it is compiled, or all
/// that is wrong with it is named; a compiled one reads any row, or says what is wrong with the row.
enum MappingInvariants {
    /// What does not hold; nil when all is well.
    static func violation(_ file: [UInt8]) -> String? {
        let faults = MappingChecker.check(["m.yaml": file])
        if faults.contains(where: { $0.code.isEmpty || $0.description.isEmpty }) { return "a fault without words" }
        guard faults.isEmpty else { return nil }
        guard let library = try? MappingLibrary(files: ["m.yaml": file]) else { return "no fault, and yet no library" }
        guard let mapping = library.mapping("m") else { return nil }
        var (records, found) = (RecordBatch(mapping.record), [Fault]())
        for text in ["", "1", "20260101", "张三", "-0.5", "9223372036854775807", "\u{E863}·X"] {
            var rows = RowBatch(columns: mapping.shape.columns.count)
            for _ in mapping.shape.columns { rows.cell(text.utf8) }
            rows.end(row: 1, range: 0..<0)
            mapping.read(rows, into: &records, faults: &found)
        }
        return found.contains { $0.code.isEmpty || $0.message.isEmpty } ? "a fault of a row without words" : nil
    }
}
