import AdapterKit
import Mapping
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// Findings of supervisors (NX-8.4), kept for whomever they name, known here yet or not: a list may come later.
    func intakeRisks(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        try apply(document, bytes, mapping, now: now, as: SupervisorFinding.self) { work, _, records, faults in
            for (line, record) in records {
                guard !record.idNumber.isEmpty || !record.account.isEmpty, let kind = record.kind else {
                    faults.append(
                        Fault(row: line, field: "idNumber", code: "risk.nobody", message: "没有写明涉及的人员或账户"))
                    continue
                }
                let person = record.idNumber.isEmpty ? nil : try IdentityNumber(reading: record.idNumber.utf8)
                let id = try work.id()
                let sealed = try sealer.seal(
                    SealedTexts.encode([record.note]), SealContext(table: "risk", row: id, fields: "note"))
                try work.execute(
                    """
                    INSERT INTO risk (id, county, number, kind, grave, id_digest, account_digest, found_day, document,
                        line, sealed, state, sequence)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', 0)
                    ON CONFLICT (county, number) DO NOTHING
                    """,
                    .integer(id), .text(document.county), .text(record.number), .text(kind.rawValue),
                    .int(RiskRule.isGrave(kind) ? 1 : 0),
                    person.map { .bytes(sealer.digest("idNumber", Array($0.text.utf8))) } ?? .null,
                    record.account.isEmpty ? .null : .bytes(sealer.digest("account", Array(record.account.utf8))),
                    .day(record.foundOn), .integer(document.id), .int(line), .bytes(sealed))
            }
            return 0
        }
    }

    /// Lines of a roster whose payee, or the account that they are paid to, an open finding names; true for a grave one.
    func flaggedLines(_ roster: Int64, _ c: any StoreConnection) throws -> [Int64: Bool] {
        let rows = try c.rows(
            """
            SELECT x.line, MAX(x.grave) FROM (
                SELECT s.roster_line AS line, f.grave AS grave FROM share s JOIN roster_line l ON l.id = s.roster_line
                JOIN person p ON p.id = s.payee JOIN risk f ON f.id_digest = p.id_digest
                WHERE l.roster = $1 AND f.state <> 'cleared'
                UNION ALL SELECT s.roster_line, f.grave FROM share s JOIN roster_line l ON l.id = s.roster_line
                JOIN account a ON a.id = s.account JOIN risk f ON f.account_digest = a.digest
                WHERE l.roster = $1 AND f.state <> 'cleared'
            ) AS x GROUP BY x.line ORDER BY x.line
            """, [.integer(roster)])
        return Dictionary(rows.map { ($0.int(0), $0.int(1) == 1) }, uniquingKeysWith: { first, _ in first })
    }

    /// Nothing is paid to whom a grave finding names (NX-8.4); of a whole roster, of one share, or of what an
    /// order is to pay.
    func requireUnflagged(_ roster: Int64, share: Int64? = nil, order: Int64? = nil, _ work: Work) throws {
        let grave = try flaggedLines(roster, work.c).filter(\.value)
        let payable = try work.rows(
            """
            SELECT DISTINCT l.id FROM roster_line l JOIN share s ON s.roster_line = l.id
            WHERE l.roster = $1 AND l.state = 'payable' AND (CAST($2 AS BIGINT) = 0 OR s.id = $2)
            AND (CAST($3 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM attempt t
                LEFT JOIN failure f ON f.attempt = t.id WHERE t.share = s.id AND t.payment_order = $3
                AND COALESCE(f.state, '') NOT IN ('leaving', 'movedOut'))) ORDER BY l.id
            """, .integer(roster), .integer(share ?? 0), .integer(order ?? 0))
        let stopped = payable.count { grave[$0.int(0)] != nil }
        guard stopped == 0 else {
            throw GatewayError(
                .refused, "risk.open", "\(stopped) 行的收款人或账户有未解除的监管排查发现，不能支付：请核实解除，或暂缓、移出该行（NX-8.4）")
        }
    }
}
