import Subsidy

/// SheetRows makes rows of the events of a sheet.
struct SheetRows: ~Copyable {
    private struct Cell {
        var column: Int
        var start: Int
        var end: Int
        var problem = Problem.none
    }

    /// What is wrong with a cell; its words are made when the row is known to be a record.
    private enum Problem { case none, error, formula, value, precision, tooLong, control }
    private enum Kind { case number, shared, inline, text, boolean, error }

    private let shape: DocumentShape
    private let limits: DocumentLimits
    private let strings: StringsPart
    private let isDate: [Bool]
    private let isFrom1904: Bool
    private var names = SheetNames()

    private var row = 0
    private var cells: [Cell] = []
    private var slots: RecordSlots
    private var column = -1
    private var kind = Kind.number
    private var style = 0
    private var valueStart = 0
    private var isCapturing = false
    private var isTooLong = false
    private var isRowTooLong = false
    private var hasFormula = false
    private var phonetic = 0
    private var titles: SheetTitles?
    private let marks: Set<[UInt8]>
    private var skipped: Set<Int> = []
    private(set) var merged: Fault?
    private var batches: RowBatches
    private(set) var edges = DocumentEdges()
    /// Who stops the parser.
    var events: Unmanaged<SheetPart>?

    init(
        _ shape: DocumentShape, _ limits: DocumentLimits, _ strings: StringsPart, isDate: [Bool], isFrom1904: Bool,
        _ batches: consuming RowBatches
    ) {
        self.shape = shape
        self.limits = limits
        self.strings = strings
        self.isDate = isDate
        self.isFrom1904 = isFrom1904
        marks = Set(shape.skip.map { SheetTitles.plain(Array($0.utf8)) })
        slots = RecordSlots(columns: shape.columns.count)
        self.batches = batches
    }

    var hasTitles: Bool { titles != nil }

    /// Hands out the rows that are left.
    mutating func handOut() throws { try batches.handOut() }

    mutating func prepare(_ names: XMLNames) { self.names = SheetNames(names) }

