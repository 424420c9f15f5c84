package import Gateway

/// FlatObject reads what people send: one JSON object whose values are texts, and nothing else.
///
/// A number, a nested value, a key that comes twice or a byte behind the object is refused with `body.json`, so that two
/// readers can never understand one request in two ways.
package struct FlatObject {
    private let bytes: [UInt8]
    private var index = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Throws `invalid` with `body.json` or `body.key`; the message never holds a value.
    package static func read(_ bytes: [UInt8]) throws(GatewayError) -> [String: String] {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw fault }
        var reader = FlatObject(bytes)
        return try reader.object()
    }

    private static let fault = GatewayError(.invalid, "body.json", "请求正文应为 UTF-8 的 JSON 对象，键和值都是文本")

    private mutating func object() throws(GatewayError) -> [String: String] {
        var members: [String: String] = [:]
        try expect(UInt8(ascii: "{"))
        if skipping() == UInt8(ascii: "}") {
            index += 1
        } else {
            var more = true
            while more {
                let key = try text()
                try expect(UInt8(ascii: ":"))
                let value = try text()
                guard members.updateValue(value, forKey: key) == nil else {
                    throw GatewayError(.invalid, "body.key", "请求正文中有重复的键，请改正后重新提交")
                }
                more = skipping() == UInt8(ascii: ",")
                if more { index += 1 } else { try expect(UInt8(ascii: "}")) }
            }
        }
        guard skipping() == nil else { throw FlatObject.fault }
        return members
    }

    /// The next byte that is not white space; it is not taken.
    private mutating func skipping() -> UInt8? {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
        return index < bytes.count ? bytes[index] : nil
    }

    private mutating func expect(_ byte: UInt8) throws(GatewayError) {
        guard skipping() == byte else { throw FlatObject.fault }
        index += 1
    }

    private mutating func text() throws(GatewayError) -> String {
        try expect(UInt8(ascii: "\""))
        var result: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
            case UInt8(ascii: "\\"): result += try escape()
            case 0..<0x20: throw FlatObject.fault
            default: result.append(byte)
            }
        }
        throw FlatObject.fault
    }

    private mutating func escape() throws(GatewayError) -> [UInt8] {
        guard index < bytes.count else { throw FlatObject.fault }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
        default: throw FlatObject.fault
        }
    }

    /// A scalar, of one `\uXXXX` or of a pair of surrogates; half a pair is refused.
    private mutating func scalar() throws(GatewayError) -> Unicode.Scalar {
        let first = try unit()
        guard (0xD800..<0xDC00).contains(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw FlatObject.fault }
            return scalar
        }
        guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
            throw FlatObject.fault
        }
        index += 2
        let second = try unit()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw FlatObject.fault }
        return scalar
    }

    private mutating func unit() throws(GatewayError) -> UInt32 {
        guard index + 4 <= bytes.count else { throw FlatObject.fault }
        var value: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw FlatObject.fault }
            value = value << 4 | UInt32(digit)
        }
        index += 4
        return value
    }
}
