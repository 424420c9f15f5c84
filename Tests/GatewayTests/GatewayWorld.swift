import AdapterKit
import Foundation
import Gateway
import Mapping
import Store
import StoreSQLite
import Subsidy
import TestSupport
import Testing
import Trust
import Workflow

/// A whole gateway with scripted counterparts, a store of its own, and a clock that the test moves.
final class GatewayWorld {
    static let innerMongolia = "159901"
    static let ningxia = "640199"
    static let digest = "digest of the configuration"
    static let agencyAccount = "810000000000000001"

    let home: URL
    let store: any StoreDatabase
    private let file: SQLiteStore
    private(set) var engine: Engine
    let police = Script()
    let cards = Script()
    let treasury = Script()
    let bank = Script()
    let civil = Script()
    let office = Script()
    let platform = Script()
    let carrier = Script()
    let web = Script()
    let portal = Script()
    let books = Books()
    /// A Monday morning of a working week.
    var now = Instant(Day(number: 20514), hour: 10)
    private var principals: [String: Principal] = [:]
    private let makeEngine: (MappingLibrary, String, ConfigurationManifest?) throws -> Engine

    /// `files` stand in the place of the released ones of the same name, or beside them.
    init(
        home: URL, sandbox: Bool, files: [String: String], adjust: (inout GatewayConfiguration) -> Void
    ) throws {
        self.home = home
        file = try SQLiteStore(path: home.appending(path: "onecard.sqlite").path, use: .alone)
        store = file
        var configuration = World.configuration(sandbox: sandbox)
        adjust(&configuration)
        let sealer = Sealer(try KeyRing.ephemeral(), suite: .international)
        let adapters: [any Adapter] = [
            Partner<Police>(police), Partner<Cards>(cards), Partner<Treasury>(treasury), Partner<Banking>(bank),
            Partner<Civil>(civil), Partner<Office>(office), Partner<Mirror>(platform), Partner<Carrier>(carrier),
            Partner<Web>(web), Partner<Outside>(portal),
        ]
        makeEngine = { [store, configuration] library, digest, manifest in
            try Engine(
                store: store, home: home.path, sealer: sealer, secondPlace: home.appending(path: "heads").path,
                configuration: configuration, library: library,
                mappingDigests: Dictionary(uniqueKeysWithValues: library.names.map { ($0, "digest of \($0)") }),
                configurationDigest: manifest?.digest ?? digest, adapters: adapters, wires: { _ in Wires() },
                manifest: manifest)
        }
        engine = try makeEngine(try Released.library(with: files), Self.digest, nil)
        try engine.prepare(now: now)
        if let move = DisabledMove.named {
            try store.write { c in
                _ = try c.execute(
                    "DELETE FROM transition WHERE machine = $1 AND from_state = $2 AND event = $3",
                    [.text(move.machine), .text(move.from), .text(move.event)])
            }
        }
        police.keep { [books] in books.identity($0) }
        cards.keep { [books] in books.cards($0) }
        treasury.keep { [books] in books.treasury($0) }
        bank.keep { [books, bank] in books.bank($0, bank) }
    }

    func close() throws { try file.close() }

    /// Goes on with other released files, as after a release and a new start; `manifest` says what they are.
    func release(
        _ files: [String: String], digest: String = GatewayWorld.digest, as manifest: ConfigurationManifest? = nil
    ) throws {
        engine = try makeEngine(try Released.library(with: files), digest, manifest)
    }

    // MARK: Time

    @discardableResult
    func run() throws -> [String] { try engine.run(now: now).notes }

    func wait(hours: Int) { now = now + .seconds(hours * 3600) }

    func wait(days: Int) { now = now + .seconds(days * 86_400) }

    // MARK: People

    /// Who holds a login; the password is the login.
    func principal(_ login: String) throws -> Principal {
        if let known = principals[login] { return known }
        let token = try engine.login(login, password: login, now: now)
        let principal = try engine.principal(token: token, now: now)
        principals[login] = principal
        return principal
    }

    /// Does an act by the login whose role may do it, or by another.
    @discardableResult
    func act(_ act: Act, _ arguments: [String: String], as login: String? = nil) throws -> ActResult {
        let login = login ?? act.usualRole
        return try engine.perform(act, arguments, by: try principal(login), now: now)
    }

    // MARK: The store

    func rows(_ sql: String, _ arguments: SQLValue...) throws -> [[SQLValue]] {
        try store.read { c in try c.rows(SQLText(sql), arguments) }
    }

    /// The first cell of the first row as text.
    func text(_ sql: String, _ arguments: SQLValue...) throws -> String {
        let cell = try store.read { c in try c.rows(SQLText(sql), arguments) }.first?.first
        return cell?.text ?? cell?.integer.map(String.init) ?? ""
    }

    func number(_ sql: String, _ arguments: SQLValue...) throws -> Int64 {
        try store.read { c in try c.rows(SQLText(sql), arguments) }.first?.first?.integer ?? -1
    }

    /// What a hand with the database open can do.
    func tamper(_ sql: String) throws { try store.write { c in _ = try c.execute(SQLText(sql)) } }
}

extension Act {
    /// The login of the role that usually does it; of several the township's, who mend most failures.
    var usualRole: String {
        let names = roles.map(\.rawValue).sorted()
        return names.first { $0.hasPrefix("township") } ?? names[0]
    }
}

/// The mappings as released; read once.
enum Released {
    private static let released = Result { try MappingLibrary(files: try Repository.mappingFiles()) }

    static func library(with files: [String: String]) throws -> MappingLibrary {
        guard !files.isEmpty else { return try released.get() }
        let changed = files.mapValues { Array($0.utf8) }
        return try MappingLibrary(files: try Repository.mappingFiles().merging(changed) { $1 })
    }

    /// A released file with some of its text changed; what is not found fails the test.
    static func text(_ path: String, _ changes: [String: String]) throws -> String {
        var text = try Repository.text("Mappings/" + path)
        for (old, new) in changes.sorted(by: { $0.key < $1.key }) {
            try #require(text.contains(old))
            text = text.replacingOccurrences(of: old, with: new)
        }
        return text
    }
}

/// Runs `body` with a fresh gateway that is removed afterwards.
func withGateway(
    sandbox: Bool = true, files: [String: String] = [:],
    adjust: (inout GatewayConfiguration) -> Void = { _ in }, _ body: (GatewayWorld) throws -> Void
) throws {
    try withTemporaryFolder { home in
        let world = try GatewayWorld(home: home, sandbox: sandbox, files: files, adjust: adjust)
        try body(world)
        try world.close()
    }
}

/// The code of the error that `body` throws; empty when it throws none.
func refusal<Result>(_ body: () throws -> Result) -> String {
    do {
        _ = try body()
        return ""
    } catch let error as GatewayError {
        return error.code
    } catch let error as StoreError {
        return "store.\(error.kind.rawValue)"
    } catch {
        return "\(error)"
    }
}
