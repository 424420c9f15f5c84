/// Makes the people and lists of a ``World`` from one seed.
struct WorldBuilder {
    let size: World.Size
    private(set) var citizens: [Citizen] = []
    private(set) var cast: [String: String] = [:]
    /// Accounts that exist beside the people's current ones: what the casebook offers as new.
    private(set) var spareAccounts: [(account: String, id: String)] = []
    private var random: SplitMix64
    private var taken: Set<String> = []
    private var accountCount = 0
    private var newAccounts: [String: (account: String, bank: String)] = [:]

    init(size: World.Size, seed: UInt64 = 0x6F6E_6563_6172_64) {
        self.size = size
        random = SplitMix64(seed: seed)
    }

    // MARK: People

    /// A person born in `years`, in a county, with an account at `bank` (drawn when nil).
    mutating func person(county: String, years: ClosedRange<Int>, bank: String? = nil, name: String? = nil) -> Citizen {
        let isIM = World.isInnerMongolia(county)
        var id = ""
        repeat {
            let birth = CivilDay(Int64(years.lowerBound + random.below(years.count)), 1, 1).adding(
                Int64(random.below(365)))
            id = Numbers.identity((isIM ? "159999" : "640199") + birth.text + digits(Int64(1 + random.below(998)), 3))
        } while !taken.insert(id).inserted
        let name = name ?? drawName(isIM)
        let village = random.below(6)
        let bank = bank ?? (random.below(2) == 0 ? "a" : "b")
        let account = drawAccount(bank)
        let township = digits(Int64(100 + village / 3 * 100), 3)
        return Citizen(
            id: id, name: name, phone: "199" + digits(Int64(random.below(100_000_000)), 8), knownToPolice: true,
            deathDate: nil, crematedOn: nil, cardNumber: "S" + digits(Int64(accountCount), 8), cardState: "1",
            cardActivated: true, account: account, bank: bank, accountHolder: name, accountState: "normal",
            lowIncomeUntil: nil, county: county, village: (isIM ? Names.villagesIM : Names.villagesNX)[village],
            villageCode: county + township + digits(Int64(201 + village), 3))
    }

    private mutating func drawName(_ isIM: Bool) -> String {
        if isIM, random.below(4) == 0 { return random.pick(Names.mongolian) }
        let surname = String(random.pick(Names.surnames))
        let first = String(random.pick(Names.given))
        return surname + first + (random.below(3) == 0 ? "" : String(random.pick(Names.given)))
    }

    mutating func drawAccount(_ bank: String) -> String {
        accountCount += 1
        return Numbers.card("629999" + (bank == "a" ? "1" : "2") + digits(Int64(accountCount), 11))
    }

    /// A person with a role; `change` makes him what the role says.
    mutating func play(
        _ role: String, county: String = World.innerMongoliaCounty, years: ClosedRange<Int> = 1955...1990,
        bank: String? = nil, name: String? = nil, newAccount: Bool = false, _ change: (inout Citizen) -> Void = { _ in }
    ) -> Citizen {
        var citizen = person(county: county, years: years, bank: bank, name: name)
        change(&citizen)
        citizens.append(citizen)
        cast[role] = citizen.id
        if newAccount {
            let fresh = drawAccount("a")
            newAccounts[role] = (fresh, "a")
            spareAccounts.append((fresh, citizen.id))
        }
        return citizen
    }

    mutating func neighbours(_ count: Int, county: String, years: ClosedRange<Int>) -> [Citizen] {
        var made: [Citizen] = []
        for _ in 0..<max(0, count) { made.append(person(county: county, years: years)) }
        citizens += made
        return made
    }

    mutating func below(_ bound: Int) -> Int { random.below(bound) }

    // MARK: Casebook

    func casebook() -> [CaseNote] {
        cast.keys.sorted().compactMap { role -> CaseNote? in
            guard let citizen = citizens.first(where: { $0.id == cast[role] }) else { return nil }
            let fresh = newAccounts[role]
            return CaseNote(
                role: role, id: citizen.id, name: citizen.name, account: citizen.account, bank: citizen.bank,
                phone: citizen.phone, listedName: CastNotes.listedName(role), newAccount: fresh?.account,
                newBank: fresh?.bank, share: role.hasPrefix("heir") ? 50 : nil,
                heirOf: role.hasPrefix("heir") ? cast["deceasedHeirs"] : nil, note: CastNotes.text[role] ?? "")
        }
    }
}

/// What a township writes beside a case.
enum CastNotes {
    static let text = [
        "accountRejected": "银行核验户名不符，本人已另开社保卡账户", "amountOffLess": "金额与标准相差在容差内",
        "amountOffMore": "金额与标准相差超过容差", "badCheckDigit": "身份证号校验位错误，正确号码见此",
        "cardDormant": "社保卡金融功能未激活，可到网点激活", "closedAtPay": "原账户已销户，新账户见此",
        "crematedAlive": "殡仪馆记录有误，本人健在", "deceasedHeirs": "承包户主已故，两名继承人各半",
        "deceasedStopped": "已故，停发高龄津贴", "diedBeforePay": "发放前已故，需追回",
        "dormantAtPay": "长期不动户，到网点激活后补发", "dotVariant": "姓名间隔号写法不同",
        "duplicatePerson": "同一清单内重复", "fourByteName": "姓名含生僻字", "heirOne": "继承人之一", "heirTwo": "继承人之二",
        "lateReturned": "发放后退汇，账户已换", "lateSuccess": "先报失败，次日成功", "legacy15": "另一清单写的是15位号码",
        "lowIncomeEnded": "低保已停", "maskedID": "清单中的身份证号被遮蔽", "missingAccount": "清单缺银行账号",
        "nameMismatch": "清单姓名有误，以户籍登记为准", "nameMismatchAtPay": "银行户名不符，本人已另开账户",
        "notFound": "公安库无此人，请核实", "pendingAtPay": "银行已收妥未入账，次日入账", "shortPaid": "银行少付1.00元",
        "treasuryFailed": "国库集中支付退回，账户已销户", "unknownCode": "银行返回未知代码7777，经电话确认未付款",
    ]

    /// Names as the list writes them, where the list is wrong.
    static func listedName(_ role: String) -> String? {
        switch role {
        case "dotVariant": "阿依古丽\u{2022}买买提"
        case "nameMismatch": "李秀芸"
        default: nil
        }
    }
}
