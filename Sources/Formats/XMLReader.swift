import Subsidy

/// XMLReader reads the records and header fields of an XML document as the parser meets them.
final class XMLReader: XMLEvents {
    private let shape: DocumentShape
    private let limits: DocumentLimits
    private let tree: PathTree
    private let source: UnsafeBufferPointer<UInt8>
    private let base: Int?
    private let batchSize: Int
    /// The tree's node of every open element, -1 for one that nobody asks for.
    private var path = [0]
    private var header: RecordSlots
    private var slots: RecordSlots
    private var value: [UInt8] = []
    /// How deep the element is whose text is being gathered; 0 when none is.
    private var capturing = 0
    private var recordDepth = 0
    private var recordStart = 0
    private var rowFault: Fault?
    private var batch: RowBatch
    private var ready: [RowBatch] = []
    private var edges = DocumentEdges()

    static func read(
        _ text: UnsafeBufferPointer<UInt8>, _ base: Int?, _ shape: DocumentShape, _ limits: DocumentLimits,
        _ batch: Int, _ rows: (RowBatch) throws -> Void
    ) throws -> DocumentEdges {
        guard text.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { throw Fault.empty }
        let reader = XMLReader(text, base, shape, limits, batch, try PathTree(xml: shape))
        let parser = XMLParser(reader, depth: limits.depth)
        var index = 0
        while index < text.count {
            let end = min(index + 1 << 16, text.count)
            try parser.feed(UnsafeBufferPointer(rebasing: text[index..<end]))
            index = end
            for batch in reader.ready { try rows(batch) }
            reader.ready.removeAll(keepingCapacity: true)
        }
        try parser.finish()
        for batch in reader.ready { try rows(batch) }
        if !reader.batch.isEmpty { try rows(reader.batch) }
        if shape.header != nil { reader.edges.header = reader.header.batch() }
        return reader.edges
    }

    private init(
        _ text: UnsafeBufferPointer<UInt8>, _ base: Int?, _ shape: DocumentShape, _ limits: DocumentLimits,
        _ batch: Int, _ tree: PathTree
    ) {
        self.shape = shape
        self.limits = limits
        self.tree = tree
        self.base = base
        source = text
        batchSize = batch
        header = RecordSlots(shape.header?.columns ?? [])
        slots = RecordSlots(shape.columns)
        self.batch = RowBatch(columns: shape.columns.count)
    }

    override func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLAttributes) {
        let parent = path[path.count - 1]
        var node = -1
        if parent >= 0 {
            node = tree.nodes[parent].children.first { Self.equals(name, tree.nodes[$0].name[...]) } ?? -1
        }
        if path.count == 1, node < 0 {
            fault = .document("records", "XML 根元素与约定不符，请核对接口版本")
            return
        }
        if capturing > 0 { problem("value", "应为单个值，不应含有子元素", path[capturing - 1]) }
        if node >= 0, tree.nodes[node].isRecords {
            path.append(tree.recordRoot)
            beginRecord()
            node = tree.recordRoot
        } else {
            path.append(node)
        }
        guard node >= 0 else { return }
        read(attributes, node)
        guard tree.isLeaf(node) else { return }
        if isSet(node) { problem("duplicate", "元素出现了两次", node) }
        capturing = path.count
        value.removeAll(keepingCapacity: true)
    }

    override func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard capturing == path.count else { return }
        if value.count + bytes.count > limits.cell {
            problem("cell", "内容过长，超出单项上限", path[capturing - 1])
        } else {
            value.append(contentsOf: bytes)
        }
    }

    override func end(_ name: UnsafePointer<UInt8>) {
        if capturing == path.count {
            value.withUnsafeBufferPointer { set(path[path.count - 1], $0) }
            capturing = 0
        }
        if recordDepth == path.count { endRecord() }
        path.removeLast()
    }

    private func read(_ attributes: XMLAttributes, _ node: Int) {
        for child in tree.nodes[node].children where tree.nodes[child].name.first == 0x40 {
            let name = tree.nodes[child].name
            for index in 0..<attributes.count {
                guard let attribute = attributes.attribute(index) else { continue }
                guard Self.equals(attribute.name, name[1...]) else { continue }
                if attribute.value.count > limits.cell {
                    problem("cell", "内容过长，超出单项上限", child)
                } else {
                    Self.resolved(attribute.value).withUnsafeBufferPointer { set(child, $0) }
                }
            }
        }
    }

    private func beginRecord() {
        edges.rows += 1
        recordDepth = path.count
        rowFault = nil
        slots.clear()
        guard base != nil else { return }
        // The parser stands at the end of the start tag, which holds no other `<`.
        recordStart = min(position(), source.count)
        while recordStart > 0, recordStart == source.count || source[recordStart] != 0x3C { recordStart -= 1 }
    }

    private func endRecord() {
        recordDepth = 0
        if let rowFault {
            edges.faults.append(rowFault)
            self.rowFault = nil
            return
        }
        let range = base.map { $0 + recordStart..<$0 + max(recordStart, position()) } ?? 0..<0
        slots.append(to: &batch, row: edges.rows, range: range)
        if batch.count >= batchSize {
            ready.append(batch)
            batch = RowBatch(columns: shape.columns.count)
        }
    }

    private func isSet(_ node: Int) -> Bool {
        let node = tree.nodes[node]
        return node.column >= 0 ? slots.isSet(node.column) : node.header >= 0 && header.isSet(node.header)
    }

    private func set(_ node: Int, _ bytes: UnsafeBufferPointer<UInt8>) {
        let node = tree.nodes[node]
        if node.header >= 0 { header.set(node.header, bytes) }
        if node.column >= 0 { slots.set(node.column, bytes) }
    }

    private func problem(_ code: String, _ message: String, _ node: Int) {
        let node = tree.nodes[node]
        if recordDepth > 0 {
            let field = node.column >= 0 ? shape.columns[node.column].name : ""
            if rowFault == nil { rowFault = .row(edges.rows, code, message + "，请核对后重新报送", field: field) }
        } else if fault == nil {
            let field = node.header >= 0 ? shape.header?.columns[node.header].name ?? "" : ""
            fault = .document(code, message + "，请核对后重新报送", field: field)
        }
    }
}
