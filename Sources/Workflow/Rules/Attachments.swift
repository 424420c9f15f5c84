/// Papers that come from outside (IM-13.2): what is not plainly a picture or a page is not taken, whatever it calls
/// itself.
package enum AttachmentRule {
    package enum Objection: String, Sendable {
        case type = "attachment.type"
        case size = "attachment.size"
        /// It is not of the type that it says.
        case content = "attachment.content"
        /// A page that runs something.
        case active = "attachment.active"

        package var zh: String {
            switch self {
            case .type: "附件只收 pdf、jpg、png，请转换后重新提交"
            case .size: "附件为空或超过 512 千字节，请压缩后重新提交"
            case .content: "附件的内容与所称类型不符，不予接收"
            case .active: "附件中带有脚本或可执行内容，不予接收"
            }
        }
    }

    package static let mostBytes = 512 << 10

    private static let beginnings: [String: [UInt8]] = [
        "pdf": Array("%PDF-".utf8), "jpg": [0xFF, 0xD8, 0xFF], "png": [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
    ]
    private static let active = ["/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/OpenAction", "/AA"]

    package static func objection(_ bytes: [UInt8], type: String) -> Objection? {
        guard let beginning = beginnings[type.lowercased()] else { return .type }
        guard !bytes.isEmpty, bytes.count <= mostBytes else { return .size }
        guard bytes.starts(with: beginning) else { return .content }
        guard type.lowercased() == "pdf" else { return nil }
        return active.contains { bytes.firstRange(of: Array($0.utf8)) != nil } ? .active : nil
    }
}
