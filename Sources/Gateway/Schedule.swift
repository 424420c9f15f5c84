import AdapterKit
import Store
package import Subsidy

extension Engine {
    /// Runs the pulls that are due by the profile. A pull is a question without business: it needs no outbox, and its
    /// answers are landed like any document.
    package func schedule(now: Instant) throws -> Progress {
        begin(now)
        var progress = Progress()
        guard try isReleased() else { return progress }
        var runs = try lastRuns()
        for county in configuration.counties {
            let profile = try profile(county.code)
            for plan in profile.schedules {
                for name in routes(plan.exchange, county.code) where isPlanned(plan, name, profile) {
                    if plan.exchange == .residentsCompare, let connection = configuration.connections[name] {
                        progress += try pullResidents(
                            plan, county.code, connection, last: runs[plan.exchange, county.code, name], now: now)
                        continue
                    }
                    guard let connection = configuration.connections[name],
                        try isDue(plan, county.code, last: runs[plan.exchange, county.code, name], now: now)
                    else { continue }
                    switch plan.exchange {
                    case .indicatorSync: progress += try pullIndicators(county.code, connection, now: now)
                    case .paymentStatus: progress += try pullStatus(county.code, connection, now: now)
                    case .noticeReceipt: progress += try pullReceipts(county.code, connection, now: now)
                    case .rosterPull, .beneficiarySync:
                        progress += try pullPages(plan.exchange, county.code, connection, now: now)
                    default: continue
                    }
                    try noteRun(plan.exchange, county.code, name, now: now)
                    runs[plan.exchange, county.code, name] = now
                }
            }
            progress += try checkLibrary(county.code, now: now)
        }
        return progress
    }

    /// The plan of an exchange with one connection: its source's own, or the one for all (IM-29.2).
    func plan(_ exchange: Exchange, _ connection: String, _ profile: RegionProfile) -> RegionProfile.Schedule? {
        let source = configuration.connections[connection]?.settings["source"] ?? ""
        let plans = profile.schedules.filter { $0.exchange == exchange }
        return plans.first { !source.isEmpty && $0.source == source } ?? plans.first { $0.source.isEmpty }
    }

    func isPlanned(_ plan: RegionProfile.Schedule, _ connection: String, _ profile: RegionProfile) -> Bool {
        self.plan(plan.exchange, connection, profile) == plan
    }

    /// Whether a plan is due now; computed from the last run, never by equality with a time.
    func isDue(_ plan: RegionProfile.Schedule, _ county: String, last: Instant?, now: Instant) throws -> Bool {
        guard try isWithinHours(plan, county, now: now) else { return false }
        guard let last else { return true }
        return now.milliseconds - last.milliseconds >= Int64(plan.every) * 60_000
    }

    /// When every pull ran last.
    func lastRuns() throws -> LastRuns {
        var runs = LastRuns()
        for row in try store.read({ c in try c.rows("SELECT county, exchange, connection, last_run FROM schedule") }) {
            guard let exchange = Exchange(rawValue: row.text(1)) else { continue }
            runs[exchange, row.text(0), row.text(2)] = row[3].integer.map(Instant.init(milliseconds:))
        }
        return runs
    }

    /// Whether the counterpart answers now, by the plan's hours and days.
    func isWithinHours(_ plan: RegionProfile.Schedule, _ county: String, now: Instant) throws -> Bool {
        guard (plan.fromHour..<plan.untilHour).contains(now.time.hour) else { return false }
        return try !plan.workingDaysOnly || calendar(county).isWorkingDay(now.day)
    }

    /// Whether a register answers now, and whether people may be sent a message now, by the profile's hours; what has no
    /// hours always does.
    func isOpen(_ exchange: Exchange, _ county: String, now: Instant) throws -> Bool {
        guard [.identityVerify, .cardVerify, .noticeSend].contains(exchange),
            let plan = try profile(county).schedules.first(where: { $0.exchange == exchange })
        else { return true }
        return try isWithinHours(plan, county, now: now)
    }

    func noteRun(_ exchange: Exchange, _ county: String, _ connection: String, now: Instant) throws {
        try store.write { c in
            _ = try c.execute(
                """
                INSERT INTO schedule (county, exchange, connection, last_run) VALUES ($1, $2, $3, $4)
                ON CONFLICT (county, exchange, connection) DO UPDATE SET last_run = excluded.last_run
                """, [.text(county), .text(exchange.rawValue), .text(connection), .at(now)])
        }
    }

