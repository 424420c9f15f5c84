import Foundation

/// Everything a gateway must know of the sandbox to be connected with it: the content of `partners.json`.
struct Partners: Codable, Sendable {
    struct SSH: Codable, Sendable {
        var host: String
        var port: Int
        var user: String
        /// Private key, host keys: absolute paths.
        var keyFile: String
        var knownHosts: String
    }

    struct BankEntry: Codable, Sendable {
        var name: String
        /// cmbc or nongxin.
        var dialect: String
        var title: String
        /// The agency account at this bank.
        var account: String
        var holder: String
        /// Key of the HMAC-SM3 in markers.
        var mac: String
        /// Where batches and verifications go: its own server.
        var send: SSH
        var sendFolder: String
        /// Where its answers lie: its own server, or the county's.
        var collect: SSH
        var collectFolder: String
    }

    struct PublicSecurityEntry: Codable, Sendable {
        var base, rid, sid, user, password, appKey: String
        /// The service that gives the people of a county.
        var residents: String
    }

    struct WebEntry: Codable, Sendable { var folder, mac: String }

    struct SignedEntry: Codable, Sendable { var base, appId, secret: String }

    struct DepartmentEntry: Codable, Sendable {
        var name: String
        var county: String
        var title: String
        /// Name of the signing key in `X-Onecard-Key`; empty where it does not sign.
        var keyId: String
        /// SM2 public key, hexadecimal 04‖X‖Y; empty where it does not sign.
        var publicKey: String
        /// Where it takes results over HTTP; empty where it does not.
        var feed: String
        var feedSecret: String
        /// Key of the HMAC-SM3 in its file markers; empty where it sends no files.
        var mac: String
        /// Absolute path of its folder at the county; empty where it has none.
        var folder: String
    }

    struct ListEntry: Codable, Sendable {
        var project, title, county, department, period, approvalNumber, format: String
        var count: Int
        var sumFen: Int64
    }

    var pid: Int32
    var size: String
    /// First moment of the story, milliseconds.
    var start: Int64
    var http: String
    var control: String
    var publicSecurity: PublicSecurityEntry
    var cardIssuer: SignedEntry
    var budget: SignedEntry
    /// The carrier of short messages.
    var sms: SignedEntry
    /// The host on the internet side: its folder here, and the key of its receipts.
    var web: WebEntry
    var banks: [BankEntry]
    /// The county's own OpenSSH, where bank b, the grassland department and civil affairs put files.
    var county: SSH
    var countyFolder: String
    var civilFolder: String
    var departments: [DepartmentEntry]
    var lists: [ListEntry]
    var casebook: [CaseNote]

    struct Servers: Sendable {
        var bankA, bankB, county: SSH
    }

    init(strangers: Counterparts, keys: DepartmentKeys, servers: Servers, port: Int) {
        let world = strangers.world
        let folders = strangers.folders
        let secrets = world.secrets
        let http = "http://127.0.0.1:\(port)"
        let county = servers.county
        pid = ProcessInfo.processInfo.processIdentifier
        size = world.size.rawValue
        start = World.start
        self.http = http
        control = http + "/control"
        publicSecurity = PublicSecurityEntry(
            base: http + "/psb", rid: secrets.psbRequester, sid: secrets.psbService, user: secrets.psbUser,
            password: secrets.psbPassword, appKey: secrets.psbAppKey, residents: secrets.psbResidents)
        cardIssuer = SignedEntry(base: http + "/card", appId: secrets.cardAppID, secret: secrets.cardSecret)
        budget = SignedEntry(base: http + "/budget", appId: secrets.budgetAppID, secret: secrets.budgetSecret)
        sms = SignedEntry(base: http + "/sms", appId: secrets.smsAppID, secret: secrets.smsSecret)
        web = WebEntry(folder: folders.web.path, mac: secrets.webReceipt)
        banks = world.accounts.accounts.map { account in
            let isA = account.bank == "a"
            return BankEntry(
                name: account.bank, dialect: isA ? "cmbc" : "nongxin", title: Names.bankNames[account.bank] ?? "",
                account: account.number, holder: account.holder, mac: isA ? secrets.bankA : secrets.bankB,
                send: isA ? servers.bankA : servers.bankB,
                sendFolder: (isA ? folders.bankA : folders.bankB).appending(path: "in").path,
                collect: isA ? servers.bankA : county,
                collectFolder: isA
                    ? folders.bankA.appending(path: "out").path : folders.county.appending(path: "banks/b").path)
        }
        self.county = county
        countyFolder = folders.county.path
        civilFolder = folders.county.appending(path: "civil").path
        departments = Self.departments(http, folders, secrets, keys)
        lists = world.lists.map { list in
            ListEntry(
                project: list.project, title: list.title, county: list.county, department: list.department,
                period: list.period, approvalNumber: list.approvalNumber, format: list.format.rawValue,
                count: list.lines.count, sumFen: list.sumFen)
        }
        casebook = world.casebook
    }

