import Glibc
import Subsidy

/// Stranger recognises, by the first bytes of a document, that it is of another kind or in another encoding than was
/// agreed, so that the refusal names the cause. Bytes of one Chinese encoding often decode in another, to names that
/// nobody bears.
struct Stranger {
    private let shape: DocumentShape
    /// As much as a hint needs.
    private let head: [UInt8]

    /// How much of a document is looked at.
    static let sample = 1 << 16

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ shape: DocumentShape) {
        self.shape = shape
        head = Array(bytes.prefix(4096))
    }

    /// Refuses bytes that are certainly something else: `document.format`, `document.encoding`.
    ///
    /// `isAll` says that the document has no more bytes than these. Throws a Fault of row 0.
    static func refuse(
        _ bytes: UnsafeBufferPointer<UInt8>, isAll: Bool, _ shape: DocumentShape
    ) throws(Fault) {
        // A workbook's reader has words of its own for what is none.
        guard shape.format != .xlsx else { return }
        if let kind = FileKind(bytes) {
            throw .document("format", "文件是\(kind.name)，不是约定的\(shape.format.name)，请核对后重新报送")
        }
        let sample = UnsafeBufferPointer(rebasing: bytes.prefix(Self.sample))
        let isCut = !isAll || sample.count < bytes.count
        let guess = TextGuess(sample, isCut: isCut, isSure: true, unlike: shape.encoding)
        if let encoding = guess.encoding { throw .encoding(encoding, insteadOf: shape.encoding) }
    }

    /// The same fault, with a hint when the document looks like something else.
    func explain(_ fault: Fault) -> Fault {
        let codes = ["encoding", "header", "trailer", "noTrailer", "truncated", "json", "xml", "records", "columns"]
        guard fault.row == 0, codes.contains(where: { fault.code == "document.\($0)" }) else { return fault }
        guard !fault.message.contains("像是") else { return fault }
        let other = head.withUnsafeBufferPointer { head -> String? in
            if shape.format == .xlsx { return nil }
            if let encoding = TextGuess(head, isCut: true, isSure: false, unlike: shape.encoding).encoding {
                return " \(encoding.rawValue) 编码的文本"
            }
            let format = Self.format(head)
            return format == nil || format == shape.format ? nil : format?.name
        }
        guard let other else { return fault }
        var fault = fault
        fault.message += "；文件像是\(other)"
        return fault
    }

    /// JSON or XML by its first character.
    private static func format(_ bytes: UnsafeBufferPointer<UInt8>) -> DocumentShape.Format? {
        switch bytes.first(where: { $0 > 0x20 && $0 < 0x80 }) {
        case 0x7B, 0x5B: .json
        case 0x3C: .xml
        default: nil
        }
    }
}

/// FileKind is a kind of file that is no text, or no text of ours.
struct FileKind {
    /// As it is called in a message.
    let name: String

    /// Nil when the bytes are none of the known kinds.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        let known = Self.marks.first { mark in bytes.starts(with: mark.bytes) }
        if let known {
            name = known.name
        } else if Self.isPage(bytes) {
            name = "网页（HTML，可能是报错页面）"
        } else {
            return nil
        }
    }

    private static let marks: [(bytes: [UInt8], name: String)] = [
        ([0x50, 0x4B, 0x03, 0x04], "压缩包（ZIP）或工作簿（.xlsx）"),
        ([0x50, 0x4B, 0x05, 0x06], "空的压缩包（ZIP）"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "旧版 Office 文件（.xls、.doc）或加密的工作簿"),
        (Array("%PDF-".utf8), " PDF 文件"),
        ([0x1F, 0x8B, 0x08], " gzip 压缩包"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], " 7z 压缩包"),
        (Array("Rar!\u{1A}\u{7}".utf8), " RAR 压缩包"),
        (Array("BZh9".utf8), " bzip2 压缩包"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], " xz 压缩包"),
        (Array("{\\rtf".utf8), " RTF 文档"),
        ([0x89, 0x50, 0x4E, 0x47], "图片（PNG）"),
        ([0xFF, 0xD8, 0xFF], "图片（JPEG）"),
        (Array("SQLite format 3".utf8), "数据库文件"),
        (Array("-----BEGIN PGP".utf8), " PGP 加密或签名的文件"),
    ]

    private static func isPage(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let text = bytes.prefix(256).drop { $0 <= 0x20 || $0 >= 0x80 }.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        return text.starts(with: "<html".utf8) || text.starts(with: "<!doctype html".utf8)
    }
}

extension DocumentShape.Format {
    /// As it is called in a message.
    var name: String {
        switch self {
        case .delimited: "分隔符文本"
        case .fixed: "定长文本"
        case .json: " JSON 文本"
        case .xml: " XML 文本"
        case .xlsx: "工作簿（.xlsx）"
        }
    }
}

extension Fault {
    static func encoding(
        _ found: DocumentShape.Encoding, insteadOf agreed: DocumentShape.Encoding
    ) -> Fault {
        .document(
            "encoding",
            "文件像是 \(found.rawValue) 编码，约定的是 \(agreed.rawValue)，请按约定编码重新生成文件，或请系统管理员核对映射文件的 encoding")
    }
}
