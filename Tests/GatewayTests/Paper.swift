import Formats
import Foundation
import Subsidy

/// Documents as counterparts write them, line by line.
enum Paper {
    static func bytes(_ lines: [String], newline: String = "\r\n") -> [UInt8] {
        let text = lines.map { $0 + newline }.joined()
        return (try? TextCodec.encode(Array(text.utf8), as: .gb18030)) ?? []
    }

    static func lines(_ document: [UInt8]) -> [String] {
        let text = (try? TextCodec.decode(document, as: .gb18030)) ?? []
        return String(decoding: text, as: UTF8.self).components(separatedBy: "\r\n").filter { !$0.isEmpty }
    }

    /// A bank's result file: `flag` S, F or W, `code` the bank's own.
    static func results(_ rows: [(serial: String, account: String, fen: Int64, flag: String, code: String)]) -> [UInt8]
    {
        let ok = rows.filter { $0.flag == "S" }
        let head = "P|\(rows.count)|\(sum(rows))|\(ok.count)|\(sum(ok))"
        let lines = rows.map {
            "\($0.serial)|B\($0.serial)|\($0.account)|户名|\($0.fen)|\($0.flag)|\($0.code)||20260312|101500"
        }
        return bytes([head] + lines + ["########"])
    }

    private static func sum(
        _ rows: [(serial: String, account: String, fen: Int64, flag: String, code: String)]
    ) -> Int64 { rows.reduce(0) { $0 + $1.fen } }

    /// A late return of one line.
    static func returned(_ serial: String, _ account: String, _ fen: Int64) -> [UInt8] {
        bytes([
            "R|1|\(fen)", "20260312|001|\(serial)|B1|\(account)|户名|\(fen)|R|1010|账户不符|20260316", "########",
        ])
    }

    /// A statement from `opening`; each line is signed fen, a reference and a summary.
    static func statement(
        opening: Int64, _ lines: [(fen: Int64, reference: String, summary: String)], closing: Int64? = nil,
        account: String = GatewayWorld.agencyAccount, serials: String = "S", day: String = "20260312"
    ) -> [UInt8] {
        var balance = opening
        let rows = lines.enumerated().map { index, line in
            balance += line.fen
            let amount = Money(fen: abs(line.fen)).yuan
            return """
                \(day)|101500|\(amount)|\(Money(fen: balance).yuan)|||\(line.summary)|\
                \(line.fen < 0 ? "D" : "C")|\(serials)\(opening)-\(index)|\(line.reference)
                """
        }
        let head = """
            \(account)|\(day)|\(day)|\(Money(fen: opening).yuan)|\(Money(fen: closing ?? balance).yuan)|\(rows.count)
            """
        return bytes([head] + rows + ["########"])
    }

    /// A crematorium's daily file.
    static func cremations(_ people: [Citizen], died: String = "20260110") -> [UInt8] {
        let rows = people.map { "\($0.name)|\($0.id)|1|东村|\(died)|\(died)100000" }
        return bytes(["20260302|\(people.count)"] + rows, newline: "\n")
    }
}
