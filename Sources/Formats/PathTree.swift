import Subsidy

/// PathTree holds the paths of a JSON or XML shape as a tree of names, so that a document is matched name by name as
/// it is read, and written in the order of its columns.
///
/// The root stands for the document; in XML its only child is the root element. Records have a tree of their own,
/// whose root is `recordRoot`, because header and record columns may bear the same name. A record column whose path
/// climbs with `../` stands in the document's tree, at the object or element around the record that it names.
struct PathTree {
    struct Node {
        var name: [UInt8]
        var parent = -1
        var children: [Int] = []
        /// The index of the header column or record column that ends here, -1 when none does.
        var header = -1
        var column = -1
        /// The record column that is read from here, around the record; -1 when none is.
        var outer = -1
        /// Records are here: the elements of this array, the elements of this name.
        var isRecords = false
        /// JSON writes the value as a number (the path ends in `#`).
        var isNumber = false
    }

    private(set) var nodes = [Node(name: [])]
    /// The root of the record's own tree; 0 when the document is the record.
    private(set) var recordRoot = 0
    private let separator: UInt8

    /// Paths of a JSON shape: names joined by dots.
    init(json shape: DocumentShape) throws(Fault) {
        separator = 0x2E
        for (index, column) in (shape.header?.columns ?? []).enumerated() {
            try add(Array(column.path.utf8), at: 0) { $0.header = index }
        }
        if shape.recordPath != "." {
            try addRecords(shape, names: shape.recordPath.isEmpty ? [] : names(shape.recordPath), lowest: 0)
        }
        try addColumns(shape)
        try refuseLeavesWithChildren(attributes: false)
    }

    /// Paths of an XML shape: local names joined by slashes from the root element, attributes as `@name`.
    init(xml shape: DocumentShape) throws(Fault) {
        separator = 0x2F
        for (index, column) in (shape.header?.columns ?? []).enumerated() {
            try add(Array(column.path.utf8), at: 0) { $0.header = index }
        }
        guard !shape.recordPath.isEmpty else { throw .shape("XML 没有记录路径") }
        try addRecords(shape, names: names(shape.recordPath), lowest: 1)
        try addColumns(shape)
        guard nodes[0].children.count == 1 else { throw .shape("XML 的路径须从同一个根元素开始") }
        try refuseLeavesWithChildren(attributes: true)
    }

    func isLeaf(_ node: Int) -> Bool { nodes[node].header >= 0 || nodes[node].column >= 0 || nodes[node].outer >= 0 }

    /// The node of the records and those above it, from the root on; empty when the document is the record.
    var recordBranch: [Int] {
        guard var node = nodes.firstIndex(where: \.isRecords) else { return [] }
        var branch = [node]
        while nodes[node].parent >= 0 {
            node = nodes[node].parent
            branch.append(node)
        }
        return branch.reversed()
    }

    /// How many steps up a column's path goes, and the rest of the path.
    static func climb(_ path: String) -> (steps: Int, rest: Substring) {
        var (steps, rest) = (0, path[...])
        while rest.hasPrefix("../") {
            rest = rest.dropFirst(3)
            steps += 1
        }
        return (steps, rest)
    }

    /// A document that is written has one element or object around all its records: rows that say otherwise of it
    /// than the first, or than the header where both are written to the same place.
    func disagreements(_ header: RowBatch?, _ rows: RowBatch, _ shape: DocumentShape) -> [Fault] {
        func cell(_ batch: RowBatch, _ row: Int, _ column: Int) -> ArraySlice<UInt8>? {
            batch.isAbsent(row, column) ? nil : batch[row, column]
        }
        var faults: [Fault] = []
        for node in nodes where node.outer >= 0 && !rows.isEmpty {
            var common = cell(rows, 0, node.outer)
            if node.header >= 0, let header { common = cell(header, 0, node.header) }
            for row in 0..<rows.count where cell(rows, row, node.outer) != common {
                faults.append(
                    .cell(rows.rows[row], shape.columns[node.outer], "outer", "上级字段与其他记录不同，一份文件只能有一个上级，请分成多份"))
            }
        }
        return faults
    }

    private func names(_ path: String) -> [[UInt8]] {
        path.utf8.split(separator: separator, omittingEmptySubsequences: false).map(Array.init)
    }

    /// What stands around the records is written before them, so it comes first, the outermost before all.
    private mutating func addRecords(_ shape: DocumentShape, names: [[UInt8]], lowest: Int) throws(Fault) {
        let climbs = shape.columns.map { Self.climb($0.path) }
        for steps in Set(climbs.map(\.steps)).sorted(by: >) where steps > 0 {
            guard names.count - steps >= lowest else { throw .shape("列的路径“../”超出了文件的最外层") }
            let around = node(names.dropLast(steps), at: 0)
            for (index, climb) in climbs.enumerated() where climb.steps == steps {
                try add(Array(climb.rest.utf8), at: around) { $0.outer = index }
            }
        }
        nodes[node(names[...], at: 0)].isRecords = true
        nodes.append(Node(name: []))
        recordRoot = nodes.count - 1
    }

    private mutating func addColumns(_ shape: DocumentShape) throws(Fault) {
        for (index, column) in shape.columns.enumerated() {
            if Self.climb(column.path).steps == 0 {
                try add(Array(column.path.utf8), at: recordRoot) { $0.column = index }
            } else if shape.recordPath == "." {
                throw .shape("单条记录的文件没有上级，路径不能写“../”")
            }
        }
    }

    private mutating func add(_ path: [UInt8], at root: Int, _ mark: (inout Node) -> Void) throws(Fault) {
        var path = path[...]
        let isNumber = separator == 0x2E && path.last == 0x23
        if isNumber { path.removeLast() }
        guard !path.isEmpty else { throw .shape("列没有路径") }
        let leaf = node(
            path.split(separator: separator, omittingEmptySubsequences: false).map(Array.init)[...], at: root)
        let before = nodes[leaf]
        mark(&nodes[leaf])
        nodes[leaf].isNumber = isNumber
        let isTaken =
            (before.header >= 0 && nodes[leaf].header != before.header)
            || (before.column >= 0 && nodes[leaf].column != before.column)
            || (before.outer >= 0 && nodes[leaf].outer != before.outer)
        if isTaken || nodes[leaf].isRecords { throw .shape("两列的路径相同") }
    }

    private mutating func node(_ names: ArraySlice<[UInt8]>, at root: Int) -> Int {
        var current = root
        for name in names {
            if let known = nodes[current].children.first(where: { nodes[$0].name == name }) {
                current = known
            } else {
                nodes.append(Node(name: name, parent: current))
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
