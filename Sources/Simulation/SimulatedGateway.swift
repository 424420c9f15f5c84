package import AdapterKit
import Foundation
import Gateway
package import Mapping
import Sandbox
import Store
import StoreSQLite
import Subsidy
import Trust

/// What a simulation needs of the program that runs it: the mappings as they are released, and the adapters.
package struct Equipment: Sendable {
    package var library: MappingLibrary
    package var mappingDigests: [String: String]
    package var adapters: @Sendable () -> [any Adapter]

    package init(
        library: MappingLibrary, mappingDigests: [String: String], adapters: @escaping @Sendable () -> [any Adapter]
    ) {
        self.library = library
        self.mappingDigests = mappingDigests
        self.adapters = adapters
    }
}

/// The gateway under simulation: the real engine on a home of its own, in one life of its process after the other.
final class SimulatedGateway {
    let home: String
    let country: Country
    let trouble: WireTrouble
    private let equipment: Equipment
    private let sealer: Sealer
    private var random: SplitMix64
    /// Chance of dying at a crash point, in millionths.
    var deadliness = 0
    private(set) var life: ProcessLife
    private(set) var engine: Engine
    private(set) var file: SQLiteStore
    private(set) var deaths: [CrashPoint: Int] = [:]
    /// Steps that found nothing to do, with the moment and the state of the store in which they found it.
    private var idle: [GatewayStep: (now: Instant, changes: Int64)] = [:]

    init(home: String, country: Country, equipment: Equipment, faults: Set<Fault>, seed: UInt64, now: Instant) throws {
        self.home = home
        self.country = country
        self.equipment = equipment
        random = SplitMix64(seed: seed)
        trouble = WireTrouble(seed: seed &+ 1, faults: faults)
        sealer = Sealer(try KeyRing.ephemeral(), suite: .international)
        life = ProcessLife(seed: 0, perMillion: 0)
        file = try SQLiteStore(path: home + "/onecard.sqlite", use: .alone)
        engine = try Self.engine(
            home, file, life, sealer: sealer, country: country, trouble: trouble, equipment: equipment)
        try engine.prepare(now: now)
        try file.define(Journal.statements)
        life = ProcessLife(seed: 0, perMillion: 0)
    }

    /// Does something with the engine; nil when the process died under it, and has been started anew.
    func with<Result>(now: Instant, _ body: (Engine) throws -> Result) throws -> Result? {
        do {
            let result = try body(engine)
            try life.requireAlive()
            return result
        } catch  where life.diedAt != nil {
            try restart(now: now)
            return nil
        }
    }

    /// Ends this life and opens the same home again.
    func restart(now: Instant) throws {
        if let point = life.diedAt { deaths[point, default: 0] += 1 }
        try file.close()
        file = try SQLiteStore(path: home + "/onecard.sqlite", use: .alone)
        life = ProcessLife(seed: random.next(), perMillion: deadliness)
        idle = [:]
        engine = try Self.engine(
            home, file, life, sealer: sealer, country: country, trouble: trouble, equipment: equipment)
        try engine.prepare(now: now)
    }

    /// Runs one step; nil when the process died under it. What looks at nothing but the store and the clock does nothing
    /// again where it has just done nothing: only who looks at the wires may find something new.
    func run(_ step: GatewayStep, now: Instant) throws -> Gateway.Progress? {
        if step != .collect, let idle = idle[step], idle.now == now, idle.changes == (try file.changes()) {
            return Gateway.Progress()
        }
        let progress = try with(now: now) { engine in try step.run(engine, now: now) }
        if let progress, progress.isEmpty { idle[step] = (now, try file.changes()) }
        return progress
    }

    /// Runs every step until none has anything left to do, in the order of `Engine.run`; false when the process died
    /// under it.
    func runAll(now: Instant) throws -> Bool {
        for _ in 0..<200 {
            var isIdle = true
            for step in GatewayStep.allCases {
                guard let progress = try run(step, now: now) else { return false }
                if !progress.isEmpty { isIdle = false }
            }
            if isIdle { break }
        }
        return true
    }

    func close() throws { try file.close() }

    private static func engine(
        _ home: String, _ file: SQLiteStore, _ life: ProcessLife, sealer: Sealer, country: Country,
        trouble: WireTrouble, equipment: Equipment
    ) throws -> Engine {
        try Engine(
            store: MortalStore(file: file, life: life), home: home, sealer: sealer, secondPlace: home + "/heads",
            configuration: GatewayHome.configuration(country.world.secrets), library: equipment.library,
            mappingDigests: equipment.mappingDigests, configurationDigest: "simulation",
            adapters: equipment.adapters(),
            wires: { connection in GatewayHome.wires(connection.name, country, trouble, life) }, probe: life)
    }

    // MARK: The disk

    /// The landing can neither be written nor read until it is given back.
    func takeLanding() {
        rename(home + "/landing", home + "/landing.away")
        _ = FileManager.default.createFile(atPath: home + "/landing", contents: nil)
    }

    func giveLandingBack() {
        // Who found nothing because the bytes were out of reach looks again.
        idle = [:]
        unlink(home + "/landing")
        rename(home + "/landing.away", home + "/landing")
    }
}

/// One step of the engine's round.
enum GatewayStep: String, CaseIterable {
    case collect, intake, schedule, watch, dispatch

    func run(_ engine: Engine, now: Instant) throws -> Gateway.Progress {
        switch self {
        case .collect: try engine.collect(now: now)
        case .intake: try engine.intake(now: now)
        case .schedule: try engine.schedule(now: now)
        case .watch: try engine.watch(now: now)
        case .dispatch: try engine.dispatch(now: now)
        }
    }
}
