package import Subsidy

/// FieldText is a value of a canonical record as one text and back, as `mapping apply` prints it: money in yuan with
/// two decimals, days `2026-03-02`, flags `true` and `false`, codes by their canonical names.
package enum FieldText {
    /// The whole value, not masked; nil when it is missing.
    package static func text(_ records: RecordBatch, _ row: Int, _ column: Int) -> String? {
        guard !records.isMissing(row, column) else { return nil }
        let type = records.schema.fields[column].type
        return type.isInteger ? text(records.integer(row, column), type) : records.string(row, column)
    }

    /// An integer column's value.
    package static func text(_ value: Int64, _ type: FieldType) -> String {
        switch type {
        case .money: Money(fen: value).yuan
        case .decimal: ExactDecimal(millionths: value).text
        case .flag: value != 0 ? "true" : "false"
        case .day: Day(number: Int32(clamping: value)).text
        case .instant: InstantText.text(Instant(milliseconds: value))
        default: String(value)
        }
    }

    /// The integer that a column of the type holds for a text; nil when the text is no such value.
    package static func integer(_ text: String, _ type: FieldType) -> Int64? {
        switch type {
        case .money: Money.yuan(text.utf8)?.fen
        case .decimal: ExactDecimal(text.utf8)?.millionths
        case .integer: Int64(text)
        case .flag: text == "true" ? 1 : text == "false" ? 0 : nil
        case .day: Day(text.utf8).map { Int64($0.number) }
        case .instant: InstantText.instant(text)?.milliseconds
        default: nil
        }
    }

    /// Whether a text can stand in a column of the type. Texts that a codec would refuse are allowed: a test may
    /// expect that they are.
    package static func fits(_ text: String, _ type: FieldType) -> Bool {
        if type.isInteger { return integer(text, type) != nil }
        if case .code(let set) = type { return set.codes.contains(text) }
        return true
    }

    /// The same value written as `text(_:_:_:)` writes it.
    package static func canonical(_ text: String, _ type: FieldType) -> String {
        integer(text, type).map { self.text($0, type) } ?? text
    }

    /// Sets a column of the record under way; nil makes it missing.
    package static func set(_ text: String?, _ column: Int, _ records: inout RecordBatch) {
        let type = records.schema.fields[column].type
        if let text, type.isInteger, let value = integer(text, type) {
            records.set(column, integer: value)
        } else if let text, !type.isInteger {
            records.set(column, text: text.utf8)
        } else {
            records.setMissing(column)
        }
    }

    /// What a person who may not see the value sees, by the field's type and class.
    package static func masked(_ text: String, _ field: RecordSchema.Entry) -> String {
        guard field.privacy != .clear else { return text }
        return switch field.type {
        case .name: Mask.name(text)
        case .idNumber: Mask.idNumber(text)
        case .account: Mask.account(text)
        case .phone: Mask.phone(text)
        default: "***"
        }
    }
}
