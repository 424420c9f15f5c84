import Subsidy

/// JSONReader reads the records and header fields of a JSON document in one pass, in whatever order they stand.
struct JSONReader {
    private struct Key {
        var hash: UInt64
        var text: Range<Int>
    }

    private let shape: DocumentShape
    private let limits: DocumentLimits
    private let tree: PathTree
    /// The document's offset of the scanner's first byte; nil when the text was converted and offsets mean nothing.
    private let base: Int?
    private let batchSize: Int
    private var scanner: JSONScanner
    private var keys: [Key] = []
    private var keyText: [UInt8] = []
    private var scratch: [UInt8] = []
    private var header: RecordSlots
    private var slots: RecordSlots
    private var batch: RowBatch
    private var edges = DocumentEdges()
    private var isInRecord = false
    private var rowFault: Fault?
    private var hasRecords = false

    static func read(
        _ text: UnsafeBufferPointer<UInt8>, _ base: Int?, _ shape: DocumentShape, _ limits: DocumentLimits,
        _ batch: Int, _ rows: (RowBatch) throws -> Void
    ) throws -> DocumentEdges {
        var reader = JSONReader(text, base, shape, limits, batch, try PathTree(json: shape))
        return try reader.read(rows)
    }

    private init(
        _ text: UnsafeBufferPointer<UInt8>, _ base: Int?, _ shape: DocumentShape, _ limits: DocumentLimits,
        _ batch: Int, _ tree: PathTree
    ) {
        self.shape = shape
        self.limits = limits
        self.base = base
        self.tree = tree
        batchSize = batch
        scanner = JSONScanner(text)
        header = RecordSlots(shape.header?.columns ?? [])
        slots = RecordSlots(shape.columns)
        self.batch = RowBatch(columns: shape.columns.count)
    }

    private mutating func read(_ rows: (RowBatch) throws -> Void) throws -> DocumentEdges {
        scanner.skipSpace()
        guard scanner.index < scanner.bytes.count else { throw Fault.empty }
        if shape.recordPath == "." {
            let start = scanner.index
            guard try scanner.peek() == 0x7B else {
                throw Fault.document("records", "JSON 的顶层应为对象，请核对接口版本")
            }
            try value(0, 1, rows)
            hasRecords = true
            edges.rows = 1
            slots.append(to: &batch, row: 1, range: range(from: start))
        } else {
            try value(0, 1, rows)
        }
        scanner.skipSpace()
        guard scanner.index == scanner.bytes.count else { throw scanner.malformed() }
        // An answer that only carries a code and a message has no list; without header fields that is no document.
        guard hasRecords || shape.header != nil else {
            throw Fault.document("records", "没有约定的记录列表，请核对接口版本")
        }
        if !batch.isEmpty { try rows(batch) }
        if shape.header != nil { edges.header = header.batch() }
        return edges
    }

    /// Reads one value that stands at `node` of the tree (-1 when nobody asks for it).
    private mutating func value(_ node: Int, _ depth: Int, _ rows: (RowBatch) throws -> Void) throws {
        let first = try scanner.peek()
        let isContainer = first == 0x7B || first == 0x5B
        if isContainer {
            if depth > limits.depth { throw Fault.document("depth", "JSON 嵌套层数超出上限，请核对后重新报送") }
            if first == 0x5B, node >= 0, tree.nodes[node].isRecords { return try records(depth, rows) }
            let isBranch = node >= 0 && !tree.isLeaf(node) && !tree.nodes[node].isRecords && first == 0x7B
            if node >= 0, !isBranch { try problem("value", "应为单个值，不应为对象或数组", node) }
            if first == 0x7B {
                try object(isBranch ? node : -1, depth, rows)
            } else {
                try array(depth, rows)
            }
            return
        }
        switch first {
        case 0x22: try capture(node, try scanner.string())
        case 0x74: try capture(node, try scanner.word("true"))
        case 0x66: try capture(node, try scanner.word("false"))
        case 0x6E:
            _ = try scanner.word("null")
            return
        default: try capture(node, try scanner.number())
        }
        if node >= 0, !tree.isLeaf(node) { try problem("value", "应为对象或数组，不应为单个值", node) }
    }

    private mutating func array(_ depth: Int, _ rows: (RowBatch) throws -> Void) throws {
        try scanner.expect(0x5B)
        if try scanner.peek() == 0x5D { return try scanner.expect(0x5D) }
        while true {
            try value(-1, depth + 1, rows)
            if try scanner.peek() == 0x5D { return try scanner.expect(0x5D) }
            try scanner.expect(0x2C)
        }
    }

    private mutating func object(_ node: Int, _ depth: Int, _ rows: (RowBatch) throws -> Void) throws {
        try scanner.expect(0x7B)
        let (keyBase, textBase) = (keys.count, keyText.count)
        if try scanner.peek() == 0x7D { return try scanner.expect(0x7D) }
        var hint = 0
        while true {
            guard try scanner.peek() == 0x22 else { throw scanner.malformed() }
            let key = try scanner.string()
            let child = try enter(key, node, keyBase, &hint)
            try scanner.expect(0x3A)
            try value(child, depth + 1, rows)
            if try scanner.peek() == 0x7D { break }
            try scanner.expect(0x2C)
        }
        try scanner.expect(0x7D)
        keys.removeLast(keys.count - keyBase)
        keyText.removeLast(keyText.count - textBase)
    }

