import Formats
import Subsidy

/// WayCitizen is a person that nobody is, made from a number: the region prefix is assigned to no county, the card prefix to
/// no bank.
struct WayCitizen {
    let number: Int

    /// 15 and more years old, and under 100.
    private static let firstBirthday = Int32(-12_783)
    private static let perDay = 998
    private static let surnames = Array("东西南北山川林泉云石松竹梅兰田原江河湖溪")
    private static let given = Array("一二三四五六七八九十百千万青白红朱玄黄金木水火土天地日月星辰风雨雪霜春夏秋冬")

    init(_ number: Int) { self.number = number }

    /// Who has this identity number.
    init?(id: some Collection<UInt8>) {
        let digits = Array(id)
        guard digits.count == 18, let birthday = Day(digits[6..<14]),
            let order = Int(String(decoding: digits[14..<17], as: UTF8.self))
        else { return nil }
        number = Int(birthday.number - WayCitizen.firstBirthday) * WayCitizen.perDay + order - 1
    }

    var id: String {
        let birthday = Day(number: WayCitizen.firstBirthday + Int32(number / WayCitizen.perDay)).compact
        let digits = "640199" + birthday + WayCitizen.padded(number % WayCitizen.perDay + 1, 3)
        return digits + String(UnicodeScalar(IdentityNumber.checkDigit(digits.utf8)))
    }

    /// The identity number with another check digit.
    var mistypedID: String { String(id.dropLast()) + (id.last == "0" ? "1" : "0") }

    var name: String {
        let given = WayCitizen.given
        let rest = number / WayCitizen.surnames.count
        return String([
            WayCitizen.surnames[number % WayCitizen.surnames.count], given[rest % given.count],
            given[rest / given.count % given.count],
        ])
    }

    var account: String {
        let body = "629999" + WayCitizen.padded(number, 12)
        let check = (0...9).first { AccountNumber.luhn(Array((body + String($0)).utf8)) }
        return body + String(check ?? 0)
    }

    /// Two of three bank at the first.
    var bank: Int { number % 3 == 0 ? 1 : 0 }

    /// The register knows them by another name.
    var isMismatched: Bool { number % 1_000 == 7 }

    /// Their account cannot be paid to, whatever the bank said when it was asked.
    var isFailing: Bool { number % 200 == 11 }

    static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

/// WayLists writes the lists of a month as a department does.
enum WayLists {
    static let projects = 40

    static func project(_ index: Int) -> String { String(2_139_001 + index) }

    /// The catalogue of the projects, as a mapping file.
    static var catalogue: [UInt8] {
        var text = """
            title: 月度项目
            departments:
              lincao: {zh: 某局, contact: 某股, phone: "0000-0000002"}
            published: {"2026": 2025-12-19}
            projects:

            """
        for index in 0..<projects {
            text += """
                  - code: "\(project(index))"
                    zh: 月度补贴\(index + 1)
                    department: lincao
                    unit: person
                    onDeath: stop
                    standard: {rate: "10", per: 亩, rounding: halfUp, step: fen, tolerance: "1.00"}

                """
        }
        return Array(text.utf8)
    }

    /// The rows of each project's list: as even as possible.
    static func counts(_ lines: Int) -> [Int] {
        (0..<projects).map { lines / projects + ($0 < lines % projects ? 1 : 0) }
    }

    /// One list. Each person stands in two projects; one row in a thousand has a mistyped identity number.
    static func list(project index: Int, rows: Int) throws -> [UInt8] {
        var text = ""
        var sum = 0
        for row in 0..<rows {
            let citizen = WayCitizen(index * rows / 2 + row)
            let id = row % 1_000 == 13 ? citizen.mistypedID : citizen.id
            let quantity = 1 + citizen.number % 40
            sum += quantity * 10
            text += "\(row + 1)|||\(citizen.name)|\(id)|\(citizen.account)|\(WayWorld.bankTitle(citizen.bank))|东村|一组"
            text += "|\(citizen.name)|\(id)|||\(quantity)|10|\(quantity * 10).00|2026-03-01|\n"
        }
        let head = "H|\(project(index))|202603|批复〔2026〕\(index + 1)号|lincao|\(WayWorld.county)|\(rows)|\(sum).00\n"
        return try TextCodec.encode(Array((head + text + "T|\(rows)|\(sum).00\n").utf8), as: .gb18030)
    }
}
