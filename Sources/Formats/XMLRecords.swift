import Subsidy

/// XMLRecords makes rows of a parser's events.
struct XMLRecords: ~Copyable {
    /// An open element: its node, -1 for one that nobody asks for, and the child that is expected next.
    private struct Open {
        var node: Int32
        var hint: Int32 = 0
    }

    private let tree: PathTree
    private let shape: DocumentShape
    private let limits: DocumentLimits
    /// The offset of the parser's first byte in the document; nil when the text was converted: rows have no ranges.
    private let base: Int?
    private var index: PathIndex
    private let path: UnsafeMutablePointer<Open>
    private var depth = 0
    private var header: RecordSlots
    private var slots: RecordSlots
    /// Cells that stand around the records, and how many records there were when each level of the branch began.
    private var outer: RecordSlots
    private var rowsBefore: [Int]
    /// How deep the element is whose text is being gathered, 0 when none is, and where its text begins.
    private var capturing = 0
    private var valueStart = 0
    private var recordDepth = 0
    private var recordStart = 0
    private var rowFault: Fault?
    private var batches: RowBatches
    private var edges = DocumentEdges()
    /// Who stops the parser.
    var events: Unmanaged<XMLReader>?

    init(
        _ tree: PathTree, _ shape: DocumentShape, _ limits: DocumentLimits,
        _ batches: consuming RowBatches, _ base: Int?
    ) {
        self.tree = tree
        self.shape = shape
        self.limits = limits
        self.base = base
        index = PathIndex(xml: tree) { _ in nil }
        path = .allocate(capacity: limits.depth + 2)
        path.initialize(repeating: Open(node: -1), count: limits.depth + 2)
        path[0] = Open(node: Int32(index.root))
        header = RecordSlots(columns: shape.header?.columns.count ?? 0)
        slots = RecordSlots(columns: shape.columns.count)
        outer = RecordSlots(columns: shape.columns.count)
        rowsBefore = Array(repeating: 0, count: index.outers.count)
        edges.hasRecords = false
        self.batches = batches
    }

    deinit { path.deallocate() }

    mutating func prepare(_ names: XMLNames) { index = PathIndex(xml: tree) { names.name($0) } }

    /// Hands out the rows that are left.
    mutating func finish() throws -> DocumentEdges {
        // An answer that only carries a code and a message has no list; without header fields that is no document.
        guard edges.hasRecords || shape.header != nil else { throw edges.noRecords ?? .empty }
        try batches.handOut()
        if shape.header != nil { edges.header = header.batch() }
        return edges
    }

