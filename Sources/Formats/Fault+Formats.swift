package import Subsidy

extension Fault {
    /// Where so many rows are at fault, the document or the mapping is not what was agreed.
    package static func tooManyFaults(_ limit: Int) -> Fault {
        document(
            "tooManyFaults",
            "有误之处超过 \(limit) 处，多半是分隔符、格式或映射与文件不符，请先核对；确需逐条列出，请在映射的 limits 中调大 faults")
    }

    /// A fault of the whole document: `code` without its `document.` prefix.
    static func document(_ code: String, _ message: String, field: String = "") -> Fault {
        Fault(row: 0, field: field, code: "document.\(code)", message: message)
    }

    /// A fault of one row, which is skipped: `code` without its `row.` prefix.
    static func row(_ row: Int, _ code: String, _ message: String, field: String = "") -> Fault {
        Fault(row: row, field: field, code: "row.\(code)", message: message)
    }

    static func tooLarge(_ what: String) -> Fault {
        document("tooLarge", "文件过大：\(what)超出上限，请拆分后重新报送")
    }

    static func encoding(at offset: Int, _ encoding: DocumentShape.Encoding) -> Fault {
        document("encoding", "第 \(offset + 1) 字节起不是有效的 \(encoding.rawValue) 编码，请按约定编码重新生成文件")
    }

    static let empty = document("empty", "文件为空，请核对后重新报送")
    static let truncated = document("truncated", "文件不完整，末尾被截断，请重新传输")
    static let noTrailer = document("noTrailer", "最后一行不是约定的尾行：文件可能不完整，或尾行之后还有别的内容，请核对末尾，重新传输")

    /// Something is wrong with the shape itself, which a mapping file declares.
    static func shape(_ message: String) -> Fault {
        document("shape", "文件格式配置有误：\(message)，请联系系统管理员修改映射文件")
    }

    static func control(_ row: Int, _ field: String) -> Fault {
        .row(row, "control", "含有不可见的控制字符，请删除后重新报送", field: field)
    }

    static func cellTooLong(_ row: Int, _ field: String) -> Fault {
        .row(row, "cell", "内容过长，超出单项上限，请核对后重新报送", field: field)
    }
}
