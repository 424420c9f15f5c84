import Subsidy

/// PathIndex is a PathTree laid out for reading: the children of a node lie side by side, and names are pointers.
struct PathIndex: ~Copyable {
    struct Node {
        /// What the name is compared with: an interned pointer in XML, bytes in JSON.
        var name: UnsafePointer<UInt8>?
        var length = 0
        var firstChild: Int32 = 0
        var childCount: Int32 = 0
        var firstAttribute: Int32 = 0
        var attributeCount: Int32 = 0
        var header: Int32 = -1
        var column: Int32 = -1
        var outer: Int32 = -1
        var isRecords = false
        var isLeaf = false
        /// The place in `PathTree.recordBranch` of this node, or of the nearest one above it; -1 in the record's tree.
        var level: Int32 = -1
        /// Whether the node is itself part of that branch.
        var isOnBranch = false
    }

    let nodes: UnsafeMutablePointer<Node>
    let count: Int
    let root = 0
    let recordRoot: Int
    /// For each level of the record branch, the record columns that are read at that level.
    let outers: [[Int]]
    /// Every record column that is read from around the record.
    let allOuters: [Int]

    /// The names of a JSON tree, one after another; the XML parser owns those of an XML tree.
    private let ownNames: UnsafeMutablePointer<UInt8>?

    /// The index of an XML tree; `intern` gives the pointer that a name is compared with.
    init(xml tree: PathTree, intern: ([UInt8]) -> UnsafePointer<UInt8>?) {
        self.init(tree, names: nil, hasAttributes: true, name: intern)
    }

    init(json tree: PathTree) {
        let names = UnsafeMutablePointer<UInt8>.allocate(capacity: tree.nodes.reduce(1) { $0 + $1.name.count })
        var used = 0
        self.init(tree, names: names, hasAttributes: false) { name in
            let start = names + used
            for (offset, byte) in name.enumerated() { start.advanced(by: offset).initialize(to: byte) }
            used += name.count
            return UnsafePointer(start)
        }
    }

    private init(
        _ tree: PathTree, names: UnsafeMutablePointer<UInt8>?, hasAttributes: Bool,
        name: ([UInt8]) -> UnsafePointer<UInt8>?
    ) {
        ownNames = names
        func children(_ node: Int) -> (attributes: [Int], elements: [Int]) {
            let children = tree.nodes[node].children
            let isAttribute = { hasAttributes && tree.nodes[$0].name.first == 0x40 }
            return (children.filter(isAttribute), children.filter { !isAttribute($0) })
        }
        var (order, places) = ([0], [Int](repeating: 0, count: tree.nodes.count))
        if tree.recordRoot != 0 { order.append(tree.recordRoot) }
        var next = 0
        while next < order.count {
            places[order[next]] = next
            let (attributes, elements) = children(order[next])
            order.append(contentsOf: elements + attributes)
            next += 1
        }
        count = order.count
        recordRoot = places[tree.recordRoot]
        nodes = .allocate(capacity: count)
        let branch = tree.recordBranch
        var first = tree.recordRoot != 0 ? 2 : 1
        var outers = [[Int]](repeating: [], count: branch.count)
        for (place, original) in order.enumerated() {
            let source = tree.nodes[original]
            let (attributes, elements) = children(original)
            let bare = hasAttributes && source.name.first == 0x40 ? Array(source.name.dropFirst()) : source.name
            var node = Node(name: name(bare), length: bare.count)
            (node.firstChild, node.childCount) = (Int32(first), Int32(elements.count))
            (node.firstAttribute, node.attributeCount) = (Int32(first + elements.count), Int32(attributes.count))
            first += elements.count + attributes.count
            (node.header, node.column) = (Int32(source.header), Int32(source.column))
            node.outer = Int32(source.outer)
            node.isRecords = source.isRecords
            node.isLeaf = tree.isLeaf(original)
            if let level = branch.firstIndex(of: original) {
                (node.level, node.isOnBranch) = (Int32(level), true)
            } else if source.parent >= 0 {
                node.level = nodes[places[source.parent]].level
            }
            if source.outer >= 0, node.level >= 0 { outers[Int(node.level)].append(source.outer) }
            nodes.advanced(by: place).initialize(to: node)
        }
        self.outers = outers
        allOuters = outers.flatMap { $0 }
    }

    deinit {
        nodes.deallocate()
        ownNames?.deallocate()
    }

    subscript(node: Int) -> Node { nodes[node] }
}
