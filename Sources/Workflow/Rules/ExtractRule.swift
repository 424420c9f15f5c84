/// What of a person an inspector may be given open; everything else is masked (NX-12.3).
package enum ExtractField: String, CaseIterable, Sendable {
    case name, idNumber, account, phone

    package var zh: String {
        switch self {
        case .name: "姓名"
        case .idNumber: "身份证号"
        case .account: "账号"
        case .phone: "电话"
        }
    }
}

/// How much may be given to inspectors at once [D]: an extract is of one project in one county; whoever needs open
/// values says of which township, and gets few lines.
package enum ExtractRule {
    package static let most = 20_000
    package static let mostOpen = 500
    /// Days after the grant during which it may be taken.
    package static let days = 30

    /// Why an extract would be over-broad; nil when it is not.
    package static func refusal(
        county: String, project: String, township: String, open: Set<ExtractField>, lines: Int
    ) -> String? {
        guard !county.isEmpty, county != "*", !project.isEmpty else { return "须写明一个旗县和一个补贴项目，不提供全部数据" }
        guard open.isEmpty || !township.isEmpty else { return "要求不脱敏的，须写明苏木乡镇" }
        let limit = open.isEmpty ? most : mostOpen
        guard lines <= limit else { return "涉及 \(lines) 行，超过一次可提供的 \(limit) 行，请缩小范围" }
        return nil
    }

    /// The number of an inspector's paper is shown and logged; one that could be a person's or an account's is none.
    package static func isPaperNumber(_ text: String) -> Bool {
        var run = 0
        for byte in text.utf8 {
            run = (0x30...0x39).contains(byte) ? run + 1 : 0
            if run > 10 || byte < 0x20 { return false }
        }
        return !text.isEmpty && text.count <= 60
    }
}
