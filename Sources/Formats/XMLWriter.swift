import Subsidy

/// XMLWriter writes header fields and records as one XML document, elements in the order of the columns, without
/// white space between them. An encoding other than UTF-8 is declared.
struct XMLWriter {
    private let shape: DocumentShape
    private let tree: PathTree
    private var text: [UInt8] = []
    private(set) var faults: [Fault] = []

    init(_ shape: DocumentShape, _ tree: PathTree) {
        self.shape = shape
        self.tree = tree
    }

    mutating func write(_ header: RowBatch?, _ rows: RowBatch) throws(Fault) -> [UInt8] {
        switch shape.encoding {
        case .utf8: break
        case .utf16LE, .utf16BE: text.append(contentsOf: "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-16\"?>".utf8)
        default: text.append(contentsOf: "<?xml version=\"1.0\" encoding=\"\(shape.encoding.rawValue)\"?>".utf8)
        }
        faults = tree.disagreements(header, rows, shape)
        for root in tree.nodes[0].children { writeNode(root, header, rows, 0) }
        return faults.isEmpty ? try TextCodec.encode(text, as: shape.encoding) : []
    }

    private mutating func writeNode(_ node: Int, _ header: RowBatch?, _ rows: RowBatch, _ row: Int) {
        guard tree.nodes[node].isRecords else { return writeElement(node, node, header, rows, row) }
        for row in 0..<rows.count { writeElement(node, tree.recordRoot, header, rows, row) }
    }

    /// Writes an element with the name of `node` and the content of `content`.
    private mutating func writeElement(
        _ node: Int, _ content: Int, _ header: RowBatch?, _ rows: RowBatch, _ row: Int
    ) {
        let name = tree.nodes[node].name
        text.append(0x3C)
        text.append(contentsOf: name)
        let children = tree.nodes[content].children.filter { isPresent($0, header, rows, row) }
        for child in children where isAttribute(child) {
            text.append(0x20)
            text.append(contentsOf: tree.nodes[child].name.dropFirst())
            text.append(contentsOf: [0x3D, 0x22])
            writeCell(child, header, rows, row, isAttribute: true)
            text.append(0x22)
        }
        let open = text.count
        text.append(0x3E)
        if tree.isLeaf(content) { writeCell(content, header, rows, row, isAttribute: false) }
        for child in children where !isAttribute(child) { writeNode(child, header, rows, row) }
        guard text.count > open + 1 else {
            text.removeLast()
            text.append(contentsOf: [0x2F, 0x3E])
            return
        }
        text.append(contentsOf: [0x3C, 0x2F])
        text.append(contentsOf: name)
        text.append(0x3E)
    }

    private func isAttribute(_ node: Int) -> Bool { tree.nodes[node].name.first == 0x40 }

    /// The branch that leads to the records is there even when there are none.
    private func isPresent(_ node: Int, _ header: RowBatch?, _ rows: RowBatch, _ row: Int) -> Bool {
        let leaf = tree.nodes[node]
        if leaf.isRecords { return true }
        if leaf.header >= 0, let header, !header.isAbsent(0, leaf.header) { return true }
        if leaf.column >= 0, !rows.isAbsent(row, leaf.column) { return true }
        if leaf.outer >= 0, !rows.isEmpty, !rows.isAbsent(0, leaf.outer) { return true }
        return leaf.children.contains { isPresent($0, header, rows, row) }
    }

    private mutating func writeCell(
        _ node: Int, _ header: RowBatch?, _ rows: RowBatch, _ row: Int, isAttribute: Bool
    ) {
        let leaf = tree.nodes[node]
        let isHeader = leaf.header >= 0
        let place = leaf.outer >= 0 ? leaf.outer : leaf.column
        // What stands around the records is the same for all of them.
        let row = leaf.outer >= 0 ? 0 : row
        guard let column = isHeader ? shape.header?.columns[leaf.header] : shape.columns[place] else { return }
        guard let cell = isHeader ? header?[0, leaf.header] : rows[row, place] else { return }
        let number = isHeader ? 0 : rows.rows[row]
        if !XMLText.isAllowed(cell) {
            faults.append(.cell(number, column, "control", "含有 XML 不允许的控制字符，请删除后重试"))
        }
        var check: [UInt8] = []
        if cell.withUnsafeBufferPointer({ TextCodec.append($0, as: shape.encoding, to: &check) }) != nil {
            faults.append(.unencodable(number, column, shape.encoding))
        }
        XMLText.append(cell, isAttribute: isAttribute, to: &text)
    }
}
