import Sandbox
import Store
import StoreSQLite
import Subsidy
import Workflow

/// Whether a supervisor's finding stops what it should stop, and until two people have cleared it (NX-8.4).
struct RiskWitness {
    let store: SQLiteStore

    /// Nobody is instructed to be paid over whom, or over whose account, a grave finding stood that had come before and
    /// that nobody had cleared; and who clears a finding is not who proposed it.
    func check(_ moves: [Moved]) throws {
        let instructed = moves.filter { $0.machine == AttemptMachine.name && $0.event == "instruct" }
        if !instructed.isEmpty, try !rows("SELECT 1 FROM risk WHERE grave = 1 AND state <> 'cleared' LIMIT 1").isEmpty {
            for move in instructed { try isFree(move) }
        }
        for move in moves where move.machine == RiskMachine.name && move.event == "clear" { try byTwo(move) }
    }

    private func isFree(_ move: Moved) throws {
        let standing = try rows(
            """
            SELECT f.number FROM attempt a JOIN share s ON s.id = a.share JOIN person p ON p.id = s.payee
            JOIN account b ON b.id = a.account JOIN risk f ON f.grave = 1 AND f.state <> 'cleared'
                AND (f.id_digest = p.id_digest OR f.account_digest = b.digest)
            JOIN document d ON d.id = f.document WHERE a.id = $1 AND d.received < $2 ORDER BY f.id
            """, .integer(move.subject), .integer(move.arrived))
        guard let finding = standing.first?[0].text else { return }
        throw Breach("NX-8.4", "attempt \(move.subject) pays somebody over whom \(finding) stands")
    }

    private func byTwo(_ move: Moved) throws {
        let people = try rows(
            """
            SELECT p.natural_person FROM event e JOIN principal p ON p.id = e.actor WHERE e.machine = 'risk'
            AND e.subject = $1 ORDER BY e.sequence DESC LIMIT 2
            """, .integer(move.subject)
        ).compactMap { $0[0].text }
        guard people.count == 2, people[0] != people[1] else {
            throw Breach("NX-8.4", "finding \(move.subject) was cleared by \(people), which are not two")
        }
    }

    /// Each finding that was told stands here once and nothing besides; what was looked into and is no fault is cleared,
    /// what is one is not.
    func final(_ country: Country) throws -> [String: Int] {
        let ours = try rows("SELECT number, state FROM risk ORDER BY county, number")
        let theirs = country.findings
        let odd = Set(ours.compactMap { $0[0].text }).symmetricDifference(theirs.map(\.number)).min()
        guard odd == nil, ours.count == theirs.count else {
            throw Breach("NX-8.4", "finding \(odd ?? "") was told and is not here, or the reverse")
        }
        let truth = Dictionary(theirs.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        var counts: [String: Int] = [:]
        for row in ours {
            let (number, state) = (row[0].text ?? "", row[1].text ?? "")
            guard state == (truth[number]?.isTrue ?? false ? "open" : "cleared") else {
                throw Breach("NX-8.4", "finding \(number) is \(state), which it should not be")
            }
            counts["finding \(state)", default: 0] += 1
        }
        return counts
    }

    private func rows(_ sql: SQLText, _ arguments: SQLValue...) throws -> [[SQLValue]] {
        try store.readAlone { c in try c.rows(sql, arguments) }
    }
}
