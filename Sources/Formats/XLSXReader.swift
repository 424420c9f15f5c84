import Subsidy

/// XLSXReader reads one sheet of an Office Open XML workbook (ECMA-376): the parts it needs, one after another.
enum XLSXReader {
    static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ shape: DocumentShape, _ limits: DocumentLimits, _ batch: Int,
        _ rows: (RowBatch) throws -> Void
    ) throws -> DocumentEdges {
        let archive = try XLSXArchive(bytes, limits)
        defer { archive.close() }
        let workbook = WorkbookPart(sheet: shape.sheet)
        try archive.parse("xl/workbook.xml", workbook)
        guard let relation = workbook.relation else {
            let names = workbook.names.prefix(10).map { "“\($0)”" }.joined(separator: "、")
            throw Fault.document(
                "sheet", "没有约定的工作表\(shape.sheet.map { "“\($0)”" } ?? "")，工作簿里有\(names)，请使用规定的模板")
        }
        let relations = RelationsPart(relation)
        try archive.parse("xl/_rels/workbook.xml.rels", relations)
        guard let target = relations.target, !target.split(separator: "/").contains("..") else {
            throw Fault.xlsx("工作簿已损坏，请另存为 .xlsx 后重新上传")
        }
        let styles = StylesPart()
        if archive.contains("xl/styles.xml") { try archive.parse("xl/styles.xml", styles) }
        let strings = StringsPart()
        if archive.contains("xl/sharedStrings.xml") { try archive.parse("xl/sharedStrings.xml", strings) }
        return try withoutActuallyEscaping(rows) { rows in
            let batches = RowBatches(columns: shape.columns.count, size: batch, rows: rows)
            let sheet = SheetPart(
                shape, limits, strings, isDate: styles.isDate, isFrom1904: workbook.isFrom1904, batches)
            try archive.parse(target, sheet)
            guard sheet.hasTitles else { throw Fault.missingTitles }
            if let merged = sheet.merged { throw merged }
            try sheet.handOut()
            return sheet.edges
        }
    }
}
