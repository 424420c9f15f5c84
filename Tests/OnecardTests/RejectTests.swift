import Foundation
import TestSupport
import Testing

/// What the home of the small demo holds of everything that was planted: read as rows, for no command lists them.
@Suite(.enabled("needs the command sqlite3") { HomeRows.isThere }) struct RejectTests {
    @Test func everyPlantedRowIsRejectedWithItsCode() throws {
        let rows = try HomeRows.read(
            """
            SELECT d.exchange, j.code, COUNT(*), COUNT(DISTINCT j.line) FROM reject j JOIN document d
            ON d.id = j.document GROUP BY d.exchange, j.code ORDER BY d.exchange, j.code
            """)
        #expect(
            rows == [
                "batch.result|code.unmapped|1|1", "list.submit|account.missing|1|1",
                "list.submit|amount.beyondTolerance|1|1", "list.submit|control.sum|1|1",
                "list.submit|document.nameReused|1|1", "list.submit|document.truncated|1|1",
                "list.submit|idNumber.checkDigit|3|1", "list.submit|idNumber.masked|3|1",
                "list.submit|list.duplicate|1|1",
            ])
    }

    @Test func everyPlantedDoubtIsAlertedInItsColour() throws {
        let rows = try HomeRows.read(
            "SELECT DISTINCT rule, colour, state, COUNT(*) FROM alert GROUP BY rule, colour, state ORDER BY rule")
        #expect(
            rows == [
                "amountDiffersWithinTolerance|blue|answered|3", "crematedButAlive|yellow|answered|4",
                "welfareEnded|yellow|answered|4",
            ])
    }

    @Test func theTwinWithAnOldNumberIsTheSamePerson() throws {
        let rows = try HomeRows.read(
            """
            SELECT COUNT(*) FROM (SELECT beneficiary FROM list_line GROUP BY beneficiary HAVING COUNT(DISTINCT list) = 2)
            """)
        #expect(rows == ["1"])
    }

    @Test func whoMayNotBePaidIsHeldRemovedOrFollowed() throws {
        let rows = try HomeRows.read(
            """
            SELECT state, COALESCE(verdict, ''), heirs, COUNT(*) FROM roster_line
            WHERE state <> 'payable' OR heirs > 0 GROUP BY state, verdict, heirs ORDER BY state, verdict, heirs
            """)
        #expect(rows.contains("held|notFound|0|1"))
        #expect(rows.contains("payable|deceased|2|1"))
        #expect(rows.contains("removed|deceased|0|1"))
        #expect(try HomeRows.read("SELECT reason, article, state FROM recovery") == ["收款人在发放前已死亡|IM-16.1e|opened"])
        #expect(try HomeRows.read("SELECT state, COUNT(*) FROM suspense GROUP BY state") == ["resolved|1"])
    }
}

/// HomeRows reads the shared demo's database with the command `sqlite3`, without changing it.
enum HomeRows {
    private static let program = "/usr/bin/sqlite3"
    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: program) }

    static func read(_ sql: String) throws -> [String] {
        let database = try SharedDemo.world().home.appending(path: "onecard.sqlite").path
        return try withTemporaryFolder { folder in
            let output = folder.appending(path: "rows").path
            let end = try ChildProcess(program, ["-readonly", "-cmd", ".timeout 30000", database, sql], output: output)
                .wait()
            let text = try String(contentsOfFile: output, encoding: .utf8)
            try #require(end == .exit(0), "\(text)")
            return text.split(separator: "\n").map(String.init)
        }
    }
}
