import Subsidy

/// TextPieces hands out a document as UTF-8, some tens of kilobytes at a time, so that a file of any size is decoded
/// in the room of one piece. A byte order mark is skipped.
struct TextPieces {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let encoding: DocumentShape.Encoding
    private let size: Int
    private var decoded = DecodedText()
    /// The offset in the document of what comes next.
    private(set) var position: Int

    /// A piece has about `size` bytes in the encoding of the document.
    init(_ bytes: UnsafeBufferPointer<UInt8>, _ encoding: DocumentShape.Encoding, size: Int = 1 << 16) {
        self.bytes = bytes
        self.encoding = encoding
        self.size = max(size, 16)
        position = LineCutter(bytes, encoding).markLength
    }

    /// Calls `body` with the next piece, whole characters of well-formed UTF-8.
    /// - Returns: false at the end of the document, when `body` was not called.
    mutating func next(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws -> Bool {
        guard position < bytes.count else { return false }
        var piece = UnsafeBufferPointer(rebasing: bytes[position..<end()])
        guard encoding != .utf8 else {
            if let offset = UTF8Text.firstFault(piece) {
                throw damage(DecodedText.Damage(offset: offset, isTorn: UTF8Text.isTorn(piece, at: offset)), in: piece)
            }
            position += piece.count
            try body(piece)
            return true
        }
        if let found = decoded.decode(piece, as: encoding) {
            // No end of a character could be told: what was torn at the end of the piece belongs to the next one.
            guard found.isTorn, found.offset > 0, position + piece.count < bytes.count else {
                throw damage(found, in: piece)
            }
            piece = UnsafeBufferPointer(rebasing: piece[..<found.offset])
            if let found = decoded.decode(piece, as: encoding) { throw damage(found, in: piece) }
        }
        position += piece.count
        try decoded.bytes.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<decoded.count])) }
        return true
    }

    private func damage(_ damage: DecodedText.Damage, in piece: UnsafeBufferPointer<UInt8>) -> Fault {
        if damage.isTorn, position + piece.count == bytes.count { return .truncated }
        return .encoding(at: position + damage.offset, encoding)
    }

    /// Where the piece ends: between two characters, where that can be told from the bytes.
    private func end() -> Int {
        var end = position + size
        guard end < bytes.count else { return bytes.count }
        switch encoding {
        case .utf8:
            while end > position, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        case .utf16LE, .utf16BE: end -= (end - position) % 2
        case .gb18030, .gbk:
            // These bytes are never part of a longer character.
            while end > position, !(bytes[end - 1] < 0x30 || 0x3A...0x3F ~= bytes[end - 1]) { end -= 1 }
        }
        return end > position ? end : position + size
    }
}
