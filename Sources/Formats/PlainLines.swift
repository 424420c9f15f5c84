import Subsidy

/// PlainLines writes rows as lines, in one pass over a row's cells and without a buffer for any of them.
///
/// It writes what is plain: text that the encoding has, that fits its column, and that holds nothing which the dialect
/// would have to quote or refuse. Any other row it leaves to `LineWriter`, which knows what is wrong with it.
struct PlainLines {
    private struct Column {
        var width: Int
        var pad: UInt8
        var isRight: Bool
    }

    private let columns: [Column]
    private let isFixed: Bool
    private let isUTF8: Bool
    private let fourByte: Bool
    private let delimiter: [UInt8]
    /// A cell that holds one of these is not plain.
    private let marks: (UInt8, UInt8)
    /// What may be a formula is not plain.
    private let isQuoted: Bool
    private let isTrailing: Bool
    private let newline: [UInt8]
    private let length: Int
    private let tag: [UInt8]?

    /// Nil for UTF-16, which is not written by the million.
    init?(_ shape: DocumentShape) {
        guard shape.encoding != .utf16LE, shape.encoding != .utf16BE, !shape.columns.isEmpty else { return nil }
        isFixed = shape.format == .fixed
        isUTF8 = shape.encoding == .utf8
        fourByte = shape.encoding == .gb18030
        columns = shape.columns.map { Column(width: $0.width, pad: $0.pad, isRight: $0.align == .right) }
        delimiter = Array(shape.delimiter.utf8)
        let quote = Array((shape.quote ?? "").utf8)
        // A delimiter beyond ASCII has a different form in each encoding.
        guard isFixed || (delimiter.count == 1 && delimiter[0] < 0x80) else { return nil }
        marks = (isFixed ? 0x0A : delimiter[0], quote.first ?? 0x0A)
        // A single empty cell is quoted, so that its line is not blank.
        guard isFixed || columns.count > 1 || quote.isEmpty else { return nil }
        isQuoted = !isFixed && !quote.isEmpty
        isTrailing = !isFixed && shape.trailingDelimiter
        newline = shape.newline == .lf ? [0x0A] : [0x0D, 0x0A]
        let width = columns.reduce(0) { $0 + $1.width }
        length = isFixed ? max(shape.recordLength, width) : 0
        tag = shape.recordTag.map { Array($0.utf8) }
    }

    /// Appends lines for the rows from `first` on until one is not plain. Returns how many were written.
    func append(_ rows: RowBatch, from first: Int, to bytes: inout [UInt8]) -> Int {
        var done = 0
        rows.withCells { text, cells in
            // UTF-8 of two bytes may need four in GB18030, and nothing more; each line has its ends and its tag.
            let start = cells[(first * columns.count)...].first { !$0.isAbsent }.map { Int($0.start) } ?? 0
            let each = isFixed ? length + newline.count + 8 : columns.count + newline.count + (tag?.count ?? 0) + 8
            let room = (rows.count - first) * each + (isFixed ? 0 : (text.count - start) * 2)
            bytes.append(addingCapacity: room) { span in
                span.withUnsafeMutableBufferPointer { buffer, initialized in
                    guard let out = buffer.baseAddress, let text = text.baseAddress ?? cells.baseAddress.map(Self.any)
                    else { return }
                    while first + done < rows.count {
                        let places = UnsafeBufferPointer(
                            rebasing: cells[(first + done) * columns.count..<(first + done + 1) * columns.count])
                        let written =
                            isFixed
                            ? fixed(text, places, out + initialized)
                            : delimited(text, places, out + initialized)
                        guard written > 0 else { break }
                        initialized += written
                        done += 1
                    }
                }
            }
        }
        return done
    }

    /// An address that is never read, for rows without any text.
    private static func any(_ cells: UnsafePointer<RowBatch.Cell>) -> UnsafePointer<UInt8> {
        UnsafeRawPointer(cells).assumingMemoryBound(to: UInt8.self)
    }

