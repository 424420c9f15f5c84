import Synchronization

/// A consent as the person showed it to the bank's clerk.
package struct ShownConsent: Sendable {
    package let number: String
    package let person: String
    /// DK or SX.
    package let purpose: String
    /// The last day, as a number of days since 1970.
    package let until: Int64

    package init(number: String, person: String, purpose: String, until: Int64) {
        self.number = number
        self.person = person
        self.purpose = purpose
        self.until = until
    }
}

/// A question that a bank put into a file, and what it was answered.
package struct CountryQuestion: Sendable {
    package let serial: String
    package let bank: String
    package let county: String
    package let consent: String
    package let person: String
    package let name: String
    package let purpose: String
    /// Codes of its lines, in their order; empty until the answer came.
    package var codes: [String] = []
    /// What they come to.
    package var fen: Int64 = 0

    package init(
        serial: String, bank: String, county: String, consent: String, person: String, name: String, purpose: String,
        codes: [String] = [], fen: Int64 = 0
    ) {
        self.serial = serial
        self.bank = bank
        self.county = county
        self.consent = consent
        self.person = person
        self.name = name
        self.purpose = purpose
        self.codes = codes
        self.fen = fen
    }
}

/// Those at one bank who lend in one county: they ask what a customer was paid who showed them a consent, and some ask
/// more than they may.
final class CountryLender: Sendable {
    private struct File {
        var due: CivilDay
        var name: String
        var bytes: [UInt8]
        var told: [UInt8]
    }

    private struct State {
        var random: SplitMix64
        var rates: CountryRates
        var day: CivilDay
        var consents: [ShownConsent] = []
        /// In the order in which they were asked.
        var questions: [CountryQuestion] = []
        var files = 0
        var waiting: [File] = []
    }

    let bank: Bank
    let county: String
    private let key: String
    private let shelf: MemoryInbox
    private let state: Mutex<State>

    init(
        bank: Bank, county: String, key: String, folders: MemoryFolders, seed: UInt64, rates: CountryRates,
        day: CivilDay
    ) {
        self.bank = bank
        self.county = county
        self.key = key
        shelf = MemoryInbox(folders: folders, folder: "county/asks/\(bank.name)-\(county)")
        state = Mutex(State(random: SplitMix64(seed: seed), rates: rates, day: day))
    }

    func set(_ rates: CountryRates) { state.withLock { $0.rates = rates } }

    func show(_ consent: ShownConsent) { state.withLock { $0.consents.append(consent) } }

    var questions: [CountryQuestion] { state.withLock { $0.questions } }

    /// Once a working day. `named` finds somebody by their number, `somebody` draws one.
    func step(now: Int64, named: (String) -> Citizen?, somebody: (inout SplitMix64) -> Citizen?) {
        state.withLock { state in
            let today = CivilDay(at: now)
            guard state.day < today, now >= today.at(10) else { return }
            state.day = today
            for file in state.waiting where file.due <= today { put(file.name, file.bytes, file.told) }
            state.waiting.removeAll { $0.due <= today }
            guard today.isWorking else { return }
            // Who was refused for long stops asking.
            state.consents.removeAll { $0.until < today.adding(-4).number }
            var asked: [CountryQuestion] = []
            for consent in state.consents where state.random.below(1_000) < state.rates.lookup {
                guard let citizen = named(consent.person) else { continue }
                asked.append(question(consent, citizen, &state, somebody))
            }
            if state.random.below(1_000) < state.rates.harvest {
                // A clerk tries whether made-up consents open anything.
                for _ in 0..<8 {
                    guard let citizen = somebody(&state.random) else { continue }
                    let made = "SQ\(state.random.below(100_000))"
                    asked.append(question(made, citizen.id, citizen.name, "DK", &state))
                }
            }
            if !asked.isEmpty { send(asked, &state) }
        }
    }

