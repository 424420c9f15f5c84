package import Subsidy

/// Whether what a bank offers may be shown beside the people's subsidies (IM-27.2): what it is, in the profile's
/// categories and lengths, and neither an advertisement nor a sale that is tied to another.
package enum ServiceRule {
    package struct Objection: Sendable, Hashable {
        package var field: String
        package var code: String
        package var zh: String
    }

    /// Everything that is wrong with it; empty when a person may release it.
    package static func objections(_ service: BankService, on day: Day, _ terms: ServiceTerms) -> [Objection] {
        var found: [Objection] = []
        func object(_ field: String, _ code: String, _ zh: String) {
            found.append(Objection(field: field, code: code, zh: zh))
        }
        if service.category.map({ !terms.categories.contains($0) }) ?? true {
            let known = terms.categories.map(\.zh).joined(separator: "、")
            object("category", "service.category", "类别不在可发布的范围内（\(known)），请核对后重报")
        }
        for (field, text, limit) in [
            ("title", service.title, terms.titleLength), ("text", service.text, terms.textLength),
        ] {
            if text.isEmpty || text.count > limit {
                object(field, "service.length", "应写 1 至 \(limit) 个字，请改正后重报")
            }
        }
        for (field, text) in [("title", service.title), ("text", service.text)] {
            if let word = forbidden(text, terms) {
                object(field, "service.forbidden", "含“\(word)”：不得夹带广告，不得搭售，请删去后重报")
            }
        }
        for (field, text) in [("title", service.title), ("text", service.text), ("phone", service.phone)] {
            switch NoticeText.objection(text, fullName: nil) {
            case .number: object(field, "service.number", "含有疑似个人的号码，只可写办公电话")
            case .link: object(field, "service.link", "不得含有链接")
            default: break
            }
        }
        guard let from = service.from, let until = service.until, from <= until else {
            object("until", "service.term", "应写明起止日期，止日不早于起日")
            return found
        }
        if until < day { object("until", "service.term", "止日已过") }
        if until > from + terms.days {
            object("until", "service.term", "期限超过 \(terms.days) 天，请分期报送")
        }
        return found
    }

    /// The first forbidden word that stands in a text, however it is spaced or dotted.
    private static func forbidden(_ text: String, _ terms: ServiceTerms) -> String? {
        let folded = fold(text)
        return terms.forbidden.first { folded.firstRange(of: fold($0)) != nil }
    }

    private static func fold(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text.lowercased().unicodeScalars where scalar.properties.isAlphabetic || isDigit(scalar) {
            folded.append(scalar)
        }
        return String(folded)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    /// As it is shown.
    package static func item(_ service: BankService, bank: String) -> PublicItem {
        var item = PublicItem()
        item.code = service.number
        item.title = service.title
        item.standard = service.category?.zh ?? ""
        item.department = bank
        item.phone = service.phone
        item.from = service.from
        item.until = service.until
        item.state = .inForce
        item.note = service.text
        return item
    }
}
