/// Bank b: GBK, LF, yuan, records of 100 bytes.
struct FixedDialect: BankDialect {
    let encoding = LegacyText.gbk
    let newline = "\n"
    let suffix = ""
    let batchPrefix = "DF"
    let verificationPrefix = "YZ"
    let sentMarker = ".done"
    let answerMarker = ".done"
    let resultPrefix = "RS"
    let returnPrefix = "TH"
    let verdictPrefix = "YR"
    let statementPrefix = "DZ"
    let numberSeparator = ""

    private static let recordLength = 100

    func readBatch(_ bytes: [UInt8], agency: String) throws(FileRefusal) -> BatchFile {
        var records = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
        guard records.last == [] else { throw FileRefusal("trailer") }
        records.removeLast()
        guard records.allSatisfy({ $0.count == Self.recordLength }) else { throw FileRefusal("length") }
        guard let header = records.first, header[0] == UInt8(ascii: "1"), header[21] == UInt8(ascii: "4") else {
            throw FileRefusal("header")
        }
        guard try field(header, 22, 23) == agency else { throw FileRefusal("account") }
        guard header[65] == UInt8(ascii: " "), try field(header, 93, 7).isEmpty else { throw FileRefusal("header") }
        var file = BatchFile(business: try field(header, 1, 6), unit: try field(header, 7, 14), lines: [])
        var serials: Set<String> = []
        for record in records.dropFirst() {
            guard record[0] == UInt8(ascii: "2"), record[21] == UInt8(ascii: "4") else { throw FileRefusal("record") }
            let serial = try field(record, 1, 20)
            guard !serial.isEmpty, serials.insert(serial).inserted else { throw FileRefusal("serial") }
            let account = try field(record, 22, 23)
            let name = try field(record, 45, 20)
            guard !account.isEmpty, !name.isEmpty else { throw FileRefusal("account") }
            guard plainNumber(try field(record, 66, 10)) != nil else { throw FileRefusal("sequence") }
            let amount = try amount(record)
            guard amount > 0 else { throw FileRefusal("amount") }
            file.lines.append(BatchLine(serial: serial, account: account, name: name, amountFen: amount))
        }
        guard plainNumber(try field(header, 66, 10)) == Int64(file.lines.count), !file.lines.isEmpty else {
            throw FileRefusal("count")
        }
        guard try amount(header) == file.sumFen else { throw FileRefusal("sum") }
        return file
    }

    func results(_ answers: [LineAnswer], of batch: BatchFile, agency: String) -> [UInt8] {
        records(answers, of: batch, agency: agency)
    }

    func returns(_ answers: [LineAnswer], of batch: BatchFile, agency: String) -> [UInt8] {
        records(answers, of: batch, agency: agency)
    }

    /// Set C of the account states: 0 正常 1 销户 3 冻结 12 睡眠户.
    func stateCode(_ state: String) -> String {
        switch state {
        case "normal": "0"
        case "closed": "1"
        case "frozen": "3"
        default: "12"
        }
    }

    // MARK: Records

    private func records(_ answers: [LineAnswer], of batch: BatchFile, agency: String) -> [UInt8] {
        let sum = answers.reduce(0) { $0 + $1.amountFen }
        var out =
            left("1", 1) + left(batch.business, 6) + left(batch.unit, 14) + left("4", 1) + left(agency, 23)
            + left("", 20) + left(" ", 1) + right(String(answers.count), 10) + right(yuan(sum), 17) + left("", 7)
            + [UInt8(ascii: "\n")]
        for (index, answer) in answers.enumerated() {
            let status =
                switch answer.state {
                case .paid: "0"
                case .failed: "1"
                case .pending: "2"
                case .returned: "3"
                }
            out +=
                left("2", 1) + left(answer.line.serial, 20) + left("4", 1) + left(answer.line.account, 23)
                + left(answer.line.name, 20) + left(status, 1) + right(String(index + 1), 10)
                + right(yuan(answer.amountFen), 17) + left(answer.code, 7) + [UInt8(ascii: "\n")]
        }
        return out
    }

    private func left(_ text: String, _ width: Int) -> [UInt8] {
        let bytes = LegacyText.gbk.encode(text) ?? []
        precondition(bytes.count <= width, "a field of \(width) bytes holds what this bank writes")
        return bytes + [UInt8](repeating: UInt8(ascii: " "), count: width - bytes.count)
    }

    private func right(_ text: String, _ width: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(ascii: "0"), count: max(0, width - text.utf8.count)) + text.utf8
    }

    private func field(_ record: [UInt8], _ start: Int, _ width: Int) throws(FileRefusal) -> String {
        var bytes = record[start..<(start + width)]
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        guard let text = LegacyText.gbk.decode(Array(bytes)) else { throw FileRefusal("encoding") }
        return text
    }

    /// Seventeen characters of yuan with exactly two decimals, zero padded.
    private func amount(_ record: [UInt8]) throws(FileRefusal) -> Int64 {
        let text = try field(record, 76, 17)
        guard text.utf8.count == 17, text.dropLast(2).last == ".", let amount = fen(trimmed(text)) else {
            throw FileRefusal("amount")
        }
        return amount
    }

    private func trimmed(_ padded: String) -> String {
        let bare = padded.drop { $0 == "0" }
        return bare.hasPrefix(".") ? "0" + bare : String(bare)
    }
}
