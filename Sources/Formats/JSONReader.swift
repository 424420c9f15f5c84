import Subsidy

/// JSONReader reads the records and header fields of a JSON document in one pass, in whatever order they stand. Only
/// where a field around the records stands after them is it looked up ahead of time.
struct JSONReader: ~Copyable {
    let shape: DocumentShape
    let limits: DocumentLimits
    let index: PathIndex
    /// The scanner's offsets are those of the document; else the text was converted and they mean nothing.
    private let isPlain: Bool
    private let batchSize: Int
    var scanner: JSONScanner
    var keys: JSONKeys
    var scratch = TextBuffer()
    private var header: RecordSlots
    private var slots: RecordSlots
    /// Cells of columns that stand around the records.
    var outer: RecordSlots
    private var batch: RowBatch
    private var edges = DocumentEdges()
    private var isInRecord = false
    private var rowFault: Fault?
    private var hasRecords = false

    static func read(
        _ source: some LineSource, _ shape: DocumentShape, _ limits: DocumentLimits, _ batch: Int,
        _ rows: (RowBatch) throws -> Void
    ) throws -> DocumentEdges {
        let tree = try PathTree(json: shape)
        let isPlain = shape.encoding == .utf8
        let text: JSONText = try isPlain ? PlainJSONText(source) : DecodedJSONText(source, shape.encoding)
        var reader = JSONReader(text, isPlain, shape, limits, batch, tree)
        do {
            return try reader.read(rows)
        } catch let fault as Fault where fault.code == "document.json" || fault.code == "document.truncated" {
            // Text of another encoding breaks the syntax sooner or later: say what is really wrong.
            guard isPlain, let offset = reader.scanner.encodingFault else { throw fault }
            throw Fault.encoding(at: offset, .utf8)
        }
    }

    private init(
        _ text: JSONText, _ isPlain: Bool, _ shape: DocumentShape, _ limits: DocumentLimits, _ batch: Int,
        _ tree: PathTree
    ) {
        self.shape = shape
        self.limits = limits
        self.isPlain = isPlain
        index = PathIndex(json: tree)
        batchSize = batch
        scanner = JSONScanner(text, longest: limits.line << 4)
        keys = JSONKeys(nodes: index.count)
        header = RecordSlots(columns: shape.header?.columns.count ?? 0)
        slots = RecordSlots(columns: shape.columns.count)
        outer = RecordSlots(columns: shape.columns.count)
        self.batch = RowBatch(columns: shape.columns.count)
    }

    private mutating func read(_ rows: (RowBatch) throws -> Void) throws -> DocumentEdges {
        guard try !scanner.isAtEnd() else { throw Fault.empty }
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
        guard try scanner.isAtEnd() else { throw scanner.malformed() }
        // An answer that only carries a code and a message has no list; without header fields that is no document.
        edges.hasRecords = hasRecords
        guard hasRecords || shape.header != nil else {
            throw Fault.document("records", "没有约定的记录列表，请核对接口版本")
        }
        if !batch.isEmpty { try rows(batch) }
        if shape.header != nil { edges.header = header.batch() }
        return edges
    }

    /// Reads one value that stands at `node` of the tree (-1 when nobody asks for it).
    private mutating func value(_ node: Int, _ depth: Int, _ rows: (RowBatch) throws -> Void) throws {
        switch try scanner.peek() {
        case 0x7B:
            try refuseDepth(depth)
            let isBranch = node >= 0 && !index.nodes[node].isLeaf && !index.nodes[node].isRecords
            if node >= 0, !isBranch { try problem("value", "应为单个值，不应为对象或数组", node) }
            return try object(isBranch ? node : -1, depth, rows)
        case 0x5B:
            try refuseDepth(depth)
            if node >= 0, index.nodes[node].isRecords { return try records(depth, rows) }
            if node >= 0, index.nodes[node].isOnBranch { return try branches(node, depth, rows) }
            if node >= 0 { try problem("value", "应为单个值，不应为对象或数组", node) }
            return try array(depth, rows)
        case 0x22: try capture(node, try scanner.string())
        case 0x74: try capture(node, try scanner.word("true"))
        case 0x66: try capture(node, try scanner.word("false"))
        case 0x6E:
            _ = try scanner.word("null")
            return
        default: try capture(node, try scanner.number())
        }
        if node >= 0, !index.nodes[node].isLeaf { try problem("value", "应为对象或数组，不应为单个值", node) }
    }

