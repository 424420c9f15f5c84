/// StoreColumn is one column of some rows that go into the store, or come out of it, together: typed arrays instead of a
/// value for each cell.
///
/// A missing value is NULL; its integer is 0, its text empty.
package struct StoreColumn: Sendable {
    package enum Kind: Sendable { case integer, text, bytes }

    package let kind: Kind
    package private(set) var integers: [Int64]
    /// The values one after another.
    package private(set) var content: [UInt8]
    /// Where each value ends in `content`.
    package private(set) var ends: [Int]
    /// By row; empty when no value is missing.
    package private(set) var missing: [Bool]
    /// Every row has the first value.
    package private(set) var isRepeated = false

    package var count: Int { isRepeated ? .max : kind == .integer ? integers.count : ends.count }

    package init(_ kind: Kind) {
        self.kind = kind
        integers = []
        content = []
        ends = []
        missing = []
    }

    package init(integers: [Int64], missing: [Bool] = []) {
        precondition(
            missing.isEmpty || missing.count == integers.count, "a column says of each value whether it is missing")
        kind = .integer
        self.integers = integers
        self.missing = missing
        content = []
        ends = []
    }

    /// `content` is UTF-8 for `text`.
    package init(_ kind: Kind, content: [UInt8], ends: [Int], missing: [Bool] = []) {
        precondition(kind != .integer, "integers are no text")
        precondition(
            missing.isEmpty || missing.count == ends.count, "a column says of each value whether it is missing")
        precondition((ends.last ?? 0) <= content.count, "a value ends within the content")
        self.kind = kind
        self.content = content
        self.ends = ends
        self.missing = missing
        integers = []
    }

    /// The same text, or bytes, in every row.
    package init(_ kind: Kind, repeating value: [UInt8]) {
        self.init(kind, content: value, ends: [value.count])
        isRepeated = true
    }

    package func isMissing(_ row: Int) -> Bool { !missing.isEmpty && missing[row] }

    /// UTF-8, or bytes, of one value.
    package func bytes(_ row: Int) -> ArraySlice<UInt8> {
        let row = isRepeated ? 0 : row
        return content[(row == 0 ? 0 : ends[row - 1])..<ends[row]]
    }

    package func value(_ row: Int) -> SQLValue {
        if isMissing(row) { return .null }
        switch kind {
        case .integer: return .integer(integers[row])
        case .text: return .text(String(decoding: bytes(row), as: UTF8.self))
        case .bytes: return .bytes(Array(bytes(row)))
        }
    }

    package mutating func append(_ integer: Int64) {
        integers.append(integer)
        if !missing.isEmpty { missing.append(false) }
    }

    package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        content.append(contentsOf: bytes)
        ends.append(content.count)
        if !missing.isEmpty { missing.append(false) }
    }

    package mutating func append(_ bytes: some Collection<UInt8>) {
        content.append(contentsOf: bytes)
        ends.append(content.count)
        if !missing.isEmpty { missing.append(false) }
    }

    package mutating func appendMissing() {
        if missing.isEmpty { missing = Array(repeating: false, count: count) }
        if kind == .integer { integers.append(0) } else { ends.append(content.count) }
        missing.append(true)
    }

    /// Drops the values and keeps the room that they had.
    package mutating func removeAll() {
        integers.removeAll(keepingCapacity: true)
        content.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        missing.removeAll(keepingCapacity: true)
    }
}
