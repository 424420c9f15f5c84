package import Subsidy

/// TextCodec turns text of an encoding into UTF-8 and back, strictly: nothing is replaced, dropped or guessed.
///
/// GB18030 is the edition of 2022; GBK is its two-byte part and refuses four-byte characters. A byte order mark is a
/// character here; `DocumentReader` skips it.
package enum TextCodec {
    /// UTF-8 of `bytes`.
    /// - Throws: a Fault of row 0: `document.encoding` with the offset in its message, `document.truncated` when only
    ///   the last character is cut short.
    package static func decode(_ bytes: [UInt8], as encoding: DocumentShape.Encoding) throws(Fault) -> [UInt8] {
        var text = DecodedText()
        let damage = bytes.withUnsafeBufferPointer { text.decode($0, as: encoding) }
        if let damage { throw damage.isTorn ? .truncated : .encoding(at: damage.offset, encoding) }
        return Array(text.bytes.prefix(text.count))
    }

    /// Bytes of `utf8` in `encoding`.
    /// - Throws: a Fault of row 0: `text.unencodable` when the encoding has no code for a character (GBK),
    ///   `document.encoding` when the text is not UTF-8.
    package static func encode(_ utf8: [UInt8], as encoding: DocumentShape.Encoding) throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        let offset = utf8.withUnsafeBufferPointer { append($0, as: encoding, to: &bytes) }
        guard let offset else { return bytes }
        if utf8.withUnsafeBufferPointer({ UTF8Text.firstFault($0) }) != nil { throw .encoding(at: offset, .utf8) }
        throw Fault(
            row: 0, field: "", code: "text.unencodable",
            message: "含有 \(encoding.rawValue) 编码不支持的字符，请改用 GB18030 或核对生僻字")
    }

    /// Appends `utf8` in `encoding`. Returns the offset of the first character that has no code, nil when all went.
    static func append(
        _ utf8: UnsafeBufferPointer<UInt8>, as encoding: DocumentShape.Encoding, to bytes: inout [UInt8]
    ) -> Int? {
        if encoding == .utf8 {
            let fault = UTF8Text.firstFault(utf8)
            bytes.append(contentsOf: utf8.prefix(fault ?? utf8.count))
            return fault
        }
        var index = 0
        while index < utf8.count {
            let (scalar, length) = UTF8Text.scalar(utf8, at: index)
            guard length > 0 else { return index }
            switch encoding {
            case .utf16LE, .utf16BE: UTF16Text.append(scalar, bigEndian: encoding == .utf16BE, to: &bytes)
            default:
                guard GB18030Text.append(scalar, fourByte: encoding == .gb18030, to: &bytes) else { return index }
            }
            index += length
        }
        return nil
    }
}

/// DecodedText is a buffer for decoded text that is used again and again.
struct DecodedText {
    /// Where decoding stopped, and whether the character there is cut short by the end of the bytes.
    struct Damage {
        var offset: Int
        var isTorn: Bool
    }

    /// Only the first `count` bytes are text.
    private(set) var bytes: [UInt8] = []
    private(set) var count = 0

    /// Replaces the text with UTF-8 of `source`.
    mutating func decode(_ source: UnsafeBufferPointer<UInt8>, as encoding: DocumentShape.Encoding) -> Damage? {
        count = 0
        switch encoding {
        case .utf8:
            if let offset = UTF8Text.firstFault(source) {
                return Damage(offset: offset, isTorn: UTF8Text.isTorn(source, at: offset))
            }
            bytes.removeAll(keepingCapacity: true)
            bytes.append(contentsOf: source)
            count = source.count
        case .utf16LE, .utf16BE:
            bytes.removeAll(keepingCapacity: true)
            let bigEndian = encoding == .utf16BE
            if let offset = UTF16Text.decode(source, bigEndian: bigEndian, into: &bytes) {
                return Damage(offset: offset, isTorn: UTF16Text.isTorn(source, at: offset, bigEndian: bigEndian))
            }
            count = bytes.count
        case .gb18030, .gbk:
            let room = GB18030Text.capacity(source.count)
            if bytes.count < room { bytes.append(contentsOf: repeatElement(0, count: room - bytes.count)) }
            let fourByte = encoding == .gb18030
            let written = bytes.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { GB18030Text.decode(source, fourByte: fourByte, into: $0) } ?? 0
            }
            guard written >= 0 else {
                let offset = -1 - written
                return Damage(offset: offset, isTorn: GB18030Text.isTorn(source, at: offset, fourByte: fourByte))
            }
            count = written
        }
        return nil
    }
}
