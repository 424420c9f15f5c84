import Store
import Subsidy
import Trust

/// What was shown to the public stays beside the roster, line by line: what is signed and paid is what was shown, or less
/// (NX-4.2, IM-16.3).
extension Engine {
    /// Keeps every payable line as it is shown from now on.
    func notePublished(roster: Int64, _ work: Work) throws {
        try work.execute("DELETE FROM publicity_line WHERE roster = $1", .integer(roster))
        try work.execute(
            """
            INSERT INTO publicity_line (roster, roster_line, amount_fen)
            SELECT roster, id, amount_fen FROM roster_line WHERE roster = $1 AND state = 'payable'
            """, .integer(roster))
    }

    /// A line that joins a roster that is public is on the board from now on, and the board's digest is another.
    func notePublished(_ line: Int64, _ work: Work) throws {
        let added = try work.execute(
            """
            INSERT INTO publicity_line (roster, roster_line, amount_fen)
            SELECT l.roster, l.id, l.amount_fen FROM roster_line l JOIN roster r ON r.id = l.roster
            WHERE l.id = $1 AND r.state = 'publicising' AND l.state = 'payable'
            ON CONFLICT (roster, roster_line) DO UPDATE SET amount_fen = excluded.amount_fen
            WHERE publicity_line.amount_fen <> excluded.amount_fen
            """, .integer(line))
        guard added == 1,
            let roster = try work.rows("SELECT roster FROM roster_line WHERE id = $1", .integer(line)).first?.int(0)
        else { return }
        try work.execute(
            "UPDATE publicity SET digest = $1 WHERE roster = $2", .text(try publishedDigest(roster, work)),
            .integer(roster))
    }

    /// Nothing may go on that was not shown as it is now: a line with another sum, a line that was on no board, a board
    /// whose words are others. What left since is no change of what the rest were shown.
    func requireAsPublished(_ roster: Int64, _ work: Work) throws {
        let differing =
            try work.rows(
                """
                SELECT CAST(COUNT(*) AS BIGINT) FROM roster_line l
                LEFT JOIN publicity_line y ON y.roster = l.roster AND y.roster_line = l.id
                WHERE l.roster = $1 AND l.state = 'payable' AND COALESCE(y.amount_fen, 0) <> l.amount_fen
                """, .integer(roster)
            ).first?.int(0) ?? 0
        guard differing == 0 else {
            throw GatewayError(
                .refused, "publicity.differs", "有 \(differing) 行与公示的内容不符，须重新造册并重新公示（NX-4.2、IM-16.3）")
        }
        let digest = try work.rows("SELECT digest FROM publicity WHERE roster = $1", .integer(roster)).first?.text(0)
        guard try publishedDigest(roster, work) == digest else {
            throw GatewayError(.refused, "publicity.differs", "清册现有内容与公示摘要不符，须重新造册并重新公示（NX-4.2）")
        }
    }

    private func publishedDigest(_ roster: Int64, _ work: Work) throws -> String {
        hex(Digest.sha256(Array(try publicBoard(roster, asPublished: true, work.c).text.utf8)))
    }
}
