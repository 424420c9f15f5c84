/// Permissions is who may do what, as one table (IM-24.1): it is shown, and its text is part of what two people release,
/// so that a program with other permissions does not run on the release of this one.
package enum Permissions {
    package struct Row: Sendable, Hashable {
        package var act: String
        package var role: String
        package var duty: String
        package var article: String
    }

    /// In the order of acts and roles.
    package static var rows: [Row] {
        Act.allCases.flatMap { act in
            Role.allCases.filter(act.roles.contains).map { role in
                Row(
                    act: act.rawValue, role: role.rawValue, duty: act.duty(of: role).rawValue, article: act.article)
            }
        }.sorted { ($0.act, $0.role) < ($1.act, $1.role) }
    }

    /// Every permission and every move of every machine, one a line: flow and permission together.
    package static var text: String {
        let permissions = rows.map { "may\t\($0.act)\t\($0.role)\t\($0.duty)" }
        let moves = Machines.tables.flatMap { table in
            table.rows.map { "move\t\(table.name)\t\($0.from)\t\($0.event)\t\($0.to)" }
        }
        let own = OwnView.allCases.flatMap { view in
            Role.allCases.filter(view.roles.contains).map { "see\t\(view.rawValue)\t\($0.rawValue)" }
        }
        return (permissions + own + moves.sorted()).joined(separator: "\n")
    }
}
