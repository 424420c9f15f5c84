import Store
package import Subsidy

extension Engine {
    /// How long ago each exchange that runs by itself last brought something (G9, NX-5.1.4, IM-29.2): `never` when it has
    /// brought nothing yet; when three of its intervals and a whole working day have passed, `silent` where the other side
    /// always has something to say, `quiet` where it speaks only when asked, or when there is something to tell. With each
    /// stands how many files wait there, and for how many hours the oldest.
    package func exchanges(now: Instant) throws -> [WorkItem] {
        let known = try store.read { c in
            try c.rows("SELECT county, exchange, connection, last_run, last_success FROM schedule")
        }
        let brought = try store.read { c in
            try c.rows(
                """
                SELECT county, exchange, connection, MAX(received) FROM document
                WHERE direction = 'in' AND state = 'promoted' GROUP BY county, exchange, connection
                """)
        }
        let newest = Dictionary(
            brought.map { ("\($0.text(0)) \($0.text(1)) \($0.text(2))", $0.int(3)) }, uniquingKeysWith: max)
        let runs = Dictionary(
            known.map { ("\($0.text(0)) \($0.text(1)) \($0.text(2))", $0) }, uniquingKeysWith: { first, _ in first })
        let waiting = try waiting()
        var told: Set<Inboxes.Key> = []
        func inbox(_ key: Inboxes.Key) -> [String: String] {
            guard let found = waiting[key] else { return ["waiting": "0", "waitingHours": ""] }
            let hours = (now.milliseconds - found.since.milliseconds) / 3_600_000
            return ["waiting": String(found.count), "waitingHours": String(hours)]
        }
        var items: [WorkItem] = []
        for county in configuration.counties {
            let profile = try profile(county.code)
            for plan in profile.schedules {
                for connection in routes(plan.exchange, county.code) where isPlanned(plan, connection, profile) {
                    let key = "\(county.code) \(plan.exchange.rawValue) \(connection)"
                    let row = runs[key]
                    let box = Inboxes.Key(exchange: plan.exchange.rawValue, connection: connection)
                    told.insert(box)
                    let success = [row?[4].integer, newest[key]].compactMap(\.self).max()
                        .map(Instant.init(milliseconds:))
                    items.append(
                        WorkItem(
                            kind: "exchange", id: Int64(items.count + 1), county: county.code,
                            state: try state(plan, success, county.code, now: now),
                            values: [
                                "exchange": plan.exchange.rawValue, "connection": connection,
                                "every": String(plan.every), "lastRun": row?[3].integer.map(String.init) ?? "",
                                "lastSuccess": success.map { String($0.milliseconds) } ?? "",
                            ].merging(inbox(box)) { $1 }))
                }
            }
        }
        // What has no interval of its own is looked for at every round: it is told where something lies there.
        let others = waiting.filter { !told.contains($0.key) }
            .sorted { ($0.key.connection, $0.key.exchange) < ($1.key.connection, $1.key.exchange) }
        for (box, found) in others {
            items.append(
                WorkItem(
                    kind: "exchange", id: Int64(items.count + 1), county: found.county, state: "waiting",
                    values: [
                        "exchange": box.exchange, "connection": box.connection, "every": "", "lastRun": "",
                        "lastSuccess": "",
                    ].merging(inbox(box)) { $1 }))
        }
        return items
    }

    private func state(
        _ plan: RegionProfile.Schedule, _ success: Instant?, _ county: String, now: Instant
    ) throws -> String {
        guard let success else { return "never" }
        let isLong = now.milliseconds - success.milliseconds > Int64(plan.every) * 3 * 60_000
        // A weekend, or a night, is not silence.
        let days = try calendar(county).workingDays(after: success.day, through: now.day)
        guard isLong, days > 1 else { return "fresh" }
        return Self.feeds.contains(plan.exchange) ? "silent" : "quiet"
    }

    /// What is pulled whole, or comes every day, whatever happens here.
    private static let feeds: Set<Exchange> = [.deathSync, .welfareSync, .residentsCompare, .indicatorSync, .statement]
}
