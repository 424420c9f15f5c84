import Store
package import Subsidy
package import Workflow

extension Engine {
    /// Every clock that runs or ran (requirements 1c), computed now; with `known`, from what had been learnt before that
    /// moment and from nothing that came later.
    package func clocks(
        now: Instant, known: Instant = Instant(milliseconds: .max)
    ) throws -> [(subject: String, county: String, reading: ClockReading)] {
        begin(now)
        return try store.read { c in try clocks(now: now, known: known, c) }
    }

    func clocks(
        now: Instant, known: Instant, _ c: any StoreConnection
    ) throws -> [(subject: String, county: String, reading: ClockReading)] {
        let profiles = try profilesOfRosters(c)
        var readings: [(subject: String, county: String, reading: ClockReading)] = []
        readings += try rosterClock(.publicity, from: "identityChecked", to: "publish", profiles, known, c)
        readings += try rosterClock(.departmentReview, from: "sign", to: "departmentApprove", profiles, known, c)
        readings += try rosterClock(.financeReview, from: "departmentApprove", to: "financeApprove", profiles, known, c)
        readings += try rosterClock(.ordering, from: "financeApprove", to: "order", profiles, known, c)
        readings += try paymentClocks(known, c)
        readings += try sendingClocks(profiles, known, c)
        readings += try bankClocks(now: now, profiles, known, c)
        readings += try accountClocks(profiles, known, c)
        readings += try complaintClocks(known, c)
        readings += try approvalClocks(known, c)
        return readings
    }

    /// From the last word of the treasury that money has come to the first batch that left after it: a further part of
    /// the money asks for a further batch (IM-20.1).
    private func sendingClocks(
        _ profiles: [Int64: RegionProfile], _ known: Instant, _ c: any StoreConnection
    ) throws -> [(subject: String, county: String, reading: ClockReading)] {
        try c.rows(
            """
            SELECT o.number, o.county, (SELECT COALESCE(e.occurred, e.arrived) FROM event e
                    WHERE e.machine = 'payment_order' AND e.subject = o.id AND e.arrived < $1
                    AND e.to_state IN ('allocated', 'partlyAllocated') ORDER BY e.sequence DESC LIMIT 1),
                COALESCE((SELECT MIN(b.sent) FROM batch b WHERE b.payment_order = o.id AND b.sent < $1
                    AND b.sent >= (SELECT MAX(e.arrived) FROM event e WHERE e.machine = 'payment_order'
                        AND e.subject = o.id AND e.arrived < $1 AND e.to_state IN ('allocated', 'partlyAllocated'))),
                    (SELECT MAX(b.sent) FROM batch b WHERE b.payment_order = o.id AND b.sent < $1
                        AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.payment_order = o.id AND a.state = 'held'))),
                o.roster
            FROM payment_order o WHERE o.disbursement = 'agencyAccount' AND o.created < $1 ORDER BY o.id
            """, [.at(known)]
        ).compactMap { row in
            guard let started = row[2].integer else { return nil }
            let reading = Clocks.reading(
                .batchSend, started: Instant(milliseconds: started),
                stopped: row[3].integer.map(Instant.init(milliseconds:)),
                profile: try profiles[row.int(4)] ?? self.profile(row.text(1)),
                calendar: try calendar(row.text(1)))
            return reading.map { ("order:" + row.text(0), row.text(1), $0) }
        }
    }

    private func accountClocks(
        _ profiles: [Int64: RegionProfile], _ known: Instant, _ c: any StoreConnection
    ) throws -> [(subject: String, county: String, reading: ClockReading)] {
        try c.rows(
            """
            SELECT f.id, o.county, CASE WHEN p.id IS NULL THEN f.started ELSE p.started END,
                CASE WHEN p.id IS NULL THEN f.ended ELSE p.ended END,
                CASE WHEN p.id IS NULL THEN f.extension ELSE p.extension END,
                CASE WHEN p.id IS NULL THEN f.owner ELSE p.owner END,
                CASE WHEN p.id IS NULL THEN f.class ELSE p.class END, o.roster
            FROM failure f JOIN attempt a ON a.id = f.attempt JOIN payment_order o ON o.id = a.payment_order
            LEFT JOIN failure_past p ON p.id = (SELECT MIN(q.id) FROM failure_past q
                WHERE q.failure = f.id AND q.held_until >= $1)
            ORDER BY f.id
            """, [.at(known)]
        ).compactMap { row in
            guard row.text(6) == FailureClass.changeAccount.rawValue, row.int(2) < known.milliseconds else {
                return nil
            }
            let ended = row[3].integer.map(Instant.init(milliseconds:)).flatMap { $0 < known ? $0 : nil }
            guard
                var reading = Clocks.reading(
                    .accountChange, started: Instant(milliseconds: row.int(2)), stopped: ended,
                    extension: row.text(4), profile: try profiles[row.int(7)] ?? self.profile(row.text(1)),
                    calendar: try calendar(row.text(1)))
            else { return nil }
            reading.owner = RegionProfile.Owner(rawValue: row.text(5))
            return ("failure:\(row.int(0))", row.text(1), reading)
        }
    }