    mutating func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLAttributes) {
        var node = child(name)
        depth &+= 1
        if depth == 1, node < 0 { return stop(.document("records", "XML 根元素与约定不符，请核对接口版本")) }
        if capturing > 0 { problem("value", "应为单个值，不应含有子元素", path[capturing].node) }
        if node >= 0, index.nodes[Int(node)].isRecords {
            node = Int32(index.recordRoot)
            beginRecord()
        }
        path[depth] = Open(node: node)
        guard node >= 0 else { return }
        if index.nodes[Int(node)].isOnBranch { enter(level: Int(index.nodes[Int(node)].level)) }
        if index.nodes[Int(node)].attributeCount > 0, attributes.count > 0 { read(attributes, Int(node)) }
        guard index.nodes[Int(node)].isLeaf else { return }
        if isSet(Int(node)) { problem("duplicate", "元素出现了两次", node) }
        (capturing, valueStart) = (depth, slots.text.count)
    }

    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        // Of a record that is skipped nothing is kept, however often it says a thing.
        guard capturing == depth, capturing > 0, rowFault == nil else { return }
        if slots.text.count - valueStart + bytes.count > limits.cell {
            problem("cell", "内容过长，超出单项上限", path[depth].node)
        } else {
            slots.extend(bytes)
        }
    }

    mutating func end() {
        if capturing == depth, capturing > 0 {
            close(Int(path[depth].node))
            capturing = 0
        }
        if recordDepth == depth { endRecord() }
        depth &-= 1
    }

    /// The node of a child of the open element, -1 when nobody asks for it. Elements mostly come in one order, so the
    /// child after the last one found is tried first.
    private func child(_ name: UnsafePointer<UInt8>) -> Int32 {
        let parent = path[depth].node
        guard parent >= 0 else { return -1 }
        let (first, count) = (index.nodes[Int(parent)].firstChild, index.nodes[Int(parent)].childCount)
        var step = path[depth].hint
        for _ in 0..<count {
            if step >= count { step = 0 }
            if index.nodes[Int(first &+ step)].name == name {
                path[depth].hint = step &+ 1
                return first &+ step
            }
            step &+= 1
        }
        return -1
    }

    private mutating func read(_ attributes: XMLAttributes, _ node: Int) {
        let first = Int(index.nodes[node].firstAttribute)
        for place in first..<first + Int(index.nodes[node].attributeCount) {
            for number in 0..<attributes.count where attributes.name(number) == index.nodes[place].name {
                let value = attributes.value(number)
                if value.count > limits.cell {
                    problem("cell", "内容过长，超出单项上限", Int32(place))
                    continue
                }
                if isSet(place) { problem("duplicate", "属性出现了两次", Int32(place)) }
                valueStart = slots.text.count
                extend(value)
                close(place)
            }
        }
    }

    private mutating func extend(_ value: UnsafeBufferPointer<UInt8>) {
        guard value.contains(0x26) else { return slots.extend(value) }
        var index = 0
        while index < value.count {
            slots.extend(value[index])
            index += XMLEvents.isAmpersand(value, index) ? 5 : 1
        }
    }

    /// Makes the text from `valueStart` on the cell of a node. What is no part of a record is kept elsewhere.
    private mutating func close(_ node: Int) {
        let leaf = index.nodes[node]
        if leaf.column >= 0 { return slots.close(Int(leaf.column), from: valueStart) }
        let text = slots.text[valueStart..<slots.text.count]
        if leaf.header >= 0 { header.set(Int(leaf.header), text) }
        if leaf.outer >= 0 {
            if edges.rows > rowsBefore[Int(leaf.level)] {
                stop(.outerLater(shape.columns[Int(leaf.outer)].name))
            }
            // Each record gets a copy of it.
            if !outer.hasRoom(for: text.count, of: limits.line) { stop(.tooLarge("记录上级字段的长度")) }
            outer.set(Int(leaf.outer), text)
        }
        slots.truncate(to: valueStart)
    }

    /// An element around records begins: what the last one of its kind said is over.
    private mutating func enter(level: Int) {
        // The last level is the records' own: theirs is the list.
        if level == index.outers.count - 2 { edges.hasRecords = true }
        rowsBefore[level] = edges.rows
        for column in index.outers[level] { outer.unset(column) }
        outer.compact()
    }

    private mutating func beginRecord() {
        edges.rows += 1
        edges.hasRecords = true
        recordDepth = depth
        rowFault = nil
        slots.clear()
        if base != nil { recordStart = events?._withUnsafeGuaranteedRef { $0.tagStart } ?? 0 }
    }

    private mutating func endRecord() {
        recordDepth = 0
        if let rowFault {
            self.rowFault = nil
            do throws(Fault) { try edges.skip(rowFault, limits) } catch { stop(error) }
            return
        }
        for column in index.allOuters {
            if let cell = outer.cell(column) { slots.set(column, cell) }
        }
        let range = base.map { $0 + recordStart..<$0 + max(recordStart, position) } ?? 0..<0
        do {
            try batches.append(slots, row: edges.rows, range: range)
        } catch {
            events?._withUnsafeGuaranteedRef { $0.abandon(error) }
        }
    }

    private var position: Int { events?._withUnsafeGuaranteedRef { $0.position } ?? 0 }

    private func stop(_ fault: Fault) { events?._withUnsafeGuaranteedRef { $0.stop(fault) } }

    private func isSet(_ node: Int) -> Bool {
        let node = index.nodes[node]
        if node.column >= 0 { return slots.isSet(Int(node.column)) }
        return node.header >= 0 && header.isSet(Int(node.header)) || node.outer >= 0 && outer.isSet(Int(node.outer))
    }

    private mutating func problem(_ code: String, _ message: String, _ node: Int32) {
        let field = name(Int(node))
        if recordDepth == 0 { return stop(.document(code, message + "，请核对后重新报送", field: field)) }
        if rowFault == nil { rowFault = .row(edges.rows, code, message + "，请核对后重新报送", field: field) }
    }

    private func name(_ node: Int) -> String {
        let node = index.nodes[node]
        let column = max(node.column, node.outer)
        if column >= 0 { return shape.columns[Int(column)].name }
        return node.header >= 0 ? shape.header?.columns[Int(node.header)].name ?? "" : ""
    }
}

extension Fault {
    /// What belongs to each record of a list stands after the list, when its records have been handed out.
    static func outerLater(_ field: String) -> Fault {
        .document("outerLater", "上级字段排在明细之后，无法归到每条明细，请让发送方把它排在明细之前，或从映射中去掉", field: field)
    }
}
