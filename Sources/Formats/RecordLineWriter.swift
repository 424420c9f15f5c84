package import Subsidy

/// RecordLineWriter writes canonical records as JSON, one on each line, nothing masked: money and decimals as exact
/// text in yuan and units, days and instants as ISO 8601, codes as text, integers and flags as such. Keys are sorted; a
/// missing field is left out; project-specific columns stand under `ext`.
///
/// It is for records by the million: nothing is made for a record or a field but its bytes.
package struct RecordLineWriter: Sendable {
    /// What a column's values look like in JSON.
    private enum Form: Sendable { case text, integer, money, decimal, day, instant, flag, bag }

    private struct Key: Sendable {
        let column: Int
        let form: Form
        /// `"name":` lies here in `names`.
        let start: Int
        let count: Int
    }

    private static let bag = "ext"
    private var keys: [Key] = []
    private var names: [UInt8] = []

    package init(_ schema: RecordSchema) {
        var fields = schema.fields.enumerated().map { ($0.element.name, $0.offset, Self.form($0.element.type)) }
        fields.append((Self.bag, -1, .bag))
        for (name, column, form) in fields.sorted(by: { $0.0 < $1.0 }) {
            let text = "\"\(name)\":".utf8
            keys.append(Key(column: column, form: form, start: names.count, count: text.count))
            names.append(contentsOf: text)
        }
        // A name is copied eight bytes at a time.
        names.append(contentsOf: repeatElement(0, count: 8))
    }

    private static func form(_ type: FieldType) -> Form {
        switch type {
        case .money: .money
        case .decimal: .decimal
        case .integer: .integer
        case .day: .day
        case .instant: .instant
        case .flag: .flag
        case .text, .name, .idNumber, .account, .phone, .code: .text
        }
    }

    /// Appends a line for each record.
    package func append(_ records: RecordBatch, to lines: inout [UInt8]) {
        records.withMemory { columns in
            let escapes = keys.map { $0.form == .text && Self.escapes(columns[$0.column], records.count) }
            let room = room(records, columns, escapes)
            lines.append(addingCapacity: room) { span in
                span.withUnsafeMutableBufferPointer { buffer, count in
                    guard let base = buffer.baseAddress else { return }
                    var bytes = JSONBytes(base)
                    names.withUnsafeBufferPointer { names in
                        guard let names = names.baseAddress else { return }
                        for row in 0..<records.count { line(records, row, columns, names, escapes, &bytes) }
                    }
                    count = bytes.next - base
                    precondition(count <= room, "no more is written than there is room for")
                }
            }
        }
    }

    private static func texts(_ column: RecordBatch.Memory, _ count: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: column.text, count: count == 0 ? 0 : column.ends[count - 1])
    }

    private static func escapes(_ column: RecordBatch.Memory, _ count: Int) -> Bool {
        JSONBytes.needsEscapes(texts(column, count))
    }

    /// The most bytes that the lines may take.
    private func room(
        _ records: RecordBatch, _ columns: UnsafeBufferPointer<RecordBatch.Memory>, _ escapes: [Bool]
    ) -> Int {
        // No value that is not text is longer than forty bytes with its quotes and comma.
        var room = 16 + records.count * keys.reduce(8) { $0 + $1.count + 40 }
        for (key, escapes) in zip(keys, escapes) where key.form == .text {
            room += Self.texts(columns[key.column], records.count).count * (escapes ? 6 : 1)
        }
        for bag in records.extensions {
            for (name, value) in bag { room += (name.utf8.count + value.utf8.count) * 6 + 8 }
        }
        return room
    }

    private func line(
        _ records: RecordBatch, _ row: Int, _ columns: UnsafeBufferPointer<RecordBatch.Memory>,
        _ names: UnsafePointer<UInt8>, _ escapes: [Bool], _ bytes: inout JSONBytes
    ) {
        bytes.put(UInt8(ascii: "{"))
        let start = bytes.next
        for index in keys.indices {
            let key = keys[index]
            if key.form == .bag {
                bag(records, row, names + key.start, key.count, &bytes)
                continue
            }
            let column = columns[key.column]
            if column.missing[row] { continue }
            bytes.copyWords(names + key.start, key.count)
            switch key.form {
            case .text:
                let first = row == 0 ? 0 : column.ends[row &- 1]
                let text = UnsafeBufferPointer(start: column.text + first, count: column.ends[row] &- first)
                bytes.quote(text, escapes: escapes[index])
            case .integer: bytes.put(integer: column.integers[row])
            case .money: bytes.put(money: column.integers[row])
            case .day: bytes.put(day: Day(number: Int32(clamping: column.integers[row])))
            case .flag: bytes.copy(column.integers[row] != 0 ? "true" : "false")
            case .decimal: bytes.quote(ExactDecimal(millionths: column.integers[row]).text)
            case .instant: bytes.put(instant: Instant(milliseconds: column.integers[row]))
            case .bag: break
            }
            bytes.put(UInt8(ascii: ","))
        }
        // The last comma, if there is one, becomes the brace.
        if bytes.next > start { bytes.next -= 1 }
        bytes.copy("}\n")
    }

    private func bag(
        _ records: RecordBatch, _ row: Int, _ name: UnsafePointer<UInt8>, _ count: Int, _ bytes: inout JSONBytes
    ) {
        guard row < records.extensions.count, !records.extensions[row].isEmpty else { return }
        bytes.copyWords(name, count)
        // Of two values of one name the last counts, as in an object.
        var values: [String: String] = [:]
        for (name, value) in records.extensions[row] { values[name] = value }
        bytes.put(UInt8(ascii: "{"))
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            bytes.quote(name)
            bytes.put(UInt8(ascii: ":"))
            bytes.quote(value)
            bytes.put(UInt8(ascii: ","))
        }
        bytes.next -= 1
        bytes.copy("},")
    }
}
