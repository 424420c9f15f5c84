import Synchronization

/// The synthetic truth that all counterparts of the sandbox share: people, lists, accounts and time.
///
/// It is the same on every machine: a fixed seed, no wall clock. What changes (a card activated, an account closed)
/// changes through ``update(_:_:)``.
package final class World: Sendable {
    /// How many people live in it.
    package enum Size: String, Sendable, CaseIterable {
        /// About 3,000 beneficiaries.
        case full
        /// The cast and a few neighbours.
        case small
    }

    package let size: Size
    /// The four lists, in the order of their departments' work.
    package let lists: [ListPlan]
    /// Role in the story to the person's 18-character identity number.
    package let cast: [String: String]
    /// What townships can find out about the cast, in order of role.
    package let casebook: [CaseNote]
    package let clock: SandboxClock
    package let secrets = SandboxSecrets()
    package let faults = SandboxFaults()
    package let accounts: AgencyAccounts

    static let agencyAccounts: [AgencyAccounts.Account] = [
        .init(
            number: "300199000000000018", bank: "a", county: innerMongoliaCounty, holder: "奈仁旗财政局一卡通代发户"),
        .init(
            number: "300199000000000026", bank: "b", county: innerMongoliaCounty, holder: "奈仁旗财政局一卡通代发户"),
        .init(
            number: "300199000000000034", bank: "b", county: secondInnerMongoliaCounty, holder: "查仁旗财政局一卡通代发户"),
    ]

    private struct People {
        var byID: [String: Citizen] = [:]
        var byAccount: [String: String] = [:]
        /// Accounts that their holder gave up for another.
        var closed: Set<String> = []
        /// When something about a person last changed.
        var changed: [String: Int64] = [:]
    }

    private let people: Mutex<People>

    /// Monday 2026-03-02 08:30 (UTC+8): the story's first moment.
    package static let start = CivilDay(2026, 3, 2).at(8, 30)
    package static let innerMongoliaCounty = "159901"
    package static let ningxiaCounty = "640199"
    /// It has an agency account at one bank only, which serves the first county too.
    static let secondInnerMongoliaCounty = "159902"
    static let secondNingxiaCounty = "640198"
    /// Its bureau owns a platform, which makes and reviews its rosters.
    static let platformCounty = "640197"
    /// Counties whose division the budget system knows.
    static let budgetCounties = [
        innerMongoliaCounty, secondInnerMongoliaCounty, ningxiaCounty, secondNingxiaCounty,
        platformCounty,
    ]

    static func isInnerMongolia(_ county: String) -> Bool { county.hasPrefix("15") }

    package init(size: Size) {
        var builder = WorldBuilder(size: size)
        lists = builder.lists()
        cast = builder.cast
        casebook = builder.casebook()
        var people = People()
        for citizen in builder.citizens {
            people.byID[citizen.id] = citizen
            people.byAccount[citizen.account] = citizen.id
        }
        for spare in builder.spareAccounts {
            people.byAccount[spare.account] = spare.id
        }
        self.size = size
        self.people = Mutex(people)
        accounts = AgencyAccounts(Self.agencyAccounts.filter { $0.county == Self.innerMongoliaCounty })
        clock = SandboxClock(now: Self.start)
    }

    /// A country of drawn people without a story: no cast, no lists but those that the budget is made for.
    init(people drawn: [Citizen], budgetFor lists: [ListPlan], start: Int64) {
        self.lists = lists
        cast = [:]
        casebook = []
        var people = People()
        for citizen in drawn {
            people.byID[citizen.id] = citizen
            people.byAccount[citizen.account] = citizen.id
        }
        size = .small
        self.people = Mutex(people)
        accounts = AgencyAccounts(Self.agencyAccounts)
        clock = SandboxClock(now: start)
        _ = faults.takeLostPaymentAnswer()
    }

    /// The person of an 18-character number.
    package func citizen(_ id: String) -> Citizen? { people.withLock { $0.byID[id] } }

    /// The person of an account, be it the current one or one opened for later.
    package func citizen(account: String) -> Citizen? {
        people.withLock { people in people.byAccount[account].flatMap { people.byID[$0] } }
    }

    /// Everybody, by identity number.
    package var everybody: [Citizen] { people.withLock { $0.byID.values.sorted { $0.id < $1.id } } }

    package func update(_ id: String, _ change: (inout Citizen) -> Void) {
        let now = clock.now
        people.withLock { people in
            guard var citizen = people.byID[id] else { return }
            change(&citizen)
            people.byID[id] = citizen
            people.changed[id] = now
            people.byAccount[citizen.account] = id
        }
    }

    /// When something about a person last changed; nil when nothing has since the world began.
    func changed(_ id: String) -> Int64? { people.withLock { $0.changed[id] } }

    /// Gives a person another account and closes the present one.
    func replaceAccount(of id: String, by number: String, bank: String) {
        people.withLock { people in
            guard var citizen = people.byID[id] else { return }
            people.closed.insert(citizen.account)
            citizen.account = number
            citizen.bank = bank
            citizen.accountHolder = citizen.name
            citizen.accountState = "normal"
            people.byID[id] = citizen
            people.byAccount[number] = id
        }
    }

    /// An account as its bank holds it, be it a person's current one or one opened for later.
    func bankAccount(_ number: String) -> (id: String, holder: String, state: String, bank: String)? {
        guard let citizen = citizen(account: number) else { return nil }
        guard citizen.account != number else {
            return (citizen.id, citizen.accountHolder, citizen.accountState, citizen.bank)
        }
        // The digit behind the BIN says which bank opened it.
        let state = people.withLock { $0.closed.contains(number) } ? "closed" : "normal"
        return (citizen.id, citizen.name, state, number.dropFirst(6).hasPrefix("1") ? "a" : "b")
    }

    /// Who plays a role of the story.
    func player(_ role: String) -> Citizen? { cast[role].flatMap { citizen($0) } }

    /// Whether the person plays the role.
    package func plays(_ id: String, _ role: String) -> Bool { cast[role] == id }
}

/// What a township can find out about one person of the cast.
package struct CaseNote: Codable, Sendable, Equatable {
    package var role: String
    package var id: String
    /// As the register has it.
    package var name: String
    package var account: String
    package var bank: String
    package var phone: String
    /// As the list has it, where that differs.
    package var listedName: String?
    /// The account to change to, where one is needed; the holder is `name`.
    package var newAccount: String?
    package var newBank: String?
    /// Heirs' share in percent, and whose.
    package var share: Int?
    package var heirOf: String?
    package var note: String
}
