import AdapterKit
import BankAdapter
import DepartmentAdapter
import Gateway
import Mapping
import Store
import StoreSQLite
import Subsidy
import Transports
import Trust
import Workflow

/// WayWorld is a whole gateway on a home of its own: department and banks are folders on disk, the registers and the
/// treasury are in this process.
final class WayWorld {
    static let county = "159901"
    /// What the MACs of files are made with.
    static let key = Array("onecard-bench".utf8)
    static let banks = ["bank-a", "bank-b"]

    static func bankTitle(_ bank: Int) -> String { bank == 0 ? "甲银行" : "乙银行" }
    static func bankCode(_ bank: Int) -> String { bank == 0 ? "305" : "402" }
    static func agencyAccount(_ bank: Int) -> String { bank == 0 ? "810000000000000001" : "810000000000000002" }

    let folder: String
    let store: SQLiteStore
    let engine: Engine
    let treasury = WayTreasury()
    let banks: [WayBank]
    /// A Monday morning.
    var now = Instant(Day(number: 20_514), hour: 10)
    private var principals: [String: Principal] = [:]

    init(folder: String) throws {
        self.folder = folder
        for name in ["", "/home", "/dept", "/dept/in", "/dept/in/taken", "/dept/receipt", "/dept/result"] {
            try WayFolder.make(folder + name)
        }
        banks = try WayWorld.banks.map { try WayBank(root: "\(folder)/\($0)") }
        var files = try WayFolder.mappings("Mappings")
        files["catalogue/month.yaml"] = WayLists.catalogue
        let library = try MappingLibrary(files: files)
        store = try SQLiteStore(path: folder + "/home/onecard.sqlite")
        engine = try Engine(
            store: store, home: folder + "/home", sealer: Sealer(try KeyRing.ephemeral(), suite: .international),
            secondPlace: folder + "/heads", configuration: WayWorld.configuration, library: library,
            mappingDigests: Dictionary(
                library.names.map { ($0, hex(Digest.sha256(files["\($0).yaml"] ?? []))) },
                uniquingKeysWith: { first, _ in first }),
            configurationDigest: "bench",
            adapters: [WayPolice(), WayCards(), treasury, BankAdapter(), DepartmentAdapter()],
            wires: { connection in
                [.bank, .department].contains(connection.counterpart)
                    ? Wires(files: FolderTransport(root: "\(folder)/\(connection.name)")) : Wires()
            })
        try engine.prepare(now: now)
    }

    /// Does an act by the login of a role that may do it.
    @discardableResult
    func act(_ act: Act, _ arguments: [String: String]) throws -> ActResult {
        let roles = act.roles.map(\.rawValue).sorted()
        let login = roles.first { $0.hasPrefix("township") } ?? roles[0]
        if principals[login] == nil {
            let token = try engine.login(login, password: login, now: now)
            principals[login] = try engine.principal(token: token, now: now)
        }
        guard let principal = principals[login] else { throw BenchError("nobody may \(act.rawValue)") }
        return try engine.perform(act, arguments, by: principal, now: now)
    }

    func run() throws { _ = try engine.run(now: now) }

    func wait(days: Int = 0, hours: Int = 0) { now = now + .seconds(days * 86_400 + hours * 3_600) }

    func numbers(_ query: SQLText) throws -> [Int64] {
        try store.read { c in try c.rows(query) }.map { $0.first?.integer ?? 0 }
    }

    /// Throws when there are others than this many.
    func require(_ count: Int, _ query: SQLText, _ what: String) throws {
        let found = try numbers(query).first ?? -1
        guard found == Int64(count) else { throw BenchError("\(what): \(found) and not \(count)") }
    }

    // MARK: Configuration

    private static var configuration: GatewayConfiguration {
        var routes = [
            "identity.verify": ["psb"], "card.verify": ["card"], "list.submit": ["dept"],
            "payment.request": ["budget"], "payment.status": ["budget"], "indicator.sync": ["budget"],
        ]
        for exchange in ["account.verify", "batch.send", "batch.result", "statement"] { routes[exchange] = banks }
        return GatewayConfiguration(
            counties: [
                GatewayConfiguration.County(
                    code: county, zh: "某旗", profile: "inner-mongolia", catalogue: "month", routes: routes,
                    operatorFields: ["id": "640199198001010010", "name": "经办员甲"])
            ],
            connections: Dictionary(connections.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }),
            agencyAccounts: banks.enumerated().map { index, name in
                GatewayConfiguration.AgencyAccount(
                    name: "代发户-\(name)", county: county, connection: name, account: agencyAccount(index),
                    accountName: "代发专户", bankName: bankTitle(index), unit: "15990100000001")
            },
            people: Role.offices.map {
                GatewayConfiguration.Person(
                    login: $0.rawValue, naturalPerson: $0.rawValue, role: $0.rawValue, scope: county,
                    password: $0.rawValue)
            },
            bankRoutes: Dictionary(
                banks.enumerated().flatMap { [(bankTitle($0), $1), (bankCode($0), $1)] },
                uniquingKeysWith: { first, _ in first }),
            sandbox: true)
    }

    private static var connections: [Connection] {
        [
            Connection(
                name: "psb", counterpart: .publicSecurity, settings: ["batch": "100"],
                mappings: [
                    "identity.verify": "publicsecurity/identity.query",
                    "identity.verify.answer": "publicsecurity/identity.verdict",
                ]),
            Connection(
                name: "card", counterpart: .cardIssuer,
                mappings: ["card.verify": "cardissuer/card.query", "card.verify.answer": "cardissuer/card.status"]),
            Connection(
                name: "budget", counterpart: .budget,
                mappings: [
                    "indicator.sync.topics": "budget/topics", "indicator.sync.indicators": "budget/indicators",
                    "payment.request": "budget/application", "payment.request.answer": "budget/status",
                    "payment.status": "budget/status",
                ]),
            Connection(
                name: "dept", counterpart: .department,
                settings: [
                    "mode": "file", "collectFolder": "in", "receiptFolder": "receipt", "resultFolder": "result",
                    "name.list.receipt": "{number}.txt", "name.result.feed": "{number}.txt",
                ], secrets: ["mac": key],
                mappings: [
                    "list.submit": "department/list.lincao", "list.receipt": "department/receipt.lincao",
                    "result.feed": "department/result.lincao",
                ]),
        ]
            + banks.map { name in
                Connection(
                    name: name, counterpart: .bank,
                    settings: [
                        "sendFolder": "in", "sendMarker": ".ok", "collectFolder": "out", "collectMarker": ".chk",
                        "prefix.batch.result": "res_", "prefix.account.verify.answer": "vres_",
                        "prefix.statement": "stm_", "name.batch.send": "req_{day}_\(name.suffix(1))_{n3}.txt",
                        "name.account.verify": "ver_{number}.txt",
                    ], secrets: ["mac": key],
                    mappings: [
                        "batch.send": "bank/batch.cmbc", "batch.result": "bank/result.cmbc",
                        "statement": "bank/statement.cmbc", "account.verify": "bank/account.query.cmbc",
                        "account.verify.answer": "bank/account.verdict.cmbc",
                    ])
            }
    }
}