    private static func departments(
        _ http: String, _ folders: SandboxFolders, _ secrets: SandboxSecrets, _ keys: DepartmentKeys
    ) -> [DepartmentEntry] {
        let plain = DepartmentEntry(
            name: "", county: World.innerMongoliaCounty, title: "", keyId: "", publicKey: "", feed: "",
            feedSecret: "", mac: "", folder: "")
        var nongmu = plain
        nongmu.name = "nongmu"
        nongmu.title = "奈仁旗农牧局"
        nongmu.keyId = secrets.nongmuKeyID
        nongmu.publicKey = keys.nongmu.publicHex
        nongmu.feed = http + "/dept/nongmu/api/results"
        nongmu.feedSecret = secrets.nongmuFeed
        var lincao = plain
        lincao.name = "lincao"
        lincao.title = "奈仁旗林业和草原局"
        lincao.mac = secrets.lincaoFile
        lincao.folder = folders.county.appending(path: "dept/lincao").path
        var minzheng = plain
        minzheng.name = "minzheng"
        minzheng.county = World.ningxiaCounty
        minzheng.title = "塬州县民政局"
        minzheng.keyId = secrets.minzhengKeyID
        minzheng.publicKey = keys.minzheng.publicHex
        return [nongmu, lincao, minzheng]
    }

    /// JSON with sorted keys.
    var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { [UInt8]($0) } ?? []
    }
}

/// The departments' signing keys, new at each start: only their public halves leave the sandbox.
struct DepartmentKeys: Sendable {
    let nongmu: SandboxSM2Key
    let minzheng: SandboxSM2Key

    init?() {
        guard let nongmu = SandboxSM2Key(), let minzheng = SandboxSM2Key() else { return nil }
        self.nongmu = nongmu
        self.minzheng = minzheng
    }
}

/// The three SFTP servers.
struct SandboxServers {
    let bankA: SSHServer
    let bankB: SSHServer
    let county: SSHServer

    init(folders: SandboxFolders) throws {
        let types = [("bank-a", "rsa"), ("bank-b", "ed25519"), ("county", "ed25519")]
        try SSHServer.makeKeys(types, in: folders.keys)
        bankA = try SSHServer(name: "bank-a", type: "rsa", folder: folders.bankA, keys: folders.keys)
        bankB = try SSHServer(name: "bank-b", type: "ed25519", folder: folders.bankB, keys: folders.keys)
        county = try SSHServer(name: "county", type: "ed25519", folder: folders.county, keys: folders.keys)
        for server in [bankA, bankB, county] { try server.waitUntilItAnswers() }
    }

    func stop() {
        for server in [bankA, bankB, county] { server.stop() }
    }
}

extension SSHServer {
    var entry: Partners.SSH {
        Partners.SSH(host: "127.0.0.1", port: port, user: NSUserName(), keyFile: keyFile, knownHosts: knownHosts)
    }
}
