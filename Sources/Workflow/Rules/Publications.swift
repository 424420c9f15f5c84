package import Subsidy

/// What a level may make public (IM-8.1): of its own projects the standard; of another level's project that it is paid
/// here, and who publishes its standard. So no person meets two standards of one project.
package enum PublicationRule {
    package static func item(
        _ project: Project, publisher: Catalogue.Level, office: Department?, on day: Day
    ) -> PublicItem {
        var item = PublicItem()
        item.code = project.code
        item.title = project.zh
        item.level = project.level
        item.department = office?.zh ?? ""
        item.contact = office?.contact ?? ""
        item.phone = office?.phone ?? ""
        item.from = project.from
        item.until = project.until
        item.state = state(project, on: day)
        if item.state == .excluded {
            item.note = project.excluded
        } else if project.level == publisher {
            item.standard = project.standard(on: day).zh
        } else {
            item.note = "标准以\(project.level.zh)公布的为准"
        }
        return item
    }

    package static func state(_ project: Project, on day: Day) -> PublicState {
        guard project.excluded.isEmpty else { return .excluded }
        return project.until.map { $0 < day } ?? false ? .stopped : .inForce
    }

    /// What a checksum is taken over, one form for every channel (IM-28.1).
    package static func facts(_ items: [PublicItem]) -> String {
        items.map { item in
            [
                item.code, item.title, item.level?.rawValue ?? "", item.standard, item.department, item.contact,
                item.phone, item.from?.text ?? "", item.until?.text ?? "", item.state?.rawValue ?? "", item.note,
            ].joined(separator: "\t")
        }.joined(separator: "\n")
    }

    /// Whether what a channel shows is what was published: the whole checksum, or as many of its first characters as a
    /// paper on a wall has room for.
    package static func agrees(_ shown: String, with checksum: String) -> Bool {
        shown.count >= 8 && checksum.hasPrefix(shown.lowercased())
    }
}
