/// For loops over millions of values: the columns' memory, without the cost of an array for each value.
extension RecordBatch {
    /// One column as it lies in memory; `integers`, or `text` and `ends`, are of use, as its type says.
    package struct Memory {
        package let integers: UnsafePointer<Int64>
        package let text: UnsafePointer<UInt8>
        package let ends: UnsafePointer<Int>
        package let missing: UnsafePointer<Bool>
    }

    /// Calls `body` with the memory of every column, valid until it returns.
    package func withMemory<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Memory>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withMemory([], body)
    }

    private func withMemory<Result, Failure: Error>(
        _ pinned: [Memory], _ body: (UnsafeBufferPointer<Memory>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard pinned.count < columns.count else { return try pinned.withUnsafeBufferPointer(body) }
        let column = columns[pinned.count]
        return try column.integers.withUnsafeBufferPointer { integers throws(Failure) in
            try column.text.withUnsafeBufferPointer { text throws(Failure) in
                try column.ends.withUnsafeBufferPointer { ends throws(Failure) in
                    try column.missing.withUnsafeBufferPointer { missing throws(Failure) in
                        let next = Memory(
                            integers: integers.baseAddress ?? RecordBatch.nothing(),
                            text: text.baseAddress ?? RecordBatch.nothing(),
                            ends: ends.baseAddress ?? RecordBatch.nothing(),
                            missing: missing.baseAddress ?? RecordBatch.nothing())
                        return try withMemory(pinned + [next], body)
                    }
                }
            }
        }
    }

    // An address where no value is; never read.
    private nonisolated(unsafe) static let place = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)

    private static func nothing<Value>() -> UnsafePointer<Value> {
        UnsafePointer(place.assumingMemoryBound(to: Value.self))
    }
}
