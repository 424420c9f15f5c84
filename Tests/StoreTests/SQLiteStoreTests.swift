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

    @Test func aFileThatOneHasAloneKeepsWhatWasCommittedAndItsLock() throws {
        struct Change: Error {}
        try withSQLite(use: .alone) { first, path in
            try first.define(["CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT"])
            try first.write { c in _ = try c.execute("INSERT INTO one VALUES (7)") }
            #expect(throws: Change.self) {
                try first.write { c in
                    _ = try c.execute("INSERT INTO one VALUES (8)")
                    throw Change()
                }
            }
            let settings = try first.write { c in
                try ["locking_mode", "foreign_keys", "journal_mode"].map { name in
                    try c.rows(SQLText("PRAGMA \(name)"))[0][0]
                }
            }
            #expect(settings == [.text("exclusive"), .integer(1), .text("memory")])
            try first.close()
            let second = try SQLiteStore(path: path, use: .alone)
            #expect(try second.read { c in try c.rows("SELECT id FROM one") } == [[.integer(7)]])
            try second.close()
        }
    }

    @Test func changesAreCountedAndReadingIsNone() throws {
        try withSQLite { store, _ in
            try store.define(["CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT"])
            let before = try store.changes()
            _ = try store.read { c in try c.rows("SELECT id FROM one") }
            #expect(try store.changes() == before)
            try store.write { c in _ = try c.execute("INSERT INTO one VALUES (7)") }
            #expect(try store.changes() == before + 1)
        }
    }

    @Test func savepointsInsideEachOtherAreUndoneOneByOne() throws {
        struct Change: Error {}
        try withSQLite { store, _ in
            try store.define(["CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT"])
            try store.write { c in
                try c.savepoint {
                    _ = try c.execute("INSERT INTO one VALUES (1)")
                    #expect(throws: Change.self) {
                        try c.savepoint {
                            _ = try c.execute("INSERT INTO one VALUES (2)")
                            throw Change()
                        }
                    }
                    _ = try c.execute("INSERT INTO one VALUES (3)")
                }
            }
            #expect(
                try store.read { c in try c.rows("SELECT id FROM one ORDER BY id") } == [[.integer(1)], [.integer(3)]])
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
