import Dispatch
import Foundation
import Store
import StorePostgres
import StoreTesting
import Subsidy
import Testing

@Suite("PostgreSQL")
struct PostgresStoreTests {
    @Test func aDatabaseThatSortsOtherwiseIsRefused() throws {
        let server = try ThrowAwayPostgres.shared()
        let address = try server.newDatabase(collation: "C.UTF-8")
        #expect(throws: StoreError(.connection, constraint: "collation")) { try PostgresStore(url: address) }
        let latin = try server.newDatabase(encoding: "LATIN1")
        #expect(throws: StoreError(.connection, constraint: "encoding")) { try PostgresStore(url: latin) }
    }

    @Test func anAddressWithoutServerTellsNothingOfIt() {
        let error = #expect(throws: StoreError.self) {
            try PostgresStore(url: "postgres://somebody:secret@/nothing?host=/nonexistent")
        }
        #expect(error == StoreError(.connection))
    }

    @Test func aSessionThatTheServerEndedIsReplaced() throws {
        try withPostgres { store, address in
            #expect(try store.read { c in try c.rows("SELECT 1") } == [[.integer(1)]])
            let database = try #require(URL(string: address)?.lastPathComponent)
            try ThrowAwayPostgres.shared().run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database)'", in: "postgres")
            #expect(try store.read { c in try c.rows("SELECT 2") } == [[.integer(2)]])
        }
    }

    @Test func aSessionLostInATransactionIsAnErrorOfTheConnection() throws {
        try withPostgres { store, _ in
            try store.define(["CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT"])
            let error = #expect(throws: StoreError.self) {
                try store.write { c in
                    try c.execute("INSERT INTO one VALUES (1)")
                    try c.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            #expect(error?.kind == .connection)
            #expect(try store.read { c in try c.rows("SELECT id FROM one") } == [])
        }
    }

    @Test func aClosedStoreRefuses() throws {
        try withPostgres { store, _ in
            store.close()
            #expect(throws: StoreError(.connection)) { try store.read { c in _ = try c.rows("SELECT 1") } }
        }
    }

    /// Two gateways that lock the same rows in opposite order: one of them is told to repeat its step.
    @Test func aDeadlockAsksForTheStepAgain() throws {
        try withPostgres { store, _ in
            try store.define(["CREATE TABLE one (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT"])
            try store.write { c in _ = try c.execute("INSERT INTO one VALUES (1, 0), (2, 0)") }
            let both = DispatchGroup()
            both.enter()
            both.enter()
            let kinds = try inTwoThreads { number in
                var isFirst = true
                let result = Result {
                    try store.write { c in
                        for id in number == 0 ? [1, 2] : [2, 1] {
                            try c.execute("UPDATE one SET n = n + 1 WHERE id = $1", [.integer(Int64(id))])
                            if isFirst {
                                both.leave()
                                both.wait()
                            }
                            isFirst = false
                        }
                    }
                }
                guard case .failure(let error) = result else { return nil }
                return (error as? StoreError)?.kind
            }
            #expect(kinds.compactMap { $0 } == [.serialization])
        }
    }

    /// Two gateways that move one subject at once: the second is told to repeat, and then finds the new state.
    @Test func aSubjectMovedByAnotherAsksForTheStepAgain() throws {
        try withPostgres { store, _ in
            try store.define(
                Infrastructure.statements + [
                    "CREATE TABLE lamp (id INTEGER PRIMARY KEY, state TEXT NOT NULL, sequence INTEGER NOT NULL) STRICT"
                ])
            let machine = MachineTable(name: "lamp", rows: [(from: "off", event: "on", to: "lit")])
            try store.write { c in
                try Transitions.install([machine], c)
                try c.execute("INSERT INTO lamp VALUES (1, 'off', 0)")
            }
            let bothReady = DispatchGroup()
            bothReady.enter()
            bothReady.enter()
            let errors = try inTwoThreads { number in
                let result = Result {
                    try store.write { c in
                        bothReady.leave()
                        bothReady.wait()
                        try Transitions.apply(
                            machine: "lamp", table: "lamp", moves: [(1, "on")], occurred: nil,
                            arrived: Instant(milliseconds: 0), actor: nil, document: nil, c)
                    }
                }
                guard case .failure(let error) = result else { return nil }
                return (error as? StoreError)?.kind
            }
            // Whether the second came too late for the state, or only for the event, is up to the machine.
            let kinds = errors.compactMap { $0 }
            #expect(kinds == [.serialization] || kinds == [.check])
            #expect(try store.read { c in try c.rows("SELECT sequence FROM lamp") } == [[.integer(1)]])
            #expect(try store.read { c in try c.rows("SELECT count(*) FROM event") } == [[.integer(1)]])
        }
    }

    /// Both at once on threads of their own; the kinds of what they threw.
    private func inTwoThreads(
        _ body: @escaping @Sendable (Int) -> StoreError.Kind?
    ) throws -> [StoreError.Kind?] {
        let queue = DispatchQueue(label: "results")
        nonisolated(unsafe) var kinds: [StoreError.Kind?] = []
        let done = DispatchGroup()
        for number in 0..<2 {
            done.enter()
            Thread.detachNewThread {
                let kind = body(number)
                queue.sync { kinds.append(kind) }
                done.leave()
            }
        }
        done.wait()
        return queue.sync { kinds }
    }
}