    /// One record; 0 when it is not plain.
    private func fixed(
        _ text: UnsafePointer<UInt8>, _ cells: UnsafeBufferPointer<RowBatch.Cell>, _ out: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var place = out
        for index in columns.indices {
            let column = columns[index]
            guard let cell = content(text, cells[index], index) else { return 0 }
            // What is wider is caught before it is written: one character more is all that goes beyond.
            let written = encode(cell, place, room: column.width)
            guard written >= 0 else { return 0 }
            let padding = column.width - written
            if padding > 0 {
                if column.isRight {
                    (place + padding).update(from: place, count: written)
                    place.update(repeating: column.pad, count: padding)
                } else {
                    (place + written).initialize(repeating: column.pad, count: padding)
                }
            }
            place += column.width
        }
        let rest = length - (place - out)
        place.initialize(repeating: 0x20, count: rest)
        place += rest
        for byte in newline {
            place.initialize(to: byte)
            place += 1
        }
        return place - out
    }

    private func delimited(
        _ text: UnsafePointer<UInt8>, _ cells: UnsafeBufferPointer<RowBatch.Cell>, _ out: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var place = out
        for index in columns.indices {
            if index > 0 {
                place.initialize(to: delimiter[0])
                place += 1
            }
            guard let cell = content(text, cells[index], index) else { return 0 }
            if isQuoted, let first = cell.first, FormulaText.mayBegin(with: first) { return 0 }
            let written = encode(cell, place, room: .max)
            guard written >= 0 else { return 0 }
            place += written
        }
        if isTrailing {
            place.initialize(to: delimiter[0])
            place += 1
        }
        for byte in newline {
            place.initialize(to: byte)
            place += 1
        }
        return place - out
    }

    /// The cell's text, or the tag in its place; nil when it should be the tag and is not.
    @inline(__always)
    private func content(
        _ text: UnsafePointer<UInt8>, _ cell: RowBatch.Cell, _ index: Int
    ) -> UnsafeBufferPointer<UInt8>? {
        let count = cell.isAbsent ? 0 : Int(cell.end &- cell.start)
        let content = UnsafeBufferPointer(start: count == 0 ? text : text + Int(cell.start), count: count)
        guard index == 0, let tag else { return content }
        // A tag that is not in the cell is written by the other writer.
        return content.elementsEqual(tag) ? content : nil
    }

    /// Writes the text in the encoding, at most `room` bytes; -1 when it does not fit or is not plain.
    @inline(__always)
    private func encode(
        _ cell: UnsafeBufferPointer<UInt8>, _ out: UnsafeMutablePointer<UInt8>, room: Int
    ) -> Int {
        guard let source = cell.baseAddress else { return 0 }
        let raw = UnsafeRawPointer(source)
        let target = UnsafeMutableRawPointer(out)
        var (index, written) = (0, 0)
        while index < cell.count {
            while index &+ 8 <= cell.count, written &+ 8 <= room {
                let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                guard isPlain(word) else { break }
                target.storeBytes(of: word, toByteOffset: written, as: UInt64.self)
                index &+= 8
                written &+= 8
            }
            guard index < cell.count else { break }
            let byte = source[index]
            if byte < 0x80 {
                guard byte >= 0x20 || byte == 0x09, byte != marks.0, byte != marks.1, written < room else { return -1 }
                target.storeBytes(of: byte, toByteOffset: written, as: UInt8.self)
                index &+= 1
                written &+= 1
                continue
            }
            let (scalar, length) = UTF8Text.scalar(cell, at: index)
            guard length > 0 else { return -1 }
            index &+= length
            let used: Int
            if isUTF8 {
                guard written &+ length <= room else { return -1 }
                for offset in 0..<length { out[written &+ offset] = source[index &- length &+ offset] }
                used = length
            } else {
                guard written &+ 4 <= room || written &+ 2 <= room && scalar < 0x10000 else { return -1 }
                used = GB18030Text.store(code: scalar, fourByte: fourByte && written &+ 4 <= room, target + written)
                guard used > 0 else { return -1 }
            }
            written &+= used
        }
        return written
    }

    /// Eight bytes of ASCII, none of them below a space or a mark.
    @inline(__always)
    private func isPlain(_ word: UInt64) -> Bool {
        let high: UInt64 = 0x8080_8080_8080_8080
        let ones: UInt64 = 0x0101_0101_0101_0101
        func holds(_ byte: UInt8) -> UInt64 {
            let difference = word ^ (ones &* UInt64(byte))
            return (difference &- ones) & ~difference & high
        }
        let below = (word &- ones &* 0x20) & ~word & high
        return (word & high) | below | holds(marks.0) | holds(marks.1) == 0
    }
}
