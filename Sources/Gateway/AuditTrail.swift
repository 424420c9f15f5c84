import Store
import Subsidy
import Trust

/// AuditTrail writes one record a transaction, and brings the head to a second place after the commit (G8).
struct AuditTrail: Sendable {
    let chain: AuditChain

    init(sealer: Sealer, secondPlace: String) {
        chain = AuditChain(
            seal: AuditSeal(digest: { Digest.sha256($0) }, mac: { sealer.auditMAC($0) }), secondPlace: secondPlace)
    }

    func append(
        at: Instant, principal: Int64?, act: String, object: String, rows: [UInt8], _ c: any StoreConnection
    ) throws {
        try chain.append(
            at: at, principal: principal, act: act, object: object, detail: "", rowsDigest: Digest.sha256(rows), c)
    }

    func publishHead(_ store: any StoreDatabase) throws { try chain.publishHead(store) }
}

extension AuditTrail {
    /// The chain's head as receipts and outgoing files carry it: an outside witness against a cut (G8).
    func head(_ c: any StoreConnection) throws -> String {
        try c.rows("SELECT digest FROM audit ORDER BY id DESC LIMIT 1").first.map { hex($0.bytes(0)) } ?? ""
    }
}
