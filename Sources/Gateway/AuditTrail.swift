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

    /// The head is to be published after the commit.
    func append(
        at: Instant, principal: Int64?, act: String, object: String, rows: [UInt8], _ c: any StoreConnection
    ) throws -> AuditHead {
        try chain.append(
            at: at, principal: principal, act: act, object: object, detail: "", rowsDigest: Digest.sha256(rows), c)
    }

    func publish(_ head: AuditHead) throws { try chain.publishHead(head) }
}

extension AuditTrail {
    /// The chain's head as receipts and outgoing files carry it: an outside witness against a cut (G8).
    func head(_ c: any StoreConnection) throws -> String {
        try c.rows("SELECT digest FROM audit ORDER BY id DESC LIMIT 1").first.map { hex($0.bytes(0)) } ?? ""
    }
}

extension AuditTrail {
    /// What is wrong with the chain, a line each.
    func verify(_ store: any StoreDatabase) throws -> [String] {
        try chain.verify(store).map { finding in
            switch finding {
            case .edited(let id): "记录 \(id) 被改动"
            case .moved(let id, let original): "记录 \(id) 原为记录 \(original)，被调换"
            case .forged(let id): "记录 \(id) 的校验码不符"
            case .unlinked(let id): "记录 \(id) 与前一条不相接"
            case .gap(let first, let last): "缺少记录 \(first)–\(last)"
            case .cutBack(let last, let head): "审计链止于 \(last)，而曾到过 \(head)：尾部被截去"
            case .replaced(let id): "记录 \(id) 与已离开的链头不符"
            case .headForged(let id): "第二处保存的链头 \(id) 校验码不符"
            case .headUnreadable(let line): "第二处保存的第 \(line) 行不是链头"
            }
        }
    }
}
