import Foundation
import Store
import StoreSQLite
import TestSupport
import Testing

@Suite("SQLite")
struct SQLiteStoreTests {
    /// GRDB sets NORMAL when it opens a pool: the store must set FULL after that.
    @Test func commitsAreDurable() throws {
        try withSQLite { store, _ in
            let settings = try store.write { c in
                try ["synchronous", "foreign_keys", "journal_mode"].map { name in
                    try c.rows(SQLText("PRAGMA \(name)"))[0][0]
                }
            }
            #expect(settings == [.integer(2), .integer(1), .text("wal")])
        }
    }

    @Test func filesAreReadByTheirOwnerOnly() throws {
        try withSQLite { store, path in
            try store.define(["CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT"])
            for suffix in ["", "-wal", "-shm"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
            }
        }
    }

    @Test func whatWasCommittedIsThereAfterOpeningAgain() throws {
        try withSQLite { first, path in
            try first.define(["CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT"])
            try first.write { c in _ = try c.execute("INSERT INTO one VALUES (7)") }
            try first.close()
            let second = try SQLiteStore(path: path)
            #expect(try second.read { c in try c.rows("SELECT id FROM one") } == [[.integer(7)]])
            try second.close()
        }
    }

    @Test func aClosedStoreRefuses() throws {
        try withSQLite { store, _ in
            try store.close()
            #expect(throws: StoreError(.connection)) { try store.read { c in _ = try c.rows("SELECT 1") } }
            #expect(throws: StoreError(.connection)) { try store.write { c in _ = try c.rows("SELECT 1") } }
        }
    }

    @Test func aFileThatIsNoDatabaseIsRefused() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "not.sqlite").path(percentEncoded: false)
            try Data("这不是数据库,这不是数据库,这不是数据库,这不是数据库,这不是数据库。".utf8).write(to: URL(filePath: path))
            let error = #expect(throws: StoreError.self) { try SQLiteStore(path: path) }
            #expect(error?.kind == .corrupt)
            let nowhere = #expect(throws: StoreError.self) { try SQLiteStore(path: "/nonexistent/store.sqlite") }
            #expect(nowhere?.kind == .connection)
        }
    }
}
