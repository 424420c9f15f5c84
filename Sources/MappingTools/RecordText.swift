package import Subsidy

/// RecordText is a canonical record as JSON: money and decimals as exact text in yuan and units, days and instants as
/// ISO 8601, codes and flags as such. A missing field is left out.
package enum RecordText {
    /// The key under which project-specific columns stand.
    package static let bag = "ext"
    /// What stands for a text of which nobody said how private it is.
    static let masked = "***"

    package static func json(_ records: RecordBatch, _ row: Int, reveals: Bool) -> JSON {
        var members: [String: JSON] = [:]
        for (column, field) in records.schema.fields.enumerated() {
            guard let text = FieldText.text(records, row, column) else { continue }
            switch field.type {
            case .integer: members[field.name] = .integer(records.integer(row, column))
            case .flag: members[field.name] = .flag(records.integer(row, column) != 0)
            default: members[field.name] = .text(reveals ? text : FieldText.masked(text, field))
            }
        }
        if row < records.extensions.count, !records.extensions[row].isEmpty {
            var bag: [String: JSON] = [:]
            // Nobody has said how private an extra column is: it is treated as the most private.
            for (name, value) in records.extensions[row] { bag[name] = .text(reveals ? value : masked) }
            members[RecordText.bag] = .object(bag)
        }
        return .object(members)
    }
}

/// InstantText writes a moment as `2026-03-02T08:30:00.000+08:00`, and reads that form, with or without milliseconds.
package enum InstantText {
    package static func text(_ instant: Instant) -> String {
        let rest = ((instant.milliseconds % 1000) + 1000) % 1000
        let digits = String(rest + 1000).dropFirst()
        return instant.text.replacing(" ", with: "T") + ".\(digits)+08:00"
    }

    package static func instant(_ text: String) -> Instant? {
        guard let match = text.wholeMatch(of: /(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?\+08:00/),
            let day = Day(match.1.utf8), let hour = Int(match.2), let minute = Int(match.3), let second = Int(match.4),
            let rest = Int64(match.5 ?? "0"), hour < 24, minute < 60, second < 60
        else { return nil }
        return Instant(milliseconds: Instant(day, hour: hour, minute: minute, second: second).milliseconds + rest)
    }
}
