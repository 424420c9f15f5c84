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
                SELECT w.number, MAX(w.version), (SELECT SUM(o.amount_fen) FROM payment_order o WHERE o.roster = $1)
                FROM platform_word w WHERE w.roster = $1 GROUP BY w.number
                """, .integer(move.subject))
            guard let row = found.first, let number = row[0].text, let version = row[1].integer else { continue }
            let said = country.platformWords.filter { $0.number == number && $0.version == version }
            guard said.contains(where: { $0.isIssued && $0.dueFen == row[2].integer }) else {
                throw Breach(
                    "IM-29.1",
                    "\(row[2].integer ?? 0) fen are ordered of \(number), whose word \(version) does not approve them")
            }
        }
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
        for roster in country.platformRosters { counts["platform roster \(try end(of: roster))", default: 0] += 1 }
        return counts
    }

    private static let ends: Set<PlatformWordMachine.State> = [.mirrored, .superseded, .dismissed]

    /// Each word that was said is kept here, whatever became of it.
    private func allHeard() throws {
        let heard = Set(
            try rows("SELECT number, version FROM platform_word").map { "\($0[0].text ?? "") \($0[1].integer ?? 0)" })
        let said = country.platformWords.map { "\($0.number) \($0.version)" }
        if let unheard = said.first(where: { !heard.contains($0) }) { throw Breach("G2", "nobody heard \(unheard)") }
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
        return "stopped whole"
    }

    private func rows(_ sql: SQLText, _ arguments: SQLValue...) throws -> [[SQLValue]] {
        try store.readAlone { c in try c.rows(sql, arguments) }
    }
}
