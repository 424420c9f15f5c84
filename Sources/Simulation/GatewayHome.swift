import AdapterKit
import Gateway
import Sandbox
import Subsidy
import Workflow

/// The configuration of a gateway that knows the drawn country: what an engineer would write.
enum GatewayHome {
    static func configuration(_ secrets: SandboxSecrets) -> GatewayConfiguration {
        GatewayConfiguration(
            counties: Country.counties.map(county), connections: connections(secrets),
            agencyAccounts: Country.agencies.map { agency in
                GatewayConfiguration.AgencyAccount(
                    name: agency.name, county: agency.county, connection: "bank-\(agency.bank)",
                    account: agency.number, accountName: agency.holder, bankName: Country.bankTitle(agency.bank),
                    unit: "\(agency.county)00000001")
            },
            people: Cast.everyone.map { player in
                GatewayConfiguration.Person(
                    login: player.login, naturalPerson: player.person, role: player.role.rawValue,
                    scope: player.county, password: Cast.password(player.login), connection: player.connection)
            },
            bankRoutes: [
                Country.bankTitle("a"): "bank-a", Country.bankTitle("b"): "bank-b", "305": "bank-a", "402": "bank-b",
            ], sandbox: true)
    }

    private static func county(_ county: Country.County) -> GatewayConfiguration.County {
        var routes = [
            "identity.verify": ["psb"], "death.sync": ["civil-\(county.code)"],
            "welfare.sync": ["civil-\(county.code)"], "payment.request": ["budget"], "payment.status": ["budget"],
            "account.verify": ["bank-a", "bank-b-drop"], "list.submit": ["dept-\(county.code)"],
            "list.change": ["dept-\(county.code)"],
            "notice.send": ["sms"], "notice.receipt": ["sms"], "publication": ["web"], "publication.receipt": ["web"],
            "residents.compare": ["psb"],
        ]
        routes.merge(ExchangeHome.routes(county)) { first, _ in first }
        for exchange in ["application.intake", "account.change", "complaint.intake"] {
            routes[exchange] = ["portal-\(county.code)"]
        }
        if county.paysThroughBanks {
            routes["list.submit"] = ["dept-nongmu", "dept-lincao-\(county.code)"]
            routes["list.change"] = routes["list.submit"]
            routes["indicator.sync"] = ["budget"]
            routes["card.verify"] = ["card"]
            for exchange in ["batch.result", "batch.return", "statement"] {
                routes[exchange] = ["bank-a", "bank-b-drop"]
            }
        }
        if county.isBesidePlatform {
            for exchange in ["list.submit", "list.change"] { routes[exchange] = nil }
            for exchange in ["beneficiary.sync", "roster.pull", "verdict.push", "result.push"] {
                routes[exchange] = ["platform"]
            }
        }
        return GatewayConfiguration.County(
            code: county.code, zh: county.code, profile: profile(county),
            catalogue: "demo", routes: routes,
            operatorFields: [
                "id": "640199198001010010", "name": "经办员甲", "org": "11640199MB00000001", "orgName": "财政局",
                "caller": "YKT01", "callerName": "一卡通网关", "business": "01", "businessName": "惠民惠农补贴发放",
            ])
    }

    private static func profile(_ county: Country.County) -> String {
        if county.isBesidePlatform { return "ningxia-platform" }
        return county.paysThroughBanks ? "inner-mongolia" : "ningxia"
    }

