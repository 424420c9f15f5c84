import Store
import Testing

extension StoreSuite {
    static let values: [StoreProbe] = [
        StoreProbe("parameters are taken by number, out of order and repeated") { store in
            let row = try store.read { c in
                try c.rows(
                    "SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT)", [.text("first"), .text("second")])
            }
            #expect(row == [[.text("second"), .text("first"), .text("second")]])
        },
        StoreProbe("$10 and $11 are not $1 with a digit behind") { store in
            let numbers = (1...11).map { SQLValue.integer(Int64($0)) }
            let list = (1...11).reversed().map { "CAST($\($0) AS BIGINT)" }.joined(separator: ", ")
            let row = try store.read { c in try c.rows(SQLText("SELECT \(list)"), numbers) }
            #expect(row == [numbers.reversed()])
        },
        StoreProbe("a dollar in quotes or comments is no parameter") { store in
            let row = try store.read { c in
                try c.rows("SELECT '$1 it''s $2', CAST($1 AS TEXT) -- $3\n/* $4 */ AS \"$5\"", [.text("x")])
            }
            #expect(row == [[.text("$1 it's $2"), .text("x")]])
        },
        StoreProbe("too few or too many arguments are refused") { store in
            for arguments in [[], [SQLValue.integer(1), .integer(2)]] {
                expect(.syntax) { try store.read { c in _ = try c.rows("SELECT CAST($1 AS BIGINT)", arguments) } }
            }
        },
        StoreProbe("every value comes back as it was: null, text, bytes, the ends of Int64") { store in
            try store.define(["CREATE TABLE v (id INTEGER PRIMARY KEY, n INTEGER, t TEXT, b BLOB) STRICT"])
            let rows: [[SQLValue]] = [
                [.integer(1), .null, .null, .null],
                [.integer(2), .integer(.min), .text(""), .bytes([])],
                [.integer(3), .integer(.max), .text("补贴\t对象\\N\r\n\u{20000}'\"$1"), .bytes([0, 255, 92, 10, 0])],
                [.integer(4), .integer(0), .text("\\."), .bytes(Array(0...255))],
            ]
            try store.write { c in
                for row in rows { try c.execute("INSERT INTO v VALUES ($1, $2, $3, $4)", row) }
            }
            #expect(try store.read { try $0.rows("SELECT id, n, t, b FROM v ORDER BY id") } == rows)
            try store.write { c in
                try c.execute("DELETE FROM v")
                try c.load("v", columns: ["id", "n", "t", "b"], rows)
            }
            #expect(try store.read { try $0.rows("SELECT id, n, t, b FROM v ORDER BY id") } == rows)
        },
        StoreProbe("a text with NUL in it is refused, not cut") { store in
            try store.define(payee)
            expect(.check) { try store.write { c in try addPayee(1, card: "a\0b", c) } }
            expect(.check) {
                try store.write { c in try c.load("payee", columns: ["id", "card"], [[.integer(1), .text("a\0b")]]) }
            }
        },
        StoreProbe("a result outside the common dialect is refused") { store in
            expect(.syntax) { try store.read { c in _ = try c.rows("SELECT 1.5 * 3") } }
        },
        StoreProbe("a sum cast to BIGINT is an integer") { store in
            try store.define(payee)
            let sum = try store.write { c in
                try addPayee(1, card: "a", amount: 3, c)
                try addPayee(2, card: "b", amount: 4, c)
                return try c.rows("SELECT CAST(sum(amount) AS BIGINT), CASE WHEN 1 = 1 THEN 1 ELSE 0 END FROM payee")
            }
            #expect(sum == [[.integer(7), .integer(1)]])
        },
        StoreProbe("text is ordered by its bytes") { store in
            try store.define(payee)
            let cards = ["一", "a", "B", "é", "z", "_", "10", "9"]
            let sorted = try store.write { c in
                for (id, card) in cards.enumerated() { try addPayee(Int64(id), card: card, c) }
                return try c.rows("SELECT card FROM payee ORDER BY card").map { $0[0].text ?? "" }
            }
            #expect(sorted == ["10", "9", "B", "_", "a", "z", "é", "一"])
        },
        StoreProbe("a statement counts the rows that it changed") { store in
            try store.define(payee)
            try store.write { c in
                for id in 1...3 { try addPayee(Int64(id), card: "\(id)", c) }
                #expect(try c.execute("UPDATE payee SET amount = 5 WHERE id > $1", [.integer(1)]) == 2)
                #expect(try c.execute("UPDATE payee SET amount = 5 WHERE id > 9") == 0)
                #expect(try c.execute("SELECT id FROM payee") == 0)
                #expect(try c.execute("DELETE FROM payee") == 3)
                #expect(try c.execute("CREATE TEMP TABLE scratch (id BIGINT)") == 0)
            }
        },
        StoreProbe("RETURNING gives the rows of an UPDATE … FROM") { store in
            try store.define(payee)
            let rows = try store.write { c in
                try addPayee(1, card: "a", c)
                try addPayee(2, card: "b", c)
                return try c.rows(
                    """
                    WITH wanted (id, amount) AS (SELECT id, id * 10 FROM payee WHERE card = $1)
                    UPDATE payee SET amount = wanted.amount FROM wanted WHERE wanted.id = payee.id
                    RETURNING card, payee.amount
                    """, [.text("b")])
            }
            #expect(rows == [[.text("b"), .integer(20)]])
        },
        StoreProbe("ten thousand rows are loaded") { store in
            try store.define(payee)
            try store.write { c in
                try c.load(
                    "payee", columns: ["id", "card", "sealed"],
                    (1...10_000).map { [.integer($0), .text("卡\($0)"), .bytes([UInt8(truncatingIfNeeded: $0)])] })
            }
            let rows = try store.read { c in
                try c.rows("SELECT count(*), CAST(sum(id) AS BIGINT), count(DISTINCT card) FROM payee")
            }
            #expect(rows == [[.integer(10_000), .integer(50_005_000), .integer(10_000)]])
        },
        StoreProbe("loading refuses a row of another width and a name that is none") { store in
            try store.define(payee)
            expect(.syntax) {
                try store.write { c in try c.load("payee", columns: ["id", "card"], [[.integer(1)]]) }
            }
            for name in ["payee; DROP TABLE payee", "Payee", "", "1a"] {
                expect(.syntax) { try store.write { c in try c.load(name, columns: ["id"], [[.integer(1)]]) } }
            }
        },
    ]
}
