import Foundation
import Gateway
import Subsidy
import Workflow

/// DemoProof prints the equalities of G2 and compares the gateway's books with what the strangers really did.
struct DemoProof {
    let engine: Engine
    let stage: DemoStage

    /// Whether everything holds; prints each equality, and what fails by name.
    func run(now: Instant) throws -> Bool {
        let proof = try engine.reconcile()
        print("\n══ 证明：一行不少，一分不差（G2）══")
        for equality in proof.equalities { print(ProofText.line(equality)) }
        for open in proof.open { print("   未了：\(open)") }
        for remark in proof.remarks { print("   注：\(remark)") }
        let audit = try engine.verifyAudit()
        print(audit.isEmpty ? "   审计链：完整（onecard audit verify）" : "   审计链：\(audit.joined(separator: "；"))")
        let twice = try strangers()
        print(twice.isEmpty ? "   银行与国库方：无一指令重复，付款与本方账目一致" : twice.map { "   ✗ \($0)" }.joined(separator: "\n"))
        try clocks(now)
        let holds = proof.holds && audit.isEmpty && twice.isEmpty
        print(holds ? "══ 证明成立 ══" : "══ 证明不成立 ══")
        return holds
    }

    /// What the banks and the treasury say that they did, against what the gateway believes.
    private func strangers() throws -> [String] {
        var faults: [String] = []
        let truth = try stage.truth()
        var theirs: [String: Int64] = [:]
        for executor in (truth["banks"] as? [[String: Any]] ?? []) + (truth["treasury"] as? [[String: Any]] ?? []) {
            if number(executor, "timesCreated") > 1 { faults.append("国库方把一笔申请建立了多次") }
            for entry in executor["instructions"] as? [[String: Any]] ?? [] {
                guard let serial = entry["serial"] as? String else { continue }
                if number(entry, "timesExecuted") > 1 { faults.append("\(serial)：对方执行了多次") }
                theirs[serial, default: 0] += number(entry, "paidFen") - number(entry, "returnedFen")
            }
        }
        let ours = try engine.paidBySerial()
        for (serial, paid) in ours.sorted(by: { $0.key < $1.key }) where theirs[serial] ?? 0 != paid.fen {
            faults.append("\(serial)：本方记已发 \(paid.yuan)，对方实付 \(Money(fen: theirs[serial] ?? 0).yuan)")
        }
        for (serial, paid) in theirs.sorted(by: { $0.key < $1.key }) where ours[serial] == nil && paid != 0 {
            faults.append("\(serial)：对方实付 \(Money(fen: paid).yuan)，本方没有这笔指令")
        }
        return faults
    }

    private func number(_ object: [String: Any], _ key: String) -> Int64 {
        (object[key] as? NSNumber)?.int64Value ?? 0
    }

    private func clocks(_ now: Instant) throws {
        let readings = try engine.clocks(now: now)
        let breached = readings.filter { $0.reading.isBreached(at: now) }
        print(
            "   时钟：\(readings.count) 个，逾期 \(breached.count) 个\(breached.isEmpty ? "" : "（" + Set(breached.map { $0.reading.clock.rawValue }).sorted().joined(separator: "、") + "）")"
        )
    }
}

/// One equality as a line of text.
enum ProofText {
    static func line(_ equality: Equality) -> String {
        func side(_ terms: [(term: String, lines: Int64?, sum: Money)]) -> String {
            terms.filter { $0.sum != .zero || $0.lines ?? 0 != 0 || terms.count == 1 }.map { term in
                "\(term.term) \(term.lines.map { "\($0) 笔 " } ?? "")\(term.sum.grouped)"
            }.joined(separator: " + ")
        }
        return "   \(equality.holds ? "✓" : "✗") \(equality.subject)  \(side(equality.left)) = \(side(equality.right))"
    }
}
