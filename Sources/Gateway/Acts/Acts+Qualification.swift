import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// Makes a list public before its roster (资格公示, IM-15.1), for as many working days as the department set for the
    /// project; the last day is fixed now, and no later edit moves it.
    func publishList(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let list = try input.id("list")
        let channel = try input.text("channel")
        let about =
            try work.rows(
                "SELECT county, project, state FROM list WHERE id = $1", .integer(list)
            ).first ?? []
        guard !about.isEmpty, let project = project(about.text(1), about.text(0)),
            let days = project.local.qualificationDays, about.text(2) == ListMachine.State.accepted.rawValue
        else {
            throw GatewayError(.conflict, "qualification.none", "该清单尚未确认或已造册，或该项目不作资格公示（IM-15.1）")
        }
        guard !project.confidential || channel == "offline" else {
            throw GatewayError(.refused, "publicity.confidential", "该项目不适宜公开公示，请线下办理并上传凭据（IM-15.1）")
        }
        guard channel == "platform" || !input.optional("evidence").isEmpty else {
            throw GatewayError(.invalid, "publicity.evidence", "线下公示须登记公示凭据（时间、地点、照片编号）")
        }
        let until = try calendar(about.text(0)).deadline(from: work.now.day, workingDays: days).day
        let (digest, count) = try qualificationDigest(list, work)
        let made = try work.execute(
            """
            INSERT INTO qualification (list, started, until_day, channel, digest, evidence)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (list) DO NOTHING
            """, .integer(list), .at(work.now), .day(until), .text(channel), .text(digest),
            .text(input.optional("evidence")))
        guard made == 1 else { throw GatewayError(.conflict, "qualification.running", "该清单已作资格公示") }
        return ActResult(
            "list:\(list)", "资格公示 \(count) 行，至 \(until.text)（\(days) 个工作日，IM-15.1）", ["until": until.text])
    }

    func closeListPublicity(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let list = try input.id("list")
        let row = try work.rows(
            "SELECT until_day, digest FROM qualification WHERE list = $1 AND closed IS NULL", .integer(list)
        ).first
        guard let row, work.now.day > row.day(0) else {
            throw GatewayError(.refused, "publicity.running", "没有进行中的资格公示，或公示期未满（IM-15.1）")
        }
        guard try qualificationDigest(list, work).digest == row.text(1) else {
            throw GatewayError(.refused, "publicity.differs", "清单内容在资格公示期内有变动，须重新公示（IM-15.1）")
        }
        try work.execute("UPDATE qualification SET closed = $1 WHERE list = $2", .at(work.now), .integer(list))
        work.touch("qualification \(list) closed")
        return ActResult("list:\(list)", "资格公示结束")
    }

    /// An objection counts to the end of the last day: its line waits in the roster until somebody has looked into it.
    func objectToLine(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let list = try input.id("list")
        _ = try input.text("reason")
        guard
            let row = try work.rows(
                """
                SELECT ll.id, q.until_day FROM qualification q JOIN list_line ll ON ll.list = q.list
                WHERE q.list = $1 AND q.closed IS NULL AND ll.line = $2
                """, .integer(list), .integer(try input.id("row"))
            ).first, work.now.day <= row.day(1)
        else {
            throw GatewayError(.conflict, "qualification.over", "该清单不在资格公示期内，或没有这一行；请按投诉举报办理")
        }
        try work.execute(
            """
            INSERT INTO qualification_objection (list_line, at, principal) VALUES ($1, $2, $3)
            ON CONFLICT (list_line) DO NOTHING
            """, row[0], .at(work.now), .optional(work.principal))
        work.touch("objection \(row.int(0))")
        return ActResult("list:\(list)", "已登记异议，该行造册后暂缓，待核实")
    }

    /// A list whose project asks for it goes into a roster when its qualification was public for its whole term.
    func requireQualified(_ list: Int64, _ project: Project, _ work: Work) throws {
        guard project.local.qualificationDays != nil else { return }
        let closed = try work.rows("SELECT closed FROM qualification WHERE list = $1", .integer(list)).first
        guard let closed, !closed[0].isNull else {
            throw GatewayError(.refused, "qualification.open", "该项目须先作资格公示，期满无误后造册（IM-15.1）")
        }
    }

    /// Lines against which somebody objected wait.
    func holdObjected(_ roster: Int64, _ work: inout Work) throws {
        let lines = try work.rows(
            """
            SELECT l.id FROM roster_line l JOIN qualification_objection o ON o.list_line = l.list_line
            WHERE l.roster = $1 AND l.state = 'payable' ORDER BY l.id
            """, .integer(roster)
        ).map { $0.int(0) }
        try move(lines, .hold, "qualification.objection", &work)
    }

    private func qualificationDigest(_ list: Int64, _ work: Work) throws -> (digest: String, count: Int) {
        let rows = try work.rows(
            """
            SELECT ll.line, ll.village, p.id, p.sealed, COALESCE(ll.changed_fen, ll.amount_fen) FROM list_line ll
            JOIN person p ON p.id = ll.subject WHERE ll.list = $1 AND ll.withdrawn = 0 ORDER BY ll.line
            """, .integer(list))
        let text = try rows.map { row in
            let name = try open(person: row.int(2), sealed: row.bytes(3)).name
            return "\(row.text(1))\t\(Mask.name(name))\t\(Money(fen: row.int(4)).yuan)"
        }
        return (hex(Digest.sha256(Array(text.joined(separator: "\n").utf8))), rows.count)
    }
}
