package import Subsidy

/// AuditChain is the evidence of everything done: one record a transaction, each holding the digest of the one before
/// and a MAC under a key that the database does not hold.
package struct AuditChain: Sendable {
    package let seal: AuditSeal
    /// The second place, where heads go after the commit.
    package let heads: HeadFile
    static let source = IdSource("audit")

    /// `secondPlace` is the path of the file of heads; its folder must exist.
    package init(seal: AuditSeal, secondPlace: String) {
        self.seal = seal
        heads = HeadFile(path: secondPlace)
    }

    /// Adds the transaction's record, as its last act: until it ends, other transactions wait here, which is what
    /// keeps the chain a chain. After the commit, `publishHead` brings the head to the second place.
    @discardableResult
    package func append(_ entry: AuditEntry, _ c: any StoreConnection) throws -> AuditHead {
        let id = try AuditChain.source.id(c)
        var previous: [UInt8] = []
        if id > 1 {
            let rows = try c.rows("SELECT digest FROM audit WHERE id = $1", [.integer(id - 1)])
            guard let digest = rows.first?.first?.bytes else { throw StoreError(.corrupt, constraint: "audit") }
            previous = digest
        }
        let digest = try seal.digest(AuditRecord.encoded(id: id, entry, previous: previous))
        let mac = try seal.mac(digest)
        try c.execute(
            """
            INSERT INTO audit (id, at, principal, act, object, detail, rows_digest, previous, digest, mac)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            [
                .integer(id), .integer(entry.at.milliseconds), entry.principal.map { .integer($0) } ?? .null,
                .text(entry.act), .text(entry.object), .text(entry.detail), .bytes(entry.rowsDigest),
                .bytes(previous), .bytes(digest), .bytes(mac),
            ])
        return AuditHead(id: id, digest: digest, mac: mac)
    }

    /// The same, field by field.
    @discardableResult
    package func append(
        at: Instant, principal: Int64?, act: String, object: String, detail: String, rowsDigest: [UInt8],
        _ c: any StoreConnection
    ) throws -> AuditHead {
        try append(
            AuditEntry(
                at: at, principal: principal, act: act, object: object, detail: detail, rowsDigest: rowsDigest), c)
    }

    /// The last record's head; nil for an empty chain.
    package func head(_ c: any StoreConnection) throws -> AuditHead? {
        let rows = try c.rows("SELECT id, digest, mac FROM audit ORDER BY id DESC LIMIT 1")
        guard let row = rows.first, let id = row[0].integer, let digest = row[1].bytes, let mac = row[2].bytes
        else { return nil }
        return AuditHead(id: id, digest: digest, mac: mac)
    }

    /// Brings the committed end of the chain to the second place, durably, unless it is there already.
    package func publishHead(_ head: AuditHead) throws { try heads.publish(head) }

    /// The same of whatever is committed now.
    package func publishHead(_ database: any StoreDatabase) throws {
        guard let head = try database.read({ try head($0) }) else { return }
        try heads.publish(head)
    }

    /// On start, before anything is written: checks the end of the chain against the second place, and brings it
    /// there, because a crash can come between commit and there. What it finds, the whole of `verify` explains; while
    /// there is a finding nothing is published.
    package func recover(_ database: any StoreDatabase) throws -> [AuditFinding] {
        let (kept, unreadable) = try heads.read()
        let findings = try database.read { c in
            let last = try head(c)?.id ?? 0
            var findings: [AuditFinding] = []
            if let known = kept.max(by: { $0.id < $1.id }) {
                if known.id > last {
                    findings.append(.cutBack(last: last, head: known.id))
                } else {
                    let rows = try c.rows("SELECT digest FROM audit WHERE id = $1", [.integer(known.id)])
                    if rows.first?.first?.bytes != known.digest { findings.append(.replaced(id: known.id)) }
                }
            }
            return findings
        }
        if findings.isEmpty { try publishHead(database) }
        return unreadable + findings
    }
}
