import Subsidy

/// RecordSlots gathers the cells of a JSON or XML record, which come in any order, and of the header.
struct RecordSlots: ~Copyable {
    private struct Slot {
        /// -1 when the cell is not there.
        var start = -1
        var end = -1
    }

    let columns: Int
    private(set) var text = TextBuffer()
    private let slots: UnsafeMutablePointer<Slot>

    init(columns: Int) {
        self.columns = columns
        slots = .allocate(capacity: max(columns, 1))
        slots.initialize(repeating: Slot(), count: columns)
    }

    deinit { slots.deallocate() }

    mutating func clear() {
        text.removeAll()
        slots.update(repeating: Slot(), count: columns)
    }

    func isSet(_ column: Int) -> Bool { slots[column].start >= 0 }

    /// The cell's text; nil when it is not there.
    func cell(_ column: Int) -> UnsafeBufferPointer<UInt8>? {
        isSet(column) ? text[slots[column].start..<slots[column].end] : nil
    }

    mutating func set(_ column: Int, _ bytes: UnsafeBufferPointer<UInt8>) {
        let start = text.count
        text.append(bytes)
        slots[column] = Slot(start: start, end: text.count)
    }

    /// Gives up the room of cells that were unset, when that is most of it.
    mutating func compact(beyond room: Int = 1 << 16) {
        guard text.count > room else { return }
        var kept = TextBuffer(capacity: text.count)
        for column in 0..<columns where isSet(column) {
            let start = kept.count
            kept.append(text[slots[column].start..<slots[column].end])
            slots[column] = Slot(start: start, end: kept.count)
        }
        text = kept
    }

    /// Whether so much text more keeps the cells within a limit.
    mutating func hasRoom(for count: Int, of limit: Int) -> Bool {
        if text.count + count > limit { compact(beyond: 0) }
        return text.count + count <= limit
    }

    mutating func unset(_ column: Int) { slots[column] = Slot() }

    /// Appends text that belongs to no cell yet: `close` makes it one.
    mutating func extend(_ bytes: UnsafeBufferPointer<UInt8>) { text.append(bytes) }

    mutating func extend(_ byte: UInt8) { text.append(byte) }

    /// Drops text that belongs to no cell.
    mutating func truncate(to count: Int) { text.truncate(to: count) }

    /// Makes the text from `start` on the cell of a column.
    mutating func close(_ column: Int, from start: Int) { slots[column] = Slot(start: start, end: text.count) }

    /// Makes a part of the text the cell of a column.
    mutating func close(_ column: Int, _ range: Range<Int>) {
        slots[column] = Slot(start: range.lowerBound, end: range.upperBound)
    }

    /// Ends a row of the batch with these cells.
    func append(to batch: inout RowBatch, row: Int, range: Range<Int>) {
        for column in 0..<columns {
            let slot = slots[column]
            if slot.start >= 0 { batch.cell(text[slot.start..<slot.end]) } else { batch.missing() }
        }
        batch.end(row: row, range: range)
    }

    /// The slots as a batch of one row.
    func batch() -> RowBatch {
        var batch = RowBatch(columns: columns)
        append(to: &batch, row: 0, range: 0..<0)
        return batch
    }
}

extension RecordSlots {
    /// Whether the text from `start` on is `1`.
    func isOne(from start: Int) -> Bool { text.count == start + 1 && text.bytes[start] == 0x31 }

    /// Whether the text from `start` on has control characters other than tab and line ends.
    func hasControl(from start: Int) -> Bool {
        for byte in text[start..<text.count] where byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D {
            return true
        }
        return false
    }

    /// Resolves `_x000D_` and its like in the text from `start` on.
    mutating func unescape(from start: Int) {
        guard text[start..<text.count].contains(0x5F) else { return }
        let plain = SheetText.unescape(Array(text[start..<text.count])[...])
        truncate(to: start)
        plain.withUnsafeBufferPointer { extend($0) }
    }
}
