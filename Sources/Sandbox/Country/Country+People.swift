import Synchronization

/// What happens to people, and what offices can find out about them.
extension Country {
    /// Every day from the last one on: deaths, and accounts that are closed, fall asleep or get another name.
    func liveOn(until today: CivilDay) {
        life.withLock { life in
            while life.day < today {
                life.day = life.day.adding(1)
                for citizen in world.everybody where !life.dead.contains(citizen.id) {
                    if life.random.below(100_000) < life.rates.death { die(citizen, &life) }
                    if life.random.below(100_000) < life.rates.accountTrouble { trouble(citizen, &life) }
                }
                let day = life.day
                for notice in life.unknownDeaths where notice.known <= day {
                    world.update(notice.id) { $0.deathDate = notice.died }
                }
                life.unknownDeaths.removeAll { $0.known <= day }
            }
        }
    }

    private func die(_ citizen: Citizen, _ life: inout Life) {
        life.dead.insert(citizen.id)
        life.deaths.append((citizen.id, life.day))
        let known = life.day.adding(Int64(life.random.below(9)))
        let isUndated = life.random.below(1_000) < life.rates.undatedDeath
        life.unknownDeaths.append((known, citizen.id, isUndated ? "" : life.day.text))
        guard !isUndated else { return }
        let heard = life.day.adding(Int64(1 + life.random.below(7)))
        // Who is buried and not cremated is on no list: only the police will ever know.
        guard life.random.below(4) > 0, let office = Self.counties.firstIndex(where: { $0.code == citizen.county })
        else { return }
        civil[office].hears(of: citizen.id, died: life.day, from: heard)
    }

    private func trouble(_ citizen: Citizen, _ life: inout Life) {
        let state = life.random.pick(["closed", "dormant", "frozen", "renamed"])
        world.update(citizen.id) { citizen in
            if state == "renamed" { citizen.accountHolder = "另一户名" } else { citizen.accountState = state }
        }
    }

    package func citizen(_ id: String) -> Citizen? { world.citizen(id) }

    package func isDead(_ id: String) -> Bool { life.withLock { $0.dead.contains(id) } }

    /// Who has died, with the day of it as a number of days since 1970.
    package var dead: [(id: String, day: Int64)] { life.withLock { $0.deaths.map { ($0.id, $0.day.number) } } }

    /// The name under which a bank stands on lists.
    package static func bankTitle(_ bank: String) -> String { Names.bankNames[bank] ?? "" }

    package static let bankNames = ["a", "b"]

    /// A person's new account at a bank, open and in their own name; the present one is closed.
    package func openAccount(of id: String, bank: String) -> String {
        let number = life.withLock { $0.builder.drawAccount(bank) }
        world.replaceAccount(of: id, by: number, bank: bank)
        return number
    }

    /// The person goes to the counter: the account is awake and in their name again, unless it is closed.
    package func visitBank(_ id: String) {
        world.update(id) { citizen in
            guard citizen.accountState != "closed" else { return }
            citizen.accountState = "normal"
            citizen.accountHolder = citizen.name
            citizen.cardActivated = true
        }
    }

    /// A list for a part of the county's living and not so living, by what the department knows: `share` of `shares`.
    package func list(
        _ project: CountryProject, county: String, period: String, approval: String, share: Int, of shares: Int,
        _ random: inout SplitMix64
    ) -> DrawnList? {
        let residents = world.everybody.filter { $0.county == county }
        var people: [Citizen] = []
        for (index, citizen) in residents.enumerated() where index % shares == share {
            // A department strikes a dead person off when somebody tells it, which takes a while.
            if let died = citizen.deathDate, random.below(3) > 0, died < CivilDay(at: world.clock.now).adding(-10).text
            {
                continue
            }
            people.append(citizen)
        }
        // A few are on a neighbour's list as well.
        if shares > 1, random.below(4) == 0, let twin = residents.indices.first(where: { $0 % shares != share }) {
            people.append(residents[twin])
        }
        guard !people.isEmpty else { return nil }
        let writer = ListWriter(
            project: project, county: county, period: period, approval: approval,
            flaws: life.withLock { $0.rates.listFlaw })
        return writer.list(of: people, &random)
    }
}

extension Country {
    /// A county's agency account at a bank.
    package struct Agency: Sendable {
        package let county: String
        package let bank: String
        package let number: String
        package let holder: String

        /// As the county calls it.
        package var name: String { "代发户-\(county)-\(bank)" }
    }

    /// Every agency account, in one order.
    package static let agencies = World.agencyAccounts.map {
        Agency(county: $0.county, bank: $0.bank, number: $0.number, holder: $0.holder)
    }

    /// What the budget system calls a county's project.
    package static func budgetProject(_ project: String, county: String) -> String {
        IndicatorBook.project(forList: project, of: county)
    }
}

extension Country {
    /// A county's grassland department puts a file and its marker into the county's folder.
    package func drop(_ bytes: [UInt8], as name: String, county: String) {
        let mac = SandboxCrypto.hmacSM3(Array(world.secrets.lincaoFile.utf8), bytes).hex
        folders.write(bytes, to: "county/dept/lincao-\(county)/\(name)")
        folders.write(Array(mac.utf8), to: "county/dept/lincao-\(county)/\(name).ok")
    }

    /// The day on which so many working days after an instant are over, by the country's own calendar.
    /// Nil when it falls into a year of which no notice of holidays is out: such a day binds nobody yet.
    package static func deadline(after milliseconds: Int64, workingDays: Int, in county: String) -> Int64? {
        let feasts = World.isInnerMongolia(county) ? [] : ["20260320", "20260527"]
        var day = CivilDay(at: milliseconds)
        for _ in 0..<workingDays {
            repeat { day = day.adding(1) } while !day.isWorking || feasts.contains(day.text)
        }
        return day.text < "20270101" ? day.number : nil
    }

    package static func isWorking(_ day: Int64) -> Bool { CivilDay(number: day).isWorking }
}

extension Country {
    package func citizen(account: String) -> Citizen? { world.citizen(account: account) }
}

extension Country {
    /// The local day of an instant, as a number of days since 1970.
    package static func day(of milliseconds: Int64) -> Int64 { CivilDay(at: milliseconds).number }
}

extension Country {
    /// A bank's counter takes a slip: this sum goes from the agency account back to the treasury, under this number.
    /// False when the account holds less.
    package func refund(_ number: String, fen: Int64, agency: String) -> Bool {
        world.accounts.debit(
            Self.agencies.first { $0.name == agency }?.number ?? "", amountFen: fen, reference: number,
            at: world.clock.now,
            summary: "退回国库")
    }

    /// Money that was paid twice is paid in again at the counter, under the number that the gateway gave it.
    package func restore(_ number: String, fen: Int64, agency: String) {
        world.accounts.credit(
            Self.agencies.first { $0.name == agency }?.number ?? "", amountFen: fen, reference: number,
            at: world.clock.now, summary: "追回款缴回")
    }
}
