import Store
package import Subsidy
package import Workflow

extension Engine {
    /// Every clock that runs or ran (requirements 1c), computed now.
    package func clocks(now: Instant) throws -> [(subject: String, county: String, reading: ClockReading)] {
        try store.read { c in
            var readings: [(subject: String, county: String, reading: ClockReading)] = []
            func add(_ clock: RegionProfile.Clock, _ sql: SQLText) throws {
                for row in try c.rows(sql) {
                    guard let started = row[2].integer else { continue }
                    let reading = Clocks.reading(
                        clock, started: Instant(milliseconds: started),
                        stopped: row[3].integer.map(Instant.init(milliseconds:)),
                        extension: row.count > 4 ? row.text(4) : "", profile: try profile(row.text(1)),
                        calendar: try calendar(row.text(1)))
                    if let reading { readings.append((row.text(0), row.text(1), reading)) }
                }
            }
            readings += try rosterClock(.publicity, from: "identityChecked", to: "publish", c)
            readings += try rosterClock(.departmentReview, from: "sign", to: "departmentApprove", c)
            readings += try rosterClock(.financeReview, from: "departmentApprove", to: "financeApprove", c)
            readings += try rosterClock(.ordering, from: "financeApprove", to: "order", c)
            readings += try paymentClocks(c)
            readings += try complaintClocks(c)
            try add(
                .batchSend,
                """
                SELECT 'order:' || o.number, o.county, o.allocated_at, MIN(b.sent) FROM payment_order o
                LEFT JOIN batch b ON b.payment_order = o.id WHERE o.disbursement = 'agencyAccount'
                GROUP BY o.id, o.number, o.county, o.allocated_at ORDER BY o.id
                """)
            readings += try bankClocks(now: now, c)
            try add(
                .accountChange,
                """
                SELECT 'failure:' || CAST(f.id AS TEXT), o.county, f.started, f.ended, f.extension FROM failure f
                JOIN attempt a ON a.id = f.attempt JOIN payment_order o ON o.id = a.payment_order
                WHERE f.class = 'A' ORDER BY f.id
                """)
            return readings
        }
    }

    /// A review's clock starts anew when a returned roster is submitted again; the working days of the rounds before are
    /// kept beside it (IM-17.1).
    private func rosterClock(
        _ clock: RegionProfile.Clock, from: String, to: String, _ c: any StoreConnection
    ) throws -> [(subject: String, county: String, reading: ClockReading)] {
        let events = try c.rows(
            """
            SELECT r.id, r.county, e.event, e.arrived FROM roster r JOIN event e ON e.machine = 'roster' AND e.subject = r.id
            WHERE e.event IN ($1, $2, 'return') ORDER BY r.id, e.sequence
            """, [.text(from), .text(to)])
        var readings: [(subject: String, county: String, reading: ClockReading)] = []
        for (_, rounds) in Dictionary(grouping: events, by: { $0.int(0) }).sorted(by: { $0.key < $1.key }) {
            let (profile, calendar) = (try profile(rounds[0].text(1)), try calendar(rounds[0].text(1)))
            var earlier = 0
            var last: (started: Instant, stopped: Instant?)?
            for event in rounds {
                let at = Instant(milliseconds: event.int(3))
                if event.text(2) == from {
                    if let round = last {
                        earlier += calendar.workingDays(after: round.started.day, through: (round.stopped ?? at).day)
                    }
                    last = (at, nil)
                } else if last?.stopped == nil {
                    last?.stopped = at
                }
            }
            guard let round = last,
                var reading = Clocks.reading(
                    clock, started: round.started, stopped: round.stopped, profile: profile, calendar: calendar)
            else { continue }
            reading.earlier = earlier
            readings.append(("roster:\(rounds[0].int(0))", rounds[0].text(1), reading))
        }
        return readings
    }

    /// How long a list takes until each of its lines is paid or has left, where its project has a term for it (IM-32.1).
    private func paymentClocks(
        _ c: any StoreConnection
    ) throws -> [(subject: String, county: String, reading: ClockReading)] {
        let lists = try c.rows(
            """
            SELECT x.id, x.county, x.project, d.received FROM list x JOIN document d ON d.id = x.document
            WHERE x.state = 'rostered' ORDER BY x.id
            """)
        return try lists.compactMap { row in
            guard let days = project(row.text(2), row.text(1))?.local.payWithin else { return nil }
            let reading = Clocks.reading(
                .payment, started: Instant(milliseconds: row.int(3)), stopped: try lastPayment(list: row.int(0), c),
                workingDays: days, calendar: try calendar(row.text(1)))
            return ("list:\(row.int(0))", row.text(1), reading)
        }
    }

    /// When the last share of a list was paid; nil while one that has not left is unpaid.
    private func lastPayment(list: Int64, _ c: any StoreConnection) throws -> Instant? {
        let row = try c.rows(
            """
            SELECT CAST(SUM(CASE WHEN a.paid IS NULL AND f.id IS NULL THEN 1 ELSE 0 END) AS BIGINT), MAX(a.paid)
            FROM roster r JOIN roster_line l ON l.roster = r.id AND l.state = 'payable' JOIN share s ON s.roster_line = l.id
            LEFT JOIN (SELECT p.share AS share, MAX(e.arrived) AS paid FROM attempt p JOIN event e
                ON e.machine = 'attempt' AND e.subject = p.id AND e.to_state IN ('paid', 'paidLate')
                WHERE p.state IN ('paid', 'paidLate') GROUP BY p.share) AS a ON a.share = s.id
            LEFT JOIN (SELECT q.share AS share, MAX(g.id) AS id FROM attempt q JOIN failure g ON g.attempt = q.id
                WHERE g.state = 'movedOut' GROUP BY q.share) AS f ON f.share = s.id
            WHERE r.list = $1
            """, [.integer(list)]
        ).first
        guard let row, row.int(0) == 0 else { return nil }
        return row[1].integer.map(Instant.init(milliseconds:))
    }

    /// The bank's clocks run from the day on which the statement shows the funds, or from the treasury's word until it
    /// does, and name who held the ball when they are overrun (IM-20.2).
    private func bankClocks(
        now: Instant, _ c: any StoreConnection
    ) throws -> [(subject: String, county: String, reading: ClockReading)] {
        try c.rows(
            """
            SELECT b.number, b.county, COALESCE((SELECT MIN(l.day) * 86400000 - 28800000 FROM statement_line l
                WHERE l.payment_order = o.id), o.allocated_at), b.sent, (SELECT MIN(e.arrived) FROM event e
                WHERE e.machine = 'batch' AND e.subject = b.id AND e.to_state = 'fullyResulted')
            FROM batch b JOIN payment_order o ON o.id = b.payment_order WHERE b.state <> 'cancelled' ORDER BY b.id
            """
        ).compactMap { row in
            guard let arrived = row[2].integer.map(Instant.init(milliseconds:)) else { return nil }
            let resulted = row[4].integer.map(Instant.init(milliseconds:))
            let (profile, calendar) = (try profile(row.text(1)), try calendar(row.text(1)))
            guard
                var reading = Clocks.reading(
                    .bankPays, started: arrived, stopped: resulted, profile: profile, calendar: calendar)
            else { return nil }
            reading.holders = Clocks.holders(
                arrived: arrived, sent: row[3].integer.map(Instant.init(milliseconds:)), resulted: resulted, now: now,
                profile: profile, calendar: calendar)
            return ("batch:" + row.text(0), row.text(1), reading)
        }
    }
}
