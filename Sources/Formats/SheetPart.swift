import Subsidy

/// SheetPart reads the rows of one sheet: the titles, then the records below them.
final class SheetPart: XMLEvents {
    private let work: UnsafeMutablePointer<SheetRows>

    init(
        _ shape: DocumentShape, _ limits: DocumentLimits, _ strings: StringsPart, isDate: [Bool], isFrom1904: Bool,
        _ batches: consuming RowBatches
    ) {
        work = .allocate(capacity: 1)
        super.init()
        work.initialize(to: SheetRows(shape, limits, strings, isDate: isDate, isFrom1904: isFrom1904, batches))
        work.pointee.events = .passUnretained(self)
    }

    deinit {
        work.deinitialize(count: 1)
        work.deallocate()
    }

    /// Hands out the rows that are left.
    func handOut() throws { try work.pointee.handOut() }

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
