/// Catalogue is what one level may pay: its own projects and those that it selected from the level above, who answers for
/// them, and for which years its list is public (IM-6, IM-7, NX-5.1.2).
package struct Catalogue: Sendable {
    /// From the widest to the nearest.
    package enum Level: String, CaseIterable, Sendable {
        case region, league, county

        package var zh: String {
            switch self {
            case .region: "自治区"
            case .league: "盟市"
            case .county: "旗县"
            }
        }
    }

    package var zh: String
    package var level: Level
    package var projects: [Project]
    package var departments: [Department]
    /// On which day the list of a year was published (IM-6.1, IM-6.2).
    package var published: [Int: Day]

    package init(zh: String, level: Level, projects: [Project], departments: [Department], published: [Int: Day]) {
        self.zh = zh
        self.level = level
        self.projects = projects
        self.departments = departments
        self.published = published
    }

    package func project(_ code: String) -> Project? { projects.first { $0.code == code } }

    /// Who answers now: the department itself, or the one that it was merged into (NX-4.1).
    package func office(_ code: String) -> Department? {
        var office = departments.first { $0.code == code }
        // A circle is refused when the file is read.
        for _ in departments {
            guard let next = office?.mergedInto, let successor = departments.first(where: { $0.code == next }) else {
                break
            }
            office = successor
        }
        return office
    }
}

/// Department is an office that answers for projects (业务主管部门), with whom to ask (NX-4.1, IM-26.1).
package struct Department: Sendable, Hashable {
    package var code: String
    package var zh: String
    package var contact: String
    package var phone: String
    /// The department that took over its duties.
    package var mergedInto: String?

    package init(code: String, zh: String, contact: String, phone: String, mergedInto: String? = nil) {
        self.code = code
        self.zh = zh
        self.contact = contact
        self.phone = phone
        self.mergedInto = mergedInto
    }
}