    /// All pages of hot topics, then of indicators (IM-10.4): a full pull each time, so that a lost cursor, a page that
    /// comes twice and a topic taken away all come out right.
    private func pullIndicators(_ county: String, _ connection: Connection, now: Instant) throws -> Progress {
        var progress = Progress()
        // Where no topic marks the money for subsidies there is nothing to ask about topics (NX-9.4).
        let kinds = try profile(county).hotTopic == nil ? ["indicators"] : ["topics", "indicators"]
        for kind in kinds {
            var pages: [Int64] = []
            var page: String? = "1"
            while let current = page {
                let outcome = try adapter(connection).send(
                    Dispatch(
                        exchange: .indicatorSync, number: "\(kind)-\(current)",
                        parameters: [
                            "kind": kind, "division": county + "000", "year": String(now.day.year), "page": current,
                        ]), over: line(connection, now: now))
                guard case .done(let evidence) = outcome, let bytes = evidence.answer else { break }
                pages.append(
                    try land(
                        bytes,
                        LandingNote(
                            county: county, exchange: .indicatorSync, connection: connection,
                            mappingKey: "indicator.sync.\(kind)", parameters: ["county": county]), now: now))
                progress.documents += 1
                page = evidence.next
            }
            // Only a pull that came to its last page says what is not there.
            if page == nil { try notePull(kind, pages, county, connection, now: now) }
        }
        return progress
    }

    /// The state of every request that is not at its end, and the results of lines where the treasury pays them. What
    /// is settled there is asked about once a day as long as the profile says that a late word may come: no file of a
    /// bank would tell it.
    private func pullStatus(_ county: String, _ connection: Connection, now: Instant) throws -> Progress {
        var progress = Progress()
        let late = try profile(county).lateResultDays
        let orders = try store.read { c in
            try c.rows(
                """
                SELECT number, 'payment.status' FROM payment_order WHERE county = $1 AND (state = 'accepted'
                OR (state IN ('sending', 'rejected') AND EXISTS (SELECT 1 FROM outbox b WHERE b.subject = 'payment_order'
                    AND b.subject_id = payment_order.id AND b.state = 'done'))
                OR (state = 'partlyAllocated' AND (disbursement = 'agencyAccount' OR results_read < $2)))
                UNION ALL
                SELECT number, 'batch.result' FROM payment_order WHERE county = $1 AND disbursement = 'treasuryDirect'
                AND state IN ('allocated', 'partlyAllocated', 'returned') AND (EXISTS (SELECT 1 FROM attempt a
                    WHERE a.payment_order = payment_order.id AND a.state IN ('instructed', 'pending', 'unknown'))
                    OR (results_read < $2 AND allocated_at > $3))
                ORDER BY 1, 2 DESC
                """, [.text(county), .at(now + .seconds(-20 * 3600)), .at(now + .seconds(-86_400 * late))])
        }
        for order in orders {
            guard let exchange = Exchange(rawValue: order.text(1)) else { continue }
            let outcome = try adapter(connection).send(
                Dispatch(exchange: exchange, number: order.text(0)), over: line(connection, now: now))
            guard case .done(let evidence) = outcome, let bytes = evidence.answer else { continue }
            _ = try land(
                bytes,
                LandingNote(
                    county: county, exchange: exchange, connection: connection, mappingKey: exchange.rawValue,
                    parameters: ["county": county, "number": order.text(0)]), now: now)
            progress.documents += 1
            guard exchange == .batchResult else { continue }
            try store.write { c in
                _ = try c.execute(
                    "UPDATE payment_order SET results_read = $1 WHERE number = $2", [.at(now), order[0]])
            }
        }
        return progress
    }
}

/// LastRuns knows of each pull when it ran last; a step reads it once, and keeps it in line with what it notes.
struct LastRuns {
    private struct Key: Hashable {
        var exchange: Exchange
        var county: String
        var connection: String
    }

    private var runs: [Key: Instant] = [:]

    subscript(exchange: Exchange, county: String, connection: String) -> Instant? {
        get { runs[Key(exchange: exchange, county: county, connection: connection)] }
        set { runs[Key(exchange: exchange, county: county, connection: connection)] = newValue }
    }
}
