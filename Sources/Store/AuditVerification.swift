/// AuditFinding is one thing wrong with the chain, by record.
package enum AuditFinding: Hashable, Sendable {
    /// The record's content is not what was digested.
    case edited(id: Int64)
    /// The record at `id` is, unchanged, the one that was written as `original`.
    case moved(id: Int64, original: Int64)
    /// The digest fits the content and the MAC does not fit the digest: made by somebody without the key.
    case forged(id: Int64)
    /// The record does not follow the one before it, though both may be whole.
    case unlinked(id: Int64)
    /// Records `first` to `last` are missing.
    case gap(first: Int64, last: Int64)
    /// The chain ends at `last`, and a head or the counter shows that it went on to `head`.
    case cutBack(last: Int64, head: Int64)
    /// A head that left shows another record than the one that stands there now.
    case replaced(id: Int64)
    /// A head in the second place was not made with the key.
    case headForged(id: Int64)
    /// A line of the second place is no head.
    case headUnreadable(line: Int)
}

extension AuditChain {
    /// `verify` on a snapshot, with the heads of the second place and those that came back from elsewhere.
    package func verify(_ database: any StoreDatabase, and more: [AuditHead] = []) throws -> [AuditFinding] {
        let (kept, unreadable) = try heads.read()
        return try database.read { c in try verify(heads: kept + more, c) } + unreadable
    }

    /// Reads the whole chain, and compares it with heads kept elsewhere (the second place, receipts, files sent).
    /// Findings are in the order of the chain, then of the heads; none means that nothing was touched up to the
    /// last head. A cut behind the last head that left cannot be seen by anybody.
    package func verify(heads: [AuditHead], _ c: any StoreConnection) throws -> [AuditFinding] {
        var walk = Walk(seal: seal, heads: heads)
        while true {
            let rows = try c.rows(
                """
                SELECT id, at, principal, act, object, detail, rows_digest, previous, digest, mac FROM audit
                WHERE id > $1 ORDER BY id LIMIT 1000
                """, [.integer(walk.last)])
            for row in rows {
                guard let record = AuditRecord(row: row) else { throw StoreError(.corrupt, constraint: "audit") }
                try walk.visit(record)
            }
            if rows.count < 1000 { break }
        }
        let counter = try c.rows("SELECT next FROM counter WHERE name = $1", [.text(AuditChain.source.name)])
        return try walk.finish(counted: (counter.first?.first?.integer ?? 1) - 1)
    }

    /// The walk along the chain: what it has seen, and what it found.
    private struct Walk {
        let seal: AuditSeal
        /// By record, in ascending order: of each only what is needed when its record comes by.
        let heads: [AuditHead]
        var nextHead = 0
        var last: Int64 = 0
        var digest: [UInt8] = []
        var findings: [AuditFinding] = []
        var headFindings: [AuditFinding] = []
        /// Records that do not fit their place, to be looked for elsewhere; bounded, as each is tried with each.
        var strays: [(position: Int, record: AuditRecord)] = []
        static let strayLimit = 256

        init(seal: AuditSeal, heads: [AuditHead]) {
            self.seal = seal
            self.heads = heads.sorted { ($0.id, $0.line) < ($1.id, $1.line) }
        }

        mutating func visit(_ record: AuditRecord) throws {
            if record.id > last + 1 {
                findings.append(.gap(first: last + 1, last: record.id - 1))
            } else if record.previous != digest {
                findings.append(.unlinked(id: record.id))
            }
            if try seal.digest(record.encoded(as: record.id)) != record.digest {
                findings.append(.edited(id: record.id))
                if strays.count < Walk.strayLimit { strays.append((findings.count - 1, record)) }
            } else if try !seal.accepts(record.digest, record.mac) {
                findings.append(.forged(id: record.id))
            }
            try compareHeads(upTo: record.id, record)
            last = record.id
            digest = record.digest
        }

        mutating func compareHeads(upTo id: Int64, _ record: AuditRecord?) throws {
            while nextHead < heads.count, heads[nextHead].id <= id {
                let head = heads[nextHead]
                nextHead += 1
                if try !seal.accepts(head.digest, head.mac) {
                    note(.headForged(id: head.id))
                } else if let record, head.id == record.id, head.digest != record.digest {
                    note(.replaced(id: head.id))
                }
            }
        }

        mutating func note(_ finding: AuditFinding) {
            if headFindings.last != finding { headFindings.append(finding) }
        }

        mutating func finish(counted: Int64) throws -> [AuditFinding] {
            // Only a head made with the key can say how far the chain went.
            var furthest = counted
            while nextHead < heads.count {
                let head = heads[nextHead]
                if try seal.accepts(head.digest, head.mac) { furthest = max(furthest, head.id) }
                try compareHeads(upTo: head.id, nil)
            }
            for (position, record) in strays {
                let others = strays.lazy.map(\.record.id).filter { $0 != record.id }
                for other in others where try seal.digest(record.encoded(as: other)) == record.digest {
                    findings[position] = .moved(id: record.id, original: other)
                }
            }
            if furthest > last { findings.append(.cutBack(last: last, head: furthest)) }
            return findings + headFindings
        }
    }
}
