import Sandbox
import StoreSQLite
import Store
import Subsidy
import Workflow

/// The clocks of the regulations, told a second time: from the events as they were stored, and by the country's own
/// calendar. What is late must be shown as late, on every day on which it is, and nothing else may be (G9).
struct Deadlines {
    let store: SQLiteStore
    let now: Instant

    /// What a clock is about, and which clock it is.
    struct Mark: Hashable, Comparable {
        var subject: String
        var clock: RegionProfile.Clock

        static func < (a: Mark, b: Mark) -> Bool { (a.subject, a.clock.rawValue) < (b.subject, b.clock.rawValue) }
    }

    /// Clocks that run here, with their working days in both regions.
    private static let terms: [RegionProfile.Clock: Int] = [
        .publicity: 5, .departmentReview: 2, .financeReview: 2, .ordering: 3, .batchSend: 2, .bankPays: 3,
        .accountChange: 5, .complaint: 10,
    ]

    /// `shown`: what the engine's clocks call broken now.
    func check(shown: Set<Mark>) throws {
        let late = try rosters().union(orders()).union(batches()).union(failures()).union(complaints())
            .union(approvals())
        if let silent = late.subtracting(shown).min() {
            throw Breach("G9.clock", "\(silent.subject) is late by \(silent.clock.rawValue), and no clock says so")
        }
        if let wrong = shown.filter({ Self.terms[$0.clock] != nil || $0.clock == .approval }).subtracting(late).min() {
            throw Breach("G9.clock", "\(wrong.subject) is in time by \(wrong.clock.rawValue), and is called late")
        }
    }

    private func isLate(
        _ clock: RegionProfile.Clock, _ county: String, _ started: Int64, _ stopped: Int64?, term: Int? = nil
    ) -> Bool {
        guard let term = term ?? Self.terms[clock],
            let deadline = Country.deadline(after: started, workingDays: term, in: county)
        else { return false }
        return Country.day(of: stopped ?? now.milliseconds) > deadline
    }

    /// The last round of each stage of a roster: a return ends it, and the next begins anew; so does the end of a
    /// roster on which nobody is left.
    private func rosters() throws -> Set<Mark> {
        let stages: [(clock: RegionProfile.Clock, from: String, to: String)] = [
            (.publicity, "identityChecked", "publish"), (.departmentReview, "sign", "departmentApprove"),
            (.financeReview, "departmentApprove", "financeApprove"), (.ordering, "financeApprove", "order"),
        ]
        var rounds: [Mark: (county: String, started: Int64, stopped: Int64?)] = [:]
        let events = try store.readAlone { c in
            try c.rows(
                """
                SELECT e.subject, e.event, e.arrived, r.county FROM event e JOIN roster r ON r.id = e.subject
                WHERE e.machine = 'roster' ORDER BY e.subject, e.sequence
                """)
        }
        for row in events {
            let (event, arrived) = (row[1].text ?? "", row[2].integer ?? 0)
            for stage in stages {
                let mark = Mark(subject: "roster:\(row[0].integer ?? 0)", clock: stage.clock)
                if event == stage.from { rounds[mark] = (row[3].text ?? "", arrived, nil) }
                guard [stage.to, "return", "end"].contains(event), rounds[mark]?.stopped == nil else { continue }
                rounds[mark]?.stopped = arrived
            }
        }
        return Set(rounds.filter { isLate($0.key.clock, $0.value.county, $0.value.started, $0.value.stopped) }.keys)
    }

    /// Subject, start, end and county of each.
    private func marks(_ clock: RegionProfile.Clock, _ sql: SQLText) throws -> Set<Mark> {
        let late = try store.readAlone { c in try c.rows(sql) }.filter { row in
            row[1].integer.map { isLate(clock, row[3].text ?? "", $0, row[2].integer) } ?? false
        }
        return Set(late.map { Mark(subject: $0[0].text ?? "", clock: clock) })
    }

    /// The last round of each step of each application, by the flow that it began with (IM-14.1).
    private func approvals() throws -> Set<Mark> {
        let rows = try store.readAlone { c in
            try c.rows(
                """
                SELECT a.number, a.county, f.steps, s.step, s.entered, s.ended FROM application_step s
                JOIN application a ON a.id = s.application JOIN approval_flow f ON f.id = a.flow
                WHERE s.round = (SELECT MAX(t.round) FROM application_step t WHERE t.application = s.application
                    AND t.step = s.step) ORDER BY a.id, s.step
                """)
        }
        var late: Set<Mark> = []
        for row in rows {
            let steps = ApprovalFlow(text: row[2].text ?? "")?.steps ?? []
            guard let index = row[3].integer, steps.indices.contains(Int(index)) else { continue }
            let step = steps[Int(index)]
            guard
                isLate(.approval, row[1].text ?? "", row[4].integer ?? 0, row[5].integer, term: step.days)
            else { continue }
            late.insert(Mark(subject: "application:\(row[0].text ?? ""):\(step.id)", clock: .approval))
        }
        return late
    }

