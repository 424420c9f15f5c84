import TestSupport
import Testing
import Workflow

@Suite struct PermissionsTests {
    @Test("the table of permissions is that of the acts, each row once", .article("IM-24.1"))
    func table() {
        let rows = Permissions.rows
        #expect(Set(rows).count == rows.count)
        #expect(rows.count == Act.allCases.reduce(0) { $0 + $1.roles.count })
        let signing = rows.filter { $0.act == "roster.sign" }.map { [$0.role, $0.duty, $0.article] }
        #expect(signing == [["townshipLeader", "sign", "IM-31.2"]])
    }

    @Test("what is released holds every permission and every move", .article("IM-24.1"))
    func text() {
        let lines = Set(Permissions.text.split(separator: "\n").map(String.init))
        #expect(lines.contains("may\troster.sign\ttownshipLeader\tsign"))
        #expect(lines.contains("move\troster\tpublicityClosed\tsign\tsigned"))
        let moves = Machines.tables.reduce(0) { $0 + $1.rows.count }
        let views = OwnView.allCases.reduce(0) { $0 + $1.roles.count }
        #expect(lines.count == Permissions.rows.count + views + moves)
    }
}
