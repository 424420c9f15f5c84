import Gateway
import Sandbox
import Store
import Subsidy
import Workflow

/// What finance and townships do when money moves, or does not.
extension Desk {
    func orders() throws {
        for row in try mine(
            """
            SELECT o.id FROM payment_order o WHERE o.county = $1 AND o.disbursement = 'agencyAccount'
            AND o.state = 'allocated'
            AND EXISTS (SELECT 1 FROM attempt a WHERE a.payment_order = o.id AND a.state = 'held') ORDER BY o.id
            """) where office.isWilling()
        {
            let order = ["order": String(row[0].integer ?? 0)]
            try overreach(.releaseBatch, order, as: .financeMaker)
            try act(.releaseBatch, order, as: .financeMaker)
        }
    }

    /// A failed line's way on: another account, or the same one awake again; approved, verified, paid again.
    func failures() throws {
        let found = try mine(
            """
            SELECT f.id, f.state, f.class, COALESCE(f.new_account, 0), f.approved, a.serial, o.disbursement,
                COALESCE(o.agency_account, ''), f.started
            FROM failure f JOIN attempt a ON a.id = f.attempt JOIN payment_order o ON o.id = a.payment_order
            WHERE o.county = $1 AND f.state IN ('open', 'mended', 'requested') ORDER BY f.id
            """)
        for row in found where office.isWilling() {
            let failure = ["failure": String(row[0].integer ?? 0)]
            switch FailureMachine.State(rawValue: row[1].text ?? "") {
            case .open where row[3].integer == 0:
                try changeAccount(
                    failure, kind: row[2].text ?? "", serial: row[5].text ?? "", agency: row[7].text ?? "")
            case .open where row[4].integer == 0:
                try act(.approveAccount, failure, as: county.paysThroughBanks ? .townshipLeader : .financeChecker)
            case .open:
                // The bank has not answered, or not with yes: after some days it is asked about again.
                let asked = "verify \(row[0].integer ?? 0) \(now.day.number / 6)"
                guard now.milliseconds - (row[8].integer ?? 0) > 6 * 86_400_000, office.tried.insert(asked).inserted
                else { continue }
                try changeAccount(
                    failure, kind: row[2].text ?? "", serial: row[5].text ?? "", agency: row[7].text ?? "")
            case .mended: try act(.reissue, failure, as: .financeMaker)
            case .requested:
                try overreach(.approveReissue, failure, as: .financeChecker)
                try act(.approveReissue, failure, as: .financeChecker)
            default: continue
            }
        }
    }

    private func changeAccount(_ failure: [String: String], kind: String, serial: String, agency: String) throws {
        guard kind != FailureClass.gone.rawValue, let truth = country.instruction(serial),
            let citizen = country.citizen(account: truth.account), !country.isDead(citizen.id)
        else { return }
        // Through an agency account the new account must be at the bank that has the money.
        let bank = agency.isEmpty ? citizen.bank : agency.hasSuffix("a") ? "a" : "b"
        country.visitBank(citizen.id)
        var account = citizen.account
        if citizen.bank != bank || (kind == FailureClass.changeAccount.rawValue && citizen.account == truth.account) {
            account = country.openAccount(of: citizen.id, bank: bank)
        }
        try act(
            .changeAccount,
            failure.merging([
                "account": account, "holder": citizen.name, "bank": Country.bankTitle(bank), "by": "self",
                "evidence": "本人申请与新卡复印件",
                "fallback": "lost",
            ]) { $1 }, as: county.paysThroughBanks ? .townshipMaker : .department)
    }

    /// An outcome that nobody understands is asked of the bank by telephone, and settled with its letter.
    func unknowns() throws {
        let found = try mine(
            """
            SELECT a.id, a.serial, a.reason_code FROM attempt a JOIN payment_order o ON o.id = a.payment_order
            WHERE o.county = $1 AND a.state = 'unknown' ORDER BY a.id
            """)
        for row in found where office.isWilling() {
            let id = ["attempt": String(row[0].integer ?? 0)]
            guard let truth = country.instruction(row[1].text ?? "") else { continue }
            let letter: [String: String]
            switch truth.state {
            case "paid": letter = ["outcome": "paid", "paidOn": now.day.text]
            case "failed": letter = ["outcome": "failed", "class": "A"]
            default: continue
            }
            let code = try act(
                .settleUnknown, id.merging(letter) { $1 }.merging(["evidence": "银行书面答复"]) { $1 }, as: .financeMaker)
            guard code.isEmpty else { continue }
            try overreach(.confirmSettlement, id, as: .financeChecker)
            try act(.confirmSettlement, id, as: .financeChecker)
        }
    }

    /// Money that fits nowhere is looked into; two people answer for it.
    func suspense() throws {
        for row in try mine("SELECT id, state FROM suspense WHERE county = $1 AND state <> 'resolved' ORDER BY id")
        where office.isWilling() {
            let id = ["suspense": String(row[0].integer ?? 0)]
            if row[1].text == "open" {
                try act(.explainSuspense, id.merging(["explanation": "已与对方核实"]) { $1 }, as: .financeMaker)
            } else {
                try act(.confirmSuspense, id, as: .financeChecker)
            }
        }
    }
}
