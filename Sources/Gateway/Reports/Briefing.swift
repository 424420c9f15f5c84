import Store
package import Subsidy
import Trust
package import Workflow

/// Briefing is what was told of some days (通报, IM-33.1d): a frozen snapshot, whose figures can be made again from the
/// events at any time.
package struct Briefing: Sendable {
    package var id: Int64
    /// A county's code, or `*`.
    package var county: String
    package var from: Day
    package var through: Day
    package var made: Instant
    /// SHA-256 of what `Figures.text` writes, in hex.
    package var digest: String
    package var figures: [Figure]
    let text: String

    /// The moment whose knowledge it tells: the end of its last day.
    package var known: Instant { Instant(Day(number: through.number + 1)) }

    /// What its audit record holds the digest of.
    static func trail(_ id: Int64, _ digest: String) -> String { "briefing \(id) \(digest)" }
}

/// What the proof of a briefing finds.
package struct BriefingProof: Sendable {
    package var briefing: Briefing
    /// The stored figures are those of the digest, and the digest is the one that the audit chain holds.
    package var isUntouched: Bool
    /// Where the figures made again differ from the frozen ones: nothing, unless somebody changed the past.
    package var differences: [FigureChange]
    /// What has been learnt since about the same days (numbers change after a briefing).
    package var since: [FigureChange]

    package var holds: Bool { isUntouched && differences.isEmpty }
}

extension Engine {
    /// Freezes the figures of some days that are over. What is learnt on a later day cannot change them.
    func makeBriefing(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        guard target.county == "*" || configuration.county(target.county) != nil else {
            throw GatewayError(.invalid, "county.unknown", "county 应为旗县代码，或 *（全区）")
        }
        let (from, through) = (try input.day("from"), try input.day("through"))
        guard from <= through, through < work.now.day else {
            throw GatewayError(.refused, "briefing.days", "只能通报已经过完的日子：起日不晚于止日，止日早于今天")
        }
        let known = Instant(Day(number: through.number + 1))
        let figures = try briefingFigures(target.county, from: from, through: through, known: known, work.c)
        let text = Figures.text(figures)
        let digest = hex(Digest.sha256(Array(text.utf8)))
        let id = try work.id()
        let made = try work.execute(
            """
            INSERT INTO briefing (id, county, from_day, through_day, made, figures, digest)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (county, from_day, through_day) DO NOTHING
            """, .integer(id), .text(target.county), .day(from), .day(through), .at(work.now), .text(text),
            .text(digest))
        guard made == 1 else {
            throw GatewayError(.conflict, "briefing.exists", "这段日子已经通报过，数字以已通报的为准，请用 briefing show 查看")
        }
        work.touch(Briefing.trail(id, digest))
        return ActResult(
            "briefing:\(id)",
            "已生成通报：\(from.text) 至 \(through.text)，\(figures.count) 个数字，摘要 \(digest.prefix(16))…（IM-33.1d）",
            ["briefing": String(id), "digest": digest])
    }

    package func briefings() throws -> [WorkItem] {
        try store.read { c in
            try c.rows("SELECT id, county, from_day, through_day, made, digest FROM briefing ORDER BY id")
        }.map { row in
            WorkItem(
                kind: "briefing", id: row.int(0), county: row.text(1), state: "frozen",
                values: [
                    "from": row.day(2).text, "through": row.day(3).text, "received": String(row.int(4)),
                    "digest": row.text(5),
                ])
        }
    }

    package func briefing(_ id: Int64) throws -> Briefing {
        let row = try store.read { c in
            try c.rows(
                "SELECT county, from_day, through_day, made, digest, figures FROM briefing WHERE id = $1",
                [.integer(id)]
            ).first
        }
        guard let row, let figures = Figures.read(row.text(5)) else {
            throw GatewayError(.notFound, "briefing.unknown", "没有编号为 \(id) 的通报")
        }
        return Briefing(
            id: id, county: row.text(0), from: row.day(1), through: row.day(2),
            made: Instant(milliseconds: row.int(3)), digest: row.text(4), figures: figures, text: row.text(5))
    }

    /// Makes a briefing's figures again from the events as they were known then, and from what is known now.
    package func verifyBriefing(_ id: Int64, now: Instant) throws -> BriefingProof {
        let briefing = try briefing(id)
        let trail = Digest.sha256(Array(Briefing.trail(id, briefing.digest).utf8) + [0])
        let isAudited = try store.read { c in
            try c.rows(
                "SELECT 1 FROM audit WHERE act = $1 AND rows_digest = $2 LIMIT 1",
                [.text(Act.makeBriefing.rawValue), .bytes(trail)]
            ).isEmpty == false
        }
        func figures(_ known: Instant) throws -> [Figure] {
            try store.read { c in
                try briefingFigures(briefing.county, from: briefing.from, through: briefing.through, known: known, c)
            }
        }
        return BriefingProof(
            briefing: briefing,
            isUntouched: isAudited && briefing.digest == hex(Digest.sha256(Array(briefing.text.utf8))),
            differences: Figures.changes(from: briefing.figures, to: try figures(briefing.known)),
            since: Figures.changes(from: briefing.figures, to: try figures(now + .milliseconds(1))))
    }
}
