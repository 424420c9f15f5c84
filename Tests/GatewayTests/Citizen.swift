import Subsidy

/// A person that nobody is: the region prefix is assigned to no county, the card prefix to no bank.
struct Citizen: Hashable {
    let id: String
    let name: String
    let account: String

    /// The `index`-th citizen, 1…99; always the same person.
    init(_ index: Int) {
        let digits = Array("64019919500101".utf8) + Citizen.padded(index, 3)
        id = String(decoding: digits + [IdentityNumber.checkDigit(digits)], as: UTF8.self)
        let words = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
        name = "试" + words[index / 10 % 10] + words[index % 10]
        account = Citizen.card(index)
    }

    /// A valid card number of the synthetic prefix.
    static func card(_ index: Int) -> String {
        let body = Array("629999".utf8) + padded(index, 12)
        let check = (UInt8(ascii: "0")...UInt8(ascii: "9")).first { AccountNumber.luhn(body + [$0]) }
        return String(decoding: body + [check ?? 0], as: UTF8.self)
    }

    static func known(_ id: String) -> Citizen? { (1...99).lazy.map(Citizen.init).first { $0.id == id } }

    private static func padded(_ number: Int, _ width: Int) -> [UInt8] {
        let text = Array(String(number).utf8)
        return Array(repeating: UInt8(ascii: "0"), count: max(0, width - text.count)) + text
    }
}

/// One row of a department's list, by the wire's column names.
struct ListRow {
    var columns: [String: String]

    init(_ citizen: Citizen, amount: String = "100.00", quantity: String = "1", payee: Citizen? = nil) {
        let payee = payee ?? citizen
        columns = [
            "hzxm": citizen.name, "hzsfzh": citizen.id, "xsrxm": citizen.name, "xsrsfzh": citizen.id,
            "skrxm": payee.name, "skrsfzh": payee.id, "yhzh": payee.account, "khyh": "甲银行", "cun": "东村",
            "cundm": "640199100200", "mj": quantity, "je": amount, "rq": "2026-03-01",
        ]
    }

    func with(_ column: String, _ value: String) -> ListRow {
        var row = self
        row.columns[column] = value
        return row
    }
}

/// A list as a department posts it.
struct ListPaper {
    var project = "2080502"
    var period = "202603"
    var approval = "批复一号"
    var county = "159901"
    var rows: [ListRow]
    var count: Int?
    var sum: String?

    init(_ rows: [ListRow]) { self.rows = rows }

    var bytes: [UInt8] {
        let fen = rows.reduce(Int64(0)) { $0 + (Money.yuan(Array(($1.columns["je"] ?? "").utf8))?.fen ?? 0) }
        let head = [
            "project": project, "period": period, "approvalNumber": approval, "department": "minzheng",
            "county": county, "count": String(count ?? rows.count), "sum": sum ?? Money(fen: fen).yuan,
        ]
        let lines = rows.enumerated().map { index, row in
            object(row.columns.merging(["xh": String(index + 1)]) { $1 })
        }
        return Array("{\"head\":\(object(head)),\"lines\":[\(lines.joined(separator: ","))]}".utf8)
    }

    private func object(_ members: [String: String]) -> String {
        "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",") + "}"
    }
}
