import Gateway
import Sandbox
import Store
import StoreSQLite
import Subsidy
import Workflow

/// Whether a bureau's platform is mirrored and never contradicted: what is ordered here is what it approved last, every
/// word of it was heard and came to its end, and it believes of each line what became of its money (IM-29.1).
struct PlatformWitness {
    let store: SQLiteStore
    let country: Country

    /// What is ordered of a roster is what the newest word that we had heard approves, to the fen.
    func check(_ moves: [Moved]) throws {
        for move in moves where move.machine == RosterMachine.name && move.event == "order" {
            let found = try rows(
                """
                SELECT COALESCE(w.number, ''), COALESCE(MAX(w.version), 0),
                    (SELECT SUM(o.amount_fen) FROM payment_order o WHERE o.roster = r.id), r.county
                FROM roster r LEFT JOIN platform_word w ON w.roster = r.id WHERE r.id = $1 GROUP BY r.id, w.number
                """, .integer(move.subject))
            guard let row = found.first, isBeside(row[3].text ?? "") else { continue }
            let (number, version) = (row[0].text ?? "", row[1].integer ?? 0)
            let said = country.platformWords.filter { $0.number == number && $0.version == version }
            guard said.contains(where: { $0.isIssued && $0.dueFen == row[2].integer }) else {
                throw Breach(
                    "IM-29.1",
                    "\(row[2].integer ?? 0) fen are ordered of \(number), whose word \(version) does not approve them")
            }
        }
    }

    private func isBeside(_ county: String) -> Bool {
        Country.counties.contains { $0.code == county && $0.isBesidePlatform }
    }

    /// When everybody has cleared their desk; what is counted.
    func final() throws -> [String: Int] {
        try allHeard()
        var counts: [String: Int] = [:]
        for row in try rows("SELECT number, version, state, reason FROM platform_word ORDER BY id") {
            let (word, state) = ("word \(row[1].integer ?? 0) of \(row[0].text ?? "")", row[2].text ?? "")
            guard Self.ends.contains(where: { $0.rawValue == state }) else {
                throw Breach("IM-29.1", "\(word) is \(state): \(row[3].text ?? "")")
            }
            counts["word \(state)", default: 0] += 1
        }
        for roster in country.platformRosters {
            counts["platform roster \(try end(of: roster))", default: 0] += 1
            for line in roster.lines where line.isStoppedByLetter { counts["line stopped by letter", default: 0] += 1 }
        }
        return counts
    }

    private static let ends: Set<PlatformWordMachine.State> = [.mirrored, .superseded, .dismissed]

    /// Each word that was said is kept here, whatever became of it; of two under one number both.
    private func allHeard() throws {
        var heard: [String: Int64] = [:]
        for row in try rows("SELECT number, version, COUNT(*) FROM platform_word GROUP BY number, version") {
            heard["\(row[0].text ?? "") \(row[1].integer ?? 0)"] = row[2].integer
        }
        let said = Dictionary(grouping: Set(country.platformWords)) { "\($0.number) \($0.version)" }
        for (word, texts) in said.sorted(by: { $0.key < $1.key }) where heard[word] ?? 0 < Int64(texts.count) {
            throw Breach("G2", "\(heard[word] ?? 0) of \(texts.count) words \(word) were heard")
        }
    }

    /// What the platform believes of each line is what its money did; it is told of every one that was ordered.
    private func end(of roster: Country.PlatformRoster) throws -> String {
        let attempts = try rows(
            """
            SELECT x.number, a.serial FROM cross_reference r JOIN roster_line l ON l.roster = r.subject_id
            JOIN cross_reference x ON x.subject = 'roster_line' AND x.subject_id = l.id AND x.system = r.system
            JOIN share s ON s.roster_line = l.id JOIN attempt a ON a.share = s.id
            WHERE r.subject = 'roster' AND r.number = $1 ORDER BY a.id
            """, .text(roster.number))
        var credited: [String: Int64] = [:]
        for row in attempts {
            let truth = country.instruction(row[1].text ?? "")
            credited[row[0].text ?? "", default: 0] += (truth?.paidFen ?? 0) - (truth?.returnedFen ?? 0)
        }
        for line in roster.lines {
            let fen = credited[line.serial]
            guard (fen ?? 0) == (line.isPaid == true ? line.fen : 0), fen == nil || line.isPaid != nil else {
                throw Breach(
                    "IM-29.1",
                    "\(line.serial) of \(roster.number): \(fen ?? 0) fen were paid, and the platform believes \(line)")
            }
        }
        if roster.isPaidOut { return "paid out" }
        guard roster.lines.allSatisfy(\.isStopped) else {
            throw Breach("IM-29.1", "\(roster.number) never heard what became of its lines")
        }
        let state = try rows(
            """
            SELECT r.state FROM cross_reference x JOIN roster r ON r.id = x.subject_id
            WHERE x.subject = 'roster' AND x.number = $1
            """, .text(roster.number)
        ).first?[0].text
        guard state == nil || state == RosterMachine.State.ended.rawValue else {
            throw Breach("IM-29.1", "every line of \(roster.number) is stopped, and here it is \(state ?? "")")
        }
        return "stopped whole"
    }

    private func rows(_ sql: SQLText, _ arguments: SQLValue...) throws -> [[SQLValue]] {
        try store.readAlone { c in try c.rows(sql, arguments) }
    }
}
