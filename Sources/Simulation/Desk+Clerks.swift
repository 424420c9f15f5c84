import Sandbox
import Store
import Subsidy
import Workflow

/// Those at a bank's counter who ask by hand what a customer was paid, whose consent they were shown (IM-27.1).
extension Desk {
    func clerks() throws {
        guard county.paysThroughBanks, !office.isPrompt, office.random.below(4) == 0 else { return }
        let shown = office.consents.filter { $0.county == county.code && now.day <= $0.until + 3 }
        guard !shown.isEmpty else { return }
        let consent = shown[office.random.below(shown.count)]
        guard let citizen = country.citizen(consent.person) else { return }
        // Now and then the clerk of another bank tries it, and says to be of the one that it names.
        let isStranger = office.faults.contains(.lookupTrouble) && office.random.below(6) == 0
        let bank = isStranger ? county.banks.first { $0 != consent.bank } ?? consent.bank : consent.bank
        let serial = "K\(bank)\(county.code)-\(office.clerkQuestions.count + 1)"
        let question = [
            "serial": serial, "consent": consent.number, "idNumber": citizen.id, "name": citizen.name,
            "purpose": consent.purpose == "DK" ? "loan" : "creditLine", "county": county.code,
            "own.bank": "bank-\(consent.bank)",
        ]
        let login = Cast.clerk(bank, county.code)
        var told: [String: String] = [:]
        let code = try office.act(.askHistory, question, as: login, gateway, now: now) { told = $0 }
        office.clerkQuestions.append(
            CountryQuestion(
                serial: serial, bank: bank, county: county.code, consent: consent.number, person: citizen.id,
                name: citizen.name, purpose: consent.purpose, codes: Self.codes(told), fen: Self.fen(told)))
        guard code == "", office.random.below(4) == 0 else { return }
        guard try office.act(.askHistory, question, as: login, gateway, now: now) != "" else {
            throw Breach("IM-27.1", "question \(serial) was answered twice")
        }
    }

    /// As an answering file would put it: a code for each project, or one that says why there is none.
    private static func codes(_ told: [String: String]) -> [String] {
        guard let outcome = LookupOutcome(rawValue: told["outcome"] ?? "") else { return [] }
        let projects = told.keys.count { $0.hasPrefix("project.") }
        return Array(repeating: LookupWitness.code(outcome), count: outcome == .given ? projects : 1)
    }

    /// What the projects come to: the third column is a sum in yuan.
    private static func fen(_ told: [String: String]) -> Int64 {
        told.filter { $0.key.hasPrefix("project.") }.values.reduce(0) { sum, text in
            let columns = text.split(separator: "｜", omittingEmptySubsequences: false)
            return sum + (columns.count > 2 ? Int64(columns[2].filter { $0.isASCII && $0.isNumber }) ?? 0 : 0)
        }
    }
}
