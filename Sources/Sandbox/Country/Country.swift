import Synchronization

/// A drawn country: all counterparts in one process and in memory, on a clock that only its caller moves.
///
/// People are born, die and lose their accounts by its seed; banks, treasury and registers are those of the sandbox.
package final class Country: Sendable {
    /// A county that hands in lists, or whose bureau's platform makes its rosters; Inner Mongolia's pay through banks,
    /// Ningxia's through the treasury.
    package struct County: Sendable {
        package let code: String
        package let paysThroughBanks: Bool
        /// Rosters are made, checked, shown and reviewed on a platform of its bureau's, and paid from here.
        package var isBesidePlatform = false
        /// The banks at which its people have accounts.
        package var banks = ["a", "b"]
        package let projects: [CountryProject]
    }

    package static let counties = [
        County(
            code: World.innerMongoliaCounty, paysThroughBanks: true, banks: ["a", "b"],
            projects: CountryProject.innerMongolia),
        County(
            code: World.secondInnerMongoliaCounty, paysThroughBanks: true, banks: ["b"],
            projects: CountryProject.innerMongolia),
        County(code: World.ningxiaCounty, paysThroughBanks: false, projects: CountryProject.ningxia),
        County(code: World.secondNingxiaCounty, paysThroughBanks: false, projects: CountryProject.ningxia),
        County(
            code: World.platformCounty, paysThroughBanks: false, isBesidePlatform: true,
            projects: [CountryProject.ningxia[0]]),
    ]

    struct Life {
        var builder: WorldBuilder
        var random: SplitMix64
        var rates: CountryRates
        /// Day on which the police learn of a death, and the day of it that they write down.
        var unknownDeaths: [(known: CivilDay, id: String, died: String)] = []
        /// In the order in which they died.
        var deaths: [(id: String, day: CivilDay)] = []
        var day: CivilDay
        var dead: Set<String> = []
    }

    package let world: World
    package let folders: MemoryFolders
    let treasury: Treasury
    let banks: [Bank]
    let civil: [CountryCivil]
    private let habits: [DrawnHabits]
    private let police: PublicSecurity
    private let cards: CardIssuer
    private let budget: Budget
    let platform: BureauPlatform
    private let results = ResultReceiver()
    let web: PublicWeb
    let carrier: CountryCarrier
    let portals: [CountryPortal]
    let supervisors: [CountrySupervisor]
    let lenders: [CountryLender]
    let offerers: [CountryOfferer]
    let life: Mutex<Life>

    /// `people` live in it when it starts at `start`.
    package init(seed: UInt64, people: Int, start: Int64, rates: CountryRates) {
        var builder = WorldBuilder(size: .small, seed: seed)
        var citizens: [Citizen] = []
        for index in 0..<people {
            let county = Self.counties[index % Self.counties.count]
            citizens.append(
                builder.person(
                    county: county.code, years: county.paysThroughBanks ? 1935...1998 : 1930...1965,
                    bank: county.banks.count == 1 ? county.banks[0] : nil))
        }
        let world = World(people: citizens, budgetFor: Self.budgets(), start: start)
        let folders = MemoryFolders(clock: world.clock)
        self.world = world
        self.folders = folders
        treasury = Treasury(world: world, accounts: world.accounts)
        let habits = [DrawnHabits(seed: seed &+ 1, rates: rates), DrawnHabits(seed: seed &+ 2, rates: rates)]
        self.habits = habits
        banks = [
            Bank(
                name: "a", dialect: DelimitedDialect(), world: world, key: world.secrets.bankA,
                inbox: MemoryInbox(folders: folders, folder: "bank-a/in"),
                outbox: Outbox(party: "银行a", folder: "out", way: MemoryDrop(folders: folders, root: "bank-a")),
                habits: habits[0]),
            Bank(
                name: "b", dialect: FixedDialect(), world: world, key: world.secrets.bankB,
                inbox: MemoryInbox(folders: folders, folder: "bank-b/in"),
                outbox: Outbox(party: "银行b", folder: "banks/b", way: MemoryDrop(folders: folders, root: "county")),
                habits: habits[1]),
        ]
        civil = Self.counties.map { county in
            CountryCivil(
                world: world, county: county.code,
                outbox: Outbox(
                    party: "民政", folder: "civil/\(county.code)", way: MemoryDrop(folders: folders, root: "county")))
        }
        police = PublicSecurity(world: world)
        cards = CardIssuer(world: world)
        budget = Budget(world: world, treasury: treasury)
        platform = BureauPlatform(
            world: world,
            counties: Self.counties.filter(\.isBesidePlatform).map { ($0.code, $0.projects[0].code) },
            seed: seed &+ 6)
        platform.set(trouble: rates.platformTrouble)
        web = PublicWeb(
            OutsideHost(
                inbox: MemoryInbox(folders: folders, folder: "web/in"),
                outbox: MemoryInbox(folders: folders, folder: "web/out"), key: world.secrets.webReceipt),
            seed: seed &+ 4, rates: rates)
        carrier = CountryCarrier(world: world, seed: seed &+ 5, rates: rates)
        portals = Self.counties.enumerated().map { index, county in
            CountryPortal(
                county: county, folders: folders, key: world.secrets.portal, seed: seed &+ 100 &+ UInt64(index),
                rates: rates, day: CivilDay(at: start))
        }
        supervisors = Self.counties.enumerated().map { index, county in
            CountrySupervisor(
                county: county.code, folders: folders, seed: seed &+ 200 &+ UInt64(index), rates: rates,
                day: CivilDay(at: start))
        }
        let banks = banks
        lenders = Self.lending.enumerated().compactMap { index, place in
            guard let bank = banks.first(where: { $0.name == place.bank }) else { return nil }
            return CountryLender(
                bank: bank, county: place.county, key: bank.name == "a" ? world.secrets.bankA : world.secrets.bankB,
                folders: folders, seed: seed &+ 300 &+ UInt64(index), rates: rates, day: CivilDay(at: start))
        }
        offerers = Self.lending.enumerated().map { index, place in
            CountryOfferer(
                bank: place.bank, county: place.county,
                key: place.bank == "a" ? world.secrets.bankA : world.secrets.bankB, folders: folders,
                seed: seed &+ 400 &+ UInt64(index), rates: rates, day: CivilDay(at: start))
        }
        life = Mutex(
            Life(
                builder: builder, random: SplitMix64(seed: seed &+ 3), rates: rates,
                day: CivilDay(at: start)))
    }

    /// What the year's indicators are made for: more than all lists will come to.
    private static func budgets() -> [ListPlan] {
        counties.filter(\.paysThroughBanks).flatMap { county in county.projects.map { budget($0, county.code) } }
    }

    private static func budget(_ project: CountryProject, _ county: String) -> ListPlan {
        let line = ListLine(
            serial: 1, headName: "", headID: "", payeeName: "", payeeID: "", beneficiaryName: "",
            beneficiaryID: "", account: "", bankName: "", village: "", villageCode: "", group: "", phone: "",
            certificate: "", quantity: "", rate: "", amountFen: 20_000_000_000, filledOn: "", note: "")
        return ListPlan(
            project: project.code, title: project.title, county: county,
            department: project.department, period: "2026", approvalNumber: "", format: project.format,
            lines: [line])
    }

    /// From now on the strangers err at these rates.
    package func set(_ rates: CountryRates) {
        for habit in habits { habit.set(rates) }
        web.set(rates)
        carrier.set(rates)
        platform.set(trouble: rates.platformTrouble)
        for portal in portals { portal.set(rates) }
        for supervisor in supervisors { supervisor.set(rates) }
        for lender in lenders { lender.set(rates) }
        for offerer in offerers { offerer.set(rates) }
        life.withLock { $0.rates = rates }
    }

    /// Moves the clock to `now`; everybody does what was due on the way, in the order of time.
    package func advance(to now: Int64) {
        let before = world.clock.now
        for bank in banks { _ = bank.finishWriting() + bank.collect(now: before) }
        for moment in Counterparts.moments(after: before, until: now) {
            world.clock.set(moment)
            liveOn(until: CivilDay(at: moment))
            _ = treasury.advance(now: moment)
            for office in civil { office.step(now: moment) }
            for bank in banks { _ = bank.step(now: moment) }
            platform.step(now: moment)
            web.step(now: moment)
            for (portal, county) in zip(portals, Self.counties) { step(portal, of: county, now: moment) }
            for lender in lenders { step(lender, now: moment) }
            for offerer in offerers { offerer.step(now: moment) }
            for (office, county) in zip(supervisors, Self.counties) { step(office, of: county, now: moment) }
        }
        for outbox in banks.map(\.outbox) + civil.map(\.outbox) { _ = outbox.send() }
    }

    // MARK: HTTP

    package enum Register: Sendable { case police, cards, budget, agriculture, carrier, platform }

    package struct Reply: Sendable {
        package let status: Int
        package let contentType: String
        /// IMF-fixdate by the register's own clock.
        package let date: String
        package let body: [UInt8]
    }

    /// A call at one of the registers; `target` is the path below its address, with the query.
    package func call(
        _ register: Register, _ method: String, _ target: String, headers: [(name: String, value: String)],
        body: [UInt8]
    ) -> Reply {
        let parts = target.split(separator: "?", maxSplits: 1)
        var call = RegisterCall(
            method, parts.first.map(String.init) ?? "/",
            query: RegisterCall.query(parts.count == 2 ? String(parts[1]) : ""), body: body)
        for header in headers { call.headers[header.name.lowercased()] = header.value }
        let answer: RegisterAnswer
        switch register {
        case .police: answer = police.answer(call)
        case .cards: answer = cards.answer(call)
        case .budget: answer = budget.answer(call)
        case .carrier: answer = carrier.answer(call)
        case .platform: answer = platform.answer(call)
        case .agriculture:
            let text = results.take(
                body, signature: call.header("X-Onecard-Sign"), secret: world.secrets.nongmuFeed)
            answer = RegisterAnswer(
                status: text == nil ? 401 : 200, contentType: "application/json", body: Array((text ?? "{}").utf8))
        }
        return Reply(
            status: answer.status, contentType: answer.contentType,
            date: HTTPDate.text(answer.clock ?? world.clock.now), body: answer.body)
    }

    // MARK: Truth

    /// What was executed of one of our serials, by whoever was asked to; nil when nobody ever saw it.
    package func instruction(_ serial: String) -> InstructionTruth? {
        for bank in banks {
            if let truth = bank.instruction(serial) { return truth }
        }
        return treasury.instruction(serial)
    }

    /// One movement of an agency account as the bank booked it.
    package struct Movement: Sendable {
        package let serial: String
        package let reference: String
        package let fen: Int64
        package let isCredit: Bool
        package let balanceFen: Int64
        /// The local day, as a number of days since 1970.
        package let day: Int64
    }

    /// Everything that a bank booked on an agency account, in its order.
    package func movements(_ agency: Agency) -> [Movement] {
        world.accounts.entries(agency.number).map { entry in
            Movement(
                serial: entry.serial, reference: entry.reference, fen: entry.amountFen, isCredit: entry.isCredit,
                balanceFen: entry.balanceFen, day: CivilDay(at: entry.at).number)
        }
    }

    /// What the treasury allocated to each of the applications that it knows, by number.
    package var allocations: [(number: String, fen: Int64)] {
        treasury.truth().map { ($0.number, $0.allocatedFen) }
    }

    /// Files that a bank would not take, with the reason.
    package var refusedFiles: [(file: String, reason: String)] {
        banks.flatMap { $0.truth().refused.map { ($0.file, $0.reason) } }
    }

    /// Applications that exist twice at the treasury: its own defect, or ours.
    package var doubledApplications: [String] {
        treasury.truth().filter { $0.timesCreated > 1 }.map(\.number)
    }
}
