import Subsidy

/// TextPieces hands out a document as UTF-8, some tens of kilobytes at a time, so that a file of any size is decoded
/// in the room of one piece. A byte order mark is skipped.
///
/// Where one piece ends and the next begins depends on the document alone, never on how it was pulled: a parser that
/// is fed with pieces then finds the same fault first, whatever the window.
struct TextPieces<Source: LineSource> {
    private var source: Source
    private let encoding: DocumentShape.Encoding
    private let size: Int
    private var decoded = DecodedText()
    /// What is wrong behind the last piece: what stands before it is read first.
    private var fault: Fault?
    /// Where the next piece begins in the source's window.
    private var index: Int

    /// A piece has at most about `size` bytes in the encoding of the document.
    init(_ source: Source, _ encoding: DocumentShape.Encoding, size: Int = 1 << 16) throws {
        self.source = source
        self.encoding = encoding
        self.size = max(size, 16)
        while self.source.bytes.count < 4, !self.source.isComplete {
            try self.source.advance(keeping: 0..<self.source.bytes.count)
        }
        index = LineCutter(self.source.bytes, encoding).markLength
    }

    /// The offset in the document of what comes next.
    var position: Int { source.base + index }

    /// Calls `body` with the next piece, whole characters of well-formed UTF-8.
    /// - Returns: false at the end of the document, when `body` was not called.
    mutating func next(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws -> Bool {
        if let fault { throw fault }
        // One byte more than a piece, to know whether it is the last one.
        while source.bytes.count - index <= size, !source.isComplete {
            try source.advance(keeping: index..<source.bytes.count)
            index = 0
        }
        let count = whole()
        if count == 0 { return false }
        let piece = UnsafeBufferPointer(rebasing: source.bytes[index..<index + count])
        guard encoding == .utf8 else {
            index += try decode(piece)
            try decoded.bytes.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<decoded.count])) }
            return true
        }
        guard let offset = UTF8Text.firstFault(piece) else {
            index += count
            try body(piece)
            return true
        }
        let damage = DecodedText.Damage(offset: offset, isTorn: UTF8Text.isTorn(piece, at: offset))
        try note(self.damage(damage, in: piece), after: offset)
        index += offset
        try body(UnsafeBufferPointer(rebasing: piece[..<offset]))
        return true
    }

    /// Decodes the piece, but for a character at its end that goes on behind it. Returns how many bytes that were.
    private mutating func decode(_ piece: UnsafeBufferPointer<UInt8>) throws(Fault) -> Int {
        guard let damage = decoded.decode(piece, as: encoding) else { return piece.count }
        if !damage.isTorn || damage.offset == 0 || isLast(piece.count) {
            try note(self.damage(damage, in: piece), after: damage.offset)
        }
        let part = UnsafeBufferPointer(rebasing: piece[..<damage.offset])
        if let damage = decoded.decode(part, as: encoding) { throw self.damage(damage, in: part) }
        return part.count
    }

    /// A fault is thrown at once when nothing stands before it, else when the next piece is asked for.
    private mutating func note(_ fault: Fault, after count: Int) throws(Fault) {
        if count == 0 { throw fault }
        self.fault = fault
    }

    private func isLast(_ count: Int) -> Bool { source.isComplete && index + count == source.bytes.count }

    private func damage(_ damage: DecodedText.Damage, in piece: UnsafeBufferPointer<UInt8>) -> Fault {
        if damage.isTorn, isLast(piece.count) { return .truncated }
        return .encoding(at: position + damage.offset, encoding)
    }

    /// How many bytes from `index` on make a piece that ends between two characters, where that can be told from the
    /// bytes; 0 at the end of the document.
    private func whole() -> Int {
        let bytes = source.bytes
        let left = bytes.count - index
        if left <= size { return left }
        var end = index + size
        switch encoding {
        case .utf8:
            // Where the last character begins, unless what follows it begins one.
            while end > index, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        case .utf16LE, .utf16BE: end -= size % 2
        case .gb18030, .gbk:
            // These bytes are never part of a longer character.
            while end > index, !(bytes[end - 1] < 0x30 || 0x3A...0x3F ~= bytes[end - 1]) { end -= 1 }
        }
        // No character is as long as that: `decode` finds out where the last whole one ends.
        return end > index ? end - index : size
    }
}