    private func orders() throws -> Set<Mark> {
        try marks(
            .batchSend,
            """
            SELECT 'order:' || o.number, o.allocated_at,
                COALESCE((SELECT MIN(b.sent) FROM batch b WHERE b.payment_order = o.id AND b.sent >= (SELECT MAX(e.arrived)
                    FROM event e WHERE e.machine = 'payment_order' AND e.subject = o.id
                    AND e.to_state IN ('allocated', 'partlyAllocated'))),
                    CASE WHEN (SELECT COUNT(*) FROM attempt a WHERE a.payment_order = o.id AND a.state = 'held') = 0
                    THEN (SELECT MAX(b.sent) FROM batch b WHERE b.payment_order = o.id) END), o.county
            FROM payment_order o WHERE o.disbursement = 'agencyAccount' ORDER BY o.id
            """)
    }

    /// The bank's three days begin when its statement shows the money, part by part; until it does, when the treasury
    /// says so. What is paid again was there already: its days begin when it was released.
    private func batches() throws -> Set<Mark> {
        let (told, shown, batches) = try store.readAlone { c in
            (
                try c.rows(
                    """
                    SELECT subject, arrived, COALESCE(occurred, arrived) FROM event WHERE machine = 'payment_order'
                    AND to_state IN ('allocated', 'partlyAllocated') ORDER BY sequence
                    """),
                try c.rows(
                    """
                    SELECT DISTINCT payment_order, day FROM statement_line WHERE payment_order IS NOT NULL
                    ORDER BY payment_order, day
                    """),
                try c.rows(
                    """
                    SELECT b.number, b.payment_order, b.released, o.county, (SELECT MIN(e.arrived) FROM event e
                            WHERE e.machine = 'batch' AND e.subject = b.id AND e.to_state = 'fullyResulted'),
                        EXISTS (SELECT 1 FROM attempt a JOIN attempt p ON p.share = a.share AND p.ordinal < a.ordinal
                            JOIN event v ON v.machine = 'attempt' AND v.subject = p.id
                            WHERE a.batch = b.id AND v.to_state IN ('failed', 'lateReturned')
                            AND v.arrived <= b.released)
                    FROM batch b JOIN payment_order o ON o.id = b.payment_order WHERE b.state <> 'cancelled'
                    ORDER BY b.id
                    """)
            )
        }
        var late: Set<Mark> = []
        for batch in batches {
            let (order, released) = (batch[1].integer ?? 0, batch[2].integer ?? 0)
            let words = told.filter { $0[0].integer == order }
            let days = shown.filter { $0[0].integer == order }.compactMap { $0[1].integer }
            let heard = words.filter { $0[1].integer ?? 0 <= released }.count
            let part = max(heard, 1) - 1
            let started: Int64
            if batch[5].integer == 1, !(words.isEmpty && days.isEmpty) {
                started = released
            } else if part < days.count {
                started = days[part] * 86_400_000
            } else if let word = words.dropFirst(min(part, max(words.count - 1, 0))).first {
                started = word[2].integer ?? 0
            } else if let day = days.last {
                started = day * 86_400_000
            } else {
                continue
            }
            guard isLate(.bankPays, batch[3].text ?? "", started, batch[4].integer) else { continue }
            late.insert(Mark(subject: "batch:\(batch[0].text ?? "")", clock: .bankPays))
        }
        return late
    }

    private func failures() throws -> Set<Mark> {
        try marks(
            .accountChange,
            """
            SELECT 'failure:' || CAST(f.id AS TEXT), f.started, f.ended, o.county FROM failure f
            JOIN attempt a ON a.id = f.attempt JOIN payment_order o ON o.id = a.payment_order WHERE f.class = 'A'
            AND f.extension = '' ORDER BY f.id
            """)
    }

    /// Until the answer that nobody has sent back since.
    private func complaints() throws -> Set<Mark> {
        try marks(
            .complaint,
            """
            SELECT 'complaint:' || c.number, c.received, (SELECT MAX(e.arrived) FROM event e
                WHERE e.machine = 'complaint' AND e.subject = c.id AND e.event = 'answer'
                AND e.sequence > COALESCE((SELECT MAX(f.sequence) FROM event f WHERE f.machine = 'complaint'
                    AND f.subject = c.id AND f.event = 'reopen'), -1)), c.county
            FROM complaint c ORDER BY c.id
            """)
    }
}
