import Subsidy

/// JSONText is a JSON document as UTF-8, of which a window is in memory. Offsets count from the document's first byte,
/// those of a converted text from the first byte of its UTF-8.
class JSONText {
    /// The window's bytes, by their offset less `first`.
    fileprivate(set) var base: UnsafePointer<UInt8>
    fileprivate(set) var first = 0
    fileprivate(set) var end = 0
    /// Line ends before the window.
    fileprivate(set) var lines = 0

    /// An address that is never read, where there is no text.
    nonisolated(unsafe) private static let nothing = UnsafePointer(UnsafeMutablePointer<UInt8>.allocate(capacity: 1))

    fileprivate init() { base = Self.nothing }

    /// Gets more text and drops what lies before `offset`; false when there is no more.
    func grow(keeping offset: Int) throws -> Bool { false }

    fileprivate func move(to bytes: UnsafeBufferPointer<UInt8>, first: Int) {
        if let start = bytes.baseAddress { base = start }
        (self.first, end) = (first, first + bytes.count)
    }

    fileprivate func countLines(to offset: Int) {
        for place in 0..<max(0, offset - first) where base[place] == 0x0A { lines += 1 }
    }
}

/// The bytes of the document themselves.
final class PlainJSONText<Source: LineSource>: JSONText {
    private var source: Source

    init(_ source: Source) throws {
        self.source = source
        super.init()
        while self.source.bytes.count < 3, !self.source.isComplete {
            try self.source.advance(keeping: 0..<self.source.bytes.count)
        }
        let mark = LineCutter(self.source.bytes, .utf8).markLength
        move(to: UnsafeBufferPointer(rebasing: self.source.bytes[mark...]), first: self.source.base + mark)
    }

    override func grow(keeping offset: Int) throws -> Bool {
        if source.isComplete { return false }
        let known = end
        countLines(to: offset)
        try source.advance(keeping: offset - source.base..<source.bytes.count)
        move(to: source.bytes, first: source.base)
        return end > known
    }
}

/// The document converted piece by piece.
final class DecodedJSONText<Source: LineSource>: JSONText {
    private var pieces: TextPieces<Source>
    private var window: UnsafeMutableBufferPointer<UInt8>

    init(_ source: Source, _ encoding: DocumentShape.Encoding) throws {
        pieces = try TextPieces(source, encoding)
        window = .allocate(capacity: 1 << 17)
        super.init()
    }

    deinit { window.deallocate() }

    override func grow(keeping offset: Int) throws -> Bool {
        countLines(to: offset)
        let kept = UnsafeBufferPointer(rebasing: window[offset - first..<end - first])
        return try pieces.next { piece in
            let count = kept.count + piece.count
            if count > window.count {
                let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(count, window.count * 2))
                _ = larger.initialize(from: kept)
                window.deallocate()
                window = larger
            } else if let start = window.baseAddress, let from = kept.baseAddress {
                start.update(from: from, count: kept.count)
            }
            _ = UnsafeMutableBufferPointer(rebasing: window[kept.count...]).update(from: piece)
            move(to: UnsafeBufferPointer(rebasing: window[..<count]), first: offset)
        }
    }
}

/// Bytes that are there as a whole.
final class PieceOfJSON: JSONText {
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        super.init()
        move(to: bytes, first: 0)
    }
}
