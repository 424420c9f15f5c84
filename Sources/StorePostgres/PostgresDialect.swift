/// PostgresDialect reads DDL written in SQLite's STRICT words as PostgreSQL's.
enum PostgresDialect {
    /// INTEGER → BIGINT, BLOB → BYTEA; STRICT and WITHOUT ROWID go, with the comma between them. What stands in
    /// quotes or comments stays as it is.
    static func translate(_ ddl: String) -> String {
        var result: [UInt8] = []
        let bytes = Array(ddl.utf8)
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                let end = bytes[(position + 1)...].firstIndex(of: byte).map { $0 + 1 } ?? bytes.count
                result.append(contentsOf: bytes[position..<end])
                position = end
            } else if byte == UInt8(ascii: "-"), position + 1 < bytes.count, bytes[position + 1] == byte {
                position = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            } else if isWord(byte) {
                let end = bytes[position...].firstIndex { !isWord($0) } ?? bytes.count
                append(word: String(decoding: bytes[position..<end], as: UTF8.self), to: &result)
                position = end
            } else {
                result.append(byte)
                position += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func append(word: String, to result: inout [UInt8]) {
        switch word.uppercased() {
        case "INTEGER": result.append(contentsOf: "BIGINT".utf8)
        case "BLOB": result.append(contentsOf: "BYTEA".utf8)
        case "STRICT": dropComma(&result)
        case "ROWID":
            dropBlanks(&result)
            guard result.count >= 7, String(decoding: result.suffix(7), as: UTF8.self).uppercased() == "WITHOUT" else {
                result.append(contentsOf: " \(word)".utf8)
                return
            }
            result.removeLast(7)
            dropComma(&result)
        default: result.append(contentsOf: word.utf8)
        }
    }

    /// `) STRICT, WITHOUT ROWID`: the comma before a word that goes.
    private static func dropComma(_ result: inout [UInt8]) {
        dropBlanks(&result)
        if result.last == UInt8(ascii: ",") { result.removeLast() }
    }

    private static func dropBlanks(_ result: inout [UInt8]) {
        while let last = result.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\n") { result.removeLast() }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...0xff:
            true
        default: false
        }
    }
}