    /// A review's clock starts anew when a returned roster is submitted again; the working days of the rounds before are
    /// kept beside it (IM-17.1).
    private func rosterClock(
        _ clock: RegionProfile.Clock, from: String, to: String, _ profiles: [Int64: RegionProfile],
        _ known: Instant, _ c: any StoreConnection
    ) throws -> [(subject: String, county: String, reading: ClockReading)] {
        let events = try c.rows(
            """
            SELECT r.id, r.county, e.event, e.arrived FROM roster r JOIN event e ON e.machine = 'roster' AND e.subject = r.id
            WHERE e.event IN ($1, $2, 'return', 'end') AND e.arrived < $3 ORDER BY r.id, e.sequence
            """, [.text(from), .text(to), .at(known)])
        var readings: [(subject: String, county: String, reading: ClockReading)] = []
        for (_, rounds) in Dictionary(grouping: events, by: { $0.int(0) }).sorted(by: { $0.key < $1.key }) {
            let profile = try profiles[rounds[0].int(0)] ?? self.profile(rounds[0].text(1))
            let calendar = try calendar(rounds[0].text(1))
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
        _ known: Instant, _ c: any StoreConnection
    ) throws -> [(subject: String, county: String, reading: ClockReading)] {
        let lists = try c.rows(
            """
            SELECT x.id, x.county, x.project, d.received FROM list x JOIN document d ON d.id = x.document
            WHERE EXISTS (SELECT 1 FROM event e WHERE e.machine = 'list' AND e.subject = x.id AND e.to_state = 'rostered'
                AND e.arrived < $1) ORDER BY x.id
            """, [.at(known)])
        return try lists.compactMap { row in
            guard let days = project(row.text(2), row.text(1))?.local.payWithin else { return nil }
            let reading = Clocks.reading(
                .payment, started: Instant(milliseconds: row.int(3)),
                stopped: try lastPayment(list: row.int(0), known, c),
                workingDays: days, calendar: try calendar(row.text(1)))
            return ("list:\(row.int(0))", row.text(1), reading)
        }
    }

    /// When the last share of a list was paid; nil while one that has not left is unpaid.
    private func lastPayment(list: Int64, _ known: Instant, _ c: any StoreConnection) throws -> Instant? {
        let row = try c.rows(
            """
            SELECT CAST(SUM(CASE WHEN a.paid IS NULL AND f.id IS NULL THEN 1 ELSE 0 END) AS BIGINT), MAX(a.paid)
            FROM roster r JOIN roster_line l ON l.roster = r.id
                AND COALESCE((SELECT v.from_state FROM event v WHERE v.machine = 'roster_line' AND v.subject = l.id
                    AND v.arrived >= $2 ORDER BY v.sequence LIMIT 1), l.state) = 'payable'
            LEFT JOIN share s ON s.roster_line = l.id
            LEFT JOIN (SELECT p.share AS share, MAX(e.arrived) AS paid FROM attempt p JOIN event e
                ON e.machine = 'attempt' AND e.subject = p.id AND e.to_state IN ('paid', 'paidLate') AND e.arrived < $2
                WHERE COALESCE((SELECT v.from_state FROM event v WHERE v.machine = 'attempt' AND v.subject = p.id
                    AND v.arrived >= $2 ORDER BY v.sequence LIMIT 1), p.state) IN ('paid', 'paidLate')
                GROUP BY p.share) AS a ON a.share = s.id
            LEFT JOIN (SELECT q.share AS share, MAX(g.id) AS id FROM attempt q JOIN failure g ON g.attempt = q.id
                WHERE EXISTS (SELECT 1 FROM event e WHERE e.machine = 'failure' AND e.subject = g.id
                    AND e.to_state = 'movedOut' AND e.arrived < $2) GROUP BY q.share) AS f ON f.share = s.id
            WHERE r.list = $1
            """, [.integer(list), .at(known)]
        ).first
        guard let row, row.int(0) == 0 else { return nil }
        if let paid = row[1].integer { return Instant(milliseconds: paid) }
        // Nobody is left who could be paid: it was over when its roster ended.
        let last = try c.rows(
            """
            SELECT e.event, e.arrived FROM event e JOIN roster r ON r.id = e.subject
            WHERE e.machine = 'roster' AND r.list = $1 AND e.arrived < $2 ORDER BY e.sequence DESC LIMIT 1
            """, [.integer(list), .at(known)]
        ).first
        return last.flatMap { $0.text(0) == RosterMachine.Event.end.rawValue ? Instant(milliseconds: $0.int(1)) : nil }
    }

    /// The bank's clocks run from the day on which the statement shows the funds, or from the treasury's word until it
    /// does, and name who held the ball when they are overrun (IM-20.2). A batch of a further part of the money begins
    /// with that part, and one that pays again what had failed with its release: its money was there all the while.
    private func bankClocks(
        now: Instant, _ profiles: [Int64: RegionProfile], _ known: Instant, _ c: any StoreConnection
    ) throws -> [(subject: String, county: String, reading: ClockReading)] {
        let (told, shown) = (try allocations(known, c), try credits(known, c))
        return try c.rows(
            """
            SELECT b.number, b.county, b.released, CASE WHEN b.sent < $1 THEN b.sent END,
                (SELECT MIN(e.arrived) FROM event e WHERE e.machine = 'batch'
                    AND e.subject = b.id AND e.to_state = 'fullyResulted' AND e.arrived < $1), o.roster, o.id,
                CASE WHEN EXISTS (SELECT 1 FROM attempt a JOIN attempt p ON p.share = a.share AND p.ordinal < a.ordinal
                    JOIN event e ON e.machine = 'attempt' AND e.subject = p.id
                        AND e.to_state IN ('failed', 'lateReturned') AND e.arrived <= b.released
                    WHERE a.batch = b.id AND a.ordinal > 1) THEN 1 ELSE 0 END
            FROM batch b JOIN payment_order o ON o.id = b.payment_order
            WHERE b.released < $1 AND NOT EXISTS (SELECT 1 FROM event e WHERE e.machine = 'batch' AND e.subject = b.id
                AND e.to_state = 'cancelled' AND e.arrived < $1) ORDER BY b.id
            """, [.at(known)]
        ).compactMap { row in
            let funds = Clocks.funds(
                told: told[row.int(6)] ?? [], shown: shown[row.int(6)] ?? [],
                released: Instant(milliseconds: row.int(2)), isAgain: row.int(7) == 1)
            guard let arrived = funds else { return nil }
            let resulted = row[4].integer.map(Instant.init(milliseconds:))
            let profile = try profiles[row.int(5)] ?? self.profile(row.text(1))
            let calendar = try calendar(row.text(1))
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

    /// When the treasury's money came, by its own words, and when we had each word: of each order, in their order.
    private func allocations(
        _ known: Instant, _ c: any StoreConnection
    ) throws -> [Int64: [Clocks.Allocation]] {
        let rows = try c.rows(
            """
            SELECT e.subject, COALESCE(e.occurred, e.arrived), e.arrived FROM event e
            WHERE e.machine = 'payment_order' AND e.arrived < $1 AND e.to_state IN ('allocated', 'partlyAllocated')
            ORDER BY e.subject, e.sequence
            """, [.at(known)])
        return Dictionary(grouping: rows) { $0.int(0) }.mapValues { rows in
            rows.map {
                Clocks.Allocation(at: Instant(milliseconds: $0.int(1)), heard: Instant(milliseconds: $0.int(2)))
            }
        }
    }

    /// On which days the statements show money of each order, in their order.
    private func credits(_ known: Instant, _ c: any StoreConnection) throws -> [Int64: [Day]] {
        let rows = try c.rows(
            """
            SELECT DISTINCT l.payment_order, l.day FROM statement_line l
            JOIN event d ON d.machine = 'document' AND d.subject = l.document AND d.to_state = 'promoted'
                AND d.arrived < $1
            WHERE l.payment_order IS NOT NULL ORDER BY l.payment_order, l.day
            """, [.at(known)])
        return Dictionary(grouping: rows) { $0.int(0) }.mapValues { rows in rows.compactMap { $0.day(1) } }
    }
}
