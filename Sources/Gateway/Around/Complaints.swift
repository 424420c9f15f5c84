import Store
package import Subsidy
import Workflow

extension Engine {
    /// Every complaint with its owner, its age in working days, what its line stood at when it came and stands at now
    /// (NX-6.2.1, NX-13.2). What was said, and by whom, stays sealed.
    package func complaints(now: Instant) throws -> [WorkItem] {
        try items(
            "complaint",
            """
            SELECT id, county, state, number, channel, project, roster_line, standing, owner, anonymous, received,
                answered, outcome FROM complaint ORDER BY id
            """
        ) { row, c in
            let received = Instant(milliseconds: row.int(10))
            let until = row[11].integer.map(Instant.init(milliseconds:)) ?? now
            let age = try calendar(row.text(1)).workingDays(after: received.day, through: until.day)
            return [
                "number": row.text(3), "channel": row.text(4), "project": row.text(5),
                "line": row[6].integer.map(String.init) ?? "", "stood": row.text(7),
                "standing": try row[6].integer.map { try standing(of: $0, c).rawValue } ?? "",
                "owner": office(row.text(5), row.text(1))?.zh ?? row.text(8),
                "anonymous": row.int(9) == 1 ? "true" : "false", "received": String(row.int(10)),
                "age": String(age), "outcome": row.text(12),
            ]
        }
    }

    /// How long each complaint waits for its answer, where the profile has a term for it (NX-13.2). An answer counts
    /// until it is sent back: what was sent back later had stopped the clock until then.
    func complaintClocks(
        _ known: Instant, _ c: any StoreConnection
    ) throws -> [(subject: String, county: String, reading: ClockReading)] {
        try c.rows(
            """
            SELECT k.number, k.county, k.received, (SELECT MAX(e.arrived) FROM event e WHERE e.machine = 'complaint'
                AND e.subject = k.id AND e.event = 'answer' AND e.arrived < $1
                AND e.sequence > COALESCE((SELECT MAX(b.sequence) FROM event b WHERE b.machine = 'complaint'
                    AND b.subject = k.id AND b.event = 'reopen' AND b.arrived < $1), -1))
            FROM complaint k WHERE k.received < $1 ORDER BY k.id
            """, [.at(known)]
        ).compactMap { row in
            guard
                let reading = Clocks.reading(
                    .complaint, started: Instant(milliseconds: row.int(2)),
                    stopped: row[3].integer.map(Instant.init(milliseconds:)), profile: try profile(row.text(1)),
                    calendar: try calendar(row.text(1)))
            else { return nil }
            return ("complaint:\(row.text(0))", row.text(1), reading)
        }
    }
}
