import Subsidy

/// FieldPlan is one canonical field with everything resolved: column indices, codec, texts that mean "no value".
struct FieldPlan: Sendable {
    enum Source: Sendable {
        /// Columns joined by the separator; most often one.
        case columns([ColumnRef], separator: [UInt8], skipsEmpty: Bool)
        case constant(Decoded)
        case parameter(String)
        /// No source: the field stays missing.
        case none
    }

    /// The column of the `RecordBatch`.
    let index: Int
    let name: String
    let zh: String
    let type: FieldType
    /// The canonical record asks for it, or this document does.
    var required: Bool
    var source: Source = .none
    var codec: Codec = .text
    var empty: [[UInt8]] = []
    /// Characters, from the first up to but not including the second.
    var slice: Range<Int>?
    /// One piece of a column that holds several.
    var piece: Piece?
    /// The field that must hold the same value, where both have one.
    var equals: Int?
    /// The field is read only where these hold; else it is missing.
    var conditions: [ColumnCondition] = []
    /// An unmapped code leaves the field missing instead of rejecting the row.
    var keepsUnmapped = false
    /// Whatever cannot be read leaves the field missing instead of rejecting the row.
    var keepsUnreadable = false
    /// A row without it is accepted, and says so.
    var warnsMissing = false

    init(_ entry: RecordSchema.Entry, index: Int) {
        self.index = index
        name = entry.name
        zh = entry.zh
        type = entry.type
        required = entry.required
    }

    var columns: [ColumnRef] { if case .columns(let refs, _, _) = source { refs } else { [] } }
    var isFilled: Bool { if case .none = source { false } else { true } }

    /// Whether a fault of this code is only told: the field is missing, its row is accepted.
    func keeps(_ code: String) -> Bool {
        switch code {
        case "field.required", "field.missingColumn": warnsMissing && !required
        case "field.differs": false
        case "code.unmapped": keepsUnmapped || keepsUnreadable
        default: keepsUnreadable
        }
    }

    /// The code of the fault that a missing value is; nil where it is none.
    func missing(_ absent: Bool) -> String? {
        guard required || warnsMissing else { return nil }
        return absent ? "field.missingColumn" : "field.required"
    }

    /// Reads the field. `cell` gives a column's bytes, nil where the document does not have it.
    func read(
        parameters: [String: String], cell: (ColumnRef) -> ArraySlice<UInt8>?
    ) -> (value: Decoded, absent: Bool) {
        guard conditions.allSatisfy({ $0.holds(cell($0.column)) }) else { return (.missing, false) }
        switch source {
        case .none: return (.missing, false)
        case .constant(let value): return (value, false)
        case .parameter(let name):
            guard let text = parameters[name] else { return (.missing, true) }
            return (decode(Array(text.utf8)[...]), false)
        case .columns(let refs, let separator, let skipsEmpty):
            if refs.count == 1 {
                guard let bytes = cell(refs[0]) else { return (.missing, true) }
                return (decode(bytes), false)
            }
            return joined(refs, separator, skipsEmpty, cell)
        }
    }

    private func joined(
        _ refs: [ColumnRef], _ separator: [UInt8], _ skipsEmpty: Bool, _ cell: (ColumnRef) -> ArraySlice<UInt8>?
    ) -> (value: Decoded, absent: Bool) {
        var text: [UInt8] = []
        var filled = false
        var absent = true
        for (position, ref) in refs.enumerated() {
            let bytes = cell(ref)
            absent = absent && bytes == nil
            var part = (bytes ?? []).trimmed
            if isEmpty(part) { part = [] }
            if skipsEmpty {
                if !part.isEmpty, filled { text.append(contentsOf: separator) }
            } else if position > 0 {
                text.append(contentsOf: separator)
            }
            filled = filled || !part.isEmpty
            text.append(contentsOf: part)
        }
        return (filled ? decode(text[...]) : .missing, absent)
    }

    func decode(_ bytes: ArraySlice<UInt8>) -> Decoded {
        var cell = bytes.trimmed
        if isEmpty(cell) { return .missing }
        if let piece {
            cell = piece.cut(cell).trimmed
            if isEmpty(cell) { return .missing }
        }
        if let slice {
            cell = FieldPlan.characters(cell, slice).trimmed
            if isEmpty(cell) { return .missing }
        }
        return codec.decode(cell)
    }

    /// The issuer's code that no table has, where it may be shown; nil for a fault of another kind.
    func shown(_ code: String, cell: (ColumnRef) -> ArraySlice<UInt8>?) -> String? {
        guard code == "code.unmapped" else { return nil }
        var plain = self
        plain.codec = .text
        guard case .bytes(let text) = plain.read(parameters: [:], cell: cell).value else { return nil }
        return RowFaults.shown(text)
    }

