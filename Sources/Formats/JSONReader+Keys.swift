import Glibc
import Subsidy

extension JSONReader {
    /// The child of a node by that name, -1 when there is none. Keys mostly come in the order of the columns, so the
    /// child after the last one found is tried first.
    func find(_ name: UnsafeBufferPointer<UInt8>, _ node: Int, _ hint: inout Int32) -> Int {
        guard node >= 0 else { return -1 }
        let (first, count) = (index.nodes[node].firstChild, index.nodes[node].childCount)
        var step = hint
        for _ in 0..<count {
            if step >= count { step = 0 }
            let child = Int(first &+ step)
            if index.nodes[child].length == name.count, isName(name, child) {
                hint = step &+ 1
                return child
            }
            step &+= 1
        }
        return -1
    }

    private func isName(_ name: UnsafeBufferPointer<UInt8>, _ node: Int) -> Bool {
        guard let text = name.baseAddress, let known = index.nodes[node].name else { return name.isEmpty }
        return memcmp(text, known, name.count) == 0
    }

    /// The text of a string; valid until the scanner moves on.
    mutating func text(_ string: JSONScanner.Text) throws -> UnsafeBufferPointer<UInt8> {
        guard string.isEscaped else { return scanner.slice(string.range) }
        scratch.removeAll()
        try scanner.unescape(string, into: &scratch)
        return scratch.bytes
    }

    /// Reads the fields of an object on the way to the records that stand after them, where records need them. The
    /// scanner stands before the value that leads to the records, and stands there again afterwards.
    mutating func lookAhead(_ node: Int) throws {
        guard index.nodes[node].isOnBranch else { return }
        let isComplete = index.outers[Int(index.nodes[node].level)].allSatisfy { outer.isSet($0) }
        if isComplete { return }
        let start = scanner.index
        let isFirst = scanner.hold(start)
        try scanner.skipValue()
        if try scanner.peek() == 0x2C {
            scanner.index += 1
            try readOuters(node)
        }
        scanner.index = start
        if isFirst { scanner.release() }
    }

    /// Reads the members from here to the end of the object, only what belongs to records.
    private mutating func readOuters(_ node: Int) throws {
        var hint: Int32 = 0
        while true {
            let child = find(try text(try scanner.string()), node, &hint)
            try scanner.expect(0x3A)
            try readOuter(child, try scanner.peek())
            if try scanner.peek() != 0x2C { return try scanner.expect(0x7D) }
            scanner.index += 1
        }
    }

    private mutating func readOuter(_ child: Int, _ first: UInt8) throws {
        guard child >= 0, !index.nodes[child].isOnBranch else { return try scanner.skipValue() }
        if first == 0x7B, !index.nodes[child].isLeaf {
            scanner.index += 1
            if try scanner.peek() == 0x7D { return try scanner.expect(0x7D) }
            return try readOuters(child)
        }
        let column = Int(index.nodes[child].outer)
        guard column >= 0, first != 0x7B, first != 0x5B, first != 0x6E else { return try scanner.skipValue() }
        let start = scanner.index
        guard first == 0x22 else {
            try scanner.skipValue()
            return outer.set(column, scanner.slice(start..<scanner.index))
        }
        let value = try text(try scanner.string())
        // Too long or malformed: the second reading of the same value says so.
        if value.count <= limits.cell { outer.set(column, value) }
    }
}

/// JSONKeys remembers the keys of the objects that are open, so that a second one of the same name is noticed.
struct JSONKeys: ~Copyable {
    /// The keys of one open object.
    struct Members {
        fileprivate let object: UInt64
        fileprivate let base: Int
        fileprivate let textBase: Int
        fileprivate(set) var count = 0
        /// The child of the object's node that is expected next.
        var hint: Int32 = 0
    }

    private struct Key {
        var hash: UInt64
        var text: Range<Int>
    }

    /// By node of the tree, the last object that had it.
    private let objects: UnsafeMutablePointer<UInt64>
    private var object: UInt64 = 0
    /// Keys that nobody asks for, object within object.
    private var keys: [Key] = []
    private var text = TextBuffer()

    init(nodes: Int) {
        objects = .allocate(capacity: nodes)
        objects.initialize(repeating: 0, count: nodes)
    }

    deinit { objects.deallocate() }

    mutating func begin() -> Members {
        object += 1
        return Members(object: object, base: keys.count, textBase: text.count)
    }

    mutating func end(_ members: Members) {
        if keys.count > members.base { keys.removeLast(keys.count - members.base) }
        text.truncate(to: members.textBase)
    }

    /// Notes a key by its node; false when the object already has it.
    func note(_ node: Int, _ members: inout Members) -> Bool {
        members.count += 1
        if objects[node] == members.object { return false }
        objects[node] = members.object
        return true
    }

    /// Notes a key that has no node.
    mutating func note(_ name: UnsafeBufferPointer<UInt8>, _ members: inout Members) -> Bool {
        members.count += 1
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var isNew = true
        for index in members.base..<keys.count where keys[index].hash == hash {
            if text[keys[index].text].elementsEqual(name) { isNew = false }
        }
        let start = text.count
        text.append(name)
        keys.append(Key(hash: hash, text: start..<text.count))
        return isNew
    }
}
