import Store

/// PostgresParameters lays arguments out for libpq: numbers and text as text, bytes as they are, one buffer for all.
struct PostgresParameters {
    private var buffer: [UInt8] = []
    /// Where each begins; nil is NULL.
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// Throws `check` for a text with NUL in it, where the server would see its end.
    init(_ arguments: [SQLValue]) throws(StoreError) {
        for argument in arguments {
            let start = buffer.count
            switch argument {
            case .null: break
            case .integer(let number): buffer.append(contentsOf: String(number).utf8)
            case .text(let text):
                buffer.append(contentsOf: text.utf8)
                guard !buffer[start...].contains(0) else { throw StoreError(.check, constraint: "text") }
            case .bytes(let bytes): buffer.append(contentsOf: bytes)
            }
            starts.append(argument.isNull ? nil : start)
            lengths.append(Int32(clamping: buffer.count - start))
            if case .bytes = argument { formats.append(1) } else { formats.append(0) }
            buffer.append(0)
        }
    }

    /// Calls `body` with count, values, lengths and formats.
    func withPointers<Result>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        buffer.withUnsafeBytes { bytes in
            let values = starts.map { start in
                start.flatMap { bytes.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
            }
            return body(Int32(starts.count), values, lengths, formats)
        }
    }
}
