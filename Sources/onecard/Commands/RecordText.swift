import Subsidy

/// RecordText is a canonical record as JSON: money and decimals as exact text in yuan and units, days and instants as
/// ISO 8601, codes and flags as such. A missing field is left out.
enum RecordText {
    /// The key under which project-specific columns stand.
    static let bag = "ext"

    static func json(_ records: RecordBatch, _ row: Int, reveals: Bool) -> JSON {
        var members: [String: JSON] = [:]
        for (column, field) in records.schema.fields.enumerated() where !records.isMissing(row, column) {
            members[field.name] = value(records, row, column, field, reveals)
        }
        if row < records.extensions.count, !records.extensions[row].isEmpty {
            var bag: [String: JSON] = [:]
            // Nobody has said how private an extra column is: it is treated as the most private.
            for (name, value) in records.extensions[row] { bag[name] = .text(reveals ? value : "***") }
            members[RecordText.bag] = .object(bag)
        }
        return .object(members)
    }

    private static func value(
        _ records: RecordBatch, _ row: Int, _ column: Int, _ field: RecordSchema.Entry, _ reveals: Bool
    ) -> JSON {
        switch field.type {
        case .money: .text(Money(fen: records.integer(row, column)).yuan)
        case .decimal: .text(ExactDecimal(millionths: records.integer(row, column)).text)
        case .integer: .integer(records.integer(row, column))
        case .flag: .flag(records.integer(row, column) != 0)
        case .day: .text(Day(number: Int32(clamping: records.integer(row, column))).text)
        case .instant: .text(InstantText.text(Instant(milliseconds: records.integer(row, column))))
        case .code, .text, .name, .idNumber, .account, .phone:
            .text(reveals ? records.string(row, column) : masked(records.string(row, column), field))
        }
    }

    /// Masks by what the field is; by the schema's class when the type says nothing.
    private static func masked(_ text: String, _ field: RecordSchema.Entry) -> String {
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

/// InstantText writes a moment as `2026-03-02T08:30:00.000+08:00`, and reads only that form.
enum InstantText {
    static func text(_ instant: Instant) -> String {
        let rest = ((instant.milliseconds % 1000) + 1000) % 1000
        let digits = String(rest + 1000).dropFirst()
        return instant.text.replacing(" ", with: "T") + ".\(digits)+08:00"
    }

    static func instant(_ text: String) -> Instant? {
        guard let match = text.wholeMatch(of: /(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})\+08:00/),
            let day = Day(match.1.utf8), let hour = Int(match.2), let minute = Int(match.3), let second = Int(match.4),
            let rest = Int64(match.5), hour < 24, minute < 60, second < 60
        else { return nil }
        return Instant(milliseconds: Instant(day, hour: hour, minute: minute, second: second).milliseconds + rest)
    }
}
