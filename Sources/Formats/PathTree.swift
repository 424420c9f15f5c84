import Subsidy

/// PathTree holds the paths of a JSON or XML shape as a tree of names, so that a document is matched name by name as
/// it is read, and written in the order of its columns.
///
/// The root stands for the document; in XML its only child is the root element. Records have a tree of their own,
/// whose root is `recordRoot`, because header and record columns may bear the same name.
struct PathTree {
    struct Node {
        var name: [UInt8]
        var children: [Int] = []
        /// The index of the header column or record column that ends here, -1 when none does.
        var header = -1
        var column = -1
        /// Records are here: the elements of this array, the elements of this name.
        var isRecords = false
        /// JSON writes the value as a number (the path ends in `#`).
        var isNumber = false
    }

    private(set) var nodes = [Node(name: [])]
    /// The root of the record's own tree; 0 when the document is the record.
    private(set) var recordRoot = 0

    /// Paths of a JSON shape: names joined by dots.
    init(json shape: DocumentShape) throws(Fault) {
        for (index, column) in (shape.header?.columns ?? []).enumerated() {
            try add(Array(column.path.utf8), ".", at: 0) { $0.header = index }
        }
        if shape.recordPath != "." {
            let list = shape.recordPath.isEmpty ? 0 : node(Array(shape.recordPath.utf8), ".", at: 0)
            nodes[list].isRecords = true
            nodes.append(Node(name: []))
            recordRoot = nodes.count - 1
        }
        for (index, column) in shape.columns.enumerated() {
            try add(Array(column.path.utf8), ".", at: recordRoot) { $0.column = index }
        }
        try refuseLeavesWithChildren(attributes: false)
    }

    /// Paths of an XML shape: local names joined by slashes from the root element, attributes as `@name`.
    init(xml shape: DocumentShape) throws(Fault) {
        for (index, column) in (shape.header?.columns ?? []).enumerated() {
            try add(Array(column.path.utf8), "/", at: 0) { $0.header = index }
        }
        guard !shape.recordPath.isEmpty else { throw .shape("XML 没有记录路径") }
        nodes[node(Array(shape.recordPath.utf8), "/", at: 0)].isRecords = true
        nodes.append(Node(name: []))
        recordRoot = nodes.count - 1
        for (index, column) in shape.columns.enumerated() {
            try add(Array(column.path.utf8), "/", at: recordRoot) { $0.column = index }
        }
        guard nodes[0].children.count == 1 else { throw .shape("XML 的路径须从同一个根元素开始") }
        try refuseLeavesWithChildren(attributes: true)
    }

    func isLeaf(_ node: Int) -> Bool { nodes[node].header >= 0 || nodes[node].column >= 0 }

    private mutating func add(
        _ path: [UInt8], _ separator: Unicode.Scalar, at root: Int, _ mark: (inout Node) -> Void
    ) throws(Fault) {
        var path = path[...]
        let isNumber = separator == "." && path.last == 0x23
        if isNumber { path.removeLast() }
        guard !path.isEmpty else { throw .shape("列没有路径") }
        let leaf = node(Array(path), separator, at: root)
        let before = nodes[leaf]
        mark(&nodes[leaf])
        nodes[leaf].isNumber = isNumber
        let isTaken =
            (before.header >= 0 && nodes[leaf].header != before.header)
            || (before.column >= 0 && nodes[leaf].column != before.column)
        if isTaken || nodes[leaf].isRecords { throw .shape("两列的路径相同") }
    }

    private mutating func node(_ path: [UInt8], _ separator: Unicode.Scalar, at root: Int) -> Int {
        var current = root
        for name in path.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false) {
            let known = nodes[current].children.first { nodes[$0].name.elementsEqual(name) }
            if let known {
                current = known
            } else {
                nodes.append(Node(name: Array(name)))
                nodes[current].children.append(nodes.count - 1)
                current = nodes.count - 1
            }
        }
        return current
    }

    private func refuseLeavesWithChildren(attributes: Bool) throws(Fault) {
        for (index, node) in nodes.enumerated() where isLeaf(index) {
            let elements = node.children.filter { !attributes || nodes[$0].name.first != 0x40 }
            if !elements.isEmpty || node.isRecords { throw .shape("一列的路径是另一列路径的开头") }
        }
    }
}
