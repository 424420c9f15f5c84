import Subsidy

/// XMLReader reads the records and header fields of an XML document as the parser meets them.
///
/// The work is done by a structure behind a pointer, whose fields cost nothing to reach.
final class XMLReader: XMLEvents {
    private let work: UnsafeMutablePointer<XMLRecords>

    static func read(
        _ source: some LineSource, _ shape: DocumentShape, _ limits: DocumentLimits, _ batch: Int,
        _ rows: (RowBatch) throws -> Void
    ) throws -> DocumentEdges {
        var pieces = try TextPieces(source, shape.encoding)
        let base = shape.encoding == .utf8 ? pieces.position : nil
        let tree = try PathTree(xml: shape)
        return try withoutActuallyEscaping(rows) { rows in
            let batches = RowBatches(columns: shape.columns.count, size: batch, rows: rows)
            let reader = XMLReader(base, shape, limits, batches, tree)
            let parser = XMLParser(reader, limits)
            var (hasContent, isFirst) = (false, true)
            while try pieces.next({ piece in
                hasContent = hasContent || piece.contains { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
                if isFirst { try refuseOtherEncoding(piece) }
                isFirst = false
                try parser.feed(piece)
            }) {}
            guard hasContent else { throw Fault.empty }
            try parser.finish()
            return try reader.work.pointee.finish()
        }
    }

    /// A document of the other byte order, or of 16-bit units where bytes are expected, may be well-formed UTF-8 with
    /// NUL characters, and libxml2 would switch to it by itself.
    private static func refuseOtherEncoding(_ piece: UnsafeBufferPointer<UInt8>) throws(Fault) {
        if let nul = piece.prefix(4).firstIndex(of: 0) { throw .encoding(at: nul, .utf8) }
    }

    private init(
        _ base: Int?, _ shape: DocumentShape, _ limits: DocumentLimits, _ batches: consuming RowBatches,
        _ tree: PathTree
    ) {
        work = .allocate(capacity: 1)
        super.init()
        work.initialize(to: XMLRecords(tree, shape, limits, batches, base))
        work.pointee.events = .passUnretained(self)
    }

    deinit {
        work.deinitialize(count: 1)
        work.deallocate()
    }

    override func prepare(_ names: XMLNames) { work.pointee.prepare(names) }
    override func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLAttributes) {
        work.pointee.start(name, attributes)
    }
    override func text(_ bytes: UnsafeBufferPointer<UInt8>) { work.pointee.text(bytes) }
    override func end(_ name: UnsafePointer<UInt8>) { work.pointee.end() }
}
