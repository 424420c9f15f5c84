import Store
import Testing

extension StoreSuite {
    private struct Stop: Error {}

    private static let table: [SQLText] = [
        "CREATE TABLE v (id INTEGER PRIMARY KEY, n INTEGER, t TEXT, b BLOB) STRICT"
    ]
    private static let all: SQLText = "SELECT id, n, t, b FROM v ORDER BY id"
    private static let kinds: [StoreColumn.Kind] = [.integer, .integer, .text, .bytes]

    private static func columns(_ rows: [[SQLValue]]) -> [(name: String, values: StoreColumn)] {
        ["id", "n", "t", "b"].enumerated().map { index, name in
            var values = StoreColumn(kinds[index])
            for row in rows {
                switch row[index] {
                case .null: values.appendMissing()
                case .integer(let number): values.append(number)
                case .text(let text): values.append(Array(text.utf8))
                case .bytes(let bytes): values.append(bytes)
                }
            }
            return (name, values)
        }
    }

    private static func row(_ id: Int64) -> [SQLValue] {
        [.integer(id), .integer(-id), .text("第\(id)行"), id % 3 == 0 ? .null : .bytes([0, UInt8(id & 255), 0])]
    }

    /// The rows of a scan, and how many came at a time.
    private static func scanned(
        _ c: any StoreConnection, _ sql: SQLText = all, _ arguments: [SQLValue] = [], rows most: Int = 100
    ) throws -> (rows: [[SQLValue]], counts: [Int]) {
        var rows: [[SQLValue]] = []
        var counts: [Int] = []
        try c.scan(sql, arguments, as: kinds, rows: most) { columns in
            counts.append(columns[0].count)
            for row in 0..<columns[0].count { rows.append(columns.map { $0.value(row) }) }
        }
        return (rows, counts)
    }

    /// A table `v` with rows 1 to `count`.
    private static func withRows(
        _ count: Int64, _ store: any StoreDatabase, _ body: (any StoreDatabase) throws -> Void
    ) throws {
        try store.define(table)
        let rows = (0..<count).map { row($0 + 1) }
        try store.write { c in try c.load("v", columns(rows), rows: 0..<rows.count) }
        try body(store)
    }

