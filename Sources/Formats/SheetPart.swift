import Subsidy

/// SheetPart reads the rows of one sheet: the titles, then the records below them.
final class SheetPart: XMLEvents {
    private struct Cell {
        var column: Int
        var range: Range<Int>
        var fault: Fault?
    }

    private enum Kind { case number, shared, inline, text, boolean, error }

    private let shape: DocumentShape
    private let limits: DocumentLimits
    private let strings: StringsPart
    private let isDate: [Bool]
    private let isFrom1904: Bool
    private let batchSize: Int

    private var row = 0
    private var cells: [Cell] = []
    private var rowText: [UInt8] = []
    private var column = -1
    private var kind = Kind.number
    private var style = 0
    private var value: [UInt8] = []
    private var isCapturing = false
    private var isTooLong = false
    private var phonetic = 0
    private var titles: SheetTitles?

    private var batch: RowBatch
    private var ready: [RowBatch] = []
    private(set) var edges = DocumentEdges()

    init(
        _ shape: DocumentShape, _ limits: DocumentLimits, _ strings: StringsPart, isDate: [Bool], isFrom1904: Bool,
        batch: Int
    ) {
        self.shape = shape
        self.limits = limits
        self.strings = strings
        self.isDate = isDate
        self.isFrom1904 = isFrom1904
        batchSize = batch
        self.batch = RowBatch(columns: shape.columns.count)
    }

    /// The full batches read since the last call.
    func takeFull() -> [RowBatch] {
        defer { ready.removeAll(keepingCapacity: true) }
        return ready
    }

    /// The batch that is not full at the end.
    func takeLast() -> RowBatch? { batch.isEmpty ? nil : batch }

    var hasTitles: Bool { titles != nil }

    override func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLAttributes) {
        if Self.equals(name, "c") {
            startCell(attributes)
        } else if Self.equals(name, "v") || Self.equals(name, "t") {
            isCapturing = phonetic == 0
        } else if Self.equals(name, "rPh") {
            phonetic += 1
        } else if Self.equals(name, "row") {
            let number = attributes["r"].flatMap { StylesPart.number($0) } ?? row + 1
            guard number > row, number <= 1_048_576 else {
                fault = .xlsx("工作簿的行号有误，请另存为 .xlsx 后重新上传")
                return
            }
            row = number
            column = -1
            cells.removeAll(keepingCapacity: true)
            rowText.removeAll(keepingCapacity: true)
        }
    }

    override func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard isCapturing else { return }
        if value.count + bytes.count > limits.cell { isTooLong = true } else { value.append(contentsOf: bytes) }
    }

    override func end(_ name: UnsafePointer<UInt8>) {
        if Self.equals(name, "v") || Self.equals(name, "t") {
            isCapturing = false
        } else if Self.equals(name, "c") {
            endCell()
        } else if Self.equals(name, "rPh") {
            phonetic -= 1
        } else if Self.equals(name, "row") {
            endRow()
        }
    }

    private func startCell(_ attributes: XMLAttributes) {
        value.removeAll(keepingCapacity: true)
        isTooLong = false
        style = attributes["s"].flatMap { StylesPart.number($0) } ?? 0
        kind = .number
        if let type = attributes["t"] {
            if type.elementsEqual("s".utf8) {
                kind = .shared
            } else if type.elementsEqual("inlineStr".utf8) {
                kind = .inline
            } else if type.elementsEqual("b".utf8) {
                kind = .boolean
            } else if type.elementsEqual("e".utf8) {
                kind = .error
            } else if !type.elementsEqual("n".utf8) {
                kind = .text
            }
        }
        guard let reference = attributes["r"] else {
            column += 1
            return
        }
        let letters = reference.prefix { 0x41...0x5A ~= $0 }
        guard 1...3 ~= letters.count else {
            fault = .xlsx("工作簿的单元格位置有误，请另存为 .xlsx 后重新上传")
            return
        }
        column = letters.reduce(0) { $0 * 26 + Int($1 - 0x40) } - 1
    }

    private func endCell() {
        guard row >= shape.titleRow else { return }
        var fault: Fault?
        var text = value
        switch kind {
        case .shared:
            guard let index = StylesPart.number(value), let range = strings.range(index) else {
                self.fault = .xlsx("工作簿的共享文本已损坏，请另存为 .xlsx 后重新上传")
                return
            }
            if range.count > limits.cell { isTooLong = true } else { text = SheetText.unescape(strings.text[range]) }
        case .inline: text = SheetText.unescape(value[...])
        case .boolean: text = Array((value == [0x31] ? "true" : "false").utf8)
        case .error: fault = .row(number, "error", "单元格是错误值，请改正公式或直接填写内容", field: field)
        case .number: text = number(value, &fault)
        case .text: break
        }
        if isTooLong { fault = .cellTooLong(number, field) }
        if text.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) {
            fault = .control(number, field)
        }
        guard !text.isEmpty || fault != nil else { return }
        if cells.count > limits.columns { return }
        let start = rowText.count
        rowText.append(contentsOf: text)
        cells.append(Cell(column: column, range: start..<rowText.count, fault: fault))
    }

    /// The record's number, and the name of the column the current cell belongs to.
    private var number: Int { row - shape.titleRow }
    private var field: String { titles?.name(column) ?? "" }

    private func number(_ text: [UInt8], _ fault: inout Fault?) -> [UInt8] {
        guard !text.isEmpty else { return [] }
        guard var number = SheetNumber(text) else {
            fault = .row(self.number, "value", "单元格的数字有误，请重新填写", field: field)
            return []
        }
        if isDate.indices.contains(style), isDate[style], let date = number.date(isFrom1904: isFrom1904) { return date }
        if number.isBeyondPrecision {
            fault = .row(
                self.number, "precision", "数字超过 15 位，表格已丢失末位，请把该列设为文本格式后重新填写", field: field)
            return []
        }
        number.round()
        return number.text
    }

    private func endRow() {
        guard row >= shape.titleRow else { return }
        if row == shape.titleRow {
            do throws(Fault) {
                var texts: [Int: [UInt8]] = [:]
                for cell in cells { texts[cell.column] = Array(rowText[cell.range]) }
                titles = try SheetTitles(texts, shape, limits)
            } catch {
                fault = error
            }
        } else if !cells.isEmpty {
            guard let titles else { return fault = .missingTitles }
            edges.rows += 1
            do throws(Fault) {
                try append(titles)
            } catch {
                edges.faults.append(error)
            }
        }
    }

    private func append(_ titles: SheetTitles) throws(Fault) {
        var slots = [Range<Int>?](repeating: nil, count: shape.columns.count)
        for cell in cells {
            if let fault = cell.fault { throw fault }
            guard let column = titles.column(cell.column) else {
                throw .row(number, "columns", "\(SheetTitles.letters(cell.column)) 列没有标题却有内容，请删除或补上标题")
            }
            guard slots[column] == nil else {
                throw .row(number, "duplicate", "同一单元格出现了两次，请另存为 .xlsx 后重新上传", field: titles.name(cell.column))
            }
            slots[column] = cell.range
        }
        rowText.withUnsafeBufferPointer { text in
            for slot in slots {
                if let slot { batch.cell(UnsafeBufferPointer(rebasing: text[slot])) } else { batch.missing() }
            }
        }
        batch.end(row: number, range: 0..<0)
        if batch.count >= batchSize {
            ready.append(batch)
            batch = RowBatch(columns: shape.columns.count)
        }
    }
}
