import AdapterKit
import Sandbox
import StoreSQLite
import Store
import Synchronization

/// What a step ends with when its process has died under it.
struct ProcessDied: Error {}

/// One life of the gateway's process. A crash point is passed, the dice fall, and from then on nothing that the process
/// does reaches anybody: its transaction is rolled back, its wires are dead. What was committed and sent before stays.
final class ProcessLife: CrashProbe {
    private struct State {
        var random: SplitMix64
        var perMillion: Int
        var diedAt: CrashPoint?
        var passed = 0
    }

    private let state: Mutex<State>

    /// At each point passed the process dies with this chance.
    init(seed: UInt64, perMillion: Int) {
        state = Mutex(State(random: SplitMix64(seed: seed), perMillion: perMillion))
    }

    func pass(_ point: CrashPoint) {
        state.withLock { state in
            guard state.diedAt == nil else { return }
            state.passed += 1
            if state.random.below(1_000_000) < state.perMillion { state.diedAt = point }
        }
    }

    var diedAt: CrashPoint? { state.withLock { $0.diedAt } }

    func requireAlive() throws {
        guard diedAt == nil else { throw ProcessDied() }
    }
}

/// The store as one life of the process sees it: what was not committed when it died never was. One thread does
/// everything, so a read needs no snapshot.
struct MortalStore: StoreDatabase {
    let file: SQLiteStore
    let life: ProcessLife

    func read<Result>(_ body: (any StoreConnection) throws -> Result) throws -> Result {
        try life.requireAlive()
        let result = try file.readAlone(body)
        try life.requireAlive()
        return result
    }

    func write<Result>(_ body: (any StoreConnection) throws -> Result) throws -> Result {
        try life.requireAlive()
        return try file.write { c in
            let result = try body(c)
            try life.requireAlive()
            return result
        }
    }

    func define(_ statements: [SQLText]) throws {
        try life.requireAlive()
        try file.define(statements)
    }

    func prepare(_ sql: SQLText) throws { try file.prepare(sql) }
}
