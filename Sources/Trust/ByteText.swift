private let lowerHex = Array("0123456789abcdef".utf8)
private let base64Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// Lower-case hexadecimal text of bytes.
package func hex(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes {
        text.append(lowerHex[Int(byte >> 4)])
        text.append(lowerHex[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

/// The bytes that hexadecimal text of either case stands for; nil when it is anything else.
package func bytes(hex text: String) -> [UInt8]? {
    func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
    let source = Array(text.utf8)
    guard source.count.isMultiple(of: 2) else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(source.count / 2)
    for index in stride(from: 0, to: source.count, by: 2) {
        guard let high = digit(source[index]), let low = digit(source[index + 1]) else { return nil }
        result.append(high << 4 | low)
    }
    return result
}

/// Base64 text of bytes (RFC 4648 section 4), padded, without line breaks.
package func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let rest = bytes.count - start
        let group =
            UInt32(bytes[start]) << 16 | (rest > 1 ? UInt32(bytes[start + 1]) << 8 : 0)
            | (rest > 2 ? UInt32(bytes[start + 2]) : 0)
        text.append(base64Alphabet[Int(group >> 18)])
        text.append(base64Alphabet[Int(group >> 12 & 63)])
        text.append(rest > 1 ? base64Alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
        text.append(rest > 2 ? base64Alphabet[Int(group & 63)] : UInt8(ascii: "="))
    }
    return String(decoding: text, as: UTF8.self)
}

/// The bytes that padded base64 text stands for; nil for anything else, also for line breaks and for set bits past the
/// end, so that one value has one text.
package func bytes(base64 text: String) -> [UInt8]? {
    let source = Array(text.utf8)
    guard source.count.isMultiple(of: 4) else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(source.count / 4 * 3)
    for start in stride(from: 0, to: source.count, by: 4) {
        let isLast = start + 4 == source.count
        let padding =
            !isLast || source[start + 3] != UInt8(ascii: "=") ? 0 : source[start + 2] == UInt8(ascii: "=") ? 2 : 1
        var group: UInt32 = 0
        for index in 0..<4 {
            let value = index >= 4 - padding ? 0 : base64Value(source[start + index])
            guard let value else { return nil }
            group = group << 6 | value
        }
        guard padding != 1 || group & 0xFF == 0, padding != 2 || group & 0xFFFF == 0 else { return nil }
        result.append(UInt8(group >> 16))
        if padding < 2 { result.append(UInt8(group >> 8 & 255)) }
        if padding < 1 { result.append(UInt8(group & 255)) }
    }
    return result
}

private func base64Value(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
}

/// The bytes of an integer, most significant first.
func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
}

/// A text before whatever follows it in authenticated data: its length makes the border certain.
func prefixed(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    return bigEndian(UInt32(bytes.count)) + bytes
}
