package import Store
import Subsidy

/// PublicBoard is what is made public of a roster (公示): the project with its standard, whom to ask, and of each line the
/// village, the masked name and the amount. Nothing else (IM-15.1, IM-26.1, IM-30.1, NX-4.2).
package struct PublicBoard: Sendable {
    package struct Row: Sendable, Hashable {
        package let village: String
        package let name: String
        package let amount: String
    }

    package let project: String
    package let period: String
    package let standard: String
    /// The department that answers, with whom to ask.
    package let department: String
    package let contact: String
    package let phone: String
    package var rows: [Row] = []

    /// Nobody's number may stand where everybody reads (IM-26.1, IM-30.1, G7): a village is where one slips in.
    func requireNoNumbers() throws {
        let wrong = rows.enumerated().filter { NoticeText.holdsNumber($1.village) }.map { String($0.offset + 1) }
        guard wrong.isEmpty else {
            throw GatewayError(
                .refused, "board.number",
                "公示第 \(wrong.prefix(10).joined(separator: "、")) 行的村名中有疑似证件、账户或手机号码，不能公示：请退回部门更正（IM-26.1）")
        }
    }

    /// What its digest is taken over: one form for every channel (IM-28.1).
    package var text: String {
        let head = [project, period, standard, department, contact, phone].joined(separator: "\t")
        return ([head] + rows.map { "\($0.village)\t\($0.name)\t\($0.amount)" }).joined(separator: "\n")
    }
}

extension Engine {
    package func publicBoard(_ roster: Int64, _ c: any StoreConnection) throws -> PublicBoard {
        try publicBoard(roster, asPublished: false, c)
    }

    /// The board of what is payable now, or of all that was put on it.
    func publicBoard(_ roster: Int64, asPublished: Bool, _ c: any StoreConnection) throws -> PublicBoard {
        guard
            let head = try c.rows(
                "SELECT county, project, period FROM roster WHERE id = $1", [.integer(roster)]
            ).first, let project = project(head.text(1), head.text(0)), let period = Period(head.text(2))
        else { throw GatewayError(.notFound, "roster.unknown", "没有该清册，或其项目不在目录中") }
        guard let office = office(project.code, head.text(0)) else {
            throw GatewayError(.configuration, "catalogue.department", "项目的主管部门没有联系人，不能公示（IM-26.1）")
        }
        var board = PublicBoard(
            project: project.zh, period: head.text(2), standard: project.standard(period).zh, department: office.zh,
            contact: office.contact, phone: office.phone)
        let published: SQLText = """
            SELECT ll.village, p.id, p.sealed, y.amount_fen FROM publicity_line y
            JOIN roster_line l ON l.id = y.roster_line JOIN list_line ll ON ll.id = l.list_line
            JOIN person p ON p.id = ll.subject WHERE y.roster = $1 ORDER BY y.roster_line
            """
        let payable: SQLText = """
            SELECT ll.village, p.id, p.sealed, l.amount_fen FROM roster_line l JOIN list_line ll ON ll.id = l.list_line
            JOIN person p ON p.id = ll.subject WHERE l.roster = $1 AND l.state = 'payable' ORDER BY l.id
            """
        board.rows = try c.rows(asPublished ? published : payable, [.integer(roster)]).map { row in
            let name = try open(person: row.int(1), sealed: row.bytes(2)).name
            return PublicBoard.Row(
                village: row.text(0), name: Mask.name(name), amount: Money(fen: row.int(3)).yuan)
        }
        return board
    }
}
