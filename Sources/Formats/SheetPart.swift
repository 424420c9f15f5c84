import Subsidy

/// SheetPart reads the rows of one sheet: the titles, then the records below them.
final class SheetPart: XMLEvents {
    private let work: UnsafeMutablePointer<SheetRows>

    init(
        _ shape: DocumentShape, _ limits: DocumentLimits, _ strings: StringsPart, isDate: [Bool], isFrom1904: Bool,
        batch: Int
    ) {
        work = .allocate(capacity: 1)
        super.init()
        work.initialize(to: SheetRows(shape, limits, strings, isDate: isDate, isFrom1904: isFrom1904, batch: batch))
        work.pointee.events = .passUnretained(self)
    }

    deinit {
        work.deinitialize(count: 1)
        work.deallocate()
    }

    /// Hands out the batches that are full, and at the end the one that is not.
    func handOut(_ rows: (RowBatch) throws -> Void, last: Bool) throws {
        try work.pointee.batches.handOut(rows, last: last)
    }

    /// What is wrong with the merged cells, once the sheet was read.
    var merged: Fault? { work.pointee.merged }
    var hasTitles: Bool { work.pointee.hasTitles }
    var edges: DocumentEdges { work.pointee.edges }

    override func prepare(_ names: XMLNames) { work.pointee.prepare(names) }
    override func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLAttributes) {
        work.pointee.start(name, attributes)
    }
    override func text(_ bytes: UnsafeBufferPointer<UInt8>) { work.pointee.text(bytes) }
    override func end(_ name: UnsafePointer<UInt8>) { work.pointee.end(name) }
}
