import Subsidy

extension ShapeReader {
    private static let lines: [DocumentShape.Format] = [.delimited, .fixed]

    /// Keys of `document:`, of its edges and of its columns that not every format reads. A key that is accepted and
    /// not read would say something of the document that nobody looks at. A path is read as a name everywhere: lists
    /// of one layout come as sheets and as lines.
    private static let formats: [String: [DocumentShape.Format]] = [
        "newline": lines, "delimiter": [.delimited], "quote": [.delimited], "trailingDelimiter": [.delimited],
        "recordTag": lines, "recordLength": [.fixed], "records": [.json, .xml], "sheet": [.xlsx],
        "titleRow": [.xlsx], "header": lines + [.json, .xml], "literal": lines, "tag": lines,
        "width": [.fixed], "pad": [.fixed], "align": [.fixed],
    ]

    /// Adds a fault for each key that the format does not read.
    static func refuseForeign(_ section: Section, _ format: DocumentShape.Format) {
        for pair in section.tree.pairs ?? [] where section.has(pair.key) {
            guard let known = formats[pair.key], !known.contains(format) else { continue }
            let names = known.map(\.rawValue)
            section.fault(
                pair.key, "document.key", "\(format.rawValue) 格式不用“\(pair.key)”",
                "\(pair.key) does not go with \(format.rawValue)",
                hint: Hint(
                    "删去这一行；它用于 \(names.joined(separator: "、"))",
                    "remove the line; it goes with \(names.joined(separator: ", "))"))
        }
    }
}
