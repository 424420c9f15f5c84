import Gateway
import Sandbox
import Store
import StoreSQLite
import Subsidy
import Workflow

/// Whether what was approved here is what is paid, under one number from the application to the bank (IM-3.1, IM-14.1).
struct OnlineWitness {
    let store: SQLiteStore
    let country: Country

    private static let ends: Set<ApplicationMachine.State> = [.listed, .refused, .withdrawn]

    /// What goes into a list was passed at every step of its flow, each by another person.
    func check(_ moves: [Moved]) throws {
        for move in moves where move.machine == ApplicationMachine.name && move.event == "collect" {
            let found = try rows(
                """
                SELECT f.steps, a.number, COUNT(s.step), COUNT(DISTINCT p.natural_person),
                    SUM(CASE WHEN s.decision IN ('pass', 'approve') THEN 1 ELSE 0 END), MAX(s.step),
                    (SELECT COUNT(*) FROM application_hand h WHERE h.application = a.id)
                FROM application a JOIN approval_flow f ON f.id = a.flow
                JOIN application_step s ON s.application = a.id AND s.round = a.round
                JOIN principal p ON p.id = s.principal WHERE a.id = $1 GROUP BY a.id
                """, .integer(move.subject))
            let steps = Int64(found.first.flatMap { ApprovalFlow(text: $0[0].text ?? "") }?.steps.count ?? 0)
            guard let row = found.first, steps > 0, row[2].integer == steps, row[3].integer == steps,
                row[4].integer == steps, row[5].integer == steps - 1, row[6].integer ?? 0 > steps
            else { throw Breach("IM-14.1", "application \(move.subject) is listed, and not every step passed it") }
        }
    }

    /// Each application has its end. One that was listed has one line, which bears its number and its amount: it is paid,
    /// or stopped in its roster, or in a case.
    func final(_ engine: Engine) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in try rows("SELECT state, COUNT(*), MIN(number) FROM application GROUP BY state ORDER BY state") {
            let state = row[0].text ?? ""
            guard let known = ApplicationMachine.State(rawValue: state), Self.ends.contains(known) else {
                throw Breach("end", "application \(row[2].text ?? "") is still \(state)")
            }
            counts["application \(state)"] = Int(row[1].integer ?? 0)
        }
        let lines = try rows(
            """
            SELECT a.number, a.amount_fen, l.id, ll.amount_fen, COALESCE(l.state, ''), COALESCE(r.state, '')
            FROM application a LEFT JOIN list x ON x.document = a.document
            LEFT JOIN list_line ll ON ll.list = x.id AND ll.line = a.line LEFT JOIN roster_line l ON l.list_line = ll.id
            LEFT JOIN roster r ON r.id = l.roster WHERE a.state = 'listed' ORDER BY a.id
            """)
        for row in lines { counts["application \(try end(of: row, engine))", default: 0] += 1 }
        try nothingBesides(lines.count)
        return counts
    }

    private func end(of row: [SQLValue], _ engine: Engine) throws -> String {
        let number = row[0].text ?? ""
        guard let line = row[2].integer, row[1].integer == row[3].integer else {
            throw Breach("IM-14.1", "application \(number) is listed, and has no line of its amount")
        }
        guard try engine.caseNumber(of: line) == number, try !engine.trace(case: number).isEmpty else {
            throw Breach("IM-3.1", "line \(line) does not bear the number \(number) of its application")
        }
        let attempts = try rows(
            """
            SELECT a.serial, a.state, COALESCE(f.state, '') FROM share s JOIN attempt a ON a.share = s.id
            LEFT JOIN failure f ON f.attempt = a.id WHERE s.roster_line = $1 ORDER BY a.id
            """, .integer(line))
        let credited = attempts.reduce(Int64(0)) { sum, attempt in
            let truth = country.instruction(attempt[0].text ?? "")
            return sum + (truth?.paidFen ?? 0) - (truth?.returnedFen ?? 0)
        }
        if credited == row[1].integer { return "paid" }
        if row[4].text != RosterLineMachine.State.payable.rawValue, credited == 0 { return "stopped" }
        let isInCase = attempts.contains { attempt in
            let isOpen = AttemptMachine.State(rawValue: attempt[1].text ?? "").map { AttemptMachine.open.contains($0) }
            return isOpen ?? false || FailureMachine.State(rawValue: attempt[2].text ?? "") != nil
        }
        guard isInCase else {
            throw Breach(
                "IM-14.1", "application \(number) was approved, and \(credited) fen were paid, and nobody minds")
        }
        return "in a case"
    }

    /// No line of an online list without its application, none of two, and no request that was made two applications.
    private func nothingBesides(_ listed: Int) throws {
        let lines = try rows(
            "SELECT COUNT(*) FROM list_line ll JOIN list x ON x.id = ll.list WHERE x.source = 'online'"
        ).first?[0].integer
        let twice = try rows(
            """
            SELECT MIN(number) FROM application WHERE state = 'listed' GROUP BY subject, project, period
            HAVING COUNT(*) > 1 UNION ALL SELECT MIN(number) FROM application WHERE request IS NOT NULL GROUP BY request HAVING COUNT(*) > 1
            """)
        guard lines == Int64(listed), twice.isEmpty else {
            throw Breach("IM-14.1", "\(lines ?? 0) lines of \(listed) applications; twice: \(twice.count)")
        }
    }

    private func rows(_ sql: SQLText, _ arguments: SQLValue...) throws -> [[SQLValue]] {
        try store.readAlone { c in try c.rows(sql, arguments) }
    }
}
