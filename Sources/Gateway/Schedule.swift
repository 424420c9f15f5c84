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
        for county in configuration.counties {
            let profile = try profile(county.code)
            for plan in profile.schedules {
                for name in routes(plan.exchange, county.code) {
                    guard let connection = configuration.connections[name],
                        try isDue(plan, county.code, name, now: now)
                    else { continue }
                    switch plan.exchange {
                    case .indicatorSync: progress += try pullIndicators(county.code, connection, now: now)
                    case .paymentStatus: progress += try pullStatus(county.code, connection, now: now)
                    case .noticeReceipt: progress += try pullReceipts(county.code, connection, now: now)
                    default: continue
                    }
                    try noteRun(plan.exchange, county.code, name, now: now)
                }
            }
            progress += try checkLibrary(county.code, now: now)
        }
        return progress
    }

    /// Whether a plan is due now; computed from the last run, never by equality with a time.
    func isDue(_ plan: RegionProfile.Schedule, _ county: String, _ connection: String, now: Instant) throws -> Bool {
        let hour = now.time.hour
        guard (plan.fromHour..<plan.untilHour).contains(hour) else { return false }
        if plan.workingDaysOnly, try !calendar(county).isWorkingDay(now.day) { return false }
        let last = try store.read { c in
            try c.rows(
                "SELECT last_run FROM schedule WHERE county = $1 AND exchange = $2 AND connection = $3",
                [.text(county), .text(plan.exchange.rawValue), .text(connection)]
            ).first?[0].integer
        }
        guard let last else { return true }
        return now.milliseconds - last >= Int64(plan.every) * 60_000
    }

    /// Whether a register answers now, and whether people may be sent a message now, by the profile's hours; what has no
    /// hours always does.
    func isOpen(_ exchange: Exchange, _ county: String, now: Instant) throws -> Bool {
        guard [.identityVerify, .cardVerify, .noticeSend].contains(exchange),
            let plan = try profile(county).schedules.first(where: { $0.exchange == exchange })
        else { return true }
        guard (plan.fromHour..<plan.untilHour).contains(now.time.hour) else { return false }
        return try !plan.workingDaysOnly || calendar(county).isWorkingDay(now.day)
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
                AND state IN ('allocated', 'partlyAllocated') AND (EXISTS (SELECT 1 FROM attempt a
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
