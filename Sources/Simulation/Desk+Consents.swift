import Sandbox
import Store
import Subsidy
import Workflow

/// A consent that a person gave, as that person knows it (IM-27.1).
struct GivenConsent {
    var id: String
    var number: String
    var person: String
    var county: String
    var bank: String
    /// As banks write it.
    var purpose: String
    var until: Day
    var uses: Int
    var given: Instant
    /// When it was taken back for certain.
    var withdrawn: Instant?
}

/// Who lets a bank ask what they were paid, and who lets a bank ask again that asked too much.
extension Desk {
    func consents() throws {
        guard county.paysThroughBanks else { return }
        try stops()
        guard !office.isPrompt else { return }
        if office.random.below(3) == 0 { try consent() }
        if office.random.below(12) == 0 { try withdrawal() }
    }

    /// Somebody who was instructed to be paid signs a consent at the township, or gives it with their token.
    private func consent() throws {
        let joined = """
            FROM attempt a JOIN share s ON s.id = a.share JOIN roster_line l ON l.id = s.roster_line AND l.heirs = 0
                AND l.payee = s.payee JOIN roster r ON r.id = l.roster AND r.county = $1
            """
        let count = Int(try rows(SQLText("SELECT COUNT(*) \(joined)"), .text(county.code)).first?[0].integer ?? 0)
        guard count > 0 else { return }
        let found = try rows(
            SQLText("SELECT a.serial, l.id \(joined) ORDER BY a.id LIMIT 1 OFFSET $2"), .text(county.code),
            .integer(Int64(office.random.below(count))))
        guard let row = found.first, let truth = country.instruction(row[0].text ?? ""),
            let citizen = country.citizen(account: truth.account), !country.isDead(citizen.id)
        else { return }
        let bank = county.banks[office.random.below(county.banks.count)]
        let (purpose, code) = office.random.below(2) == 0 ? ("loan", "DK") : ("creditLine", "SX")
        let until = now.day + 1 + office.random.below(50)
        let uses = 1 + office.random.below(3)
        let terms = [
            "county": county.code, "bank": "bank-\(bank)", "purpose": purpose, "from": (now.day - 90).text,
            "through": now.day.text, "until": until.text, "uses": String(uses),
        ]
        let told: [String: String]?
        if let token = country.token(of: citizen.id, county: county.code), office.random.below(2) == 0 {
            told = try office.visit(token, .giveConsent, terms, gateway, now: now)?.values
        } else {
            let paper = ["line": String(row[1].integer ?? 0), "evidence": "本人签字的授权书"]
            told = try values(.giveConsent, terms.merging(paper) { $1 }, as: .townshipMaker)
        }
        guard let number = told?["number"], let id = told?["consent"] else { return }
        office.consents.append(
            GivenConsent(
                id: id, number: number, person: citizen.id, county: county.code, bank: bank, purpose: code,
                until: until, uses: uses, given: now))
        country.show(
            ShownConsent(number: number, person: citizen.id, purpose: code, until: Int64(until.number)), bank: bank,
            county: county.code)
    }

    /// Somebody thinks again. The bank learns it when it asks. Nobody takes back what another gave.
    private func withdrawal() throws {
        let standing = office.consents.indices.filter {
            office.consents[$0].county == county.code && office.consents[$0].withdrawn == nil
        }
        guard !standing.isEmpty else { return }
        let index = standing[office.random.below(standing.count)]
        let consent = office.consents[index]
        let what = ["consent": consent.id, "reason": "不再申请贷款"]
        let code: String?
        if let token = country.token(of: consent.person, county: county.code) {
            if let other = office.consents.first(where: { $0.county == county.code && $0.person != consent.person }),
                try visit(token, what.merging(["consent": other.id]) { $1 }) == ""
            {
                throw Breach("IM-27.1", "consent \(other.number) was taken back by somebody else")
            }
            code = try visit(token, what)
        } else {
            code = try act(.withdrawConsent, what, as: .townshipMaker)
        }
        if code == "" { office.consents[index].withdrawn = now }
    }

    private func visit(_ token: String, _ what: [String: String]) throws -> String? {
        try office.visit(token, .withdrawConsent, what, gateway, now: now)?.code
    }

    /// Finance speaks with a bank that asked too much; two people let it ask again.
    private func stops() throws {
        for row in try mine(
            "SELECT id, state FROM lookup_stop WHERE county = $1 AND state IN ('stopped', 'proposed') ORDER BY id"
        ) where office.isWilling() {
            let stop = ["stop": String(row[0].integer ?? 0)]
            if row[1].text == LookupStopMachine.State.proposed.rawValue {
                if office.random.below(4) == 0, !office.isPrompt {
                    try act(.keepStopped, stop.merging(["reason": "整改材料不足"]) { $1 }, as: .financeChecker)
                } else {
                    try act(.freeBank, stop, as: .financeChecker)
                }
                continue
            }
            guard office.isPrompt || office.random.below(4) == 0 else { continue }
            let proposal = stop.merging(["evidence": "银行整改报告"]) { $1 }
            guard office.faults.contains(.overreach), office.random.below(3) == 0 else {
                try act(.proposeFreeing, proposal, as: .financeMaker)
                continue
            }
            guard try act(.proposeFreeing, proposal, as: .financeMaker, twin: true).isEmpty else { continue }
            guard try act(.freeBank, stop, as: .financeChecker, twin: true) != "" else {
                throw Breach("duty", "lookup.free \(stop.values.sorted()): one person took two duties")
            }
        }
    }
}
