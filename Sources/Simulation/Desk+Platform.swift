import Sandbox
import Store
import Subsidy
import Workflow

/// What finance does about the words of a platform that our checks do not bear (IM-29.1).
extension Desk {
    /// Finance asks there: what was said in two ways under one number is set aside, what a person can judge is accepted; a
    /// line that is none here is the platform's to mend.
    func platformWords() throws {
        guard county.isBesidePlatform else { return }
        try redLines()
        let open = try mine(
            """
            SELECT id, state, reason FROM platform_word w WHERE county = $1 AND state IN ('objected', 'explained')
            AND NOT EXISTS (SELECT 1 FROM platform_finding f WHERE f.word = w.id AND f.kind = 'line.unknown')
            ORDER BY id
            """)
        for row in open where office.isWilling() {
            let word = ["word": String(row[0].integer ?? 0)]
            switch (row[1].text, row[2].text) {
            case ("objected", "word.contradicts"), ("objected", "word.lines"), ("objected", "publicity.short"),
                ("objected", "word.regressed"):
                try explain(word)
            case ("explained", "word.contradicts"):
                if office.tried.contains("twin explained \(row[0].integer ?? 0)") {
                    try overreach(.dismissWord, word, as: .financeChecker)
                }
                try act(.dismissWord, word, as: .financeChecker)
            case ("explained", _): try act(.acceptWord, word, as: .financeChecker)
            default: continue
            }
        }
    }

    /// Under a second login, by somebody who then tries to decide it under a third; by finance itself where that person
    /// holds another duty over the roster already.
    private func explain(_ word: [String: String]) throws {
        let arguments = word.merging(["explanation": "已与平台核对", "evidence": "平台复函"]) { $1 }
        if office.faults.contains(.overreach),
            try act(.explainWord, arguments, as: .financeMaker, twin: true).isEmpty
        {
            office.tried.insert("twin explained \(word["word"] ?? "")")
            return
        }
        try act(.explainWord, arguments, as: .financeMaker)
    }

    /// Whom a red light stops here the platform stops as well, when finance has written to it for some days.
    private func redLines() throws {
        for row in try mine(
            """
            SELECT DISTINCT w.number, x.number, w.heard FROM platform_word w JOIN alert y ON y.roster = w.roster
                AND y.state = 'open' AND y.colour = 'red'
                AND y.rule NOT IN ('identityVerdictExpired', 'accountVerdictExpired')
            JOIN roster_line l ON l.id = y.roster_line
                AND (y.rule <> 'identityNotMatched' OR COALESCE(l.verdict, 'unavailable') <> 'unavailable')
            JOIN cross_reference x ON x.subject = 'roster_line' AND x.subject_id = y.roster_line
            WHERE w.county = $1 AND w.state = 'objected' AND w.reason = 'alert.red' ORDER BY x.number
            """) where now.milliseconds - (row[2].integer ?? 0) > 2 * 86_400_000 && office.isWilling()
        {
            country.stopAtPlatform(line: row[1].text ?? "", of: row[0].text ?? "")
        }
    }

    /// Whom a finding or a red light stops at the last door the platform must stop: finance writes to it.
    func stopAtPlatform(_ roster: Int64, _ code: String) throws {
        let lines = code == "risk.open" ? try flagged(roster) : code == "payment.red" ? try redLines(roster) : []
        for line in lines where office.isWilling() {
            for row in try rows(
                """
                SELECT DISTINCT w.number, x.number FROM platform_word w JOIN cross_reference x
                ON x.subject = 'roster_line' AND x.subject_id = $2 WHERE w.roster = $1
                """, .integer(roster), .integer(line))
            {
                country.stopAtPlatform(line: row[1].text ?? "", of: row[0].text ?? "")
            }
        }
    }

    /// Lines that are red at the last door for another reason than that what was found out is too old.
    func redLines(_ roster: Int64) throws -> [Int64] {
        try rows(
            """
            SELECT DISTINCT roster_line FROM alert WHERE roster = $1 AND stage = 'release' AND colour = 'red'
            AND state = 'open' AND rule NOT IN ('identityVerdictExpired', 'accountVerdictExpired') ORDER BY roster_line
            """, .integer(roster)
        ).compactMap { $0[0].integer }
    }
}
