import Subsidy

/// Diary tells a run day by day: how many of each machine went from which state to which, and what had been paid by
/// the end of each month. Short enough to be kept beside the tests and to be read when a change of rules shifts it.
package struct Diary: Sendable {
    private struct Entry: Hashable, Comparable {
        var day: Day
        var line: String

        static func < (a: Entry, b: Entry) -> Bool { (a.day, a.line) < (b.day, b.line) }
    }

    private var moves: [Entry: Int] = [:]
    private var paid: [String: (claims: Int64, fen: Int64)] = [:]

    mutating func add(_ move: Moved) {
        let day = Instant(milliseconds: move.arrived).day
        moves[Entry(day: day, line: "\(move.machine): \(move.from) —\(move.event)→ \(move.to)"), default: 0] += 1
    }

    /// What a county's people have received so far, at the end of a day; the last word of a month stays.
    mutating func close(_ day: Day, county: String, claims: Int64, fen: Int64) {
        paid["\(day.text.prefix(7)) \(county)"] = (claims, fen)
    }

    /// The diary as text: a line for each day and kind of move, then a line for each month and county.
    package var text: String {
        var lines: [String] = []
        var day: Day?
        for (entry, count) in moves.sorted(by: { $0.key < $1.key }) {
            if entry.day != day { lines.append(entry.day.text) }
            day = entry.day
            lines.append("  \(entry.line) ×\(count)")
        }
        lines.append("paid by the end of the month")
        for (month, sum) in paid.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(month): \(sum.claims) claims, \(sum.fen) fen")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
