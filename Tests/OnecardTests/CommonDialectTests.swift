import Foundation
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
        // Gateway/Acts/ActInput: what somebody explains.
        "explained": ["platform_word", "stray_file"],
        "staged": ["SELECT id FROM list WHERE document = $1 AND state = 'reading'"],
        // Gateway/DeathNews: whom to look at, the shares that they are of, and the notices that touch those.
        "newsworthy": ["SELECT CAST($1 AS BIGINT) AS person"],
        "Engine.sharesInNews": [
            "SELECT s.id AS share FROM death_news n JOIN share s ON s.payee = n.person WHERE n.mark <= $1"
        ],
        "Engine.noticesInNews": [
            """
            SELECT s.id AS share, d.document AS document, COALESCE(d.death_day, d.cremated_day) AS day
            FROM death_news n JOIN share s ON s.payee = n.person JOIN person p ON p.id = +s.payee
            JOIN death d ON d.id_digest = p.id_digest WHERE n.mark <= $1
            """
        ],
        "Engine.peopleInNews": [
            """
            SELECT n.person AS person, s.id AS share, d.document AS document, COALESCE(d.death_day, d.cremated_day) AS day
            FROM death_news n JOIN person p ON p.id = n.person JOIN death d ON d.id_digest = p.id_digest
            JOIN share s ON s.payee = +p.id WHERE n.mark <= $1
            """
        ],
        "ResidentPull.columns": [
            "id, county, connection, kind, since, begun, resume, next, told, first_document, rows_read, rows_bad"
        ],
        "table": ["allocation_plan", "late_admission"],
        "lines": [
            "SELECT id FROM list_line WHERE list IN (SELECT id FROM list WHERE document = $1 AND state = 'reading')"
        ],
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
        for (statement, faults) in zip(statements, try Server.faults(of: statements.map(\.sql))) {
            for fault in faults { Issue.record("\(statement.place): \(fault)\n\(statement.sql)") }
        }
    }

    @Test func aStatementOutsideTheCommonDialectIsFound() throws {
        let faults = try Server.faults(of: [
            "SELECT id, 'x' AS word, 1 AS number FROM document WHERE id = $1 AND name = $2 AND digest = $3",
            "SELECT sum(id) FROM document", "SELECT id = 1 AS same FROM document",
            "SELECT id FROM document WHERE id > ROW_NUMBER()",
            "SELECT id FROM document WHERE id > CAST($1 AS BIGINT) % 7",
            "DELETE FROM document RETURNING id, 1.5 AS half", "SELECT nothing FROM document",
            "SELECT id FROM document WHERE state = $1 OR id = $1", "SELECT id, max(county) FROM document",
            "SELECT DISTINCT county FROM document ORDER BY id", "SELECT id FROM document WHERE $1 - 1 = 2",
        ])
        let kinds = faults.map { $0.map { String($0.prefix { $0 != ":" }) } }
        #expect(
            kinds == [
                [], ["column sum is numeric"], ["column same is boolean"], ["refused"], [],
                ["column half is numeric"], ["refused"], ["refused"], ["refused"], ["refused"],
                ["parameter $1 is integer"],
            ])
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
        let long = try literals[2].expanded([#"x.map { "q(\($0)" } ?? """#: ["z = 2,"]])[0]
        #expect(long.split(whereSeparator: \.isWhitespace).joined(separator: " ") == "UPDATE t SET z = 2, y = 1")
    }
}

/// SourceStatement is one statement and where it stands.
private struct SourceStatement {
    let place: String
    let sql: String
}

/// Server is a database with the tables, asked through psql: a store hides the server's words, and types.
private enum Server {
    /// For each statement what the server would refuse, or take or give in a type that the drivers do not have in
    /// common.
    static func faults(of statements: [String]) throws -> [[String]] {
        let server = try ThrowAwayPostgres.shared()
        let address = try server.newDatabase()
        defer { try? server.dropDatabase(address) }
        let store = try PostgresStore(url: address)
        defer { store.close() }
        try Migrator(Schema.migrations).migrate(store)
        return try withTemporaryFolder { folder in
            let script = folder.appending(path: "script.sql")
            let answer = folder.appending(path: "answer")
            try statements.map(asked).joined().write(to: script, atomically: false, encoding: .utf8)
            let options = ["-X", "-q", "-A", "-t", "-F", "\t", "-d", address, "-f", script.path, "-o", answer.path]
            try ChildProcess.run(ThrowAwayPostgres.psql, options)
            let answers = try String(contentsOf: answer, encoding: .utf8).components(separatedBy: "@statement\n")
            #expect(answers.count == statements.count + 1)
            return answers.dropFirst().map(read)
        }
    }

    private static func asked(_ sql: String) -> String {
        #"""
        \qecho @statement
        PREPARE tried AS \#(sql);
        \qecho @refused :ERROR :LAST_ERROR_MESSAGE
        SELECT parameter_types FROM pg_prepared_statements WHERE name = 'tried';
        DEALLOCATE tried;
        \#(sql) \gdesc

        """#
    }

    /// The server's answer: whether it refused, the types of the parameters as `{text,bigint}`, then a line a column.
    private static func read(_ answer: String) -> [String] {
        let lines = answer.split(separator: "\n")
        guard lines.count >= 2, lines[0].hasPrefix("@refused false") else {
            return ["refused: \(lines.first ?? "")"]
        }
        let types: Set = ["text", "bigint", "bytea"]
        var faults: [String] = []
        for (index, type) in lines[1].dropFirst().dropLast().split(separator: ",").enumerated()
        where !types.contains(String(type)) {
            faults.append("parameter $\(index + 1) is \(type)")
        }
        for line in lines.dropFirst(2) {
            let cells = line.split(separator: "\t", maxSplits: 1).map(String.init)
            // A small number is read whole by the driver.
            if cells.count == 2, !types.union(["integer"]).contains(cells[1]) {
                faults.append("column \(cells[0]) is \(cells[1])")
            }
        }
        return faults
    }
}
