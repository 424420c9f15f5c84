import Store
import Workflow

/// What finance does about the words of a platform that our checks do not bear (IM-29.1).
extension Desk {
    /// Finance asks there: what was said in two ways under one number is set aside, what a person can judge is accepted.
    /// Before a red light everybody waits for the platform.
    func platformWords() throws {
        let open = try mine(
            """
            SELECT id, state, reason FROM platform_word WHERE county = $1 AND state IN ('objected', 'explained')
            ORDER BY id
            """)
        for row in open where office.isWilling() {
            let word = ["word": String(row[0].integer ?? 0)]
            switch (row[1].text, row[2].text) {
            case ("objected", "word.contradicts"), ("objected", "word.lines"), ("objected", "publicity.short"),
                ("objected", "word.regressed"):
                try act(
                    .explainWord, word.merging(["explanation": "已与平台核对", "evidence": "平台复函"]) { $1 },
                    as: .financeMaker)
            case ("explained", "word.contradicts"):
                try overreach(.dismissWord, word, as: .financeChecker)
                try act(.dismissWord, word, as: .financeChecker)
            case ("explained", _): try act(.acceptWord, word, as: .financeChecker)
            default: continue
            }
        }
    }
}
