import Subsidy

/// WriteProgram writes records as rows by what each column is written from, with every codec resolved beforehand and no
/// text of its own for a cell.
///
/// It writes what is plain. A row with a fault, or with a text that it does not foresee, it leaves alone: writing value
/// by value then finds all that is wrong with it.
struct WriteProgram {
    /// One column's cell. Texts that do not depend on the record are ranges of `literals`.
    struct Cell {
        enum Kind {
            case literal, text, integer, yuan, day, choice
            /// Any other codec, value by value.
            case other
        }

        var kind: Kind
        /// Among the plans, and of the record batch.
        var field = 0
        var column = 0
        /// What a missing value is written as; nil: not at all.
        var blank: Range<Int>? = 0..<0
        /// A record without this value cannot be written.
        var isRequired = false
        /// Zeros go between sign and digits up to this length.
        var zeros = 0
        var sign: MoneySign?
        /// Choices of the code table.
        var choices = 0..<0
    }

    struct Choice {
        var canonical: Range<Int>
        var written: Range<Int>
    }

    /// No text of a value that has no columns of its own in the batch is longer, unless it is written value by value.
    static let roomOfOther = 48

    private(set) var literals: [UInt8] = []
    private(set) var cells: [Cell] = []
    private(set) var choices: [Choice] = []
    /// Fields that must hold what the mapping says.
    private(set) var constants: [Int] = []

    /// Nil where a column is pieced together from several values, or has a plus: that is left to writing value by value.
    init?(_ mapping: CompiledMapping) {
        guard let writing = mapping.writing[.record], !writing.isEmpty else { return nil }
        for (column, source) in writing.enumerated() {
            switch source {
            case .blank, .control: cells.append(Cell(kind: .literal))
            case .text(let constant):
                let text = literal(constant)
                cells.append(Cell(kind: .literal, blank: text))
            case .field(let field, _, of: 1):
                guard mapping.fields[field].piece == nil, !mapping.shape.columns[column].hasPlus else { return nil }
                add(mapping.fields[field], field, mapping.shape.columns[column], mapping.shape.format)
            case .field, .pieces, .ext: return nil
            }
        }
        for (field, plan) in mapping.fields.enumerated() {
            if case .constant = plan.source { constants.append(field) }
            // A piece is checked for its separator even where its column is written otherwise.
            if plan.piece != nil { return nil }
        }
        // Literals of no length must have a place all the same.
        literals.append(0)
    }

    private mutating func literal(_ text: [UInt8]) -> Range<Int> {
        let start = literals.count
        literals += text
        return start..<literals.count
    }

    private mutating func add(
        _ plan: FieldPlan, _ field: Int, _ column: DocumentShape.Column, _ format: DocumentShape.Format
    ) {
        var cell = Cell(kind: .other, field: field, column: plan.index)
        let isPadded = format == .fixed && column.align == .right && column.pad == UInt8(ascii: "0")
        if isPadded, [.money, .decimal, .integer].contains(plan.type) { cell.zeros = column.width }
        if let empty = plan.empty.first {
            cell.blank = literal(CompiledMapping.padded(empty, cell.zeros))
        } else if format == .json {
            cell.blank = nil
        }
        cell.isRequired = plan.required
        switch plan.codec {
        case .fen, .integer, .epochMillis: cell.kind = .integer
        case .yuan: cell.kind = .yuan
        case .signed(let sign, let yuan):
            cell.kind = yuan ? .yuan : .integer
            cell.sign = sign
        case .date(let pattern) where pattern.tokens == WriteProgram.compact: cell.kind = .day
        case .codes(let table):
            cell.kind = .choice
            let first = choices.count
            for (canonical, written) in table.pairs {
                let canonical = literal(canonical)
                choices.append(Choice(canonical: canonical, written: literal(written)))
            }
            cell.choices = first..<choices.count
        case .text, .name, .idNumber, .account, .phone: cell.kind = .text
        default: break
        }
        cells.append(cell)
    }

    /// `yyyyMMdd`, which most dates are.
    static let compact: [ClockPattern.Token] = [
        .number(.year, width: 4), .number(.month, width: 2), .number(.day, width: 2),
    ]

    /// No text of the rows from `first` on is longer, all together.
    func room(_ records: RecordBatch, from first: Int) -> Int {
        let count = records.count - first
        var room = 0
        for cell in cells {
            let each =
                switch cell.kind {
                case .literal, .text: 0
                case .integer, .yuan: max(cell.zeros, 24)
                case .day: 8
                case .choice: choices[cell.choices].reduce(0) { max($0, $1.written.count) }
                case .other: max(cell.zeros, WriteProgram.roomOfOther)
                }
            room += count * max(each, cell.blank?.count ?? 0)
            if cell.kind == .text {
                let column = records.columns[cell.column]
                room += column.text.count - (first == 0 ? 0 : column.ends[first - 1])
            }
        }
        return room
    }
}

extension CodeTable {
    /// UTF-8 of the canonical codes that can be written, and what each is written as.
    var pairs: [(canonical: [UInt8], written: [UInt8])] {
        self.set.codes.compactMap { code in text(for: code).map { (Array(code.utf8), $0) } }
    }
}