    static let columns: [StoreProbe] = [
        StoreProbe("columns are loaded and scanned as they are: null, bytes with zeros, long texts, the ends of Int64")
        {
            store in
            try store.define(table)
            let rows: [[SQLValue]] = [
                [.integer(1), .null, .null, .null],
                [.integer(2), .integer(.min), .text(""), .bytes([])],
                [.integer(3), .integer(.max), .text("补贴\t对象\\N\r\n\u{20000}'\"$1\\."), .bytes([0, 255, 92, 10, 0])],
                [.integer(4), .null, .text(String(repeating: "长", count: 300_000)), .bytes(Array(0...255))],
                [.integer(5), .integer(0), .null, .bytes([UInt8](repeating: 0, count: 500_000))],
            ]
            try store.write { c in try c.load("v", columns(rows), rows: 0..<rows.count) }
            #expect(try store.read { c in try c.rows(all) } == rows)
            #expect(try store.read { c in try scanned(c).rows } == rows)
        },
        StoreProbe("no row is loaded and scanned, and one row") { store in
            try store.define(table)
            try store.write { c in
                try c.load("v", columns([]), rows: 0..<0)
                try c.load("v", columns([row(1)]), rows: 0..<0)
                #expect(try scanned(c).counts == [])
                try c.load("v", columns([row(1)]), rows: 0..<1)
                #expect(try scanned(c).counts == [1])
            }
            #expect(try store.read { c in try scanned(c).rows } == [row(1)])
        },
        StoreProbe("a load takes the rows of its range, and of a repeated column the one value") { store in
            try store.define(table)
            let six = columns((1...6).map(row))
            let same = StoreColumn(.text, repeating: Array("同".utf8))
            try store.write { c in
                try c.load("v", six, rows: 2..<4)
                try c.load("v", [six[0], ("t", same), ("b", StoreColumn(.bytes, repeating: [0]))], rows: 4..<6)
            }
            let rows = try store.read { c in try c.rows(all) }
            #expect(Array(rows.prefix(2)) == [row(3), row(4)])
            let repeated: [[SQLValue]] = [5, 6].map { [.integer($0), .null, .text("同"), .bytes([0])] }
            #expect(Array(rows.dropFirst(2)) == repeated)
        },
        StoreProbe("a scan hands the rows on in the query's order, so many at a time") { store in
            try withRows(2500, store) { store throws in
                let expected = (1...2500).map { row($0) }
                try store.read { c in
                    for (most, counts) in [(1000, [1000, 1000, 500]), (1250, [1250, 1250]), (2500, [2500])] {
                        let found = try scanned(c, rows: most)
                        #expect(found.counts == counts)
                        #expect(found.rows == expected)
                    }
                    #expect(try scanned(c, rows: 1).counts.count == 2500)
                    let back = try scanned(c, "SELECT id, n, t, b FROM v WHERE id > $1 ORDER BY n", [.integer(2000)])
                    #expect(back.rows == Array(expected.dropFirst(2000).reversed()))
                }
            }
        },
        StoreProbe("a large load and a large scan keep every row") { store in
            try store.define(payee)
            let count = 50_000
            let cards = (0..<count).map { "卡\($0)" }
            var card = StoreColumn(.text)
            for text in cards { card.append(Array(text.utf8)) }
            let ids = StoreColumn(integers: (0..<count).map { Int64($0) })
            try store.write { c in try c.load("payee", [("id", ids), ("card", card)], rows: 0..<count) }
            var seen = 0
            try store.read { c in
                try c.scan("SELECT id, card FROM payee ORDER BY id", [], as: [.integer, .text], rows: 4096) { columns in
                    for row in 0..<columns[0].count {
                        if columns[0].integers[row] == seen, columns[1].bytes(row).elementsEqual(cards[seen].utf8) {
                            seen += 1
                        }
                    }
                }
            }
            #expect(seen == count)
        },
        StoreProbe("a row that violates a constraint undoes its whole load in a savepoint, and nothing before it") {
            store in
            try store.define(payee)
            let secret = "640199198001010012"
            let bad: [(SQLValue, SQLValue, SQLValue, SQLValue, StoreError.Kind)] = [
                (.integer(2), .text("d"), .null, .integer(0), .unique),
                (.integer(9), .text(secret), .null, .integer(0), .unique),
                (.integer(9), .null, .null, .integer(0), .notNull),
                (.integer(9), .text("d"), .text(secret), .integer(0), .foreignKey),
                (.integer(9), .text("d"), .null, .integer(-1), .check),
            ]
            try store.write { c in
                try addPayee(1, card: secret, c)
                for (id, card, county, amount, kind) in bad {
                    var columns = [
                        StoreColumn(.integer), StoreColumn(.text), StoreColumn(.text), StoreColumn(.integer),
                    ]
                    for row in [[.integer(2), .text("b"), .null, .integer(0)], [id, card, county, amount]] {
                        for (index, value) in row.enumerated() {
                            switch value {
                            case .integer(let number): columns[index].append(number)
                            case .text(let text): columns[index].append(Array(text.utf8))
                            default: columns[index].appendMissing()
                            }
                        }
                    }
                    let names = ["id", "card", "county", "amount"]
                    let load = zip(names, columns).map { (name: $0, values: $1) }
                    let error = expect(kind) { try c.savepoint { try c.load("payee", load, rows: 0..<2) } }
                    var text = ""
                    if let error { dump(error, to: &text) }
                    #expect(!"\(text) \(String(describing: error))".contains("640199"))
                    if kind == .check { #expect(error?.constraint == "amount_positive") }
                    if kind == .notNull { #expect(error?.constraint == "payee.card") }
                    #expect(try c.rows("SELECT id FROM payee") == [[.integer(1)]])
                }
            }
            #expect(try store.read { c in try count("payee", c) } == 1)
        },
        StoreProbe("a load that fails outside of a savepoint leaves nothing, and nothing runs after it") { store in
            try withRows(1, store) { store throws in
                let rows = columns([row(2), row(3), row(1), row(4)])
                let late = expect(.other) {
                    try store.write { c in
                        expect(.unique) { try c.load("v", rows, rows: 0..<4) }
                        expect(.other) { try c.load("v", rows, rows: 3..<4) }
                        expect(.other) { _ = try scanned(c) }
                    }
                }
                #expect(late?.constraint == "transaction")
                #expect(try store.read { c in try scanned(c).rows } == [row(1)])
                try store.write { c in try c.load("v", rows, rows: 0..<2) }
                #expect(try store.read { c in try count("v", c) } == 3)
            }
        },
        StoreProbe("a load in a transaction that rolls back leaves nothing") { store in
            try withRows(0, store) { store throws in
                let rows = columns((1...3000).map { row($0) })
                #expect(throws: Stop.self) {
                    try store.write { c in
                        try c.load("v", rows, rows: 0..<3000)
                        #expect(try count("v", c) == 3000)
                        throw Stop()
                    }
                }
                #expect(try store.read { c in try count("v", c) } == 0)
            }
        },
        StoreProbe("a column that is too short, no column, and a name that is none are refused") { store in
            try withRows(0, store) { store throws in
                let rows = columns([row(1), row(2)])
                let short = ("n", StoreColumn(integers: [1]))
                expect(.syntax) { try store.write { c in try c.load("v", [rows[0], short], rows: 0..<2) } }
                expect(.syntax) { try store.write { c in try c.load("v", [], rows: 0..<2) } }
                for name in ["v; DROP TABLE v", "V", "", "1a"] {
                    expect(.syntax) { try store.write { c in try c.load(name, rows, rows: 0..<2) } }
                }
                #expect(try store.read { c in try count("v", c) } == 0)
            }
        },
        StoreProbe("a text with NUL in it is refused among the loaded rows, and only there") { store in
            try withRows(0, store) { store throws in
                let rows = columns([row(1), [.integer(2), .null, .text("a\0b"), .null], row(3)])
                expect(.check) { try store.write { c in try c.load("v", rows, rows: 0..<2) } }
                expect(.check) { try store.write { c in try c.load("v", rows, rows: 1..<3) } }
                try store.write { c in
                    try c.load("v", rows, rows: 0..<1)
                    try c.load("v", rows, rows: 2..<3)
                }
                #expect(try store.read { c in try scanned(c).rows } == [row(1), row(3)])
            }
        },
        StoreProbe("a scan refuses a result of another width or kind") { store in
            try withRows(2, store) { store throws in
                for kinds in [[StoreColumn.Kind.integer], [.integer, .integer, .text], [.text, .integer], []] {
                    expect(.syntax) {
                        try store.read { c in
                            try c.scan("SELECT id, n FROM v", [], as: kinds, rows: 10) { _ in throw Stop() }
                        }
                    }
                }
                expect(.syntax) {
                    try store.read { c in try c.scan("SELECT nothing FROM v", [], as: kinds, rows: 9) { _ in } }
                }
                expect(.syntax) {
                    try store.read { c in try c.scan("SELECT $1", [], as: [.integer], rows: 9) { _ in } }
                }
            }
        },
        StoreProbe("after a scan that was stopped halfway the connection goes on") { store in
            try withRows(500, store) { store throws in
                try store.write { c in
                    for _ in 1...2 {
                        var seen = 0
                        #expect(throws: Stop.self) {
                            try c.scan(all, [], as: kinds, rows: 100) { columns in
                                seen += columns[0].count
                                if seen == 200 { throw Stop() }
                            }
                        }
                        #expect(seen == 200)
                    }
                    #expect(try scanned(c).rows.count == 500)
                    try c.load("v", columns([row(501)]), rows: 0..<1)
                }
                #expect(try store.read { c in try count("v", c) } == 501)
                #expect(throws: Stop.self) {
                    try store.read { c in try c.scan(all, [], as: kinds, rows: 7) { _ in throw Stop() } }
                }
                #expect(try store.read { c in try scanned(c).counts } == [100, 100, 100, 100, 100, 1])
            }
        },
        StoreProbe("during a scan other statements run, the same one too, and a savepoint may fail") { store in
            try withRows(300, store) { store throws in
                try store.define(payee)
                try store.write { c in
                    var rows: [[SQLValue]] = []
                    try c.scan(all, [], as: kinds, rows: 100) { columns in
                        for row in 0..<columns[0].count { rows.append(columns.map { $0.value(row) }) }
                        #expect(try scanned(c).rows.count == 300)
                        #expect(try c.rows(all).count == 300)
                        try addPayee(Int64(rows.count), card: "\(rows.count)", c)
                        expect(.unique) { try c.savepoint { try addPayee(Int64(rows.count), card: "x", c) } }
                    }
                    #expect(rows == (1...300).map { row($0) })
                }
                #expect(try store.read { c in try count("payee", c) } == 3)
            }
        },
        StoreProbe("a statement that fails during a scan fails the transaction") { store in
            try withRows(300, store) { store throws in
                try store.define(payee)
                expect(.unique) {
                    try store.write { c in
                        try addPayee(1, card: "a", c)
                        try c.scan(all, [], as: kinds, rows: 100) { _ in try addPayee(1, card: "b", c) }
                    }
                }
                #expect(try store.read { c in try count("payee", c) } == 0)
                #expect(try store.read { c in try scanned(c).rows.count } == 300)
            }
        },
    ]
}
