import Formats
import Mapping
import Subsidy

/// DocumentSource is how a tests file gives the bytes of a document.
enum DocumentSource {
    /// Text, written in the mapping's encoding and line ends.
    case text
    /// A file below `Fixtures/`.
    case file
    /// The bytes as they are.
    case hex
    /// Rows of cells, written as a workbook of text cells.
    case sheet
}

extension SuiteReader {
    /// The document under the one of these keys that is there; nil when none is, or when it has a fault.
    func document(_ section: Section, _ keys: KeyValuePairs<String, DocumentSource>) -> (key: String, bytes: [UInt8])? {
        let given = keys.filter { section.has($0.key) }
        guard let (key, source) = given.first else { return nil }
        guard given.count == 1 else {
            section.fault(
                given[1].key, "test.source", "只能写 \(keys.map(\.key).joined(separator: "、")) 之一", "one source each",
                hint: Hint("留下一个", "keep one"))
            return nil
        }
        let bytes =
            switch source {
            case .text: encoded(section, key)
            case .file: file(section, key)
            case .hex: hex(section, key)
            case .sheet: workbook(section, key)
            }
        return bytes.map { (key, $0) }
    }

    private func encoded(_ section: Section, _ key: String) -> [UInt8]? {
        guard var text = section.text(key) else { return nil }
        let shape = mapping.shape
        guard shape.format != .xlsx else {
            section.fault(
                key, "test.source", "电子表格不能写成文本", "a workbook is no text",
                hint: Hint("用 sheet，或用 file 指向文件", "use sheet, or file"))
            return nil
        }
        if [.delimited, .fixed].contains(shape.format), shape.newline == .crlf {
            text = text.replacing("\n", with: "\r\n")
        }
        do throws(Fault) {
            return try TextCodec.encode(Array(text.utf8), as: shape.encoding)
        } catch {
            section.fault(
                key, "test.encoding", "文本含有 \(shape.encoding.rawValue) 编码不支持的字符", "cannot be encoded",
                hint: Hint("用 hex 写字节，或换字", "write its bytes with hex, or use other characters"))
            return nil
        }
    }

    /// The bytes of a file below `Fixtures/`.
    func file(_ section: Section, _ key: String) -> [UInt8]? {
        guard let path = section.text(key) else { return nil }
        let isInside = !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
        if isInside, let bytes = fixture(path) { return bytes }
        section.fault(
            key, "test.file", "样例目录中没有文件“\(path)”", "no such fixture",
            hint: Hint("路径从 Fixtures/ 之下写起", "the path starts below Fixtures/"))
        return nil
    }

    private func hex(_ section: Section, _ key: String) -> [UInt8]? {
        guard let text = section.text(key) else { return nil }
        let digits = text.utf8.filter { !$0.isBlank }.map(\.hexDigit)
        let values = digits.compactMap(\.self)
        guard values.count == digits.count, values.count % 2 == 0 else {
            section.fault(
                key, "test.hex", "十六进制要成对，只含 0-9 和 A-F，可以有空格", "pairs of hex digits are expected",
                hint: Hint("如 \"B5A1 0A\"", "such as \"B5A1 0A\""))
            return nil
        }
        return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }

    private func workbook(_ section: Section, _ key: String) -> [UInt8]? {
        guard mapping.shape.format == .xlsx else {
            section.fault(
                key, "test.source", "sheet 只用于电子表格（format: xlsx）", "sheet serves workbooks only",
                hint: Hint("别的格式写 input 或 file", "other formats have input or file"))
            return nil
        }
        var rows: [[String?]] = []
        for entry in section.list(key) ?? [] {
            guard let cells = entry.list else {
                findings.add(
                    entry.place, section.below(key), "value.list", "每一行应是列表", "a row is a list",
                    hint: Hint("写 [格, 格]，空格写 ~", "write [CELL, CELL], ~ for an empty one"))
                return nil
            }
            rows.append(cells.map(\.text))
        }
        guard let titles = rows.first else { return nil }
        let width = rows.map(\.count).max() ?? 0
        var shape = DocumentShape(
            format: .xlsx, encoding: .utf8,
            columns: (0..<width).map { index in
                DocumentShape.Column(name: "\(index)", path: index < titles.count ? titles[index] ?? "" : "")
            })
        shape.sheet = mapping.shape.sheet
        var batch = RowBatch(columns: width)
        for (number, row) in rows.enumerated().dropFirst() {
            for column in 0..<width {
                if column < row.count, let text = row[column] { batch.cell(text.utf8) } else { batch.missing() }
            }
            batch.end(row: number, range: 0..<0)
        }
        do throws(DocumentFaults) {
            return try DocumentWriter(shape).write(header: nil, rows: batch, trailer: nil)
        } catch {
            section.fault(key, "test.sheet", "表格写不成：" + (error.faults.first?.message ?? ""), "not a sheet")
            return nil
        }
    }
}

extension UInt8 {
    var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

    var hexDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
