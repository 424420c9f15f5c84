import Glibc

/// Text in the banks' and departments' encodings, through the C library's own tables.
enum LegacyText: String {
    case gb18030 = "GB18030"
    case gbk = "GBK"

    /// Bytes of `text`; nil when the encoding lacks a character of it.
    func encode(_ text: String) -> [UInt8]? { convert(Array(text.utf8), from: "UTF-8", to: rawValue) }

    /// Text of `bytes`; nil when they are not of this encoding.
    func decode(_ bytes: [UInt8]) -> String? {
        convert(bytes, from: rawValue, to: "UTF-8").map { String(decoding: $0, as: UTF8.self) }
    }

    private func convert(_ bytes: [UInt8], from source: String, to target: String) -> [UInt8]? {
        guard let converter = iconv_open(target, source), Int(bitPattern: converter) != -1 else { return nil }
        defer { iconv_close(converter) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: bytes.count * 4 + 16)
        var written = 0
        let converted = input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { target in
                var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                var into = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var left = source.count
                var room = target.count
                // A positive count means characters replaced by others: not what was said.
                let result = iconv(converter, &from, &left, &into, &room)
                written = target.count - room
                return result == 0 && left == 0
            }
        }
        return converted ? Array(output.prefix(written)) : nil
    }
}
