import Store

/// CopyText writes rows in the text form of COPY.
enum CopyText {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Appends one row. Throws `check` (`text`) for a text with NUL in it.
    static func append(_ row: [SQLValue], to buffer: inout [UInt8]) throws(StoreError) {
        for (position, value) in row.enumerated() {
            if position > 0 { buffer.append(UInt8(ascii: "\t")) }
            switch value {
            case .null: buffer.append(contentsOf: "\\N".utf8)
            case .integer(let number): buffer.append(contentsOf: String(number).utf8)
            case .text(let text): try append(text: text.utf8, to: &buffer)
            case .bytes(let bytes): append(bytes: bytes, to: &buffer)
            }
        }
        buffer.append(UInt8(ascii: "\n"))
    }

    /// Appends one row of columns.
    static func append(_ columns: [StoreColumn], _ row: Int, to buffer: inout [UInt8]) throws(StoreError) {
        for (position, column) in columns.enumerated() {
            if position > 0 { buffer.append(UInt8(ascii: "\t")) }
            if column.isMissing(row) {
                buffer.append(contentsOf: "\\N".utf8)
                continue
            }
            switch column.kind {
            case .integer: buffer.append(contentsOf: String(column.integers[row]).utf8)
            case .text: try append(text: column.bytes(row), to: &buffer)
            case .bytes: append(bytes: column.bytes(row), to: &buffer)
            }
        }
        buffer.append(UInt8(ascii: "\n"))
    }

    private static func append(bytes: some Sequence<UInt8>, to buffer: inout [UInt8]) {
        buffer.append(contentsOf: "\\\\x".utf8)
        for byte in bytes {
            buffer.append(digits[Int(byte >> 4)])
            buffer.append(digits[Int(byte & 15)])
        }
    }

    private static func append(text: some Sequence<UInt8>, to buffer: inout [UInt8]) throws(StoreError) {
        for byte in text {
            switch byte {
            case 0: throw StoreError(.check, constraint: "text")
            case UInt8(ascii: "\\"): buffer.append(contentsOf: "\\\\".utf8)
            case UInt8(ascii: "\n"): buffer.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): buffer.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"): buffer.append(contentsOf: "\\t".utf8)
            default: buffer.append(byte)
            }
        }
    }
}
