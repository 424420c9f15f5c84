/// SQLName guards the few places where a name, not a value, is put into a statement.
package enum SQLName {
    /// The name in double quotes. Throws `syntax` unless it is 1–63 of `a–z`, `0–9`, `_` and starts with no digit.
    package static func quoted(_ name: String) throws(StoreError) -> String {
        guard isPlain(name) else { throw StoreError(.syntax, constraint: "name") }
        return "\"\(name)\""
    }

    /// The check of `quoted`, for names that are used as they are.
    package static func isPlain(_ name: String) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first, bytes.count <= 63, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
    }
}
