import Sandbox
import Store
import StoreSQLite
import Subsidy

/// Witnesses look at the exchanges beside the money's way, each at one: after each step, once a day, and at the end.
struct Witnesses {
    private var archives = ArchiveWitness()
    private var lookups = LookupWitness()
    private var offers = OfferWitness()

    /// What the moves of one step may not do.
    func check(_ moves: [Moved], _ store: SQLiteStore, _ country: Country) throws {
        try RiskWitness(store: store).check(moves)
        try OnlineWitness(store: store, country: country).check(moves)
        try LookupWitness.check(moves, store)
        try PlatformWitness(store: store, country: country).check(moves)
    }

    /// What must hold of every day.
    mutating func look(_ gateway: SimulatedGateway, _ country: Country, _ office: Office) throws {
        try archives.look(gateway.engine, gateway.file)
        try lookups.look(gateway.file, country, office)
        try offers.look(gateway.file, country)
    }

    /// When everybody has cleared their desk; what is counted.
    func final(_ gateway: SimulatedGateway, _ country: Country, _ office: Office, now: Instant) throws -> [String: Int]
    {
        var counts: [String: Int] = [:]
        counts.merge(try archives.final(gateway, now: now)) { $0 + $1 }
        counts.merge(try RiskWitness(store: gateway.file).final(country)) { $0 + $1 }
        counts.merge(try OnlineWitness(store: gateway.file, country: country).final(gateway.engine)) { $0 + $1 }
        counts.merge(try PlatformWitness(store: gateway.file, country: country).final()) { $0 + $1 }
        counts.merge(try lookups.final(gateway.file, country, office)) { $0 + $1 }
        counts.merge(try offers.final(gateway.file, country, now: now)) { $0 + $1 }
        return counts
    }
}
