import Subsidy

/// JSONWriter writes header fields and records as one JSON document, keys in the order of the columns.
struct JSONWriter {
    private let shape: DocumentShape
    private let tree: PathTree
    private var text: [UInt8] = []
    private(set) var faults: [Fault] = []

    init(_ shape: DocumentShape, _ tree: PathTree) {
        self.shape = shape
        self.tree = tree
    }

    mutating func write(_ header: RowBatch?, _ rows: RowBatch) throws(Fault) -> [UInt8] {
        if shape.recordPath == ".", rows.count != 1 {
            throw .document("records", "该文件只能有一条记录，请联系系统管理员核对映射文件")
        }
        faults = tree.disagreements(header, rows, shape)
        writeNode(0, header, rows, 0)
        return faults.isEmpty ? try TextCodec.encode(text, as: shape.encoding) : []
    }

    /// Writes the object or array at a node; `row` is the record's index.
    private mutating func writeNode(_ node: Int, _ header: RowBatch?, _ rows: RowBatch, _ row: Int) {
        if tree.nodes[node].isRecords {
            text.append(0x5B)
            for row in 0..<rows.count {
                if row > 0 { text.append(0x2C) }
                writeObject(tree.recordRoot, header, rows, row)
            }
            text.append(0x5D)
        } else {
            writeObject(node, header, rows, row)
        }
    }

    private mutating func writeObject(_ node: Int, _ header: RowBatch?, _ rows: RowBatch, _ row: Int) {
        text.append(0x7B)
        var isFirst = true
        for child in tree.nodes[node].children where isPresent(child, header, rows, row) {
            if !isFirst { text.append(0x2C) }
            isFirst = false
            writeString(tree.nodes[child].name[...])
            text.append(0x3A)
            let leaf = tree.nodes[child]
            if leaf.header >= 0, let header {
                writeCell(header[0, leaf.header], leaf, 0, shape.header?.columns[leaf.header])
            } else if leaf.outer >= 0 {
                // What stands around the records is the same for all of them.
                writeCell(rows[0, leaf.outer], leaf, rows.rows[0], shape.columns[leaf.outer])
            } else if leaf.column >= 0 {
                writeCell(rows[row, leaf.column], leaf, rows.rows[row], shape.columns[leaf.column])
            } else {
                writeNode(child, header, rows, row)
            }
        }
        text.append(0x7D)
    }

    /// An object none of whose values is there is left out; a list of records never is.
    private func isPresent(_ node: Int, _ header: RowBatch?, _ rows: RowBatch, _ row: Int) -> Bool {
        let leaf = tree.nodes[node]
        if leaf.isRecords { return true }
        if leaf.header >= 0 { return header.map { !$0.isAbsent(0, leaf.header) } ?? false }
        if leaf.outer >= 0 { return !rows.isEmpty && !rows.isAbsent(0, leaf.outer) }
        if leaf.column >= 0 { return !rows.isAbsent(row, leaf.column) }
        return leaf.children.contains { isPresent($0, header, rows, row) }
    }

    private mutating func writeCell(
        _ cell: ArraySlice<UInt8>, _ node: PathTree.Node, _ row: Int, _ column: DocumentShape.Column?
    ) {
        guard let column else { return }
        var check: [UInt8] = []
        if cell.withUnsafeBufferPointer({ TextCodec.append($0, as: shape.encoding, to: &check) }) != nil {
            faults.append(.unencodable(row, column, shape.encoding))
        }
        guard node.isNumber else { return writeString(cell) }
        let isNumber = cell.withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            return (try? scanner.number())?.count == bytes.count && !bytes.isEmpty
        }
        if !isNumber {
            faults.append(.cell(row, column, "number", "应为数字，请核对后重试"))
        }
        text.append(contentsOf: cell)
    }

    private mutating func writeString(_ string: ArraySlice<UInt8>) {
        text.append(0x22)
        for byte in string {
            switch byte {
            case 0x22, 0x5C: text.append(contentsOf: [0x5C, byte])
            case 0x0A: text.append(contentsOf: [0x5C, 0x6E])
            case 0x0D: text.append(contentsOf: [0x5C, 0x72])
            case 0x09: text.append(contentsOf: [0x5C, 0x74])
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                text.append(contentsOf: [0x5C, 0x75, 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            default: text.append(byte)
            }
        }
        text.append(0x22)
    }
}
