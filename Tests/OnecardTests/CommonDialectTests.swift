import Store
import StorePostgres
import StoreTesting
import Subsidy
import TestSupport
import Testing

/// Every statement of the program means the same on PostgreSQL as on SQLite, on which everything else runs.
///
/// PostgreSQL 15 is given the tables and then each statement that stands in the sources: it must take the statement,
/// infer a type of the common dialect for every parameter (a 32-bit one cuts an instant), and give columns of such
/// types back (a sum of BIGINT is NUMERIC until it is cast).
@Suite struct CommonDialectTests {
    /// Statements are written by hand in these folders; those of the drivers are each database's own.
    private static let folders = ["Sources/Store", "Sources/Gateway", "Sources/API", "Sources/onecard"]

    /// What an interpolation of a statement can stand for, by its code. The first is prepared; all have one shape.
    private static let expansions: [String: [String]] = [
        "LandedDocument.columns": [
            "id, county, exchange, connection, name, digest, proof, mapping, mapping_digest, parameters, question"
        ],
        "M.name": [
            "roster", "roster_line", "payment_order", "batch", "attempt", "outbox", "document", "list", "account",
            "budget_link", "failure", "recovery", "suspense",
        ],
        "staged": ["SELECT id FROM list WHERE document = $1 AND state = 'reading'"],
        "from": ["identityChecked"],
        "to": ["publish"],
        // Store/Transitions: a caller's SELECT, its parameters before ours; a machine's table; an event's note.
        "arguments.count + 1": ["2"],
        "query.text": ["SELECT id AS subject, 'send' AS event FROM attempt WHERE batch = $1"],
        "name": ["\"attempt\""],
        "MoveNote.columns": [
            "machine, subject, sequence, from_state, event, to_state, arrived, occurred, actor, document"
        ],
        "MoveNote.values": [
            "CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT)"
        ],
        // Store/Migrator
        "done + 1": ["1"], "next.name": ["001"], "next.mark": ["1"],
    ]

    /// The statements as they stand in the sources, interpolations expanded, without repetitions.
    private static let statements = Result {
        var seen: Set<String> = []
        return try SourceFile.all(in: folders).flatMap { file in
            try SwiftLiteral.all(in: file.text).filter(\.isStatement).flatMap { literal in
                try literal.expanded(expansions).map { SourceStatement(place: "\(file.path):\(literal.line)", sql: $0) }
            }
        }.filter { seen.insert($0.sql).inserted }
    }

    @Test func everyStatementIsOneThatPostgreSQLUnderstandsAsWeDo() throws {
        let statements = try Self.statements.get()
        #expect(statements.count > 200)
        try withTables { store throws in
            for statement in statements {
                do {
                    for fault in try faults(of: statement, in: store) {
                        Issue.record("\(statement.place): \(fault)\n\(statement.sql)")
                    }
                } catch let error as StoreError {
                    Issue.record("\(statement.place): PostgreSQL: \(error)\n\(statement.sql)")
                }
            }
        }
    }

    @Test(
        arguments: [
            ("SELECT sum(id) FROM document", "the column sum is numeric"),
            ("SELECT id = 1 AS same FROM document", "the column same is boolean"),
            ("SELECT id FROM document WHERE id % 7 > CAST($1 AS INTEGER)", "a parameter is integer"),
        ])
    func aStatementOutsideTheCommonDialectIsFound(sql: String, fault: String) throws {
        try withTables { store throws in
            #expect(try faults(of: SourceStatement(place: "", sql: sql), in: store) == [fault])
        }
    }

    @Test(arguments: [
        "SELECT id FROM document WHERE state = $1 OR id = $1", "SELECT nothing FROM document",
        "SELECT id, max(county) FROM document", "SELECT DISTINCT county FROM document ORDER BY id",
    ])
    func aStatementThatPostgreSQLRefusesIsFound(sql: String) throws {
        try withTables { store throws in
            #expect(throws: StoreError.self) { try faults(of: SourceStatement(place: "", sql: sql), in: store) }
        }
    }

    @Test func literalsAreTakenFromTheSourceAsSwiftReadsThem() throws {
        let source = #"""
            // "SELECT 0"
            let a = "SELECT \"x\" FROM \(name) WHERE b = '//'" + "tail"
            /// it's
            let b = """
                UPDATE t SET \(x.map { "q(\($0)" } ?? "") \
                y = 1
                """
            """#
        let literals = SwiftLiteral.all(in: source)
        #expect(literals.map(\.line) == [2, 2, 4])
        #expect(literals.map(\.isStatement) == [true, false, true])
        #expect(try literals[0].expanded(["name": ["t", "u"]]).last == #"SELECT "x" FROM u WHERE b = '//'"#)
        #expect(throws: SwiftLiteral.UnknownInterpolation(code: #"x.map { "q(\($0)" } ?? """#)) {
            try literals[2].expanded([:])
        }
        let words = try literals[2].expanded([#"x.map { "q(\($0)" } ?? """#: ["z = 2,"]])[0].split(whereSeparator: \.isWhitespace)
        #expect(words == ["UPDATE", "t", "SET", "z", "=", "2,", "y", "=", "1"])
    }

    /// What PostgreSQL would take or give in a type that the drivers do not have in common. Throws when it refuses.
    private func faults(of statement: SourceStatement, in store: any StoreDatabase) throws -> [String] {
        // In this order: a refusal ends the transaction.
        try store.prepare(SQLText(statement.sql))
        return try store.write { c in
            // Left by the one before, when that could not be asked for its columns.
            if try !c.rows("SELECT name FROM pg_prepared_statements WHERE name = 'tried'").isEmpty {
                try c.execute("DEALLOCATE tried")
            }
            try c.execute(SQLText("PREPARE tried AS \(statement.sql)"))
            let parameters = try c.rows(
                "SELECT CAST(unnest(parameter_types) AS TEXT) FROM pg_prepared_statements WHERE name = 'tried'"
            ).compactMap { $0[0].text }
            let types: Set = ["text", "bigint", "bytea"]
            var found = parameters.filter { !types.contains($0) }.map { "a parameter is \($0)" }
            guard statement.isQuery else { return found }
            let nothing = parameters.isEmpty ? "" : "(\(parameters.map { _ in "NULL" }.joined(separator: ", ")))"
            try c.execute("DROP TABLE IF EXISTS given")
            try c.execute(SQLText("CREATE TEMPORARY TABLE given AS EXECUTE tried\(nothing) WITH NO DATA"))
            let columns = try c.rows(
                """
                SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a
                JOIN pg_class t ON t.oid = a.attrelid AND t.relname = 'given'
                WHERE a.attnum > 0 ORDER BY a.attnum
                """)
            for column in columns {
                guard let name = column[0].text, let type = column[1].text else { continue }
                if !types.union(["integer"]).contains(type) { found.append("the column \(name) is \(type)") }
            }
            return found
        }
    }

    private func withTables(_ body: (PostgresStore) throws -> Void) throws {
        let server = try ThrowAwayPostgres.shared()
        let address = try server.newDatabase()
        let store = try PostgresStore(url: address)
        defer {
            store.close()
            try? server.dropDatabase(address)
        }
        try store.define(["CREATE TABLE migration (position INTEGER, name TEXT, mark INTEGER) STRICT"])
        try store.define(Infrastructure.statements)
        try store.define(Schema.statements)
        try body(store)
    }
}

/// SourceStatement is one statement and where it stands.
private struct SourceStatement {
    let place: String
    let sql: String

    /// Whether it only reads: its columns can be asked for.
    var isQuery: Bool { sql.hasPrefix("SELECT") || sql.hasPrefix("WITH") }
}
