import CZip
import Subsidy

/// XLSXWriter writes a workbook of one sheet: titles, then the rows, every cell an inline text.
///
/// A text that begins like a formula stays a text: its type is inline text, its format is text, and its style marks
/// it as typed after an apostrophe, so that editing the cell does not make it a formula either.
struct XLSXWriter {
    private let shape: DocumentShape
    private let letters: [[UInt8]]
    private(set) var faults: [Fault] = []

    init(_ shape: DocumentShape) {
        self.shape = shape
        letters = shape.columns.indices.map { Array(SheetTitles.letters($0).utf8) }
    }

    mutating func write(_ rows: RowBatch) throws(Fault) -> [UInt8] {
        let sheet = writeSheet(rows)
        guard faults.isEmpty else { return [] }
        return try XLSXContainer.write([
            ("[Content_Types].xml", Array(Self.contentTypes.utf8)),
            ("_rels/.rels", Array(Self.relations.utf8)),
            ("xl/workbook.xml", workbook()),
            ("xl/_rels/workbook.xml.rels", Array(Self.workbookRelations.utf8)),
            ("xl/styles.xml", Array(Self.styles.utf8)),
            ("xl/worksheets/sheet1.xml", sheet),
        ])
    }

    private mutating func writeSheet(_ rows: RowBatch) -> [UInt8] {
        var text = Array(Self.sheetStart.utf8)
        let titles = shape.columns.map { Array($0.path.utf8)[...] }
        text.append(contentsOf: "<row r=\"\(shape.titleRow)\">".utf8)
        for (column, title) in titles.enumerated() { append(title, Array("\(shape.titleRow)".utf8), column, to: &text) }
        text.append(contentsOf: "</row>".utf8)
        for row in 0..<rows.count {
            let number = Array("\(shape.titleRow + row + 1)".utf8)
            Self.append("<row r=\"", to: &text)
            text.append(contentsOf: number)
            Self.append("\">", to: &text)
            for column in 0..<rows.columns where !rows.isAbsent(row, column) {
                let cell = rows[row, column]
                if !XMLText.isAllowed(cell) {
                    faults.append(
                        .cell(rows.rows[row], shape.columns[column], "control", "含有不可见的控制字符，请删除后重试"))
                }
                if cell.withUnsafeBufferPointer({ UTF8Text.firstFault($0) }) != nil {
                    faults.append(.unencodable(rows.rows[row], shape.columns[column], .utf8))
                }
                append(cell, number, column, to: &text)
            }
            text.append(contentsOf: "</row>".utf8)
        }
        text.append(contentsOf: "</sheetData></worksheet>".utf8)
        return text
    }

    private func append(_ cell: ArraySlice<UInt8>, _ row: [UInt8], _ column: Int, to text: inout [UInt8]) {
        let isFormulaLike = cell.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
        Self.append("<c r=\"", to: &text)
        text.append(contentsOf: letters[column])
        text.append(contentsOf: row)
        Self.append(isFormulaLike ? "\" s=\"2\"" : "\" s=\"1\"", to: &text)
        Self.append(" t=\"inlineStr\"><is><t xml:space=\"preserve\">", to: &text)
        XMLText.append(SheetText.escape(cell)[...], to: &text)
        Self.append("</t></is></c>", to: &text)
    }

    private static func append(_ markup: StaticString, to text: inout [UInt8]) {
        markup.withUTF8Buffer { text.append(contentsOf: $0) }
    }

    private func workbook() -> [UInt8] {
        var text = Array(Self.workbookStart.utf8)
        XMLText.append(Array((shape.sheet ?? "Sheet1").utf8)[...], isAttribute: true, to: &text)
        text.append(contentsOf: "\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>".utf8)
        return text
    }

    private static let start = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let package = "http://schemas.openxmlformats.org/package/2006"
    private static let type = "application/vnd.openxmlformats-officedocument.spreadsheetml"

    private static let contentTypes =
        start + "<Types xmlns=\"\(package)/content-types\">"
        + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(type).sheet.main+xml\"/>"
        + "<Override PartName=\"/xl/styles.xml\" ContentType=\"\(type).styles+xml\"/>"
        + "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"\(type).worksheet+xml\"/></Types>"
    private static let relations =
        start + "<Relationships xmlns=\"\(package)/relationships\">"
        + "<Relationship Id=\"rId1\" Type=\"\(office)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    private static let workbookRelations =
        start + "<Relationships xmlns=\"\(package)/relationships\">"
        + "<Relationship Id=\"rId1\" Type=\"\(office)/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
        + "<Relationship Id=\"rId2\" Type=\"\(office)/styles\" Target=\"styles.xml\"/></Relationships>"
    private static let workbookStart =
        start + "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><sheets><sheet name=\""
    private static let sheetStart = start + "<worksheet xmlns=\"\(main)\"><sheetData>"
    /// Style 1 is text (format 49), style 2 the same with the apostrophe mark.
    private static let styles =
        start + "<styleSheet xmlns=\"\(main)\"><fonts count=\"1\"><font/></fonts>"
        + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
        + "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
        + "<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
        + "<cellXfs count=\"3\"><xf/><xf numFmtId=\"49\" applyNumberFormat=\"1\"/>"
        + "<xf numFmtId=\"49\" applyNumberFormat=\"1\" quotePrefix=\"1\"/></cellXfs></styleSheet>"
}
