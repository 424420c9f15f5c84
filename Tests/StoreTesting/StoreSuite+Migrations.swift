import Store
import Testing

extension StoreSuite {
    private static let first = Migration(name: "001-first", statements: payee)
    private static let second = Migration(
        name: "002-second", statements: ["CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT"])

    static let migrations: [StoreProbe] = [
        StoreProbe("each migration is applied once, in order") { store throws in
            #expect(try Migrator([first, second]).pending(store) == ["001-first", "002-second"])
            #expect(try Migrator.migrate(store, [first]) == ["001-first"])
            #expect(try Migrator.migrate(store, [first, second]) == ["002-second"])
            #expect(try Migrator.migrate(store, [first, second]) == [])
            #expect(try store.read { c in try count("extra", c) } == 0)
        },
        StoreProbe("a migration that fails leaves nothing and can be tried again") { store throws in
            let broken = Migration(name: "002-second", statements: second.statements + ["CREATE TABEL x (id INTEGER)"])
            expect(.syntax) { try Migrator.migrate(store, [first, broken]) }
            #expect(try Migrator([first, second]).pending(store) == ["002-second"])
            #expect(try Migrator.migrate(store, [first, second]) == ["002-second"])
        },
        StoreProbe("a store that a newer program opened, or an edited migration, is refused") { store throws in
            try Migrator.migrate(store, [first, second])
            let newer = #expect(throws: MigrationError.self) { try Migrator.migrate(store, [first]) }
            #expect(newer?.reason == .newer)
            #expect(newer?.migration == "002-second")
            let edited = #expect(throws: MigrationError.self) {
                try Migrator.migrate(store, [first, Migration(name: "002-second", statements: [])])
            }
            #expect(edited?.reason == .edited)
            let order = #expect(throws: MigrationError.self) { try Migrator.migrate(store, [second, first]) }
            #expect(order?.reason == .order)
        },
        StoreProbe("the infrastructure's tables are understood") { store throws in
            let whole = Migration(name: "001-infrastructure", statements: Infrastructure.statements)
            #expect(try Migrator.migrate(store, [whole]) == ["001-infrastructure"])
            for table in ["counter", "transition", "event", "selection", "audit"] {
                #expect(try store.read { c in try count(table, c) } == 0)
            }
        },
    ]
}
