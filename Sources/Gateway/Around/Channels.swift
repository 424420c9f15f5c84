import AdapterKit
import Mapping
import Store
import Subsidy
import Workflow

extension Engine {
    /// What channels say that they show (IM-25.1): each computes the checksum of what it really has on its pages.
    func intakePublicationReceipts(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        try apply(document, bytes, mapping, now: now, as: PublicationReceipt.self) { work, _, records, faults in
            for (line, record) in records {
                let known = try work.rows(
                    """
                    SELECT p.id FROM publication p JOIN outbox o ON o.subject = 'publication' AND o.subject_id = p.id
                    WHERE p.number = $1 AND o.connection = $2
                    """, .text(record.number), .text(document.connection)
                ).first?.int(0)
                guard let known else {
                    faults.append(
                        Fault(row: line, field: "number", code: "publication.unknown", message: "不是本方的发布编号，请核对"))
                    continue
                }
                guard let state = record.state else { continue }
                try note(record.channel, state, record.checksum, at: record.at, of: known, &work)
            }
            return 0
        }
    }

    /// Keeps what a channel shows of one series of publications, and moves the version that it names. A version that was
    /// withdrawn is gone too where the next one has taken its place, and the late word of its end takes nothing from that.
    /// Receipts are read in any order: what a channel said earlier by its own time takes nothing from what it said last.
    private func note(
        _ channel: String, _ state: ChannelState, _ checksum: String, at told: Instant? = nil,
        of publication: Int64, _ work: inout Work
    ) throws {
        let at = min(told ?? work.now, work.now)
        let known = try work.rows(
            """
            SELECT x.publication, x.at, x.state FROM publication_channel x JOIN publication p ON p.county = x.county
            AND p.kind = x.kind AND p.subject = x.subject WHERE p.id = $1 AND x.channel = $2
            """, .integer(publication), .text(channel)
        ).first
        let before = known?.int(0)
        if let known, told != nil, isOlder(publication, state, at, than: known) {
            return try endIfNowhere(publication, &work)
        }
        if state == .withdrawn, let before, before > publication { return try endIfNowhere(publication, &work) }
        try work.execute(
            """
            INSERT INTO publication_channel (county, kind, subject, channel, publication, checksum, state, at)
            SELECT p.county, p.kind, p.subject, $1, p.id, $2, $3, $4 FROM publication p WHERE p.id = $5
            ON CONFLICT (county, kind, subject, channel) DO UPDATE SET publication = excluded.publication,
            checksum = excluded.checksum, state = excluded.state, at = excluded.at
            """, .text(channel), .text(checksum.lowercased()), .text(state.rawValue), .at(at),
            .integer(publication))
        work.touch("publication \(publication) \(channel) \(state.rawValue) \(checksum)")
        if let before, before != publication { try endIfNowhere(before, &work) }
        guard state == .shown else { return try endIfNowhere(publication, &work) }
        let published = try work.rows("SELECT checksum FROM publication WHERE id = $1", .integer(publication))
        guard PublicationRule.agrees(checksum, with: published.first?.text(0) ?? "") else { return }
        try work.moveIfPossible(PublicationMachine.self, publication, .publish)
    }

    /// Of one second, the later version is the later word, and of one version its end.
    private func isOlder(_ publication: Int64, _ state: ChannelState, _ at: Instant, than known: [SQLValue]) -> Bool {
        let (told, last) = (at.milliseconds / 1_000, known.int(1) / 1_000)
        guard told == last else { return told < last }
        guard publication == known.int(0) else { return publication < known.int(0) }
        return state == .shown && known.text(2) == ChannelState.withdrawn.rawValue
    }

    /// Somebody has looked at a channel that tells nothing by itself, a board in a village, and read its checksum
    /// (IM-28.1).
    func compareChannel(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let publication = try input.id("publication")
        let channel = try input.text("channel")
        let shown = input.optional("checksum")
        let row = try work.row(
            "SELECT checksum, number FROM publication WHERE id = $1", .integer(publication),
            missing: "publication.unknown", "没有该发布")
        guard shown.isEmpty || shown.count >= 8 else {
            throw GatewayError(.invalid, "publication.checksum", "核对码至少写前 8 位；没有张贴的留空")
        }
        try note(channel, shown.isEmpty ? .withdrawn : .shown, shown, of: publication, &work)
        let agrees = PublicationRule.agrees(shown, with: row.text(0))
        return ActResult(
            "publication:\(publication)",
            shown.isEmpty
                ? "已登记：\(channel) 没有展示 \(row.text(1))"
                : agrees ? "已登记：\(channel) 与发布内容一致" : "已登记：\(channel) 与发布内容不一致，请更正后再核对（IM-28.1）",
            ["agrees": shown.isEmpty ? "" : String(agrees)])
    }

    func withdrawPublication(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let publication = try input.id("publication")
        let reason = try input.text("reason")
        guard
            let county = try work.rows("SELECT county FROM publication WHERE id = $1", .integer(publication)).first,
            let name = routes(.publication, county.text(0)).first
        else { throw GatewayError(.notFound, "publication.unknown", "没有该发布，或未配置公开渠道") }
        try takeBack(publication, reason, try connection(name), &work)
        return ActResult("publication:\(publication)", "已通知各渠道撤下，全部回执后才算撤下（IM-25.1）")
    }

    /// Every version that was made public, the newest of each with the channels that show something else than it says:
    /// an old standard on a page, names that should be gone, a board that was corrected by hand (IM-9.1, IM-25.1,
    /// IM-28.1).
    package func publications() throws -> [WorkItem] {
        try store.read { c in
            let channels = try c.rows(
                """
                SELECT county, kind, subject, channel, checksum, state FROM publication_channel
                ORDER BY county, kind, subject, channel
                """)
            let rows = try c.rows(
                """
                SELECT id, county, state, kind, subject, version, number, level, checksum, items, created, reason
                FROM publication ORDER BY county, kind, subject, version
                """)
            return rows.enumerated().map { index, row in
                let isLast =
                    index + 1 == rows.count || rows[index + 1][3] != row[3] || rows[index + 1][4] != row[4]
                    || rows[index + 1][1] != row[1]
                let own = isLast ? channels.filter { $0[0] == row[1] && $0[1] == row[3] && $0[2] == row[4] } : []
                let isGone = ["withdrawing", "withdrawn"].contains(row.text(2))
                let differing = own.filter { channel in
                    channel.text(5) == ChannelState.shown.rawValue
                        ? isGone || !PublicationRule.agrees(channel.text(4), with: row.text(8)) : !isGone
                }
                return WorkItem(
                    kind: "publication", id: row.int(0), county: row.text(1), state: row.text(2),
                    values: [
                        "kind": row.text(3), "roster": row.int(4) == 0 ? "" : String(row.int(4)),
                        "version": String(row.int(5)), "number": row.text(6), "level": row.text(7),
                        "checksum": row.text(8), "rows": String(row.int(9)), "received": String(row.int(10)),
                        "reason": row.text(11), "channels": String(own.count),
                        "differing": differing.map { $0.text(3) }.joined(separator: "、"),
                    ])
            }
        }
    }
}
