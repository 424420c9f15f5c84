import Mapping
import Subsidy

/// A mapping file of any bytes: it is compiled, or all its faults are named; a compiled one reads and writes.
func attack(_ input: [UInt8]) -> String? {
    let faults = MappingChecker.check(["m.yaml": input])
    if faults.contains(where: { $0.code.isEmpty || $0.description.isEmpty }) { return "a fault without words" }
    guard faults.isEmpty else { return nil }
    guard let library = try? MappingLibrary(files: ["m.yaml": input]) else { return "no fault, and yet no library" }
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