    private func question(
        _ consent: ShownConsent, _ citizen: Citizen, _ state: inout State, _ somebody: (inout SplitMix64) -> Citizen?
    ) -> CountryQuestion {
        guard state.random.below(1_000) < state.rates.lookupTrouble else {
            return question(consent.number, citizen.id, citizen.name, consent.purpose, &state)
        }
        switch state.random.below(3) {
        case 0: return question(consent.number, citizen.id, citizen.name, "DH", &state)
        case 1: return question(consent.number, citizen.id, citizen.name + "儿", consent.purpose, &state)
        default:
            let other = somebody(&state.random) ?? citizen
            return question(consent.number, other.id, other.name, consent.purpose, &state)
        }
    }

    private func question(
        _ consent: String, _ person: String, _ name: String, _ purpose: String, _ state: inout State
    ) -> CountryQuestion {
        let serial = "\(bank.name)\(county)\(digits(Int64(state.questions.count + 1), 6))"
        let question = CountryQuestion(
            serial: serial, bank: bank.name, county: county, consent: consent, person: person, name: name,
            purpose: purpose)
        state.questions.append(question)
        return question
    }

    private func send(_ questions: [CountryQuestion], _ state: inout State) {
        state.files += 1
        let number = "\(bank.name)\(county)\(digits(Int64(state.files), 4))"
        let (name, more) = ("LS_\(number).txt", "LS_\(number)_1.txt")
        let bytes = file(questions, number)
        let later = state.day.adding(Int64(1 + state.random.below(3)))
        switch state.random.below(1_000) < state.rates.lookupTrouble ? state.random.below(4) : 4 {
        case 0:
            put(name, Array(bytes.prefix(bytes.count / 2)), mac(bytes))
            state.waiting.append(File(due: later, name: name, bytes: bytes, told: mac(bytes)))
        case 1:
            put(name, bytes, mac(bytes))
            state.waiting.append(File(due: later, name: name, bytes: bytes, told: mac(bytes)))
        case 2:
            // The same questions under another name: they are asked once.
            put(name, bytes, mac(bytes))
            let again = file(questions, number + "-1")
            state.waiting.append(File(due: later, name: more, bytes: again, told: mac(again)))
        case 3:
            // Somebody who has no key of the bank's.
            put(more, bytes, Array(SandboxCrypto.hmacSM3(Array("stranger".utf8), bytes).hex.utf8))
            state.waiting.append(File(due: later, name: name, bytes: bytes, told: mac(bytes)))
        default: put(name, bytes, mac(bytes))
        }
    }

    private func file(_ questions: [CountryQuestion], _ number: String) -> [UInt8] {
        BankForms.history.historyQuestions(
            questions.map {
                HistoryQuestion(
                    serial: $0.serial, consent: $0.consent, id: $0.person, name: $0.name, purpose: $0.purpose)
            }, number: number)
    }

    private func mac(_ bytes: [UInt8]) -> [UInt8] { Array(SandboxCrypto.hmacSM3(Array(key.utf8), bytes).hex.utf8) }

    private func put(_ name: String, _ bytes: [UInt8], _ told: [UInt8]) {
        shelf.put(name, bytes)
        shelf.put(name + ".ok", told)
    }
}

extension Country {
    /// Counties in which banks may ask, with the banks that do.
    package static let lending: [(county: String, bank: String)] =
        counties.filter(\.paysThroughBanks).flatMap { county in county.banks.map { (county.code, $0) } }

    /// A person shows a clerk of the bank what they signed.
    package func show(_ consent: ShownConsent, bank: String, county: String) {
        lenders.first { $0.bank.name == bank && $0.county == county }?.show(consent)
    }

    /// Everything that banks asked, with what they were answered.
    package var questions: [CountryQuestion] {
        var answers: [String: [HistoryAnswer]] = [:]
        for bank in banks {
            for answer in bank.histories { answers["\(bank.name) \(answer.serial)", default: []].append(answer) }
        }
        return lenders.flatMap(\.questions).map { question in
            var question = question
            let told = answers["\(question.bank) \(question.serial)"] ?? []
            question.codes = told.map(\.code)
            question.fen = told.reduce(0) { $0 + ($1.sumFen ?? 0) }
            return question
        }
    }

    func step(_ lender: CountryLender, now: Int64) {
        lender.step(now: now) {
            citizen($0)
        } somebody: { random in
            let people = everybody
            return people.isEmpty ? nil : people[random.below(people.count)]
        }
    }
}
