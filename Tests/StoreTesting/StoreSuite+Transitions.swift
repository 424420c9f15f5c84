import Store
import Subsidy
import Testing

extension StoreSuite {
    private static let parcel = MachineTable(
        name: "parcel",
        rows: [
            (from: "new", event: "send", to: "sent"), (from: "sent", event: "pay", to: "paid"),
            (from: "sent", event: "fail", to: "failed"), (from: "failed", event: "send", to: "sent"),
        ])
    private static let now = Instant(milliseconds: 1_795_000_000_000)
    private static let refusal = StoreError(.check, constraint: "transition.parcel")

    /// A store with `count` new parcels.
    private static func makeParcels(_ count: Int64, in store: any StoreDatabase) throws {
        try store.define(
            Infrastructure.statements + [
                "CREATE TABLE parcel (id INTEGER PRIMARY KEY, state TEXT NOT NULL, sequence INTEGER NOT NULL) STRICT"
            ])
        try store.write { c in
            try Transitions.install([parcel], c)
            try c.load(
                "parcel", columns: ["id", "state", "sequence"],
                (0..<count).map { [.integer($0 + 1), .text("new"), .integer(0)] })
        }
    }

    private static func move(
        _ moves: [(subject: Int64, event: String)], occurred: Instant? = nil, actor: Int64? = nil,
        document: Int64? = nil, _ c: any StoreConnection
    ) throws {
        try Transitions.apply(
            machine: "parcel", table: "parcel", moves: moves, occurred: occurred, arrived: now, actor: actor,
            document: document, c)
    }

    private static func moveOne(_ subject: Int64, _ event: String, _ c: any StoreConnection) throws -> String {
        try Transitions.apply(
            machine: "parcel", table: "parcel", subject: subject, event: event, occurred: nil, arrived: now, actor: nil,
            document: nil, c)
    }

    private static func states(_ store: any StoreDatabase) throws -> [String] {
        try store.read { c in
            try c.rows("SELECT state FROM parcel ORDER BY id").map { $0[0].text ?? "" }
        }
    }

