import AdapterKit
import CivilAffairsAdapter
import Gateway
import Mapping
import Store
import StoreSQLite
import Subsidy
import Transports
import Trust

/// W3s: W3's files through the whole gateway, from two folders of civil affairs into a store that knows the base's
/// people, each of them sealed. As the gateway does it, every death told is kept, and who of ours is told dead is asked
/// of the store by keyed digests.
enum SealedDeathFeed {
    /// A Monday morning.
    private static let now = Instant(Day(number: 20_772), hour: 10)
    private static let feeds = [
        (connection: "certificates", file: "deaths.csv", mapping: "civilaffairs/death.certificates"),
        (connection: "cremations", file: "cremation.csv", mapping: "civilaffairs/cremation.table"),
    ]

    private static func store(_ folder: String) throws -> SQLiteStore {
        try SQLiteStore(path: "\(folder)/sealed/onecard.sqlite")
    }

    /// Makes a home whose store knows everybody of the base who is not known to be dead.
    static func prepare(folder: String, suite word: String) throws -> String? {
        guard let suite = Suite(rawValue: word) else { return nil }
        try WayFolder.make("\(folder)/sealed")
        let sealer = Sealer(try KeyRing.create(at: "\(folder)/sealed/keys"), suite: suite)
        let store = try store(folder)
        try engine(folder, store, sealer).prepare(now: now)
        var people = SealedPeople(sealer)
        let base = try SQLiteStore(path: "\(folder)/base.db")
        try base.read { c in
            try c.scan(
                "SELECT id_no, name FROM beneficiary WHERE status <> 'D' ORDER BY id_no", [], as: [.text, .text],
                rows: 1 << 16
            ) { people.append($0[0], $0[1]) }
        }
        try people.write(to: store)
        try store.close()
        return "{\"people\":\(people.count)}"
    }

    static func run(folder: String, suite word: String) throws -> Totals? {
        guard let suite = Suite(rawValue: word) else { return nil }
        let store = try store(folder)
        let sealer = Sealer(try KeyRing.load(from: "\(folder)/sealed/keys"), suite: suite)
        let engine = try engine(folder, store, sealer)
        try engine.prepare(now: now)
        for feed in feeds {
            let inbox = "\(folder)/sealed/\(feed.connection)"
            for place in [inbox, "\(inbox)/civil", "\(inbox)/civil/taken"] { try WayFolder.make(place) }
            let name = "\(inbox)/civil/HH_\(feed.connection).csv"
            try WayFolder.write(try InputFile.bytes("\(folder)/\(feed.file)"), to: name)
            try WayFolder.write([], to: name + ".ok")
        }
        _ = try engine.run(now: now)
        var totals = Totals()
        try store.read { c in
            let row = try c.rows(
                """
                SELECT COUNT(*), CAST(SUM(CASE WHEN certified = 0 THEN 1 ELSE 0 END) AS BIGINT) FROM (
                    SELECT p.id, MAX(CASE WHEN d.connection = 'certificates' THEN 1 ELSE 0 END) AS certified
                    FROM death d CROSS JOIN person p ON p.id_digest = d.id_digest GROUP BY p.id)
                """
            ).first
            totals.good = Int(row?[0].integer ?? 0)
            totals.goodSum = row?[1].integer ?? 0
            totals.bad = Int(try c.rows("SELECT COUNT(*) FROM reject WHERE line > 0").first?[0].integer ?? 0)
            totals.reconciled =
                try c.rows("SELECT COUNT(*) FROM document WHERE state = 'promoted'").first?[0].integer == 2
        }
        try store.close()
        return totals
    }

