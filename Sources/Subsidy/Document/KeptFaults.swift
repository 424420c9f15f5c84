/// KeptFaults bounds what is told of rows that are accepted all the same: a million rows with one unknown code are a
/// million warnings, of which nobody reads more than the first.
package struct KeptFaults: Sendable {
    private let most: Int
    private var told = 0

    /// At most so many are told of a document.
    package init(most: Int) { self.most = most }

    /// Whether some were left out.
    package private(set) var omitsSome = false

    /// Leaves out of a document's next faults the kept ones beyond the bound; the last that is told says so.
    package mutating func trim(_ faults: inout [Fault]) {
        guard faults.contains(where: \.isKept) else { return }
        var left: [Fault] = []
        left.reserveCapacity(faults.count)
        for var fault in faults {
            guard fault.isKept else {
                left.append(fault)
                continue
            }
            guard told < most else {
                omitsSome = true
                continue
            }
            told += 1
            if told == most { fault.message += "；提示已满 \(most) 处，此后的不再逐条列出" }
            left.append(fault)
        }
        faults = left
    }
}