    private func refuseDepth(_ depth: Int) throws(Fault) {
        if depth > limits.depth { throw .document("depth", "JSON 嵌套层数超出上限，请核对后重新报送") }
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

    /// The objects of an array on the way to the records, each with a list of its own.
    private mutating func branches(_ node: Int, _ depth: Int, _ rows: (RowBatch) throws -> Void) throws {
        try scanner.expect(0x5B)
        if try scanner.peek() == 0x5D { return try scanner.expect(0x5D) }
        while true {
            guard try scanner.peek() == 0x7B else {
                throw Fault.document("value", "记录列表的上级应为 JSON 对象，请核对接口版本")
            }
            try refuseDepth(depth + 1)
            try object(node, depth + 1, rows)
            if try scanner.peek() == 0x5D { return try scanner.expect(0x5D) }
            try scanner.expect(0x2C)
        }
    }

    private mutating func object(_ node: Int, _ depth: Int, _ rows: (RowBatch) throws -> Void) throws {
        try scanner.expect(0x7B)
        if node >= 0, index.nodes[node].isOnBranch {
            for column in index.outers[Int(index.nodes[node].level)] { outer.unset(column) }
            outer.compact()
        }
        if try scanner.peek() == 0x7D { return try scanner.expect(0x7D) }
        var members = keys.begin()
        while true {
            let key = try scanner.string()
            guard members.count < limits.columns else { throw Fault.tooLarge("JSON 对象的键数") }
            let child = try enter(key, node, &members)
            try scanner.expect(0x3A)
            if child >= 0, index.nodes[child].isOnBranch, node >= 0 { try lookAhead(node) }
            try value(child, depth + 1, rows)
            if try scanner.peek() == 0x7D { break }
            try scanner.expect(0x2C)
        }
        scanner.index += 1
        keys.end(members)
    }

    /// Notes a key, refuses one that the object already has, and finds its node.
    private mutating func enter(
        _ key: JSONScanner.Text, _ node: Int, _ members: inout JSONKeys.Members
    ) throws -> Int {
        let name = try text(key)
        let child = find(name, node, &members.hint)
        if child < 0 { try refuseMalformed(key) }
        let isNew = child >= 0 ? keys.note(child, &members) : keys.note(name, &members)
        if !isNew { try problem("duplicate", "JSON 对象中有重复的键", -1) }
        return child
    }

    private mutating func records(_ depth: Int, _ rows: (RowBatch) throws -> Void) throws {
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
                try refuseDepth(depth + 1)
                try object(index.recordRoot, depth + 1, rows)
            } else {
                try value(-1, depth + 1, rows)
                try problem("value", "记录应为 JSON 对象", -1)
            }
            isInRecord = false
            if let rowFault {
                try edges.skip(rowFault, limits)
            } else {
                for column in index.allOuters {
                    if let cell = outer.cell(column) { slots.set(column, cell) }
                }
                slots.append(to: &batch, row: edges.rows, range: range(from: start))
                if batch.count >= batchSize || batch.text.count >= LineScanner.textLimit {
                    try rows(batch)
                    batch.removeAll()
                }
            }
            if try scanner.peek() == 0x5D { return try scanner.expect(0x5D) }
            try scanner.expect(0x2C)
        }
    }

    private func range(from start: Int) -> Range<Int> { isPlain ? start..<scanner.index : 0..<0 }

    private func refuseMalformed(_ string: JSONScanner.Text) throws(Fault) {
        guard string.hasHighBytes, isPlain else { return }
        guard let offset = UTF8Text.firstFault(scanner.slice(string.range)) else { return }
        throw .encoding(at: string.range.lowerBound + offset, .utf8)
    }

    private mutating func capture(_ node: Int, _ string: JSONScanner.Text) throws {
        try refuseMalformed(string)
        let text = try text(string)
        guard node >= 0, index.nodes[node].isLeaf else { return }
        if string.isEscaped, text.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) {
            return try problem("control", "含有不可见的控制字符，请删除后重新报送", node)
        }
        try set(node, text)
    }

    private mutating func capture(_ node: Int, _ range: Range<Int>) throws(Fault) {
        guard node >= 0, index.nodes[node].isLeaf else { return }
        try set(node, scanner.slice(range))
    }

    private mutating func set(_ node: Int, _ text: UnsafeBufferPointer<UInt8>) throws(Fault) {
        let leaf = index.nodes[node]
        if text.count > limits.cell { return try problem("cell", "内容过长，超出单项上限", node) }
        if leaf.column >= 0 { slots.set(Int(leaf.column), text) }
        if leaf.header >= 0 {
            if header.isSet(Int(leaf.header)) { try problem("duplicate", "文件级的字段出现了两次", node) }
            header.set(Int(leaf.header), text)
        }
        if leaf.outer >= 0 {
            // Each record gets a copy of it.
            if !outer.hasRoom(for: text.count, of: limits.line) { throw .tooLarge("记录上级字段的长度") }
            outer.set(Int(leaf.outer), text)
        }
    }

    private func name(_ node: Int) -> String {
        guard node >= 0 else { return "" }
        let node = index.nodes[node]
        let column = max(node.column, node.outer)
        if column >= 0 { return shape.columns[Int(column)].name }
        return node.header >= 0 ? shape.header?.columns[Int(node.header)].name ?? "" : ""
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
