extension Array {
    /// Appends as many elements as `body` says that it initialized, of at most `count`.
    mutating func extend(by count: Int, _ body: (UnsafeMutablePointer<Element>) -> Int) {
        append(addingCapacity: count) { span in
            span.withUnsafeMutableBufferPointer { buffer, initialized in
                if let base = buffer.baseAddress { initialized = body(base) }
            }
        }
    }
}
