import AdapterKit
import Foundation
import Gateway
import Store
import Subsidy
import Testing

/// One word of the platform about one roster, as it writes it.
struct PlatformPaper {
    struct Row {
        var citizen: Citizen
        var amount = "100.00"
        var state = "已申请"
        var account: String?
        var serial: String?
    }

    var number = "64019900002026020208000012301001"
    var version: Int? = 1
    var status: String
    var rows: [Row]
    var made = "2026-02-02 08:00:00"
    var voucher = ""
    var county = GatewayWorld.ningxia
    var project = "2080502"
    var period = "202602"
    var approval = "宁民发〔2026〕1号"
    /// What the head says, where it is not what the lines come to.
    var count: Int?

    init(_ status: String, _ citizens: [Int], version: Int? = 1, state: String = "已申请") {
        self.status = status
        self.version = version
        rows = citizens.map { Row(citizen: Citizen($0), state: state) }
    }

    var bytes: [UInt8] {
        let fen = rows.reduce(Int64(0)) { $0 + (Money.yuan(Array($1.amount.utf8))?.fen ?? 0) }
        let head = [
            "\"rosterNo\":\"\(number)\"", "\"itemCode\":\"\(project)\"", "\"periodCode\":\"\(period)\"",
            "\"approvalNo\":\"\(approval)\"", "\"divCode\":\"\(county)\"", "\"deptCode\":\"minzheng\"",
            "\"status\":\"\(status)\"", "\"createTime\":\"\(made)\"", "\"voucherNo\":\"\(voucher)\"",
            "\"lineCount\":\(count ?? rows.count)", "\"totalAmount\":\"\(Money(fen: fen).yuan)\"",
        ]
        let words = head + (version.map { ["\"revision\":\($0)"] } ?? [])
        let lines = rows.enumerated().map { index, row in
            """
            {"lineNo":\(index + 1),"lineId":"\(row.serial ?? "L\(row.citizen.id.suffix(4))")",\
            "ownerName":"\(row.citizen.name)","ownerIdCard":"\(row.citizen.id)","payeeName":"\(row.citizen.name)",\
            "payeeIdCard":"\(row.citizen.id)","account":{"no":"\(row.account ?? row.citizen.account)","bank":"甲银行"},\
            "village":{"name":"东村","code":"640199100200"},"quantity":"1","lineAmount":"\(row.amount)",\
            "lineStatus":"\(row.state)"}
            """
        }
        return Array(
            """
            {"code":"0","data":{"roster":{\(words.joined(separator: ","))},"lines":[\(lines.joined(separator: ","))]}}
            """.utf8)
    }
}

/// A county that owns a platform.
enum Beside {
    /// Everything that makes and pays a roster.
    static let whole = [
        "roster", "identity", "accounts", "publicity", "signing", "departmentReview", "financeReview", "order",
        "payment",
    ]

    /// The released files with these steps at the platform.
    static func files(_ steps: [String]) throws -> [String: String] {
        let changes = steps.map { ("  \($0): here\n", "  \($0): platform\n") }
        return [
            "profiles/ningxia.yaml": try Released.text(
                "profiles/ningxia.yaml", Dictionary(changes, uniquingKeysWith: { first, _ in first }))
        ]
    }

    static func adjust(_ configuration: inout GatewayConfiguration) {
        configuration.connections["platform"]?.mappings = [
            "beneficiary.sync": "platform/beneficiary", "roster.pull": "platform/roster",
            "verdict.push": "platform/verdict", "result.push": "platform/result",
        ]
        for index in configuration.counties.indices where configuration.counties[index].code == GatewayWorld.ningxia {
            for exchange in ["roster.pull", "verdict.push", "result.push"] {
                configuration.counties[index].routes[exchange] = ["platform"]
            }
        }
    }
}

/// A gateway beside a platform that does these steps for one county.
func withPlatform(_ steps: [String] = Beside.whole, _ body: (GatewayWorld) throws -> Void) throws {
    try withGateway(files: try Beside.files(steps), adjust: Beside.adjust, body)
}

extension GatewayWorld {
    /// The platform says something, and the gateway hears it at its next pull.
    @discardableResult
    func hear(_ paper: PlatformPaper) throws -> [String] { try hear(paper.bytes) }

    @discardableResult
    func hear(_ bytes: [UInt8]) throws -> [String] {
        platform.next(.rosterPull, .done(Evidence(answer: bytes)))
        wait(hours: 1)
        return try run()
    }

    /// The newest word of the platform.
    func word() throws -> WorkItem { try #require(try engine.platformWords().last) }

    func rosterState() throws -> String { try text("SELECT state FROM roster ORDER BY id DESC LIMIT 1") }

    /// The treasury pays every line of an order to these citizens, 100 yuan each.
    func payFromTreasury(_ flow: Flow, _ citizens: [Citizen]) throws {
        let serials = try rows("SELECT serial FROM attempt ORDER BY id").map { $0[0].text ?? "" }
        let lines = zip(serials, citizens).map { serial, citizen in
            """
            {"tracking_id":"\(serial)","payee_acct_name":"x","payee_acct_no":"\(citizen.account)","pay_amt":"100.00",\
            "xpay_amt":"100.00","bank_serial":"1","ret_code":"0000","add_word":"","xpay_date":"20260312"}
            """
        }
        let sum = Money(fen: Int64(citizens.count) * 10_000).yuan
        books.change { books in
            books.details[flow.number] = lines.joined(separator: ",")
            books.requests[flow.number] = ("2", sum, sum)
        }
        for _ in 0..<3 {
            wait(hours: 1)
            try run()
        }
    }
}
