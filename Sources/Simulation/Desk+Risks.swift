import Sandbox
import Store
import Subsidy
import Workflow

/// What finance and the department do about the findings of supervisors (NX-8.4).
extension Desk {
    /// A finding is looked into for some days. What was no fault is cleared by two people; what was one stays, and
    /// whoever says otherwise is not followed.
    func risks() throws {
        let open = try mine(
            "SELECT id, state, number FROM risk WHERE county = $1 AND state <> 'cleared' ORDER BY id")
        guard !open.isEmpty else { return }
        let known = Dictionary(
            country.findings.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        for row in open where office.isWilling() {
            let risk = ["risk": String(row[0].integer ?? 0)]
            guard let finding = known[row[2].text ?? ""], finding.county == county.code else {
                throw Breach("NX-8.4", "\(row[2].text ?? "") is on our books, and no supervisor found it")
            }
            if row[1].text == RiskMachine.State.proposed.rawValue {
                if finding.isTrue || (office.random.below(10) == 0 && !office.isPrompt) {
                    try act(.keepRisk, risk.merging(["reason": "材料不足"]) { $1 }, as: .financeChecker)
                } else {
                    try act(.clearRisk, risk, as: .financeChecker)
                }
                continue
            }
            guard office.isPrompt ? !finding.isTrue : office.random.below(finding.isTrue ? 30 : 5) == 0 else {
                continue
            }
            try propose(risk)
        }
    }

    /// Somebody who proposes it tries to be the second person as well, under another login.
    private func propose(_ risk: [String: String]) throws {
        let proposal = risk.merging(["evidence": "柜面录像与本人核实笔录"]) { $1 }
        guard office.faults.contains(.overreach), office.random.below(4) == 0 else {
            try act(.proposeClearing, proposal, as: office.random.below(2) == 0 ? .department : .financeMaker)
            return
        }
        guard try act(.proposeClearing, proposal, as: .financeMaker, twin: true).isEmpty else { return }
        guard try act(.clearRisk, risk, as: .financeChecker, twin: true) != "" else {
            throw Breach("duty", "risk.clear \(risk.values.sorted()): one person took two duties")
        }
    }

    /// Before a returned roster is made anew, lines that a grave finding stops are taken out of it.
    func holdFlagged(_ roster: Int64) throws {
        for line in try flagged(roster) {
            try act(.holdLine, ["line": String(line), "reason": "监管排查发现"], as: .townshipMaker)
        }
    }

    /// Lines of a roster whose payee or account an open grave finding names.
    func flagged(_ roster: Int64) throws -> [Int64] {
        try rows(
            """
            SELECT DISTINCT l.id FROM roster_line l JOIN share s ON s.roster_line = l.id JOIN person p ON p.id = s.payee
            LEFT JOIN account a ON a.id = s.account
            JOIN risk f ON f.grave = 1 AND f.state <> 'cleared'
                AND (f.id_digest = p.id_digest OR f.account_digest = a.digest)
            WHERE l.roster = $1 AND l.state = 'payable' ORDER BY l.id
            """, .integer(roster)
        ).compactMap { $0[0].integer }
    }
}