    private func isEmpty(_ cell: ArraySlice<UInt8>) -> Bool {
        cell.isEmpty || empty.contains { $0[...].trimmed.elementsEqual(cell) }
    }

    /// Unicode scalars of a text, without decoding it: a continuation byte starts none.
    static func characters(_ text: ArraySlice<UInt8>, _ range: Range<Int>) -> ArraySlice<UInt8> {
        var count = -1
        var start = text.endIndex
        var end = text.endIndex
        for index in text.indices where text[index] & 0xC0 != 0x80 {
            count += 1
            if count == range.lowerBound { start = index }
            if count == range.upperBound {
                end = index
                break
            }
        }
        return start < end ? text[start..<end] : text[end..<end]
    }

    /// The value of a record, for writing; nil when missing.
    func write(_ records: RecordBatch, _ row: Int) -> Result<[UInt8], RowFaultCode>? {
        guard !records.isMissing(row, index) else { return nil }
        return type.isInteger ? codec.encode(records.integer(row, index)) : codec.encode(records.text(row, index))
    }

    /// What a record holds.
    func value(_ records: RecordBatch, _ row: Int) -> Decoded {
        if records.isMissing(row, index) { return .missing }
        return type.isInteger ? .integer(records.integer(row, index)) : .bytes(records.text(row, index))
    }

    func holds(_ value: Decoded, _ records: RecordBatch, _ row: Int) -> Bool {
        if records.isMissing(row, index) { return value == .missing }
        return switch value {
        case .integer(let number): type.isInteger && records.integer(row, index) == number
        case .bytes(let text): !type.isInteger && records.text(row, index).elementsEqual(text)
        case .missing, .fault: false
        }
    }
}

/// Piece is one of the texts that a separator cuts a column into.
struct Piece: Sendable, Equatable {
    let separator: [UInt8]
    /// From 0.
    let index: Int

    /// Empty where the column has fewer pieces.
    func cut(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var start = cell.startIndex
        var position = start
        var number = 0
        while position + separator.count <= cell.endIndex {
            guard cell[position..<position + separator.count].elementsEqual(separator) else {
                position += 1
                continue
            }
            if number == index { return cell[start..<position] }
            number += 1
            position += separator.count
            start = position
        }
        return number == index ? cell[start...] : cell[cell.endIndex...]
    }
}

/// ColumnCondition says when a field is read: a column holds one of some texts, or none of them.
struct ColumnCondition: Sendable {
    let column: ColumnRef
    let texts: [[UInt8]]
    /// `unless`: none of the texts.
    let isNegated: Bool

    func holds(_ cell: ArraySlice<UInt8>?) -> Bool {
        let cell = (cell ?? []).trimmed
        return texts.contains { cell.elementsEqual($0) } != isNegated
    }
}

/// GroupPlan is one of several records that a row holds.
struct GroupPlan: Sendable {
    /// Columns that this group alone reads: when all are empty, the row has no such record.
    let own: [ColumnRef]
    /// The fields of the mapping with the group's own laid over them.
    let fields: [FieldPlan]
}

/// ControlPlan is one equality between the rows and a number that the document states of itself.
struct ControlPlan: Sendable {
    enum Kind: Sendable {
        case count
        /// Position of the summed field among the record's plans.
        case sum(Int)
        case hashTotal(Int)
        /// What a document opens with, and this field of its rows, come to what it closes with.
        case balance(Int, Balance)

        /// The field whose values are added up.
        var field: Int? {
            switch self {
            case .count: nil
            case .sum(let field), .hashTotal(let field), .balance(let field, _): field
            }
        }
    }

    struct Balance: Sendable {
        let opening: ColumnRef
        /// Rows that take away what the others add.
        let minus: [Condition]
    }

    struct Condition: Sendable {
        let field: Int
        let values: [Decoded]
    }

    let kind: Kind
    let target: ColumnRef
    /// As mapping files write it, for the fault.
    let targetName: String
    let codec: Codec
    let conditions: [Condition]

    /// Fields that a balance asks which way a row's money went.
    var asked: [Int] { if case .balance(_, let balance) = kind { balance.minus.map(\.field) } else { [] } }

    var code: String {
        switch kind {
        case .count: "control.count"
        case .sum: "control.sum"
        case .hashTotal: "control.hashTotal"
        case .balance: "control.balance"
        }
    }
}

/// CellPlan says what a column is written from.
enum CellPlan: Sendable {
    case blank
    case text([UInt8])
    /// A field, or one of the parts that its text falls into at the slashes.
    case field(Int, part: Int, of: Int)
    case control(Int, field: Int?)
    /// Fields by piece, joined by the separator.
    case pieces([Int], separator: [UInt8])
    case ext(String)
}
