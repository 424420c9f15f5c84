/// Bank a: GB18030, CRLF, fen, bars; the inter-bank form of its batch file.
struct DelimitedDialect: BankDialect {
    let encoding = LegacyText.gb18030
    let newline = "\r\n"
    let suffix = ".txt"
    let batchPrefix = "req_"
    let verificationPrefix = "ver_"
    let sentMarker = ".ok"
    let answerMarker = ".chk"
    let resultPrefix = "res_"
    let returnPrefix = "ret_"
    let verdictPrefix = "vres_"
    let statementPrefix = "stm_"
    let numberSeparator = "_"

    func readBatch(_ bytes: [UInt8], agency: String) throws(FileRefusal) -> BatchFile {
        let lines = try lines(bytes).map { $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
        guard let header = lines.first, header.count == 3, header[0] == "PO", let count = plainNumber(header[1]),
            let sum = plainNumber(header[2])
        else { throw FileRefusal("header") }
        guard lines.count > 1, lines.last == ["########"] else { throw FileRefusal("trailer") }
        var read: [BatchLine] = []
        var serials: Set<String> = []
        for row in lines.dropFirst().dropLast() {
            guard row.count == 8 else { throw FileRefusal("columns") }
            guard !row[0].isEmpty, serials.insert(row[0]).inserted else { throw FileRefusal("serial") }
            guard !row[1].isEmpty, !row[2].isEmpty else { throw FileRefusal("account") }
            guard let amount = plainNumber(row[5]), amount > 0 else { throw FileRefusal("amount") }
            read.append(BatchLine(serial: row[0], account: row[1], name: row[2], amountFen: amount))
        }
        guard count == Int64(read.count), count > 0 else { throw FileRefusal("count") }
        let file = BatchFile(lines: read)
        guard sum == file.sumFen else { throw FileRefusal("sum") }
        return file
    }

    func results(_ answers: [LineAnswer], of batch: BatchFile, agency: String) -> [UInt8] {
        let paid = answers.filter { $0.state == .paid }
        let head = [
            "P", String(answers.count), String(answers.reduce(0) { $0 + $1.amountFen }), String(paid.count),
            String(paid.reduce(0) { $0 + $1.amountFen }),
        ]
        let rows = answers.map { answer in
            let line = answer.line
            let flag = answer.state == .paid ? "S" : answer.state == .pending ? "W" : "F"
            return [
                line.serial, answer.bankSerial, line.account, line.name, String(answer.amountFen), flag, answer.code,
                answer.reason, answer.state == .paid ? CivilDay(at: answer.at).text : "",
                answer.state == .paid ? timeOfDay(answer.at) : "",
            ]
        }
        return encode(([head] + rows).map { $0.joined(separator: "|") } + ["########"])
    }

    func returns(_ answers: [LineAnswer], of batch: BatchFile, agency: String) -> [UInt8] {
        let head = ["R", String(answers.count), String(answers.reduce(0) { $0 + $1.amountFen })]
        let rows = answers.map { answer in
            [
                answer.batchDay, answer.batchNumber, answer.line.serial, answer.bankSerial, answer.line.account,
                answer.line.name, String(answer.amountFen), "R", answer.code, answer.reason,
                CivilDay(at: answer.at).text,
            ]
        }
        return encode(([head] + rows).map { $0.joined(separator: "|") } + ["########"])
    }

    /// Set A of the account states: 0 正常 1 销户 2 长期不动户 3 不动转收益.
    func stateCode(_ state: String) -> String {
        switch state {
        case "normal": "0"
        case "closed": "1"
        case "dormant": "2"
        default: "3"
        }
    }
}
