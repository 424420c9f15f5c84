/// What a bank asks about a customer who showed it a consent.
struct HistoryQuestion: Equatable {
    var serial: String
    var consent: String
    var id: String
    var name: String
    /// DK, SX or DH.
    var purpose: String
}

/// One line of the answer.
struct HistoryAnswer: Equatable {
    var serial: String
    var code: String
    var project: String
    var credits: Int64?
    var sumFen: Int64?
}

/// What is written in one form, whatever a bank's batches look like: the county asks for it.
enum BankForms {
    static let history: any BankDialect = DelimitedDialect()
}

extension BankDialect {
    var historyPrefix: String { "LS_" }
    var historyAnswerPrefix: String { "LD_" }

    func historyQuestions(_ questions: [HistoryQuestion], number: String) -> [UInt8] {
        let rows = questions.map { [$0.serial, $0.consent, $0.id, $0.name, $0.purpose].joined(separator: "|") }
        return encode(["L|\(questions.count)|\(number)"] + rows + ["########"])
    }

    /// An answer that tells more than its lines should is not taken.
    func readHistory(_ bytes: [UInt8]) throws(FileRefusal) -> [HistoryAnswer] {
        let lines = try lines(bytes).map { $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
        guard let header = lines.first, header.count == 4, header[0] == "A" else { throw FileRefusal("header") }
        guard lines.count > 1, lines.last == ["########"] else { throw FileRefusal("trailer") }
        let rows = lines.dropFirst().dropLast()
        guard header[1] == String(rows.count) else { throw FileRefusal("count") }
        var answers: [HistoryAnswer] = []
        for row in rows {
            guard row.count == 7, !row[0].isEmpty else { throw FileRefusal("columns") }
            guard row[1] == "00" || row[2...].allSatisfy(\.isEmpty) else { throw FileRefusal("columns") }
            let parts = row[4].split(separator: ".", omittingEmptySubsequences: false)
            let isMoney = parts.count == 2 && parts[1].utf8.count == 2
            guard row[4].isEmpty || isMoney else { throw FileRefusal("amount") }
            answers.append(
                HistoryAnswer(
                    serial: row[0], code: row[1], project: row[2], credits: plainNumber(row[3]),
                    sumFen: isMoney ? plainNumber(parts.joined()) : nil))
        }
        return answers
    }
}
