/// SM2Signature turns a signature from raw `r ‖ s` into DER `SEQUENCE { INTEGER r, INTEGER s }` (GB/T 35276) and back.
package enum SM2Signature {
    /// Nil unless raw is 64 bytes.
    package static func der(raw: [UInt8]) -> [UInt8]? {
        guard raw.count == 64 else { return nil }
        let body = integer(raw[..<32]) + integer(raw[32...])
        return [0x30, UInt8(body.count)] + body
    }

    /// Nil for anything but the one strict form: shortest integers, not negative, nothing behind.
    package static func raw(der: [UInt8]) -> [UInt8]? {
        guard der.count >= 8, der.count <= 72, der[0] == 0x30, Int(der[1]) == der.count - 2 else { return nil }
        var rest = der[2...]
        guard let r = number(&rest), let s = number(&rest), rest.isEmpty else { return nil }
        return r + s
    }

    private static func integer(_ number: ArraySlice<UInt8>) -> [UInt8] {
        var bytes = Array(number.drop { $0 == 0 })
        if bytes.isEmpty || bytes[0] >= 0x80 { bytes.insert(0, at: 0) }
        return [0x02, UInt8(bytes.count)] + bytes
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.count >= 3, rest.removeFirst() == 0x02 else { return nil }
        let count = Int(rest.removeFirst())
        guard (1...33).contains(count), rest.count >= count else { return nil }
        var bytes = Array(rest.prefix(count))
        rest.removeFirst(count)
        guard bytes[0] < 0x80, count == 1 || bytes[0] != 0 || bytes[1] >= 0x80 else { return nil }
        if bytes[0] == 0 { bytes.removeFirst() }
        guard bytes.count <= 32 else { return nil }
        return [UInt8](repeating: 0, count: 32 - bytes.count) + bytes
    }
}
