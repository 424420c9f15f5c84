import AdapterKit
import Foundation
import Gateway
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

    /// The released files with these steps at the platform, for one county's region.
    static func files(_ steps: [String], region: String = "ningxia") throws -> [String: String] {
        let run = steps.map { "  \($0): platform\n" }.joined()
        return [
            "profiles/\(region).yaml": try Released.text(
                "profiles/\(region).yaml", ["alerts: standard": "run:\n\(run)alerts: standard"])
        ]
    }

    static func adjust(_ configuration: inout GatewayConfiguration) {
        configuration.connections["platform"]?.mappings = [
            "beneficiary.sync": "platform/beneficiary", "roster.pull": "platform/roster",
            "verdict.push": "platform/verdict", "result.push": "platform/result",
        ]
        for index in configuration.counties.indices {
            for exchange in ["roster.pull", "verdict.push", "result.push"] {
                configuration.counties[index].routes[exchange] = ["platform"]
            }
        }
    }
}

/// A gateway beside a platform that does these steps.
func withPlatform(
    _ steps: [String] = Beside.whole, region: String = "ningxia", _ body: (GatewayWorld) throws -> Void
) throws {
    try withGateway(files: try Beside.files(steps, region: region), adjust: Beside.adjust, body)
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
}