    static let transitions: [StoreProbe] = [
        StoreProbe("numbers put aside stand once each for a statement, and are gone when it has run") { store in
            try makeParcels(4, in: store)
            try store.write { c in
                let found = try Selection.with([4, 2, 4, 9], c) { outer in
                    // Another set meanwhile is another token.
                    try Selection.with([1], c) { inner in
                        let query: SQLText =
                            "SELECT s.id FROM selection p JOIN parcel s ON s.id = p.subject WHERE p.token = $1 ORDER BY s.id"
                        return try [outer, inner].map { token in try c.rows(query, [token]).map { $0[0] } }
                    }
                }
                #expect(found == [[.integer(2), .integer(4)], [.integer(1)]])
                #expect(try count("selection", c) == 0)
            }
        },
        StoreProbe("a legal move changes the subject and leaves an event") { store in
            try makeParcels(2, in: store)
            let occurred = Instant(milliseconds: now.milliseconds - 5)
            try store.write { c in try move([(2, "send")], occurred: occurred, actor: 7, document: 9, c) }
            #expect(try store.write { c in try moveOne(2, "pay", c) } == "paid")
            #expect(try states(store) == ["new", "paid"])
            let events = try store.read { c in
                try c.rows(
                    """
                    SELECT machine, subject, sequence, from_state, event, to_state, arrived, occurred, actor, document
                    FROM event ORDER BY sequence
                    """)
            }
            let time = SQLValue.integer(now.milliseconds)
            let before = SQLValue.integer(now.milliseconds - 5)
            #expect(
                events == [
                    [
                        .text("parcel"), .integer(2), .integer(1), .text("new"), .text("send"), .text("sent"), time,
                        before, .integer(7), .integer(9),
                    ],
                    [
                        .text("parcel"), .integer(2), .integer(2), .text("sent"), .text("pay"), .text("paid"), time,
                        .null, .null, .null,
                    ],
                ])
        },
        StoreProbe("a set with one illegal or missing subject moves nothing, and the transaction goes on") { store in
            try makeParcels(3, in: store)
            try store.write { c in
                for bad in [(Int64(3), "pay"), (Int64(3), "unheard"), (Int64(99), "send")] {
                    let moves = [(subject: Int64(1), event: "send"), (subject: bad.0, event: bad.1)]
                    #expect(throws: refusal) { try move(moves, c) }
                    #expect(throws: refusal) { _ = try moveOne(bad.0, bad.1, c) }
                }
                #expect(throws: StoreError(.unique, constraint: "selection")) {
                    try move([(1, "send"), (1, "send")], c)
                }
                #expect(try count("event", c) == 0)
                #expect(try count("selection", c) == 0)
                try move([(1, "send")], c)
            }
            #expect(try states(store) == ["sent", "new", "new"])
        },
        StoreProbe("a set moves with an event of its own for each row") { store in
            try makeParcels(2000, in: store)
            try store.write { c in
                try move((1...2000).reversed().map { ($0, "send") }, c)
                try move((1...2000).map { ($0, $0 % 2 == 0 ? "pay" : "fail") }, c)
                try move([], c)
                #expect(try count("event", c) == 4000)
                #expect(try count("selection", c) == 0)
            }
            #expect(try states(store) == (1...2000).map { $0 % 2 == 0 ? "paid" : "failed" })
        },
        StoreProbe("a query moves what it selects") { store in
            try makeParcels(10, in: store)
            try store.write { c in
                let select: SQLText = "SELECT id AS subject, 'send' AS event FROM parcel WHERE id > $1"
                for (limit, expected) in [(Int64(4), 6), (Int64(10), 0)] {
                    let moved = try Transitions.apply(
                        machine: "parcel", table: "parcel", selecting: select, [.integer(limit)], occurred: nil,
                        arrived: now, actor: nil, document: nil, c)
                    #expect(moved == expected)
                }
                #expect(throws: refusal) {
                    try Transitions.apply(
                        machine: "parcel", table: "parcel", selecting: select, [.integer(0)], occurred: nil,
                        arrived: now, actor: nil, document: nil, c)
                }
            }
            #expect(try states(store).count { $0 == "sent" } == 6)
        },
        StoreProbe("what of a set would be refused is told") { store in
            try makeParcels(3, in: store)
            try store.write { c in
                let refused = try Transitions.refused(
                    machine: "parcel", table: "parcel", moves: [(9, "send"), (2, "pay"), (1, "send")], c)
                #expect(refused.map(\.subject) == [2, 9])
                #expect(refused.map(\.state) == ["new", nil])
                #expect(refused.map(\.event) == ["pay", "send"])
                try move([(1, "send")], c)
            }
        },
        StoreProbe("the database refuses an event that no transition knows") { store in
            try makeParcels(1, in: store)
            expect(.foreignKey) {
                try store.write { c in
                    _ = try c.execute("INSERT INTO event VALUES ('parcel', 1, 1, 'new', 'pay', 'paid', 0, 0, 0, 0)")
                }
            }
        },
        StoreProbe("a machine's moves are replaced, but no move that was used is withdrawn") { store in
            try makeParcels(1, in: store)
            let other = MachineTable(
                name: "parcel",
                rows: [(from: "new", event: "send", to: "sent"), (from: "sent", event: "lose", to: "lost")])
            try store.write { c in
                try Transitions.install([parcel], c)
                try Transitions.install([other], c)
                #expect(try count("transition", c) == 2)
                #expect(try moveOne(1, "send", c) == "sent")
                let withdrawn = MachineTable(name: "parcel", rows: [(from: "sent", event: "lose", to: "lost")])
                #expect(throws: StoreError(.foreignKey, constraint: "transition.parcel")) {
                    try Transitions.install([withdrawn], c)
                }
            }
        },
    ]
}
