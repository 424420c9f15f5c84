import Foundation
import Store
import StorePostgres
import StoreSQLite
import StoreTesting
import TestSupport
import Testing

@Suite("The store suite")
struct StoreSuiteTests {
    @Test(arguments: StoreSuite.probes)
    func passesOnSQLite(_ probe: StoreProbe) throws {
        try withSQLite { store, _ in try probe.run(store) }
    }

    @Test(arguments: StoreSuite.ofOneThread)
    func passesOnSQLiteThatOneThreadHasAlone(_ probe: StoreProbe) throws {
        try withSQLite(use: .alone) { store, _ in try probe.run(store) }
    }

    @Test(arguments: StoreSuite.probes)
    func passesOnPostgreSQL(_ probe: StoreProbe) throws {
        try withPostgres { store, _ in try probe.run(store) }
    }

    @Test func probesHaveDifferentNames() {
        #expect(Set(StoreSuite.probes.map(\.name)).count == StoreSuite.probes.count)
    }
}

/// A SQLite store in a file of its own, and the file's path.
func withSQLite(use: SQLiteStore.Use = .shared, _ body: (SQLiteStore, String) throws -> Void) throws {
    try withTemporaryFolder { folder in
        let path = folder.appending(path: "store.sqlite").path(percentEncoded: false)
        let store = try SQLiteStore(path: path, use: use)
        try body(store, path)
        try store.close()
    }
}

/// A PostgreSQL store in a database of its own, and the database's address.
func withPostgres(_ body: (PostgresStore, String) throws -> Void) throws {
    let server = try ThrowAwayPostgres.shared()
    let address = try server.newDatabase()
    defer { try? server.dropDatabase(address) }
    let store = try PostgresStore(url: address)
    defer { store.close() }
    try body(store, address)
}
