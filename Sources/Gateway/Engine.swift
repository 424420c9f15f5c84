package import AdapterKit
package import Mapping
package import Store
package import Subsidy
package import Trust
import Synchronization
import Workflow

/// Engine is the gateway's middle: steps over the store on an injected instant. It never waits for the world inside a
/// transaction: a step commits intent, the calls are made, and their outcomes come back as values to the next step.
package final class Engine: Sendable {
    package let store: any StoreDatabase
    package let configuration: GatewayConfiguration
    package let library: MappingLibrary
    /// Digest of each mapping with all that it extends, by name (G3).
    package let mappingDigests: [String: String]
    /// Digest over everything that is released together by two people.
    package let configurationDigest: String
    /// The files that `configurationDigest` is over; nil where it is over something else.
    package let manifest: ConfigurationManifest?
    package let adapters: [Counterpart: any Adapter]
    package let wires: @Sendable (Connection) -> Wires
    package let probe: any CrashProbe
    let home: String
    let vault: Vault
    /// The bundles of closed orders (NX-6.2.9).
    let archive: Vault
    let sealer: Sealer
    let audit: AuditTrail
    let calendars: [String: WorkingCalendar]
    /// The versions of each county's profile, the newest first (IM-38).
    let profiles: [String: [RegionProfile]]
    /// The day of the step or act that is under way: it says which version holds.
    private let today = Mutex<Day?>(nil)
    let catalogues: [String: Catalogue]
    /// The rules of each file that a profile names.
    private let rulesByName: [String: [AlertRule]]

    /// `home` holds the database, the landing and the outbox; `wires` makes the wires of a connection, the only place
    /// where a transport is chosen.
    package init(
        store: any StoreDatabase, home: String, sealer: Sealer, secondPlace: String,
        configuration: GatewayConfiguration, library: MappingLibrary, mappingDigests: [String: String],
        configurationDigest: String, adapters: [any Adapter], wires: @escaping @Sendable (Connection) -> Wires,
        manifest: ConfigurationManifest? = nil, probe: any CrashProbe = NoCrash()
    ) throws {
        self.store = store
        self.home = home
        self.manifest = manifest
        self.configuration = configuration.withOwnApproval
        self.library = library
        self.mappingDigests = mappingDigests
        self.configurationDigest = configurationDigest
        self.adapters = Dictionary(
            adapters.map { (type(of: $0).counterpart, $0) }, uniquingKeysWith: { first, _ in first })
        self.wires = wires
        self.probe = probe
        self.sealer = sealer
        vault = try Vault(folder: home + "/landing", sealer: sealer)
        archive = try Vault(folder: home + "/archive", sealer: sealer)
        audit = AuditTrail(sealer: sealer, secondPlace: secondPlace)
        for connection in configuration.connections.values.sorted(by: { $0.name < $1.name }) {
            if let fault = ZoneRule.faults(connection, library).first {
                throw GatewayError(.configuration, "zone.inner", fault)
            }
        }
        var profiles: [String: [RegionProfile]] = [:]
        var calendars: [String: WorkingCalendar] = [:]
        var catalogues: [String: Catalogue] = [:]
        var rules: [String: [AlertRule]] = [:]
        for county in configuration.counties {
            let versions = Engine.versions(of: county.profile, library)
            let alerts = Dictionary(
                versions.compactMap { version in library.alerts(version.alerts).map { (version.alerts, $0) } },
                uniquingKeysWith: { first, _ in first })
            guard let profile = versions.first, let calendar = library.calendar(profile.calendars),
                let catalogue = library.catalogue(county.catalogue),
                versions.allSatisfy({ alerts[$0.alerts] != nil })
            else {
                throw GatewayError(
                    .configuration, "county.configuration",
                    "旗县 \(county.code) 的地区参数、日历、目录或预警规则缺失或有误，请运行 onecard check")
            }
            profiles[county.code] = versions
            calendars[county.code] = calendar
            catalogues[county.code] = catalogue
            rules.merge(alerts) { first, _ in first }
        }
        self.profiles = profiles
        self.calendars = calendars
        self.catalogues = catalogues
        rulesByName = rules
    }

    /// The tables, in the order in which they came.
    package static let migrator = Migrator(Schema.migrations)

    /// Makes the tables, writes the machines' moves as rows, and brings the people of the configuration in.
    package func prepare(now: Instant) throws {
        _ = try Engine.migrator.migrate(store)
        try store.write { c in
            try Transitions.install(Machines.tables.map { MachineTable(name: $0.name, rows: $0.rows) }, c)
        }
        let findings = try audit.chain.recover(store)
        guard findings.isEmpty else {
            throw GatewayError(
                .configuration, "audit.broken", "审计链与第二处保存的链头不符，已停止启动，请运行 onecard audit verify")
        }
        try installPeople(now: now)
    }

    /// Runs every step until none has anything left to do at this instant.
    package func run(now: Instant) throws -> Progress {
        begin(now)
        var total = Progress()
        for _ in 0..<200 {
            var round = Progress()
            round += try collect(now: now)
            round += try intake(now: now)
            round += try schedule(now: now)
            round += try watch(now: now)
            round += try dispatch(now: now)
            total += round
            if round.isEmpty { break }
        }
        return total
    }

    /// A profile, and those that held before it, the newest first.
    private static func versions(of name: String, _ library: MappingLibrary) -> [RegionProfile] {
        var versions: [RegionProfile] = []
        var next: String? = name
        while let name = next, let profile = library.profile(name) {
            versions.append(profile)
            next = profile.follows
        }
        return versions
    }

    /// Each step and each act begins with this: what has a day of effect is asked for as of that day.
    func begin(_ now: Instant) { today.withLock { $0 = now.day } }

    /// The version of a county's profile that is in force (IM-38). What is about one roster asks for that roster's.
    func profile(_ county: String) throws -> RegionProfile {
        let day = today.withLock { $0 }
        guard let versions = profiles[county],
            let profile = versions.first(where: { version in day.map { version.effectiveFrom <= $0 } ?? true })
                ?? versions.last
        else { throw GatewayError(.configuration, "county.unknown", "未配置旗县 \(county)") }
        return profile
    }

    /// The released rules that a county's profile of the day names.
    func alertRules(_ county: String) -> [AlertRule] {
        (try? profile(county)).flatMap { rulesByName[$0.alerts] } ?? []
    }

    func calendar(_ county: String) throws -> WorkingCalendar {
        guard let calendar = calendars[county] else {
            throw GatewayError(.configuration, "county.unknown", "未配置旗县 \(county)")
        }
        return calendar
    }

    /// Whether a county works on a day: the nation's calendar with the region's over it.
    package func isWorkingDay(_ day: Day, county: String) throws -> Bool { try calendar(county).isWorkingDay(day) }

    package func project(_ code: String, _ county: String) -> Project? { catalogues[county]?.project(code) }

    /// Whose accounts a project is paid to: its own word before the county's (NX-7.1, NX-7.2).
    func phase(_ project: Project, _ county: String, _ c: any StoreConnection) throws -> RegionProfile.Phase {
        try project.local.phase ?? phase(of: county, c)
    }

    /// A county that has passed its round pays to its base library, whatever the profile begins with.
    func phase(of county: String, _ c: any StoreConnection) throws -> RegionProfile.Phase {
        let passed = try c.rows(
            "SELECT 1 FROM library_round WHERE county = $1 AND state = 'passed' LIMIT 1", [.text(county)])
        return passed.isEmpty ? try profile(county).phase : .library
    }

    /// Working days for which a roster of a project is public (IM-15.1): the department may lengthen the profile's term.
    func publicityDays(_ project: Project, _ profile: RegionProfile) -> Int {
        max(project.local.publicityDays ?? 0, profile.publicityDays)
    }

    func connection(_ name: String) throws -> Connection {
        guard let connection = configuration.connections[name] else {
            throw GatewayError(.configuration, "connection.unknown", "未配置连接 \(name)")
        }
        return connection
    }

    /// The connections that serve an exchange for a county, in the order of the configuration.
    func routes(_ exchange: Exchange, _ county: String) -> [String] {
        configuration.county(county)?.routes[exchange.rawValue] ?? []
    }

    func adapter(_ connection: Connection) throws -> any Adapter {
        guard let adapter = adapters[connection.counterpart] else {
            throw GatewayError(.configuration, "adapter.missing", "没有 \(connection.counterpart.rawValue) 的适配器")
        }
        return adapter
    }

    func line(_ connection: Connection, now: Instant) -> Line {
        Line(connection: connection, wires: wires(connection), now: now, crash: probe)
    }

    /// The mapping of a document, and the digest that is pinned on what it reads or writes.
    func mapping(_ key: String, of connection: Connection) throws -> (mapping: CompiledMapping, digest: String) {
        guard let name = connection.mappings[key], let mapping = library.mapping(name),
            let digest = mappingDigests[name]
        else {
            throw GatewayError(
                .configuration, "mapping.missing", "连接 \(connection.name) 没有 \(key) 的映射，请检查 gateway.yaml")
        }
        return (mapping, digest)
    }
}

/// Progress counts what a step did; an empty one ends the round.
package struct Progress: Sendable {
    package var documents = 0
    package var calls = 0
    package var moves = 0
    /// What happened, a line each, safe to show.
    package var notes: [String] = []
    /// What waits for somebody, a line each, safe to show; the same at every round until it is mended.
    package var remarks: [String] = []

    package init() {}
    package var isEmpty: Bool { documents == 0 && calls == 0 && moves == 0 }

    package static func += (a: inout Progress, b: Progress) {
        a.documents += b.documents
        a.calls += b.calls
        a.moves += b.moves
        a.notes += b.notes
        a.remarks += b.remarks.filter { !a.remarks.contains($0) }
    }
}
