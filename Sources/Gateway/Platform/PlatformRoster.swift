import Mapping
import Store
import Subsidy
import Trust

/// A roster as one word of the platform has it.
struct PlatformRoster {
    var head: RosterHead
    var said: RosterState
    var lines: [(line: Int, record: RosterLine)]
    var read: ReadDocument

    /// Over everything that the word says: the same word again has the same.
    var digest: String {
        let head = [
            head.rosterNumber, head.project, head.period, head.approvalNumber, said.rawValue, head.voucher,
            String(head.sum?.fen ?? 0),
        ]
        let rows = lines.map { _, line in
            [
                line.serial, line.beneficiaryID, line.payeeID, line.account, String(line.amount?.fen ?? 0),
                line.state?.rawValue ?? "",
            ].joined(separator: "\t")
        }
        return hex(Digest.sha256(Array(([head.joined(separator: "\t")] + rows).joined(separator: "\n").utf8)))
    }

    static func read(
        _ bytes: [UInt8], _ mapping: CompiledMapping, parameters: [String: String]
    ) throws -> Result<PlatformRoster, Fault> {
        let (read, lines) = try Reading.all(bytes, mapping, parameters: parameters, as: RosterLine.self)
        if let fault = read.refusal { return .failure(fault) }
        guard var head = read.head?.records(RosterHead.self).first, let said = head.state else {
            return .failure(Fault(row: 0, field: "", code: "roster.head", message: "平台清册没有清册头，或状态不明"))
        }
        head.approvalNumber = ApprovalNumber.fold(head.approvalNumber)
        return .success(PlatformRoster(head: head, said: said, lines: lines, read: read))
    }
}

extension RosterLine {
    /// As a line of an approved list, to be checked and claimed for like any other.
    var asListLine: ApprovedListLine {
        var line = ApprovedListLine()
        line.sequence = lineNumber
        line.headName = headName
        line.headID = headID
        line.beneficiaryName = beneficiaryName
        line.beneficiaryID = beneficiaryID
        line.payeeName = payeeName
        line.payeeID = payeeID
        line.account = account
        line.bank = bank
        line.phone = phone
        line.village = village
        line.villageCode = villageCode
        line.group = group
        line.quantity = quantity
        line.rate = rate
        line.amount = amount
        line.note = note
        return line
    }
}

extension RosterState {
    var zh: String {
        switch self {
        case .new: "新建"
        case .checked: "已核查"
        case .publicising: "公示中"
        case .publicised: "公示结束"
        case .signed: "已签批"
        case .departmentApproved: "主管部门已审"
        case .issued: "已下达"
        case .sent: "已发送一体化"
        case .paid: "已支付"
        case .paidOut: "已发放"
        case .partlyRefunded: "部分退款"
        case .partlyReturned: "部分退回"
        }
    }
}