    private static func connections(_ secrets: SandboxSecrets) -> [String: Connection] {
        var list = registers(secrets) + departments(secrets) + banks(secrets) + outside(secrets)
        list += ExchangeHome.connections(secrets)
        list += Country.counties.map { county in
            Connection(
                name: "civil-\(county.code)", counterpart: .civilAffairs,
                settings: ["collectFolder": "civil/\(county.code)"],
                mappings: ["death.sync": "civilaffairs/cremation", "welfare.sync": "civilaffairs/welfare"])
        }
        return Dictionary(list.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func registers(_ secrets: SandboxSecrets) -> [Connection] {
        [
            Connection(
                name: "psb", counterpart: .publicSecurity,
                settings: [
                    "rid": secrets.psbRequester, "sid": secrets.psbService, "user": secrets.psbUser, "batch": "100",
                    "residents": "platform", "sid.residents.compare": secrets.psbResidents, "residents.page": "200",
                ],
                secrets: ["appKey": Array(secrets.psbAppKey.utf8), "password": Array(secrets.psbPassword.utf8)],
                mappings: [
                    "identity.verify": "publicsecurity/identity.query",
                    "identity.verify.answer": "publicsecurity/identity.verdict",
                    "residents.compare": "publicsecurity/resident",
                ]),
            Connection(
                name: "card", counterpart: .cardIssuer, settings: ["appId": secrets.cardAppID],
                secrets: ["secret": Array(secrets.cardSecret.utf8)],
                mappings: ["card.verify": "cardissuer/card.query", "card.verify.answer": "cardissuer/card.status"]),
            Connection(
                name: "budget", counterpart: .budget,
                settings: ["appId": secrets.budgetAppID, "absenceFinalAfterMinutes": "60"],
                secrets: ["secret": Array(secrets.budgetSecret.utf8)],
                mappings: [
                    "indicator.sync.topics": "budget/topics", "indicator.sync.indicators": "budget/indicators",
                    "payment.request": "budget/application", "payment.request.answer": "budget/status",
                    "payment.status": "budget/status", "batch.result": "budget/results",
                ]),
            Connection(
                name: "platform", counterpart: .platform, settings: ["appId": secrets.platformAppID],
                secrets: ["secret": Array(secrets.platformSecret.utf8)],
                mappings: [
                    "beneficiary.sync": "platform/beneficiary", "roster.pull": "platform/roster",
                    "verdict.push": "platform/verdict", "result.push": "platform/result",
                ]),
        ]
    }

    /// What lies on the internet side, and the carrier of short messages.
    private static func outside(_ secrets: SandboxSecrets) -> [Connection] {
        [
            Connection(
                name: "sms", counterpart: .notice, settings: ["appId": secrets.smsAppID, "repeatSafe": "true"],
                secrets: ["secret": Array(secrets.smsSecret.utf8)],
                mappings: ["notice.send": "notice/send", "notice.receipt": "notice/receipt"]),
            Connection(
                name: "web", counterpart: .publicity, zone: .internet,
                settings: ["sendFolder": "in", "collectFolder": "out"],
                secrets: [
                    "signKey": Array(secrets.publicationKey.utf8), "mac": Array(secrets.webReceipt.utf8),
                ],
                mappings: ["publication": "publicity/bundle", "publication.receipt": "publicity/receipt"]),
        ]
            + Country.counties.map { county in
                Connection(
                    name: "portal-\(county.code)", counterpart: .portal, zone: .internet,
                    settings: ["collectFolder": county.code], secrets: ["mac": Array(secrets.portal.utf8)],
                    mappings: [
                        "application.intake": "portal/application", "account.change": "portal/account",
                        "complaint.intake": "portal/complaint",
                    ])
            }
    }

    private static func departments(_ secrets: SandboxSecrets) -> [Connection] {
        [
            Connection(
                name: "dept-nongmu", counterpart: .department, settings: ["mode": "http", "repeatSafe": "true"],
                secrets: ["mac": Array(secrets.nongmuFeed.utf8)],
                mappings: [
                    "list.submit": "department/list.json", "list.change": "department/change.json",
                    "result.feed": "department/result.json",
                ])
        ]
            + Country.counties.filter { !$0.isBesidePlatform }.map { county in
                guard county.paysThroughBanks else {
                    return Connection(
                        name: "dept-\(county.code)", counterpart: .department, settings: ["mode": "http"],
                        mappings: [
                            "list.submit": "department/list.json", "list.change": "department/change.json",
                        ])
                }
                return grassland(county.code, secrets)
            }
    }

    private static func grassland(_ county: String, _ secrets: SandboxSecrets) -> Connection {
        let folder = "dept/lincao-\(county)"
        return Connection(
            name: "dept-lincao-\(county)", counterpart: .department,
            settings: [
                "mode": "file", "collectFolder": folder, "receiptFolder": folder + "/receipt",
                "resultFolder": folder + "/result", "repeatSafe": "true", "name.list.receipt": "{number}.txt",
                "name.result.feed": "{number}.txt",
            ], secrets: ["mac": Array(secrets.lincaoFile.utf8)],
            mappings: [
                "list.submit": "department/list.lincao", "list.change": "department/change.lincao",
                "list.receipt": "department/receipt.lincao",
                "result.feed": "department/result.lincao",
            ])
    }

    private static func banks(_ secrets: SandboxSecrets) -> [Connection] {
        [
            Connection(
                name: "bank-a", counterpart: .bank,
                settings: [
                    "dialect": "cmbc", "sendFolder": "in", "sendMarker": ".ok", "collectFolder": "out",
                    "collectMarker": ".chk", "prefix.batch.result": "res_", "prefix.batch.return": "ret_",
                    "prefix.account.verify.answer": "vres_", "prefix.statement": "stm_", "repeatSafe": "true",
                    "name.batch.send": "req_{day}_{n3}.txt", "name.account.verify": "ver_{number}.txt",
                    "name.history.answer": "LD_{number}.txt",
                    "interestSummary": "结息", "statementDays": "working",
                ], secrets: ["mac": Array(secrets.bankA.utf8)], mappings: mappings("cmbc")),
            Connection(
                name: "bank-b", counterpart: .bank,
                settings: [
                    "dialect": "nongxin", "sendFolder": "in", "sendMarker": ".done", "repeatSafe": "true",
                    "name.batch.send": "DF{day}{n3}", "name.account.verify": "YZ{number}", "interestSummary": "结息",
                    "name.history.answer": "LD_{number}", "statementDays": "working",
                ], secrets: ["mac": Array(secrets.bankB.utf8)], mappings: mappings("nongxin")),
            Connection(
                name: "bank-b-drop", counterpart: .bank,
                settings: [
                    "dialect": "nongxin", "collectFolder": "banks/b", "collectMarker": ".done", "bank": "bank-b",
                    "prefix.batch.result": "RS", "prefix.batch.return": "TH", "prefix.account.verify.answer": "YR",
                    "prefix.statement": "DZ",
                ], secrets: ["mac": Array(secrets.bankB.utf8)], mappings: mappings("nongxin")),
        ]
    }

    private static func mappings(_ dialect: String) -> [String: String] {
        [
            "batch.send": "bank/batch.\(dialect)", "batch.result": "bank/result.\(dialect)",
            "batch.return": "bank/return.\(dialect)",
            "history.answer": "bank/history.answer", "account.verify": "bank/account.query.\(dialect)",
            "account.verify.answer": "bank/account.verdict.\(dialect)", "statement": "bank/statement.\(dialect)",
        ]
    }

    /// Where a connection's wires end in the country.
    static func wires(_ name: String, _ country: Country, _ trouble: WireTrouble, _ life: ProcessLife) -> Wires {
        func http(_ register: Country.Register) -> Wires {
            Wires(http: SimulatedHTTP(country: country, register: register, trouble: trouble, life: life))
        }
        func files(_ root: String) -> Wires {
            Wires(files: SimulatedFiles(folders: country.folders, root: root, trouble: trouble, life: life))
        }
        switch name {
        case "psb": return http(.police)
        case "card": return http(.cards)
        case "budget": return http(.budget)
        case "platform": return http(.platform)
        case "dept-nongmu": return http(.agriculture)
        case "bank-a": return files("bank-a")
        case "bank-b": return files("bank-b")
        case "sms": return http(.carrier)
        case "web": return files("web")
        case _ where name.hasPrefix("portal-"): return files("portal")
        default: return files("county")
        }
    }
}
