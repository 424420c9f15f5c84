/// A one-sheet XLSX file, written the way a small export tool writes it: inline strings, no styles, nothing compressed.
enum Workbook {
    /// One cell: text, or a number as its exact text.
    enum Cell {
        case text(String)
        case number(String)
    }

    static func bytes(sheet: String, rows: [[Cell]]) -> [UInt8] {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let package = "http://schemas.openxmlformats.org/package/2006"
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        var zip = StoredZip()
        zip.add(
            "[Content_Types].xml",
            Array(
                """
                \(head)<Types xmlns="\(package)/content-types">\
                <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
                <Override PartName="/xl/workbook.xml" ContentType="\(kind).sheet.main+xml"/>\
                <Override PartName="/xl/worksheets/sheet1.xml" ContentType="\(kind).worksheet+xml"/></Types>
                """.utf8))
        zip.add(
            "_rels/.rels",
            Array(
                """
                \(head)<Relationships xmlns="\(package)/relationships"><Relationship Id="rId1" \
                Type="\(office)/officeDocument" Target="xl/workbook.xml"/></Relationships>
                """.utf8))
        zip.add(
            "xl/workbook.xml",
            Array(
                """
                \(head)<workbook xmlns="\(main)" xmlns:r="\(office)"><sheets>\
                <sheet name="\(xmlEscaped(sheet, quotes: true))" sheetId="1" r:id="rId1"/></sheets></workbook>
                """.utf8))
        zip.add(
            "xl/_rels/workbook.xml.rels",
            Array(
                """
                \(head)<Relationships xmlns="\(package)/relationships"><Relationship Id="rId1" \
                Type="\(office)/worksheet" Target="worksheets/sheet1.xml"/></Relationships>
                """.utf8))
        var data = "\(head)<worksheet xmlns=\"\(main)\"><sheetData>"
        for (index, row) in rows.enumerated() {
            data += "<row r=\"\(index + 1)\">"
            for (column, cell) in row.enumerated() {
                let place = "\(letters(column))\(index + 1)"
                switch cell {
                case .text(""): continue
                case .text(let text):
                    data += "<c r=\"\(place)\" t=\"inlineStr\"><is><t>\(xmlEscaped(text, quotes: true))</t></is></c>"
                case .number(let text): data += "<c r=\"\(place)\"><v>\(text)</v></c>"
                }
            }
            data += "</row>"
        }
        zip.add("xl/worksheets/sheet1.xml", Array((data + "</sheetData></worksheet>").utf8))
        return zip.bytes
    }

    private static func letters(_ column: Int) -> String {
        let last = String(UnicodeScalar(UInt8(65 + column % 26)))
        return column < 26 ? last : letters(column / 26 - 1) + last
    }
}
