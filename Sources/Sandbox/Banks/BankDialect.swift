/// One payment that a batch file asks for.
struct BatchLine: Equatable {
    var serial: String
    var account: String
    var name: String
    var amountFen: Int64
}

/// A batch file that was read without complaint.
struct BatchFile: Equatable {
    /// Business and unit codes of a fixed-width header; the answer repeats them.
    var business = ""
    var unit = ""
    var lines: [BatchLine]

    var sumFen: Int64 { lines.reduce(0) { $0 + $1.amountFen } }
}

/// What became of one line in one run.
struct LineAnswer: Equatable {
    enum State { case paid, failed, pending, returned }

    var line: BatchLine
    var state: State
    /// Paid for `paid`, given back for `returned`, asked for otherwise.
    var amountFen: Int64
    var bankSerial: String
    var code: String
    var reason: String
    var at: Int64
    /// Day and number of the batch file that the line came in.
    var batchDay = ""
    var batchNumber = ""
}

struct AccountQuestion: Equatable {
    var serial: String
    var account: String
    var name: String
    var id: String
}

struct AccountAnswer: Equatable {
    var serial: String
    var account: String
    var isNameRight: Bool
    var isIDRight: Bool
    var state: String
    var note: String
}

struct StatementPage {
    var account: String
    var from: CivilDay
    var until: CivilDay
    var openingFen: Int64
    var closingFen: Int64
    var entries: [AgencyAccounts.Entry]
}

/// Why a bank takes nothing of a file.
struct FileRefusal: Error, Equatable {
    /// header, trailer, count, sum, mac, length, encoding, amount, serial, account.
    var reason: String

    init(_ reason: String) { self.reason = reason }
}

/// How one bank writes and reads: names, encodings, layouts.
protocol BankDialect: Sendable {
    var encoding: LegacyText { get }
    var newline: String { get }
    /// Suffix of data files; empty where they have none.
    var suffix: String { get }
    var batchPrefix: String { get }
    var verificationPrefix: String { get }
    var sentMarker: String { get }
    var answerMarker: String { get }
    /// Ours for our answers.
    var resultPrefix: String { get }
    var returnPrefix: String { get }
    var verdictPrefix: String { get }
    var statementPrefix: String { get }

    /// Between the day and the number in a file's name.
    var numberSeparator: String { get }

    func readBatch(_ bytes: [UInt8], agency: String) throws(FileRefusal) -> BatchFile
    func results(_ answers: [LineAnswer], of batch: BatchFile, agency: String) -> [UInt8]
    func returns(_ answers: [LineAnswer], of batch: BatchFile, agency: String) -> [UInt8]
    /// Code of an account state in this bank's own set.
    func stateCode(_ state: String) -> String
}

extension BankDialect {
    /// Lines of a file without their ends; nil when a line does not end the way this bank's lines end.
    func lines(_ bytes: [UInt8]) throws(FileRefusal) -> [String] {
        guard let text = encoding.decode(bytes) else { throw FileRefusal("encoding") }
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        if lines.last == "" { lines.removeLast() }
        guard newline == "\r\n" else { return lines }
        var cut: [String] = []
        for (index, line) in lines.enumerated() {
            // The trailer may end the file without a line end.
            guard line.utf8.last == UInt8(ascii: "\r") else {
                guard index == lines.count - 1 else { throw FileRefusal("lineEnd") }
                cut.append(line)
                continue
            }
            cut.append(String(line.unicodeScalars.dropLast()))
        }
        return cut
    }

    func encode(_ lines: [String]) -> [UInt8] {
        let bytes = encoding.encode(lines.map { $0 + newline }.joined())
        precondition(bytes != nil, "a bank answers in characters that it was sent")
        return bytes ?? []
    }

    // MARK: Account verification, the same rows at both banks

    func readVerification(_ bytes: [UInt8]) throws(FileRefusal) -> [AccountQuestion] {
        let lines = try lines(bytes).map { $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
        guard let header = lines.first, header.count == 2, header[0] == "V" else { throw FileRefusal("header") }
        guard let trailer = lines.last, trailer == ["########"] else { throw FileRefusal("trailer") }
        let rows = lines.dropFirst().dropLast()
        guard header[1] == String(rows.count) else { throw FileRefusal("count") }
        var questions: [AccountQuestion] = []
        for row in rows {
            guard row.count == 5, !row[0].isEmpty, row[3] == "01" else { throw FileRefusal("columns") }
            questions.append(AccountQuestion(serial: row[0], account: row[1], name: row[2], id: row[4]))
        }
        return questions
    }

    func verdicts(_ answers: [AccountAnswer]) -> [UInt8] {
        let rows = answers.map { answer in
            let name = answer.isNameRight ? "Y" : "N"
            let id = answer.isIDRight ? "Y" : "N"
            return [answer.serial, answer.account, name, id, stateCode(answer.state), answer.note]
        }
        return encode(["V|\(answers.count)"] + rows.map { $0.joined(separator: "|") } + ["########"])
    }

    func statement(_ page: StatementPage) -> [UInt8] {
        let head = [
            page.account, page.from.text, page.until.text, yuan(page.openingFen), yuan(page.closingFen),
            String(page.entries.count),
        ]
        let rows = page.entries.map { entry in
            [
                CivilDay(at: entry.at).text, timeOfDay(entry.at), yuan(entry.amountFen), yuan(entry.balanceFen),
                entry.otherAccount, entry.otherName, entry.summary, entry.isCredit ? "C" : "D", entry.serial,
                entry.reference,
            ]
        }
        return encode(([head] + rows).map { $0.joined(separator: "|") } + ["########"])
    }
}

/// The whole non-negative number that `text` writes in plain digits.
func plainNumber(_ text: some StringProtocol) -> Int64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int64(text)
}
