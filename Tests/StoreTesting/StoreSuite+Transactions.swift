import Store
import Testing

extension StoreSuite {
    private struct Stop: Error {}

    static let transactions: [StoreProbe] = [
        StoreProbe("a write that throws leaves nothing") { store in
            try store.define(payee)
            #expect(throws: Stop.self) {
                try store.write { c in
                    try addPayee(1, card: "a", c)
                    throw Stop()
                }
            }
            #expect(try store.read { c in try count("payee", c) } == 0)
        },
        StoreProbe("a savepoint that throws takes back its own part only") { store in
            try store.define(payee)
            try store.write { c in
                try addPayee(1, card: "a", c)
                #expect(throws: Stop.self) {
                    try c.savepoint {
                        try addPayee(2, card: "b", c)
                        _ = try c.savepoint { try addPayee(3, card: "c", c) }
                        throw Stop()
                    }
                }
                try addPayee(4, card: "d", c)
            }
            let ids = try store.read { c in try c.rows("SELECT id FROM payee ORDER BY id") }
            #expect(ids == [[.integer(1)], [.integer(4)]])
        },
        StoreProbe("after an error in a savepoint the transaction goes on") { store in
            try store.define(payee)
            try store.write { c in
                try addPayee(1, card: "a", c)
                for _ in 1...2 { expect(.unique) { try c.savepoint { try addPayee(2, card: "a", c) } } }
                try addPayee(2, card: "b", c)
            }
            #expect(try store.read { c in try count("payee", c) } == 2)
        },
        StoreProbe("after an error outside of a savepoint nothing runs, and the write fails") { store in
            try store.define(payee)
            let late = expect(.other) {
                try store.write { c in
                    try addPayee(1, card: "a", c)
                    expect(.unique) { try addPayee(2, card: "a", c) }
                    expect(.other) { _ = try c.rows("SELECT id FROM payee") }
                    expect(.other) { try c.savepoint { try addPayee(3, card: "c", c) } }
                }
            }
            #expect(late?.constraint == "transaction")
            #expect(try store.read { c in try count("payee", c) } == 0)
        },
        StoreProbe("an error kept inside a savepoint undoes it") { store in
            try store.define(payee)
            try store.write { c in
                expect(.other) {
                    try c.savepoint {
                        try addPayee(1, card: "a", c)
                        expect(.unique) { try addPayee(1, card: "a", c) }
                    }
                }
                try addPayee(2, card: "b", c)
            }
            #expect(try store.read { c in try c.rows("SELECT id FROM payee") } == [[.integer(2)]])
        },
        StoreProbe("a deferred constraint fails the commit, and the store goes on") { store in
            try store.define([
                "CREATE TABLE head (id INTEGER PRIMARY KEY) STRICT",
                """
                CREATE TABLE line (
                    id INTEGER PRIMARY KEY, head INTEGER NOT NULL REFERENCES head (id) DEFERRABLE INITIALLY DEFERRED
                ) STRICT
                """,
            ])
            expect(.foreignKey) { try store.write { c in _ = try c.execute("INSERT INTO line VALUES (1, 7)") } }
            try store.write { c in
                try c.execute("INSERT INTO line VALUES (1, 7)")
                try c.execute("INSERT INTO head VALUES (7)")
            }
            #expect(try store.read { c in try count("line", c) } == 1)
        },
        StoreProbe("a read cannot write") { store in
            try store.define(payee)
            let error = expect(.other) { try store.read { c in try addPayee(1, card: "a", c) } }
            #expect(error?.constraint == "readOnly")
        },
        StoreProbe("a definition is made whole or not at all") { store in
            expect(.syntax) {
                try store.define(["CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT", "CREATE TABEL two (id INTEGER)"])
            }
            expect(.syntax) { try store.prepare("SELECT id FROM one") }
            try store.define(["CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT"])
            try store.prepare("SELECT id FROM one WHERE id = $1")
            try store.prepare("UPDATE one SET id = $2 WHERE id = $1")
        },
        StoreProbe("a statement is understood anew when its table has changed") { store in
            try store.define(["CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT"])
            let all: SQLText = "SELECT * FROM one"
            #expect(try store.read { c in try c.rows(all) } == [])
            try store.define(["ALTER TABLE one ADD COLUMN name TEXT NOT NULL DEFAULT 'x'"])
            try store.write { c in _ = try c.execute("INSERT INTO one (id) VALUES (1)") }
            #expect(try store.read { c in try c.rows(all) } == [[.integer(1), .text("x")]])
        },
        StoreProbe("STRICT, WITHOUT ROWID, and a quoted INTEGER are understood") { store in
            try store.define([
                """
                CREATE TABLE kind (
                    name TEXT NOT NULL DEFAULT 'INTEGER STRICT', -- a BLOB
                    big INTEGER NOT NULL, PRIMARY KEY (name, big)
                ) STRICT, WITHOUT ROWID
                """
            ])
            let row = try store.write { c in
                try c.rows("INSERT INTO kind (big) VALUES ($1) RETURNING name, big", [.integer(.max)])
            }
            #expect(row == [[.text("INTEGER STRICT"), .integer(.max)]])
        },
    ]
}
