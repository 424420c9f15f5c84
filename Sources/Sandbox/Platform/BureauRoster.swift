/// How far a roster has come on a bureau's platform, in its own codes and their order.
enum BureauStatus: Int, CaseIterable, Sendable, Comparable {
    case new, checked, publicising, publicised, signed, departmentApproved, issued, sent, paid, paidOut

    var code: String {
        switch self {
        case .new: "NEW"
        case .checked: "CHECKED"
        case .publicising: "PUBLICISING"
        case .publicised: "PUBLICISED"
        case .signed: "SIGNED"
        case .departmentApproved: "DEPT_APPROVED"
        case .issued: "ISSUED"
        case .sent: "SENT"
        case .paid: "PAID"
        case .paidOut: "PAID_OUT"
        }
    }

    /// Working days that it stays there before it goes on.
    var days: Int {
        switch self {
        case .publicising: 6
        default: 1
        }
    }

    static func < (a: BureauStatus, b: BureauStatus) -> Bool { a.rawValue < b.rawValue }
}

/// One roster of a bureau's platform.
struct BureauRoster: Sendable {
    struct Line: Sendable {
        let serial: String
        let id: String
        /// The account that the roster names; whoever got another is corrected.
        var account: String
        var fen: Int64
        let quantity: String
        var isStopped = false
        /// It was finance that asked for it.
        var isStoppedByLetter = false
        /// By what the gateway told of it.
        var isPaid: Bool?
    }

    let number: String
    let county: String
    let project: String
    let period: String
    let approval: String
    let made: Int64
    var lines: [Line]
    var status = BureauStatus.new
    /// Which word about it was the last.
    var revision = 0
    /// The day on which it goes on.
    var due: CivilDay

    var isDone: Bool { status == .paidOut }

    /// What the lines that are not stopped come to.
    func dueFen(off: Int64) -> Int64 {
        lines.enumerated().reduce(0) { sum, line in
            line.element.isStopped ? sum : sum + line.element.fen + (line.offset == 0 ? off : 0)
        }
    }

    /// The word about it as the platform writes it; `off` adds fen to the first line, for a word that is wrong.
    func word(off: Int64 = 0, _ citizen: (String) -> Citizen?) -> JSONText {
        var rows: [JSONText] = []
        var sum: Int64 = 0
        for (index, line) in lines.enumerated() {
            guard let person = citizen(line.id) else { continue }
            let fen = line.fen + (index == 0 ? off : 0)
            sum += fen
            rows.append(
                .members([
                    "lineNo": .integer(Int64(index + 1)), "lineId": .string(line.serial),
                    "ownerName": .string(person.name), "ownerIdCard": .string(line.id),
                    "payeeName": .string(person.name), "payeeIdCard": .string(line.id),
                    "account": .members([
                        "no": .string(line.account), "bank": .string(Names.bankNames[person.bank] ?? ""),
                    ]),
                    "mobile": .string(person.phone),
                    "village": .members(["name": .string(person.village), "code": .string(person.villageCode)]),
                    "quantity": .string(line.quantity), "lineAmount": .string(yuan(fen)),
                    "lineStatus": .string(state(line)),
                ]))
        }
        let day = CivilDay(at: made)
        return .members([
            "roster": .members([
                "rosterNo": .string(number), "itemCode": .string(project), "periodCode": .string(period),
                "approvalNo": .string(approval), "divCode": .string(county), "deptCode": "minzheng",
                "status": .string(status.code), "createTime": .string(day.dashed + " 08:00:00"),
                "revision": .integer(Int64(revision)), "lineCount": .integer(Int64(rows.count)),
                "totalAmount": .string(yuan(sum)),
            ]),
            "lines": .list(rows),
        ])
    }

    private func state(_ line: Line) -> String {
        if line.isStopped { return "已停发" }
        switch line.isPaid {
        case true?: return "已支付"
        case false?: return "支付失败"
        case nil: return status >= .sent ? "已生成支付申请" : "已申请"
        }
    }
}
