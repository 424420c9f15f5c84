import Synchronization

/// ParameterNumbers rewrites `$n` to `?n`: SQLite counts `$1`, `$2` in order of appearance, `?n` means the number.
final class ParameterNumbers: Sendable {
    /// By statement text; a program has some hundreds of them.
    private let known = Mutex<[String: String]>([:])

    func rewritten(_ text: String) -> String {
        if let found = known.withLock({ $0[text] }) { return found }
        let result = ParameterNumbers.rewrite(text)
        known.withLock { $0[text] = result }
        return result
    }

    /// Outside of quotes and comments only.
    static func rewrite(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            let end = endOfQuoted(bytes, position)
            if end > position {
                result.append(contentsOf: bytes[position..<end])
                position = end
                continue
            }
            let next = position + 1 < bytes.count ? bytes[position + 1] : 0
            let isParameter =
                bytes[position] == UInt8(ascii: "$") && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
            result.append(isParameter ? UInt8(ascii: "?") : bytes[position])
            position += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Where the quoted text or comment that begins here ends; `start` itself when none begins here.
    private static func endOfQuoted(_ bytes: [UInt8], _ start: Int) -> Int {
        func end(after closing: [UInt8], from: Int) -> Int {
            var position = from
            while position + closing.count <= bytes.count {
                if bytes[position..<position + closing.count].elementsEqual(closing) { return position + closing.count }
                position += 1
            }
            return bytes.count
        }
        let next = start + 1 < bytes.count ? bytes[start + 1] : 0
        switch (bytes[start], next) {
        // A doubled quote inside ends one quoted text and begins the next: the same.
        case (UInt8(ascii: "'"), _), (UInt8(ascii: "\""), _): return end(after: [bytes[start]], from: start + 1)
        case (UInt8(ascii: "-"), UInt8(ascii: "-")): return end(after: [UInt8(ascii: "\n")], from: start + 2)
        case (UInt8(ascii: "/"), UInt8(ascii: "*")): return end(after: Array("*/".utf8), from: start + 2)
        default: return start
        }
    }
}
