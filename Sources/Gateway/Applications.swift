import AdapterKit
import Store
package import Subsidy
import Workflow

extension Engine {
    /// What the intake made of each approved case: in the list, or back with its reason; a list that was refused whole
    /// leaves its cases approved, to be listed again.
    func settleApplications(now: Instant) throws -> Progress {
        var progress = Progress()
        let documents = try store.read { c in
            try c.rows(
                """
                SELECT DISTINCT a.document, d.state FROM application a JOIN document d ON d.id = a.document
                WHERE a.state = 'listing' AND d.state IN ('promoted', 'refused') ORDER BY a.document
                """)
        }
        for row in documents {
            let document = row.int(0)
            try commit("application.settle", object: "document:\(document)", now: now, as: .outcome) { work in
                let cases = try work.rows(
                    """
                    SELECT a.id, (SELECT MIN(j.code) FROM reject j WHERE j.document = a.document AND j.line = a.line)
                    FROM application a WHERE a.document = $1 AND a.state = 'listing' ORDER BY a.id
                    """, .integer(document))
                guard row.text(1) == DocumentMachine.State.promoted.rawValue else {
                    try work.move(ApplicationMachine.self, cases.map { ($0.int(0), .release) })
                    try work.execute(
                        "UPDATE application SET document = NULL, line = NULL WHERE document = $1", .integer(document))
                    return
                }
                try work.move(ApplicationMachine.self, cases.map { ($0.int(0), $0[1].isNull ? .take : .reject) })
                for item in cases where !item[1].isNull {
                    try work.execute("UPDATE application SET reason = $1 WHERE id = $2", item[1], item[0])
                }
            }
            progress.moves += 1
        }
        return progress
    }

    /// A list of ours that was refused has let its cases go: read again it would pay them twice.
    func requireNotReleased(_ document: Int64, _ work: Work) throws {
        let row = try work.rows("SELECT connection, state FROM document WHERE id = $1", .integer(document)).first
        guard row?.text(0) == Connection.ownApproval.name, row?.text(1) == DocumentMachine.State.refused.rawValue else {
            return
        }
        throw GatewayError(.conflict, "document.released", "该清单已退回，其中的申请已恢复为待汇总，请重新汇总（application.list）")
    }

    /// Whoever had a hand in a case has taken that part over its list as well (IM-23.1).
    func carryDuties(ofApplicationsIn document: Int64, to list: Int64, _ work: Work) throws {
        try work.execute(
            """
            INSERT INTO duty (root, natural_person, duty, principal, at)
            SELECT $1, d.natural_person, d.duty, d.principal, d.at FROM application a
            JOIN duty d ON d.root = 'application:' || CAST(a.id AS TEXT) WHERE a.document = $2
            ORDER BY d.at, d.natural_person, a.id ON CONFLICT (root, natural_person) DO NOTHING
            """, .text("list:\(list)"), .integer(document))
    }

    /// Applications with the step at which they are, until when it is to be decided, and by whom; who applied is masked.
    package func applications(now: Instant) throws -> [WorkItem] {
        try items(
            "application",
            """
            SELECT a.id, a.county, a.state, a.number, a.project, a.period, a.amount_fen, a.asked, a.reason, f.steps,
                a.step, a.round, p.id, p.sealed, s.entered, f.id
            FROM application a JOIN approval_flow f ON f.id = a.flow JOIN person p ON p.id = a.beneficiary
            JOIN application_step s ON s.application = a.id AND s.round = a.round AND s.step = a.step ORDER BY a.id
            """
        ) { row, _ in
            let steps = ApprovalFlow(text: row.text(9))?.steps ?? []
            let isOpen = row.text(2) == ApplicationMachine.State.inReview.rawValue
            let step = isOpen && steps.indices.contains(Int(row.int(10))) ? steps[Int(row.int(10))] : nil
            let until = try step.map {
                try calendar(row.text(1)).deadline(
                    from: Instant(milliseconds: row.int(14)).day, workingDays: $0.days
                ).day.text
            }
            return [
                "number": row.text(3), "project": row.text(4), "period": row.text(5),
                "amountFen": String(row.int(6)), "received": String(row.int(7)), "reason": row.text(8),
                "step": step?.zh ?? "", "post": step?.post.rawValue ?? "", "round": String(row.int(11)),
                "name": Mask.name(try open(person: row.int(12), sealed: row.bytes(13)).name),
                "until": until ?? "", "flow": String(row.int(15)),
            ]
        }
    }

    /// Every flow that cases began with, its steps, and how many of its cases are still open: an edited flow stands beside
    /// the one before until its last case is done.
    package func approvalFlows() throws -> [WorkItem] {
        try store.read { c in
            try c.rows(
                """
                SELECT f.id, f.county, f.project, f.steps, f.at, f.digest, (SELECT CAST(COUNT(*) AS BIGINT)
                    FROM application a WHERE a.flow = f.id AND a.state IN ('inReview', 'returned', 'approved', 'listing'))
                FROM approval_flow f ORDER BY f.id
                """
            ).map { row in
                let known =
                    project(row.text(2), row.text(1))?.local.approvalFlow ?? (try? profile(row.text(1)))?.approvalFlow
                let flow = ApprovalFlow(text: row.text(3))
                let steps = (flow?.steps ?? []).map { "\($0.zh)（\($0.post.rawValue)，\($0.days) 个工作日）" }
                return WorkItem(
                    kind: "flow", id: row.int(0), county: row.text(1), state: flow == known ? "current" : "former",
                    values: [
                        "project": row.text(2), "steps": steps.joined(separator: " → "),
                        "from": Instant(milliseconds: row.int(4)).day.text, "digest": row.text(5),
                        "cases": String(row.int(6)),
                    ])
            }
        }
    }

    /// How long each step of a case took, or takes (IM-14.1); the term is that of the case's own flow. The working days of
    /// the rounds before a return are told beside it.
    func approvalClocks(
        _ known: Instant, _ c: any StoreConnection
    ) throws -> [(subject: String, county: String, reading: ClockReading)] {
        let rows = try c.rows(
            """
            SELECT a.id, a.number, a.county, f.steps, s.round, s.step, s.entered, s.ended FROM application_step s
            JOIN application a ON a.id = s.application JOIN approval_flow f ON f.id = a.flow
            WHERE s.entered < $1 ORDER BY a.id, s.step, s.round
            """, [.at(known)])
        var readings: [(subject: String, county: String, reading: ClockReading)] = []
        var earlier = 0
        for (index, row) in rows.enumerated() {
            let started = Instant(milliseconds: row.int(6))
            let ended = row[7].integer.map(Instant.init(milliseconds:)).flatMap { $0 < known ? $0 : nil }
            guard let steps = ApprovalFlow(text: row.text(3))?.steps, steps.indices.contains(Int(row.int(5))) else {
                continue
            }
            let (step, calendar) = (steps[Int(row.int(5))], try calendar(row.text(2)))
            let next = rows.indices.contains(index + 1) ? rows[index + 1] : []
            guard next.isEmpty || next[0] != row[0] || next[5] != row[5] else {
                earlier += calendar.workingDays(after: started.day, through: (ended ?? started).day)
                continue
            }
            var reading = Clocks.reading(
                .approval, started: started, stopped: ended, workingDays: step.days, calendar: calendar)
            reading.earlier = earlier
            reading.owner = step.post.owner
            earlier = 0
            readings.append(("application:\(row.text(1)):\(step.id)", row.text(2), reading))
        }
        return readings
    }
}
