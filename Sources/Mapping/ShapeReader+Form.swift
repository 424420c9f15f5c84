import Subsidy

extension ShapeReader {
    /// YAML knows straight quotes only: others would become part of what the document is cut by.
    func checkQuotes(_ file: Section) {
        for key in ["delimiter", "quote", "recordTag", "records", "sheet"] {
            guard let text = file.tree[key]?.text, ShapeReader.isWrapped(text) else { continue }
            file.fault(
                key, "document.quotes", "“\(key)”写在中文引号里，引号会成为内容的一部分", "curly or full-width quotes are no quotes",
                hint: Hint("改用半角引号，如 \(key): \"|\"", "use straight quotes, such as \(key): \"|\""))
        }
    }

    private static func isWrapped(_ text: String) -> Bool {
        let quotes: Set<Character> = ["“", "”", "‘", "’", "＂", "＇", "「", "」"]
        guard let first = text.first, let last = text.last else { return false }
        return quotes.contains(first) || quotes.contains(last)
    }

    /// `sign: "+"` of a column of numbers.
    static func plus(_ section: Section, _ format: DocumentShape.Format) -> Bool {
        guard let sign = section.text("sign") else { return false }
        guard sign == "+", [.delimited, .fixed].contains(format) else {
            section.fault(
                "sign", "column.sign", "sign 只能写 \"+\"，只用于分隔和定长格式", "sign is \"+\", in delimited and fixed documents",
                hint: Hint("不带正号的列不写 sign", "leave sign out where a column has no plus"))
            return false
        }
        return true
    }

    /// Texts that mark a row of a sheet which is no record.
    static func skip(_ file: Section, _ format: DocumentShape.Format) -> [String] {
        let texts = file.texts("skip") ?? []
        guard format == .xlsx || texts.isEmpty else {
            file.fault(
                "skip", "document.skip", "skip 只用于 XLSX", "skip serves sheets only",
                hint: Hint("别的格式写 trailer", "other formats have trailer"))
            return []
        }
        if texts.contains(where: \.strip.isEmpty) {
            file.fault(
                "skip", "document.skip", "skip 的文字不能为空", "a text to skip by is not empty",
                hint: Hint("写出那一行首格的文字，如 合计", "write the text of that row's first cell"))
        }
        return texts
    }
}
