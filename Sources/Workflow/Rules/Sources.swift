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

/// What to do when several sources name one subject for one period (IM-16.0, NX-6.2.3).
package enum SourceRule {
    package struct Line: Hashable, Sendable {
        package var id: Int64
        package var fen: Int64
        package var payee: Int64
        package var account: Int64?

        package init(id: Int64, fen: Int64, payee: Int64, account: Int64?) {
            self.id = id
            self.fen = fen
            self.payee = payee
            self.account = account
        }
    }

    /// The line that stands where all say the same; nil where a person has to decide. An account that one source does
    /// not name contradicts nobody.
    package static func agreed(_ lines: [Line]) -> Line? {
        guard let first = lines.first,
            lines.allSatisfy({ $0.fen == first.fen && $0.payee == first.payee }),
            Set(lines.compactMap(\.account)).count < 2
        else { return nil }
        return lines.first { $0.account != nil } ?? first
    }
}