    /// Notes a key, refuses one that the object already has, and finds its node. Keys mostly come in the order of the
    /// columns, so the child after the last one found is tried first.
    private mutating func enter(
        _ key: JSONScanner.Text, _ node: Int, _ keyBase: Int, _ hint: inout Int
    ) throws(Fault) -> Int {
        let start = keyText.count
        if key.isEscaped {
            try scanner.unescape(key, into: &keyText)
        } else {
            keyText.append(contentsOf: UnsafeBufferPointer(rebasing: scanner.bytes[key.range]))
        }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in start..<keyText.count { hash = (hash ^ UInt64(keyText[index])) &* 0x100_0000_01B3 }
        guard keys.count - keyBase < limits.columns else { throw .tooLarge("JSON 对象的键数") }
        for index in keyBase..<keys.count where keys[index].hash == hash {
            if keyText[keys[index].text].elementsEqual(keyText[start...]) {
                try problem("duplicate", "JSON 对象中有重复的键", -1)
            }
        }
        keys.append(Key(hash: hash, text: start..<keyText.count))
        guard node >= 0 else { return -1 }
        let children = tree.nodes[node].children
        for step in 0..<children.count {
            let place = (hint + step) % children.count
            let name = tree.nodes[children[place]].name
            if name.count == keyText.count - start, name.elementsEqual(keyText[start...]) {
                hint = place + 1
                return children[place]
            }
        }
        return -1
    }

    private mutating func records(_ depth: Int, _ rows: (RowBatch) throws -> Void) throws {
        if hasRecords || isInRecord { try problem("duplicate", "记录列表出现了两次", -1) }
        hasRecords = true
        try scanner.expect(0x5B)
        if try scanner.peek() == 0x5D { return try scanner.expect(0x5D) }
        while true {
            let first = try scanner.peek()
            let start = scanner.index
            edges.rows += 1
            slots.clear()
            (isInRecord, rowFault) = (true, nil)
            if first == 0x7B {
                if depth + 1 > limits.depth { throw Fault.document("depth", "JSON 嵌套层数超出上限，请核对后重新报送") }
                try object(tree.recordRoot, depth + 1, rows)
            } else {
                try value(-1, depth + 1, rows)
                try problem("value", "记录应为 JSON 对象", -1)
            }
            isInRecord = false
            if let rowFault {
                edges.faults.append(rowFault)
            } else {
                slots.append(to: &batch, row: edges.rows, range: range(from: start))
                if batch.count >= batchSize {
                    try rows(batch)
                    batch.removeAll()
                }
            }
            if try scanner.peek() == 0x5D { return try scanner.expect(0x5D) }
            try scanner.expect(0x2C)
        }
    }

    private func range(from start: Int) -> Range<Int> {
        guard let base else { return 0..<0 }
        return base + start..<base + scanner.index
    }

    private mutating func capture(_ node: Int, _ string: JSONScanner.Text) throws(Fault) {
        guard string.isEscaped else { return try capture(node, string.range) }
        scratch.removeAll(keepingCapacity: true)
        try scanner.unescape(string, into: &scratch)
        guard node >= 0, tree.isLeaf(node) else { return }
        if scratch.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) {
            return try problem("control", "含有不可见的控制字符，请删除后重新报送", node)
        }
        if scratch.count > limits.cell { return try problem("cell", "内容过长，超出单项上限", node) }
        let (header, column) = (tree.nodes[node].header, tree.nodes[node].column)
        scratch.withUnsafeBufferPointer {
            if header >= 0 { self.header.set(header, $0) }
            if column >= 0 { slots.set(column, $0) }
        }
    }

    private mutating func capture(_ node: Int, _ range: Range<Int>) throws(Fault) {
        guard node >= 0, tree.isLeaf(node) else { return }
        if range.count > limits.cell { return try problem("cell", "内容过长，超出单项上限", node) }
        let text = UnsafeBufferPointer(rebasing: scanner.bytes[range])
        if tree.nodes[node].header >= 0 { header.set(tree.nodes[node].header, text) }
        if tree.nodes[node].column >= 0 { slots.set(tree.nodes[node].column, text) }
    }

    private func name(_ node: Int) -> String {
        guard node >= 0 else { return "" }
        let node = tree.nodes[node]
        if node.column >= 0 { return shape.columns[node.column].name }
        return node.header >= 0 ? shape.header?.columns[node.header].name ?? "" : ""
    }

    /// Something wrong that is no syntax fault: within a record the record is skipped, elsewhere the document is
    /// refused.
    private mutating func problem(_ code: String, _ message: String, _ node: Int) throws(Fault) {
        guard isInRecord else { throw .document(code, message + "，请核对后重新报送", field: name(node)) }
        if rowFault == nil {
            rowFault = .row(edges.rows, code, message + "，请核对后重新报送", field: name(node))
        }
    }
}