    private static func engine(_ folder: String, _ store: SQLiteStore, _ sealer: Sealer) throws -> Engine {
        let files = try WayFolder.mappings("Mappings")
        let library = try MappingLibrary(files: files)
        let connections = feeds.map {
            Connection(name: $0.connection, counterpart: .civilAffairs, mappings: ["death.sync": $0.mapping])
        }
        return try Engine(
            store: store, home: "\(folder)/sealed", sealer: sealer, secondPlace: "\(folder)/sealed/heads",
            configuration: GatewayConfiguration(
                counties: [
                    GatewayConfiguration.County(
                        code: WayWorld.county, zh: "某旗", profile: "inner-mongolia", catalogue: "demo",
                        routes: ["death.sync": feeds.map(\.connection)], operatorFields: [:])
                ],
                connections: Dictionary(connections.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }),
                agencyAccounts: [], people: [], bankRoutes: [:], sandbox: true),
            library: library,
            mappingDigests: Dictionary(
                library.names.map { ($0, hex(Digest.sha256(files["\($0).yaml"] ?? []))) },
                uniquingKeysWith: { first, _ in first }),
            configurationDigest: "bench", adapters: [CivilAffairsAdapter()],
            wires: { Wires(files: FolderTransport(root: "\(folder)/sealed/\($0.name)")) })
    }
}

/// SealedPeople go into the product's table of persons in the order of their digests, as its index has them.
private struct SealedPeople {
    private let sealer: Sealer
    private let ids: DigestSession
    private var digests = DigestRun()
    private var numbers: [UInt8] = []
    private var names: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    init(_ sealer: Sealer) {
        self.sealer = sealer
        ids = DigestSession(sealer, kind: "idNumber")
    }

    mutating func append(_ number: StoreColumn, _ name: StoreColumn) {
        var made: [UInt8] = []
        for row in 0..<number.count {
            number.bytes(row).withUnsafeBytes { ids.append($0, to: &made) }
            numbers.append(contentsOf: number.bytes(row))
            names.append(contentsOf: name.bytes(row))
            ends.append(names.count)
        }
        let first = Int64(count - number.count)
        digests.append(made, (0..<number.count).map { first + Int64($0) }, 0..<number.count)
    }

    func write(to store: SQLiteStore) throws {
        let session = SealingSession(sealer, table: "person", fields: "id,name,phone")
        let called = DigestSession(sealer, kind: "name")
        var row: Int64 = 0
        try digests.forEach(piece: 1 << 15) { digests, people in
            var (sealed, known) = ([UInt8](), [UInt8]())
            var (sealedEnds, rows, years) = ([Int](), [Int64](), [Int64]())
            for person in people.map(Int.init) {
                row += 1
                let number = numbers[person * IdentityRun.length..<(person + 1) * IdentityRun.length]
                let name = names[(person == 0 ? 0 : ends[person - 1])..<ends[person]]
                name.withUnsafeBytes { called.append($0, to: &known) }
                try seal(number, name, row, session, &sealed)
                sealedEnds.append(sealed.count)
                rows.append(row)
                years.append(number.dropFirst(6).prefix(4).reduce(0) { $0 * 10 + Int64($1 - 0x30) })
            }
            let digestEnds = (0..<people.count).map { ($0 + 1) * DigestSession.length }
            let columns: [(name: String, values: StoreColumn)] = [
                ("id", StoreColumn(integers: rows)),
                ("id_digest", StoreColumn(.bytes, content: digests, ends: digestEnds)),
                ("name_digest", StoreColumn(.bytes, content: known, ends: digestEnds)),
                ("sealed", StoreColumn(.bytes, content: sealed, ends: sealedEnds)),
                ("legacy15", StoreColumn(integers: rows.map { _ in 0 })),
                ("birth_year", StoreColumn(integers: years)),
            ]
            try store.write { c in try c.load("person", columns, rows: 0..<people.count) }
        }
    }

    /// Number, name and no telephone, as the gateway seals a person: each with its length before it.
    private func seal(
        _ number: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>, _ row: Int64, _ session: SealingSession,
        _ sealed: inout [UInt8]
    ) throws {
        try session.seal(12 + number.count + name.count, row: row, onto: &sealed) { place in
            var rest = place
            for text in [number, name, []] {
                rest.storeBytes(of: UInt32(text.count).bigEndian, as: UInt32.self)
                text.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: rest[4...]).copyMemory(from: $0) }
                rest = UnsafeMutableRawBufferPointer(rebasing: rest[(4 + text.count)...])
            }
        }
    }
}
