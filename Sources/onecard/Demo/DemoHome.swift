import Foundation
import Gateway
import Trust
import Workflow

/// DemoHome writes an empty home that knows the sandbox's counterparts: `gateway.yaml`, its secrets by reference, and a
/// key ring outside of it. What it writes is what a county's engineer would write.
struct DemoHome {
    static let innerMongolia = "159901"
    static let ningxia = "640199"

    let folder: String
    let partners: DemoPartners
    /// `postgres://…` instead of the home's own SQLite.
    var store: String?

    var home: String { folder + "/home" }

    /// Writes the home unless it is there already.
    func prepare() throws {
        let files = FileManager.default
        guard !files.fileExists(atPath: home + "/gateway.yaml") else { return }
        for part in ["home", "witness", "secrets"] {
            try files.createDirectory(
                atPath: "\(folder)/\(part)", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        if !files.fileExists(atPath: folder + "/keys") {
            _ = try KeyRing.create(at: folder + "/keys", outside: home)
        }
        let file = try gatewayFile()
        try file.yaml().write(toFile: home + "/gateway.yaml", atomically: true, encoding: .utf8)
    }

    private func secret(_ name: String, _ value: String) throws -> String {
        let path = "\(folder)/secrets/\(name)"
        try value.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return "file:../secrets/\(name)"
    }

    private func gatewayFile() throws -> GatewayFile {
        let nongmu = try partners.department("nongmu")
        let minzheng = try partners.department("minzheng")
        return GatewayFile(
            sandbox: false, keys: "../keys", secondPlace: "../witness/heads", suite: "international", store: store,
            port: 0,
            counties: [
                DemoHome.innerMongolia: try county(
                    "奈仁旗", "inner-mongolia",
                    [
                        "list.submit": ["dept-nongmu", "dept-lincao"], "indicator.sync": ["budget"],
                        "card.verify": ["card"], "batch.result": ["bank-a", "bank-b-drop"],
                        "batch.return": ["bank-a", "bank-b-drop"], "statement": ["bank-a", "bank-b-drop"],
                    ]),
                DemoHome.ningxia: try county(
                    "塬州县", "ningxia", ["list.submit": ["dept-minzheng", "dept-minzheng-sheet"]]),
            ],
            connections: try connections(),
            agencyAccounts: try ["a", "b"].map { name in
                let bank = try partners.bank(name)
                return GatewayFile.AgencyAccount(
                    name: "代发户-\(name)", county: DemoHome.innerMongolia, connection: "bank-\(name)",
                    account: bank.account, accountName: bank.holder, bankName: bank.title, unit: "15990100000001")
            },
            banks: [
                try partners.bank("a").title: "bank-a", try partners.bank("b").title: "bank-b", "305": "bank-a",
                "402": "bank-b",
            ],
            people: try DemoCast.everyone.map { player in
                GatewayFile.Person(
                    login: player.login, person: player.person, role: player.role.rawValue, scope: player.county,
                    password: try secret("login-\(player.login)", DemoCast.password(player.login)))
            },
            machineKeys: [
                nongmu.keyId: GatewayFile.Key(
                    connection: "dept-nongmu", county: DemoHome.innerMongolia, publicKey: nongmu.publicKey),
                minzheng.keyId: GatewayFile.Key(
                    connection: "dept-minzheng", county: DemoHome.ningxia, publicKey: minzheng.publicKey),
            ])
    }

    private func county(_ zh: String, _ profile: String, _ more: [String: [String]]) throws -> GatewayFile.County {
        var routes: [String: [String]] = [
            "identity.verify": ["psb"], "death.sync": ["civil"], "welfare.sync": ["civil"],
            "payment.request": ["budget"], "payment.status": ["budget"], "account.verify": ["bank-a", "bank-b-drop"],
            "notice.send": ["sms"], "notice.receipt": ["sms"], "publication": ["web"], "publication.receipt": ["web"],
        ]
        routes.merge(more) { $1 }
        return GatewayFile.County(
            zh: zh, profile: profile, catalogue: "demo", routes: routes,
            operator: [
                "id": try secret("operator-id", "640199198001010010"), "name": try secret("operator-name", "经办员甲"),
                "org": "11640199MB00000001", "orgName": "\(zh)财政局", "caller": "YKT01", "callerName": "一卡通网关",
                "business": "01", "businessName": "惠民惠农补贴发放",
            ])
    }

    private func connections() throws -> [String: GatewayFile.Connection] {
        let psb = partners.publicSecurity
        let card = partners.cardIssuer
        let budget = partners.budget
        let county = GatewayFile.Transport(kind: .folder, folder: partners.countyFolder)
        return [
            "psb": connection(
                "PublicSecurity", http(psb.base),
                ["rid": psb.rid, "sid": psb.sid, "user": psb.user, "batch": "100"],
                ["appKey": try secret("psb-key", psb.appKey), "password": try secret("psb-password", psb.password)],
                [
                    "identity.verify": "publicsecurity/identity.query",
                    "identity.verify.answer": "publicsecurity/identity.verdict",
                ]),
            "card": connection(
                "CardIssuer", http(card.base), ["appId": card.appId], ["secret": try secret("card", card.secret)],
                ["card.verify": "cardissuer/card.query", "card.verify.answer": "cardissuer/card.status"]),
            "budget": connection(
                "Budget", http(budget.base), ["appId": budget.appId, "absenceFinalAfterMinutes": "60"],
                ["secret": try secret("budget", budget.secret)],
                [
                    "indicator.sync.topics": "budget/topics", "indicator.sync.indicators": "budget/indicators",
                    "payment.request": "budget/application", "payment.request.answer": "budget/status",
                    "payment.status": "budget/status", "batch.result": "budget/results",
                ]),
            "civil": connection(
                "CivilAffairs", county, ["collectFolder": "civil"], [:],
                ["death.sync": "civilaffairs/cremation", "welfare.sync": "civilaffairs/welfare"]),
            "bank-a": try bankA(), "bank-b": try bankB(), "bank-b-drop": try bankBDrop(county),
        ].merging(try departments(county)) { $1 }.merging(try outside()) { $1 }
    }

    /// The carrier of short messages, and the host on the internet side: the only one of its zone.
    private func outside() throws -> [String: GatewayFile.Connection] {
        var web = connection(
            "Publicity", GatewayFile.Transport(kind: .folder, folder: partners.web.folder),
            ["sendFolder": "in", "collectFolder": "out"],
            [
                "signKey": try secret("publication-key", hex(try SM2PrivateKey.generate().bytes)),
                "mac": try secret("web", partners.web.mac),
            ], ["publication": "publicity/bundle", "publication.receipt": "publicity/receipt"])
        web.zone = "internet"
        return [
            "sms": connection(
                "Notice", http(partners.sms.base), ["appId": partners.sms.appId, "repeatSafe": "true"],
                ["secret": try secret("sms", partners.sms.secret)],
                ["notice.send": "notice/send", "notice.receipt": "notice/receipt"]),
            "web": web,
        ]
    }

    private func departments(_ county: GatewayFile.Transport) throws -> [String: GatewayFile.Connection] {
        let nongmu = try partners.department("nongmu")
        let base = nongmu.feed.replacingOccurrences(of: "/api/results", with: "")
        return [
            "dept-nongmu": connection(
                "Department", http(base), ["mode": "http"], ["mac": try secret("nongmu-feed", nongmu.feedSecret)],
                ["list.submit": "department/list.json", "result.feed": "department/result.json"]),
            "dept-lincao": connection(
                "Department", county,
                [
                    "mode": "file", "collectFolder": "dept/lincao", "receiptFolder": "dept/lincao/receipt",
                    "resultFolder": "dept/lincao/result", "repeatSafe": "true", "name.list.receipt": "{number}.txt",
                    "name.result.feed": "{number}.txt",
                ], ["mac": try secret("lincao", try partners.department("lincao").mac)],
                [
                    "list.submit": "department/list.lincao", "list.receipt": "department/receipt.lincao",
                    "result.feed": "department/result.lincao",
                ]),
            "dept-minzheng": connection(
                "Department", GatewayFile.Transport(kind: .none), ["mode": "http"], [:],
                ["list.submit": "department/list.json"]),
            "dept-minzheng-sheet": connection(
                "Department", GatewayFile.Transport(kind: .none), ["mode": "http"], [:],
                ["list.submit": "department/list.minzheng"]),
        ]
    }

    private func bankA() throws -> GatewayFile.Connection {
        let bank = try partners.bank("a")
        return connection(
            "Bank", sftp(bank.send, bank.sendFolder),
            [
                "dialect": "cmbc", "sendFolder": "in", "sendMarker": ".ok", "collectFolder": "out",
                "collectMarker": ".chk", "prefix.batch.result": "res_", "prefix.batch.return": "ret_",
                "prefix.account.verify.answer": "vres_", "prefix.statement": "stm_", "repeatSafe": "true",
                "name.batch.send": "req_{day}_{n3}.txt", "name.account.verify": "ver_{number}.txt",
                "interestSummary": "结息", "statementDays": "working",
            ], ["mac": try secret("bank-a", bank.mac)], Self.bankMappings("cmbc"))
    }

    private func bankB() throws -> GatewayFile.Connection {
        let bank = try partners.bank("b")
        return connection(
            "Bank", sftp(bank.send, bank.sendFolder),
            [
                "dialect": "nongxin", "sendFolder": "in", "sendMarker": ".done", "repeatSafe": "true",
                "name.batch.send": "DF{day}{n3}", "name.account.verify": "YZ{number}", "interestSummary": "结息",
                "statementDays": "working",
            ], ["mac": try secret("bank-b", bank.mac)], Self.bankMappings("nongxin"))
    }

    /// Bank b's answers, which it puts into the county's own OpenSSH.
    private func bankBDrop(_ county: GatewayFile.Transport) throws -> GatewayFile.Connection {
        connection(
            "Bank", county,
            [
                "dialect": "nongxin", "collectFolder": "banks/b", "collectMarker": ".done", "bank": "bank-b",
                "prefix.batch.result": "RS", "prefix.batch.return": "TH", "prefix.account.verify.answer": "YR",
                "prefix.statement": "DZ",
            ], ["mac": try secret("bank-b", try partners.bank("b").mac)], Self.bankMappings("nongxin"))
    }

    private static func bankMappings(_ dialect: String) -> [String: String] {
        [
            "batch.send": "bank/batch.\(dialect)", "batch.result": "bank/result.\(dialect)",
            "batch.return": "bank/return.\(dialect)", "account.verify": "bank/account.query.\(dialect)",
            "account.verify.answer": "bank/account.verdict.\(dialect)", "statement": "bank/statement.\(dialect)",
        ]
    }

    private func connection(
        _ counterpart: String, _ transport: GatewayFile.Transport, _ settings: [String: String],
        _ secrets: [String: String], _ mappings: [String: String]
    ) -> GatewayFile.Connection {
        GatewayFile.Connection(
            counterpart: counterpart, transport: transport, settings: settings, secrets: secrets, mappings: mappings)
    }

    private func http(_ base: String) -> GatewayFile.Transport { GatewayFile.Transport(kind: .https, base: base) }

    private func sftp(_ ssh: DemoPartners.SSH, _ sendFolder: String) -> GatewayFile.Transport {
        GatewayFile.Transport(
            kind: .sftp, host: ssh.host, port: ssh.port, user: ssh.user, key: ssh.keyFile, knownHosts: ssh.knownHosts,
            folder: URL(filePath: sendFolder).deletingLastPathComponent().path)
    }
}
