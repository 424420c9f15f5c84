/// NoticeTemplates is what a county's short messages say (`Mappings/notices/*.yaml`), released by two people and
/// registered with the carriers (IM-33.1a).
package struct NoticeTemplates: Sendable, Hashable {
    package struct Template: Sendable, Hashable {
        /// Its number with the carriers.
        package var id: String
        package var text: String

        package init(id: String, text: String) {
            self.id = id
            self.text = text
        }

        /// The names between braces, in order; nil when a brace stands alone.
        package var variables: [String]? { parts.map { $0.compactMap(\.name) } }

        /// The text with its variables put in.
        package func filled(_ value: (String) -> String) -> String {
            (parts ?? []).map { $0.name.map(value) ?? $0.words }.joined()
        }

        private var parts: [(words: String, name: String?)]? {
            var parts: [(words: String, name: String?)] = []
            var rest = text[...]
            while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
                guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else { return nil }
                parts.append((String(rest[..<open]), nil))
                parts.append(("", String(rest[rest.index(after: open)..<close])))
                rest = rest[rest.index(after: close)...]
            }
            return parts + [(String(rest), nil)]
        }
    }

    /// What a template may name. Nothing here is a whole name or number: the name is masked, of an account the tail.
    package static let variables = [
        "name", "year", "project", "amount", "day", "tail", "bank", "reason", "hotline",
    ]

    /// As registered with the carriers, in 【】.
    package var signature: String
    /// Days after which something is no longer told.
    package var withinDays: Int
    package var templates: [NoticeKind: Template]

    package init(signature: String, withinDays: Int, templates: [NoticeKind: Template]) {
        self.signature = signature
        self.withinDays = withinDays
        self.templates = templates
    }
}

/// NoticeText judges what is about to be sent to a telephone, which is as good as the internet (IM-30.1, IM-33.1a).
package enum NoticeText {
    package enum Objection: String, Sendable {
        /// A row of digits as long as a phone, an account or an identity number.
        case number = "notice.number"
        case name = "notice.fullName"
        /// Carriers send no links.
        case link = "notice.link"
        case empty = "notice.empty"
    }

    /// Digits in a row that nothing in a message may reach; a phone for questions has fewer.
    package static let longestNumber = 11

    /// Whether as many digits stand in a row as in a phone, an account or an identity number.
    package static func holdsNumber(_ text: String) -> Bool {
        var run = 0
        for scalar in text.unicodeScalars {
            // Full-width digits are digits to whoever reads them.
            run = (0x30...0x39).contains(scalar.value) || (0xFF10...0xFF19).contains(scalar.value) ? run + 1 : 0
            if run >= longestNumber { return true }
        }
        return false
    }

    /// `fullName` is the person's own, which may not stand in it; nil when no person is meant.
    package static func objection(_ text: String, fullName: String?) -> Objection? {
        guard !text.isEmpty else { return .empty }
        guard !holdsNumber(text) else { return .number }
        let lower = text.lowercased()
        if ["http", "www.", "://", ".cn/", ".com"].contains(where: { lower.firstRange(of: $0) != nil }) {
            return .link
        }
        guard let fullName, fullName.count > 1 else { return nil }
        return text.firstRange(of: fullName) == nil ? nil : .name
    }
}
