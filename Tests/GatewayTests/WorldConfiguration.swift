import AdapterKit
import Gateway
import Subsidy
import Trust
import Workflow

/// The configuration of the tests: a county of each region, one connection a counterpart.
enum World {
    static func configuration(sandbox: Bool) -> GatewayConfiguration {
        GatewayConfiguration(
            counties: [
                county(GatewayWorld.innerMongolia, "inner-mongolia", department: "dept"),
                county(GatewayWorld.ningxia, "ningxia", department: "dept-nx"),
            ],
            connections: connections,
            agencyAccounts: [
                GatewayConfiguration.AgencyAccount(
                    name: "代发户甲", county: GatewayWorld.innerMongolia, connection: "bank-a",
                    account: GatewayWorld.agencyAccount, accountName: "代发专户", bankName: "甲银行",
                    unit: "15990100000001")
            ],
            people: people, bankRoutes: ["甲银行": "bank-a", "305": "bank-a"], sandbox: sandbox)
    }

    /// Each role has a login of its own person; `double.*` belong to the person of `townshipMaker`,
    /// `nx.*` serve the other county, `wide.*` both, and `alone.*` are one person.
    private static var people: [GatewayConfiguration.Person] {
        let own = Role.offices.map { person($0.rawValue, $0.rawValue, $0, GatewayWorld.innerMongolia) }
        let double = Role.offices.filter { $0 != .townshipMaker }.map {
            person("double.\($0.rawValue)", Role.townshipMaker.rawValue, $0, GatewayWorld.innerMongolia)
        }
        let ningxia = Role.offices.map { person("nx.\($0.rawValue)", "nx.\($0.rawValue)", $0, GatewayWorld.ningxia) }
        let wide = [
            person("wide.operator", "operator", .operator, "*"),
            person("wide.financeChecker", "financeChecker", .financeChecker, "*"),
            person("wide.department", "wide.department", .department, "*"),
            person("wide.leagueFinance", "wide.leagueFinance", .leagueFinance, "*"),
            person("wide.regionFinance", "wide.regionFinance", .regionFinance, "*"),
            person("bank", "bank", .bank, GatewayWorld.innerMongolia, bank: "bank-a"),
            person("alone.operator", "alone", .operator, "*"),
            person("alone.financeChecker", "alone", .financeChecker, "*"),
        ]
        return own + double + ningxia + wide
    }

    private static func person(
        _ login: String, _ naturalPerson: String, _ role: Role, _ scope: String, bank: String = ""
    ) -> GatewayConfiguration.Person {
        // The password is the login, as a hash that costs next to nothing: each test hires all of them.
        let hash = try? PasswordHash(password: Array(login.utf8), cost: PasswordHash.Cost(log2N: 1)).text
        return GatewayConfiguration.Person(
            login: login, naturalPerson: naturalPerson, role: role.rawValue, scope: scope, password: hash ?? login,
            connection: bank)
    }

    private static func county(_ code: String, _ profile: String, department: String) -> GatewayConfiguration.County {
        var routes = [
            "identity.verify": ["psb"], "death.sync": ["civil"], "welfare.sync": ["civil"],
            "beneficiary.sync": ["platform"], "residents.compare": ["psb"],
            "account.verify": ["bank-a"], "list.submit": [department] + (profile == "inner-mongolia" ? ["shared"] : []),
            "list.change": [department],
            "payment.request": ["budget"],
            "payment.status": ["budget"],
        ]
        if profile == "inner-mongolia" {
            for exchange in ["batch.send", "batch.result", "batch.return", "statement"] {
                routes[exchange] = ["bank-a"]
            }
            routes["card.verify"] = ["card"]
            routes["indicator.sync"] = ["budget"]
        }
        return GatewayConfiguration.County(
            code: code, zh: profile, profile: profile, catalogue: "demo", routes: routes,
            operatorFields: ["id": "640199198001010010", "name": "经办员甲"])
    }

    private static func department(_ name: String, source: String = "department") -> Connection {
        Connection(
            name: name, counterpart: .department, settings: ["source": source],
            mappings: ["list.submit": "department/list.json", "list.change": "department/change.json"])
    }

    private static var connections: [String: Connection] {
        let list = [
            Connection(
                name: "psb", counterpart: .publicSecurity, settings: ["batch": "100"],
                mappings: [
                    "identity.verify": "publicsecurity/identity.query",
                    "identity.verify.answer": "publicsecurity/identity.verdict",
                    "residents.compare": "publicsecurity/resident",
                ]),
            Connection(
                name: "card", counterpart: .cardIssuer,
                mappings: ["card.verify": "cardissuer/card.query", "card.verify.answer": "cardissuer/card.status"]),
            Connection(
                name: "budget", counterpart: .budget, settings: ["absenceFinalAfterMinutes": "60"],
                mappings: [
                    "indicator.sync.topics": "budget/topics", "indicator.sync.indicators": "budget/indicators",
                    "payment.request": "budget/application", "payment.request.answer": "budget/status",
                    "payment.status": "budget/status", "batch.result": "budget/results",
                ]),
            Connection(
                name: "bank-a", counterpart: .bank,
                settings: [
                    "name.batch.send": "req_{day}_{n3}.txt", "name.account.verify": "ver_{number}.txt",
                    "interestSummary": "结息",
                ],
                mappings: [
                    "batch.send": "bank/batch.cmbc", "batch.result": "bank/result.cmbc",
                    "batch.return": "bank/return.cmbc", "statement": "bank/statement.cmbc",
                    "account.verify": "bank/account.query.cmbc", "account.verify.answer": "bank/account.verdict.cmbc",
                    "history.lookup": "bank/history.query", "history.answer": "bank/history.answer",
                    "service.offer": "bank/service",
                ]),
            Connection(
                name: "civil", counterpart: .civilAffairs,
                mappings: ["death.sync": "civilaffairs/cremation", "welfare.sync": "civilaffairs/welfare"]),
            Connection(
                name: "portal", counterpart: .portal, zone: .internet,
                mappings: [
                    "application.intake": "portal/application", "account.change": "portal/account",
                    "complaint.intake": "portal/complaint",
                ]),
            Connection(
                name: "platform", counterpart: .platform,
                mappings: ["beneficiary.sync": "platform/beneficiary"]),
            Connection(
                name: "web", counterpart: .publicity, zone: .internet,
                mappings: ["publication": "publicity/bundle", "publication.receipt": "publicity/receipt"]),
            Connection(
                name: "sms", counterpart: .notice,
                mappings: ["notice.send": "notice/send", "notice.receipt": "notice/receipt"]),
            department("dept"), department("dept-nx"), department("shared", source: "shared"),
        ]
        return Dictionary(uniqueKeysWithValues: list.map { ($0.name, $0) })
    }
}
