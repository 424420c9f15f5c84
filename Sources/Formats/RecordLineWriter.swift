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
        /// `"name":`.
        let bytes: [UInt8]
    }

    private static let bag = "ext"
    private let keys: [Key]

    package init(_ schema: RecordSchema) {
        var keys = schema.fields.enumerated().map {
            ($0.element.name, $0.offset, RecordLineWriter.form($0.element.type))
        }
        keys.append((RecordLineWriter.bag, -1, .bag))
        self.keys = keys.sorted { $0.0 < $1.0 }.map { Key(column: $0.1, form: $0.2, bytes: Array("\"\($0.0)\":".utf8)) }
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
        gather(records, []) { views in
            let room = records.count * (views.reduce(4) { $0 + $1.width }) + views.reduce(0) { $0 + $1.textRoom }
            lines.append(addingCapacity: room) { span in
                span.withUnsafeMutableBufferPointer { buffer, count in
                    guard let base = buffer.baseAddress else { return }
                    var bytes = JSONBytes(base)
                    for row in 0..<records.count { line(records, row, views, &bytes) }
                    count = bytes.next - base
                    precondition(count <= room, "no more is written than there is room for")
                }
            }
        }
    }

    private func line(_ records: RecordBatch, _ row: Int, _ views: [View], _ bytes: inout JSONBytes) {
        bytes.put(UInt8(ascii: "{"))
        let start = bytes.next
        for index in views.indices {
            let view = views[index]
            if view.form == .bag {
                bag(records, row, view, &bytes)
                continue
            }
            if view.missing[row] { continue }
            bytes.copy(view.key)
            switch view.form {
            case .text:
                let first = row == 0 ? 0 : view.ends[row &- 1]
                bytes.quote(UnsafeBufferPointer(rebasing: view.text[first..<view.ends[row]]), escapes: view.escapes)
            case .integer: bytes.put(integer: view.integers[row])
            case .money: bytes.put(money: view.integers[row])
            case .day: bytes.put(day: Day(number: Int32(clamping: view.integers[row])))
            case .flag: bytes.copy(view.integers[row] != 0 ? "true" : "false")
            case .decimal: bytes.quote(ExactDecimal(millionths: view.integers[row]).text)
            case .instant: bytes.put(instant: Instant(milliseconds: view.integers[row]))
            case .bag: break
            }
            bytes.put(UInt8(ascii: ","))
        }
        // The last comma, if there is one, becomes the brace.
        if bytes.next > start { bytes.next -= 1 }
        bytes.copy("}\n")
    }

    private func bag(_ records: RecordBatch, _ row: Int, _ view: View, _ bytes: inout JSONBytes) {
        guard row < records.extensions.count, !records.extensions[row].isEmpty else { return }
        bytes.copy(view.key)
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

extension RecordLineWriter {
    /// A column of a batch, and its key, where they lie.
    private struct View {
        let form: Form
        let key: UnsafeBufferPointer<UInt8>
        let missing: UnsafeBufferPointer<Bool>
        let integers: UnsafeBufferPointer<Int64>
        let text: UnsafeBufferPointer<UInt8>
        let ends: UnsafeBufferPointer<Int>
        /// There is a character that JSON cannot hold as it is.
        let escapes: Bool
        /// The most bytes that all its texts together may take.
        let textRoom: Int

        /// The most bytes that a key, a value that is no text, quotes and a comma take.
        var width: Int { key.count + 40 }
    }

    /// Calls `body` with a view for each key; they hold for as long as it runs.
    private func gather(_ records: RecordBatch, _ views: [View], _ body: ([View]) -> Void) {
        guard views.count < keys.count else { return body(views) }
        let key = keys[views.count]
        let column = key.column < 0 ? RecordBatch.Column() : records.columns[key.column]
        key.bytes.withUnsafeBufferPointer { name in
            column.missing.withUnsafeBufferPointer { missing in
                column.integers.withUnsafeBufferPointer { integers in
                    column.text.withUnsafeBufferPointer { text in
                        column.ends.withUnsafeBufferPointer { ends in
                            let escapes = JSONBytes.needsEscapes(text)
                            var room = escapes ? text.count * 6 : text.count
                            if key.form == .bag { room = RecordLineWriter.bagRoom(records) }
                            let view = View(
                                form: key.form, key: name, missing: missing, integers: integers, text: text, ends: ends,
                                escapes: escapes, textRoom: room)
                            gather(records, views + [view], body)
                        }
                    }
                }
            }
        }
    }

    private static func bagRoom(_ records: RecordBatch) -> Int {
        records.extensions.joined().reduce(0) { $0 + ($1.name.utf8.count + $1.value.utf8.count) * 6 + 8 }
    }
}
