import Mapping
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    // MARK: Welfare feeds

    /// Whether a feed would end the welfare of more people than the profile bears, and nobody has released it yet
    /// (IM-11.2, IM-29.2).
    func welfareObjection(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping
    ) throws -> FeedObjection? {
        let terms = try profile(document.county).library
        let (read, records) = try Reading.all(bytes, mapping, parameters: document.parameters, as: WelfareStatus.self)
        let ended = records.filter { $0.record.state == .ended }
        guard read.refusal == nil, ended.count > terms.changeFloor else { return nil }
        return try store.read { c in
            let released = try c.rows(
                "SELECT 1 FROM comparison WHERE document = $1 AND state = 'compared' LIMIT 1",
                [.integer(document.id)])
            guard released.isEmpty else { return nil }
            let active = try c.rows("SELECT CAST(COUNT(*) AS BIGINT) FROM welfare WHERE state = 'active'").first?.int(0)
            var changes = 0
            for (_, record) in ended {
                let known = try c.rows(
                    "SELECT 1 FROM welfare WHERE id_digest = $1 AND kind = $2 AND state = 'active'",
                    [
                        .bytes(sealer.digest("idNumber", Array(record.idNumber.utf8))),
                        .text(record.kind?.rawValue ?? ""),
                    ])
                changes += known.count
            }
            return FeedObjection.of(feed: read.rows, last: nil, people: Int(active ?? 0), changes: changes, terms)
        }
    }

    /// Puts a feed aside whole, for a person to release or to dismiss.
    func halt(_ document: LandedDocument, _ objection: FeedObjection, now: Instant) throws -> String {
        try commit(
            "comparison.halt", object: "document:\(document.id)", document: document.id, now: now,
            before: .beforePromote, after: .afterPromote
        ) { work in
            let feed = Feed(
                county: document.county, exchange: document.exchange, connection: document.connection,
                document: document.id, kind: .delta, rows: 0, people: 0)
            _ = try open(feed, last: nil, changes: 0, objection, &work)
        }
        return try quarantine(
            document,
            Fault(
                row: 0, field: "", code: objection == .shrunk ? "feed.shrunk" : "feed.massChange",
                message: "\(objection.zh)，已停下，请人工核实后放行或作废（comparison.release、comparison.dismiss，IM-11.2）"), now: now)
    }
}