    mutating func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLAttributes) {
        if name == names.cell {
            startCell(attributes)
        } else if name == names.value || name == names.text {
            isCapturing = phonetic == 0
        } else if name == names.row {
            startRow(attributes)
        } else if name == names.formula {
            hasFormula = true
        } else if name == names.phonetic {
            phonetic += 1
        } else if name == names.mergeCell {
            note(merge: attributes)
        }
    }

    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard isCapturing else { return }
        if slots.text.count - valueStart + bytes.count > limits.cell { isTooLong = true } else { slots.extend(bytes) }
    }

    mutating func end(_ name: UnsafePointer<UInt8>) {
        if name == names.value || name == names.text {
            isCapturing = false
        } else if name == names.cell {
            endCell()
        } else if name == names.row {
            endRow()
        } else if name == names.phonetic {
            phonetic -= 1
        }
    }

    private mutating func startRow(_ attributes: XMLAttributes) {
        let number = attributes[interned: names.reference].flatMap { StylesPart.number($0) } ?? row + 1
        guard number > row, number <= 1_048_576 else {
            return stop(.xlsx("工作簿的行号有误，请另存为 .xlsx 后重新上传"))
        }
        (row, column, valueStart, isRowTooLong) = (number, -1, 0, false)
        cells.removeAll(keepingCapacity: true)
        slots.clear()
    }

    private mutating func startCell(_ attributes: XMLAttributes) {
        (valueStart, isTooLong, hasFormula) = (slots.text.count, false, false)
        (style, kind) = (0, .number)
        var letters = 0
        for index in 0..<attributes.count {
            let (name, value) = (attributes.name(index), attributes.value(index))
            if name == names.reference {
                letters = value.prefix { 0x41...0x5A ~= $0 }.count
                column = value.prefix(letters).reduce(0) { $0 * 26 + Int($1 - 0x40) } - 1
                if !(1...3 ~= letters) {
                    return stop(.xlsx("工作簿的单元格位置有误，请另存为 .xlsx 后重新上传"))
                }
            } else if name == names.style {
                style = StylesPart.number(value) ?? 0
            } else if name == names.type {
                kind = Self.kind(value)
            }
        }
        if letters == 0 { column += 1 }
    }

    private static func kind(_ type: UnsafeBufferPointer<UInt8>) -> Kind {
        if type.count == 1 {
            switch type[0] {
            case 0x73: return .shared
            case 0x62: return .boolean
            case 0x65: return .error
            case 0x6E: return .number
            default: return .text
            }
        }
        // The only type of that length is `inlineStr`; `str` is a formula's text.
        return type.count == 9 ? .inline : .text
    }

    private mutating func endCell() {
        // Where a row is too long, or has more cells than a sheet has columns, what comes is forgotten.
        guard row >= shape.titleRow, !isRowTooLong, cells.count <= limits.columns else {
            return slots.truncate(to: valueStart)
        }
        var problem = Problem.none
        switch kind {
        case .shared: readShared()
        case .inline: slots.unescape(from: valueStart)
        case .boolean: replace(with: slots.isOne(from: valueStart) ? "true" : "false")
        case .error: problem = .error
        case .number: problem = readNumber()
        case .text: break
        }
        if isTooLong { problem = .tooLong }
        if slots.hasControl(from: valueStart) { problem = .control }
        guard slots.text.count <= limits.line else {
            isRowTooLong = true
            return slots.truncate(to: valueStart)
        }
        guard slots.text.count > valueStart || problem != .none else { return }
        cells.append(Cell(column: column, start: valueStart, end: slots.text.count, problem: problem))
    }

    private mutating func readShared() {
        let number = StylesPart.number(slots.text[valueStart..<slots.text.count])
        guard let number, let shared = strings.string(number) else {
            return stop(.xlsx("工作簿的共享文本已损坏，请另存为 .xlsx 后重新上传"))
        }
        slots.truncate(to: valueStart)
        if shared.count > limits.cell { return isTooLong = true }
        slots.extend(shared)
        slots.unescape(from: valueStart)
    }

    private mutating func replace(with text: StaticString) {
        slots.truncate(to: valueStart)
        slots.extend(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func readNumber() -> Problem {
        let text = slots.text[valueStart..<slots.text.count]
        let showsDate = isDate.indices.contains(style) && isDate[style]
        if text.isEmpty { return hasFormula ? .formula : .none }
        if !showsDate && SheetNumber.isPlain(text) { return .none }
        let number = SheetNumber(text)
        slots.truncate(to: valueStart)
        guard var number else { return .value }
        if showsDate, let date = number.date(isFrom1904: isFrom1904) {
            date.withUnsafeBufferPointer { slots.extend($0) }
            return .none
        }
        if number.isBeyondPrecision { return .precision }
        number.round()
        number.text.withUnsafeBufferPointer { slots.extend($0) }
        return .none
    }

    private mutating func endRow() {
        guard row >= shape.titleRow else { return }
        if row == shape.titleRow {
            if isRowTooLong { return stop(.tooLarge("工作表标题行的长度")) }
            var texts: [Int: [UInt8]] = [:]
            for cell in cells { texts[cell.column] = Array(slots.text[cell.start..<cell.end]) }
            do throws(Fault) {
                titles = try SheetTitles(texts, shape, limits)
                edges.letters = titles?.letters ?? []
            } catch {
                stop(error)
            }
        } else if let first = cells.first, !isRowTooLong, isMarked(first) {
            skipped.insert(row)
            if isTotal(first) { keepTotals() }
        } else if !cells.isEmpty || isRowTooLong {
            guard titles != nil else { return stop(.missingTitles) }
            edges.rows += 1
            do throws(Fault) {
                try gather()
            } catch {
                return skip(error)
            }
            do {
                try batches.append(slots, row: number, range: 0..<0)
            } catch {
                events?._withUnsafeGuaranteedRef { $0.abandon(error) }
            }
        }
    }

    private mutating func skip(_ fault: Fault) {
        do throws(Fault) { try edges.skip(fault, limits) } catch { stop(error) }
    }

    /// Makes a record of the row's cells.
    private mutating func gather() throws(Fault) {
        if isRowTooLong { throw .row(number, "tooLong", "行过长，超出单行上限，请核对后重新报送") }
        for cell in cells {
            if let fault = fault(cell) { throw fault }
            guard let column = titles?.column(cell.column) else {
                throw .row(
                    number, "columns",
                    "\(SheetTitles.letters(cell.column))\(row) 有内容，该列却没有标题，请删除或补上标题；若是合计行，请在映射中写 skip")
            }
            guard !slots.isSet(column) else {
                throw .row(number, "duplicate", "同一单元格出现了两次，请另存为 .xlsx 后重新上传", field: field(cell))
            }
            slots.close(column, cell.start..<cell.end)
        }
        // The column is there, or the titles would have been refused: a cell that the sheet leaves out is empty.
        for column in 0..<slots.columns where !slots.isSet(column) { slots.close(column, 0..<0) }
    }

    /// The record's number.
    private var number: Int { row - shape.titleRow }

    private func field(_ cell: Cell) -> String { titles?.name(cell.column) ?? "" }

    private func fault(_ cell: Cell) -> Fault? {
        switch cell.problem {
        case .none: nil
        case .error: .row(number, "error", "单元格是错误值，请改正公式或直接填写内容", field: field(cell))
        case .formula:
            .row(number, "formula", "公式没有计算结果，请用表格软件打开、保存后重新上传", field: field(cell))
        case .value: .row(number, "value", "单元格的数字有误，请重新填写", field: field(cell))
        case .precision:
            .row(number, "precision", "数字超过 15 位，表格已丢失末位，请把该列设为文本格式后重新填写", field: field(cell))
        case .tooLong: .cellTooLong(number, field(cell))
        case .control: .control(number, field(cell))
        }
    }

    /// Whether the row begins with a text that marks what is no record.
    private func isMarked(_ cell: Cell) -> Bool {
        !marks.isEmpty && marks.contains(SheetTitles.plain(Array(slots.text[cell.start..<cell.end])))
    }

    /// What the last row of a form is called that says what the others come to; a subtotal is of some of them only.
    private static let totals = Set(["合计", "总计", "共计"].map { Array($0.utf8) })

    private func isTotal(_ cell: Cell) -> Bool {
        let text = SheetTitles.plain(Array(slots.text[cell.start..<cell.end]))
        let ends = ["：", ":"].map { Array($0.utf8) }.filter { text.suffix($0.count).elementsEqual($0) }
        return Self.totals.contains(Array(text.dropLast(ends.first?.count ?? 0)))
    }

    private mutating func keepTotals() {
        guard let titles else { return }
        for cell in cells {
            guard let column = titles.column(cell.column), !slots.isSet(column) else { continue }
            slots.close(column, cell.start..<cell.end)
        }
        for column in 0..<slots.columns where !slots.isSet(column) { slots.close(column, 0..<0) }
        var batch = RowBatch(columns: slots.columns)
        slots.append(to: &batch, row: number, range: 0..<0)
        edges.totals = batch
    }

    /// Cells merged over several records: a sheet keeps the value in the first and shows it in all.
    private mutating func note(merge attributes: XMLAttributes) {
        guard merged == nil, let reference = attributes["ref"] else { return }
        let ends = reference.split(separator: 0x3A).map { end in
            StylesPart.number(end.drop { 0x41...0x5A ~= $0 }) ?? 0
        }
        guard ends.count == 2, ends[1] > ends[0], ends[1] > shape.titleRow else { return }
        // A merge of the title row with rows above it is a title; of rows that are no records, nobody's.
        let records = (max(ends[0], shape.titleRow) + (ends[0] > shape.titleRow ? 1 : 0)...ends[1]).prefix(4096)
        guard records.contains(where: { $0 > shape.titleRow && $0 <= row && !skipped.contains($0) }) else { return }
        let text = String(decoding: reference, as: UTF8.self)
        merged = .document("merged", "单元格 \(text) 是合并的，合并的内容只属于第一行，请取消合并、每行填写后重新上传")
    }

    private func stop(_ fault: Fault) { events?._withUnsafeGuaranteedRef { $0.stop(fault) } }
}

/// SheetNames are a parser's pointers for the names of a sheet.
struct SheetNames {
    private(set) var row, cell, value, text, formula, phonetic, reference, style, type, mergeCell: UnsafePointer<UInt8>?

    init() {}

    init(_ names: XMLNames) {
        (row, cell, value, text) = (names.name("row"), names.name("c"), names.name("v"), names.name("t"))
        (formula, phonetic, reference) = (names.name("f"), names.name("rPh"), names.name("r"))
        (style, type, mergeCell) = (names.name("s"), names.name("t"), names.name("mergeCell"))
    }
}
