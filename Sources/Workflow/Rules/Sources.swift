/// Where a list comes from that goes into a roster (IM-16.0).
package enum ListSource: String, CaseIterable, Sendable {
    /// The department's list, the result of an online approval, data shared by another register, the roster that a
    /// platform made (IM-29.1).
    case department, online, shared, platform

    package var zh: String {
        switch self {
        case .department: "主管部门清单"
        case .online: "在线审核结果"
        case .shared: "共享数据"
        case .platform: "平台清册"
        }
    }
}

/// What a source says of a line, value by value (NX-6.2.3).
package enum SourceValue: String, CaseIterable, Sendable {
    case amount, payee, account, beneficiary, beneficiaryName, payeeName, headName, quantity, rate, village

    package var zh: String {
        switch self {
        case .amount: "金额"
        case .payee: "收款人"
        case .account: "收款账户"
        case .beneficiary: "补贴对象"
        case .beneficiaryName: "补贴对象姓名"
        case .payeeName: "收款人姓名"
        case .headName: "户主姓名"
        case .quantity: "数量"
        case .rate: "标准"
        case .village: "村（居）"
        }
    }
}

/// What to do when several sources name one subject for one period (IM-16.0, NX-6.2.3).
package enum SourceRule {
    package struct Line: Hashable, Sendable {
        package var id: Int64
        package var fen: Int64
        package var payee: Int64
        package var account: Int64?
        /// What else it says; of names what they come to when they are compared. A value that it does not give is not in it.
        package var said: [SourceValue: String]

        package init(id: Int64, fen: Int64, payee: Int64, account: Int64?, said: [SourceValue: String] = [:]) {
            self.id = id
            self.fen = fen
            self.payee = payee
            self.account = account
            self.said = said
        }

        fileprivate func value(_ value: SourceValue) -> String? {
            switch value {
            case .amount: String(fen)
            case .payee: String(payee)
            case .account: account.map(String.init)
            default: said[value].flatMap { $0.isEmpty ? nil : $0 }
            }
        }
    }

    /// The values on which the sources differ; what one of them does not give contradicts nobody.
    package static func differing(_ lines: [Line]) -> [SourceValue] {
        SourceValue.allCases.filter { value in Set(lines.compactMap { $0.value(value) }).count > 1 }
    }

    /// The line that stands where all say the same; nil where a person has to decide.
    package static func agreed(_ lines: [Line]) -> Line? {
        guard let first = lines.first, differing(lines).isEmpty else { return nil }
        return lines.first { $0.account != nil } ?? first
    }
}
