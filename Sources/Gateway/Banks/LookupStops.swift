import Store
import Subsidy
import Workflow

extension Engine {
    func isStopped(_ bank: String, _ county: String, _ c: any StoreConnection) throws -> Bool {
        try !c.rows(
            "SELECT 1 FROM lookup_stop WHERE county = $1 AND bank = $2 AND freed IS NULL",
            [.text(county), .text(bank)]
        ).isEmpty
    }

    /// What a bank asked of a county today, since it was last freed: that is forgiven with the stop.
    func lookups(of bank: String, _ county: String, _ work: Work) throws -> (asked: Int, missed: Int) {
        let rows = try work.rows(
            """
            SELECT reason, CAST(COUNT(*) AS BIGINT) FROM lookup WHERE county = $1 AND bank = $2 AND at >= $3
            AND at >= COALESCE((SELECT MAX(s.freed) FROM lookup_stop s WHERE s.county = $1 AND s.bank = $2), 0)
            GROUP BY reason ORDER BY reason
            """, .text(county), .text(bank), .at(Instant(work.now.day, hour: 0)))
        let missed = rows.filter { LookupRule.Reason(rawValue: $0.text(0))?.isMiss ?? true }
        return (Int(rows.reduce(0) { $0 + $1.int(1) }), Int(missed.reduce(0) { $0 + $1.int(1) }))
    }

    /// Stops a bank that harvests: too many questions in a day, or too many without right.
    func stopIfHarvest(
        _ bank: String, _ county: String, _ reason: LookupRule.Reason, _ work: inout Work
    ) throws {
        guard reason != .bankStopped, reason != .notOffered else { return }
        let today = try lookups(of: bank, county, work)
        guard try LookupRule.isHarvest(asked: today.asked, missed: today.missed, profile(county).lookups) else {
            return
        }
        let id = try work.id()
        try work.execute(
            """
            INSERT INTO lookup_stop (id, county, bank, reason, asked, missed, at, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 'stopped', 0)
            """,
            .integer(id), .text(county), .text(bank), .text(reason.rawValue), .int(today.asked), .int(today.missed),
            .at(work.now))
        work.touch("lookup_stop \(id) \(bank)")
    }

    /// Finance has spoken with the bank, and says what is to show that it will not happen again …
    func proposeFreeing(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let stop = try input.id("stop")
        _ = try input.text("evidence")
        try work.move(LookupStopMachine.self, stop, .propose)
        return ActResult("lookupStop:\(stop)", "已登记核实情况，待第二人决定")
    }

    /// … and another lets the bank ask again, or not (IM-27.1).
    func decideStop(_ input: ActInput, _ event: LookupStopMachine.Event, _ work: inout Work) throws -> ActResult {
        let stop = try input.id("stop")
        if event == .keep { _ = try input.text("reason") }
        try work.move(LookupStopMachine.self, stop, event)
        if event == .free {
            try work.execute("UPDATE lookup_stop SET freed = $1 WHERE id = $2", .at(work.now), .integer(stop))
        }
        return ActResult("lookupStop:\(stop)", event == .free ? "两人核实，该银行可以再查" : "不予恢复，该银行的查询仍然停止")
    }

    /// Banks that were stopped, and why.
    package func lookupStops() throws -> [WorkItem] {
        try items(
            "lookupStop",
            "SELECT id, county, state, bank, reason, asked, missed, at FROM lookup_stop ORDER BY id"
        ) { row, _ in
            [
                "bank": bankName(row.text(3)), "reason": LookupRule.Reason(rawValue: row.text(4))?.zh ?? "",
                "lines": String(row.int(5)), "missed": String(row.int(6)), "received": String(row.int(7)),
            ]
        }
    }

    /// Every question of a bank with what came of it; about whom stays here.
    package func lookups() throws -> [WorkItem] { try store.read { c in try lookupItems(c) } }

    /// Those about one person, and those of one bank; 0 and an empty name mean everybody.
    func lookupItems(
        about person: Int64 = 0, of bank: String = "", _ c: any StoreConnection
    ) throws -> [WorkItem] {
        try c.rows(
            """
            SELECT l.id, l.county, l.reason, l.bank, l.serial, COALESCE(c.number, ''), l.purpose, l.at, l.projects,
                COALESCE(l.document, 0)
            FROM lookup l LEFT JOIN consent c ON c.id = l.consent
            WHERE (CAST($1 AS BIGINT) = 0 OR l.person = $1) AND (CAST($2 AS TEXT) = '' OR l.bank = $2) ORDER BY l.id
            """, [.integer(person), .text(bank)]
        ).map { row in
            let reason = LookupRule.Reason(rawValue: row.text(2))
            return WorkItem(
                kind: "lookup", id: row.int(0), county: row.text(1), state: row.text(2),
                values: [
                    "bank": bankName(row.text(3)), "serial": row.text(4), "number": row.text(5),
                    "purpose": LookupPurpose(rawValue: row.text(6))?.zh ?? "", "received": String(row.int(7)),
                    "projects": String(row.int(8)), "reason": reason?.zh ?? "",
                    "outcome": reason?.outcome.zh ?? "",
                    "document": row.int(9) == 0 ? "" : String(row.int(9)),
                ])
        }
    }
}
