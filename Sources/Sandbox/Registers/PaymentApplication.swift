/// A payment application (PAY_VOUCHER) as the treasury receives it, with the payees' lines where it pays them itself.
struct PaymentApplication: Decodable, Sendable {
    struct Detail: Decodable, Sendable {
        let trackingID: String
        let payeeName: String
        let payeeAccount: String
        let amount: String
        let beneficiaryID: String

        enum CodingKeys: String, CodingKey {
            case trackingID = "tracking_id"
            case payeeName = "payee_acct_name"
            case payeeAccount = "payee_acct_no"
            case amount = "pay_amt"
            case beneficiaryID = "iden_no"
        }

        /// Fen; 0 when the text is no amount.
        var fen: Int64 { Sandbox.fen(amount) ?? 0 }
    }

    let number: String
    let division: String
    let year: String
    let createdOn: String
    let indicator: String
    let project: String
    let amount: String
    let purpose: String
    let payType: String
    let settleMode: String
    let payeeAccount: String
    let detailCount: String
    let rosterDigest: String
    let auditHead: String
    let details: [Detail]

    enum CodingKeys: String, CodingKey {
        case number = "pay_app_no"
        case division = "mof_div_code"
        case year = "fiscal_year"
        case createdOn = "create_date"
        case indicator = "bgt_id"
        case project = "pro_code"
        case amount = "pay_app_amt"
        case purpose = "use_des"
        case payType = "pay_type_code"
        case settleMode = "set_mode_code"
        case payeeAccount = "payee_acct_no"
        case detailCount = "detail_count"
        case rosterDigest = "roster_digest"
        case auditHead = "audit_head"
        case details
    }

    init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String { try box.decodeIfPresent(String.self, forKey: key) ?? "" }
        /// Year and count may come as text or as a number.
        func loose(_ key: CodingKeys) throws -> String {
            if let number = try? box.decodeIfPresent(Int.self, forKey: key) { return String(number) }
            return try text(key)
        }
        number = try text(.number)
        division = try text(.division)
        year = try loose(.year)
        createdOn = try text(.createdOn)
        indicator = try text(.indicator)
        project = try text(.project)
        amount = try text(.amount)
        purpose = try text(.purpose)
        payType = try text(.payType)
        settleMode = try text(.settleMode)
        payeeAccount = try text(.payeeAccount)
        detailCount = try loose(.detailCount)
        rosterDigest = try text(.rosterDigest)
        auditHead = try text(.auditHead)
        details = try box.decodeIfPresent([Detail].self, forKey: .details) ?? []
    }

    var fen: Int64 { Sandbox.fen(amount) ?? 0 }

    /// The treasury pays every line itself; without lines the money goes to an agency account.
    var isDirect: Bool { !details.isEmpty }

    /// Why the form is refused, or nil.
    var fault: String? {
        guard World.budgetCounties.contains(where: { $0 + "000" == division }) else { return "mof_div_code不存在" }
        guard year == IndicatorBook.year else { return "fiscal_year不是本年度" }
        guard CivilDay(createdOn) != nil else { return "create_date应为yyyyMMdd" }
        guard fen > 0 else { return "pay_app_amt应为大于零的金额" }
        guard !purpose.isEmpty, purpose.unicodeScalars.count <= 300 else { return "use_des为空或超过300字" }
        guard payType == "1", settleMode == "1" else { return "pay_type_code、set_mode_code应为1" }
        guard !rosterDigest.isEmpty, !auditHead.isEmpty else { return "缺少roster_digest或audit_head" }
        guard let count = Int(detailCount), count > 0 else { return "detail_count应为正整数" }
        return isDirect ? detailFault(count) : nil
    }

    private func detailFault(_ count: Int) -> String? {
        guard details.count == count else { return "details条数与detail_count不符" }
        guard details.allSatisfy({ $0.fen > 0 }) else { return "details中pay_amt应为大于零的金额" }
        guard details.reduce(0, { $0 + $1.fen }) == fen else { return "details合计与pay_app_amt不符" }
        guard details.allSatisfy({ !$0.trackingID.isEmpty && !$0.payeeName.isEmpty && !$0.payeeAccount.isEmpty }) else {
            return "details中tracking_id、payee_acct_name、payee_acct_no不得为空"
        }
        guard details.allSatisfy({ $0.beneficiaryID.utf8.count == 18 }) else { return "details中iden_no应为18位" }
        return Set(details.map(\.trackingID)).count == count ? nil : "details中tracking_id重复"
    }
}
