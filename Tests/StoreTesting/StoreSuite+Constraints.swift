import Store
import Testing

extension StoreSuite {
    static let constraints: [StoreProbe] = [
        StoreProbe("each constraint has its kind") { store in
            try store.define(payee)
            try store.write { c in try addPayee(1, card: "a", c) }
            expect(.unique) { try store.write { c in try addPayee(1, card: "b", c) } }
            expect(.unique) { try store.write { c in try addPayee(2, card: "a", c) } }
            let check = expect(.check) { try store.write { c in try addPayee(2, card: "b", amount: -1, c) } }
            #expect(check?.constraint == "amount_positive")
            expect(.foreignKey) { try store.write { c in try addPayee(2, card: "b", county: .text("640"), c) } }
            let missing = expect(.notNull) {
                try store.write { c in _ = try c.execute("INSERT INTO payee (id, card) VALUES (3, NULL)") }
            }
            #expect(missing?.constraint == "payee.card")
            expect(.syntax) { try store.write { c in _ = try c.execute("SELEC 1") } }
            expect(.syntax) { try store.read { c in _ = try c.rows("SELECT nothing FROM payee") } }
            expect(.syntax) { try store.read { c in _ = try c.rows("SELECT 1; SELECT 2") } }
        },
        StoreProbe("a column takes its type only") { store in
            try store.define(payee)
            expect(.check) {
                try store.write { c in
                    _ = try c.execute("INSERT INTO payee (id, card, amount) VALUES (1, 'a', $1)", [.text("many")])
                }
            }
        },
        StoreProbe("a partial unique index holds, and ON CONFLICT names it") { store in
            try store.define(payee)
            let insert: SQLText = """
                INSERT INTO payee (id, card, county, state) VALUES ($1, $2, $3, 'open')
                ON CONFLICT (county) WHERE state = 'open' DO NOTHING
                """
            try store.write { c in
                try c.execute("INSERT INTO county VALUES ('640199')")
                #expect(try c.execute(insert, [.integer(1), .text("a"), .text("640199")]) == 1)
                #expect(try c.execute(insert, [.integer(2), .text("b"), .text("640199")]) == 0)
                try addPayee(3, card: "c", county: .text("640199"), c)
            }
            expect(.unique) {
                try store.write { c in _ = try c.execute("UPDATE payee SET state = 'open' WHERE id = 3") }
            }
        },
        StoreProbe("ON CONFLICT updates with what was excluded, also from a SELECT") { store in
            try store.define(payee)
            let rows = try store.write { c in
                try addPayee(1, card: "a", amount: 1, c)
                return try c.rows(
                    """
                    INSERT INTO payee (id, card, amount) SELECT id + 1, card, amount + 41 FROM payee WHERE true
                    ON CONFLICT (card) DO UPDATE SET amount = excluded.amount RETURNING id, amount
                    """)
            }
            #expect(rows == [[.integer(1), .integer(42)]])
        },
        StoreProbe("a loaded row meets the same constraints, and nothing of the load stays") { store in
            try store.define(payee)
            let columns = ["id", "card", "amount"]
            let bad: [([SQLValue], StoreError.Kind)] = [
                ([.integer(1), .text("b"), .integer(0)], .unique), ([.integer(2), .text("b"), .integer(-1)], .check),
                ([.integer(2), .null, .integer(0)], .notNull), ([.integer(2), .text("b"), .text("x")], .check),
            ]
            for (row, kind) in bad {
                expect(kind) {
                    try store.write { c in
                        try c.load("payee", columns: columns, [[.integer(1), .text("a"), .integer(0)], row])
                    }
                }
            }
            #expect(try store.read { c in try count("payee", c) } == 0)
        },
        StoreProbe("no error holds a value of a row") { store in
            try store.define(payee)
            let secret = "640199198001010012"
            let bytes = SQLValue.bytes(Array(secret.utf8))
            try store.write { c in try addPayee(1, card: secret, c) }
            let attempts: [@Sendable (any StoreConnection) throws -> Void] = [
                { c in try addPayee(2, card: secret, c) },
                { c in try addPayee(2, card: "b", county: .text(secret), c) },
                { c in
                    try c.execute(
                        "INSERT INTO payee (id, card, amount, sealed) VALUES (2, $1, -1, $2)",
                        [.text(secret + "x"), bytes])
                },
                { c in try c.execute("UPDATE payee SET amount = $1", [.text(secret + "x")]) },
                { c in try c.execute("UPDATE payee SET card = NULL") },
                { c in try c.load("payee", columns: ["id", "card"], [[.integer(3), .text(secret)]]) },
                { c in try c.load("payee", columns: ["id", "card"], [[.text(secret + "x"), .text("d")]]) },
                { c in _ = try c.rows("SELECT CAST($1 AS BIGINT) + nothing FROM payee", [.text(secret)]) },
            ]
            for (number, attempt) in attempts.enumerated() {
                let error = #expect(throws: StoreError.self, "attempt \(number)") { try store.write(attempt) }
                var text = ""
                if let error { dump(error, to: &text) }
                #expect(!"\(text) \(String(describing: error))".contains("640199"), "attempt \(number)")
            }
        },
    ]
}
