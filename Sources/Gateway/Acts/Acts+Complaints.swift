import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// A complaint is taken down (NX-6.2.1, NX-13.2): about a line, a project, or nothing that is known yet; by somebody
    /// who says who they are, or by nobody.
    func registerComplaint(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        guard let channel = ComplaintChannel(rawValue: try input.text("channel")) else {
            let known = ComplaintChannel.allCases.map { "\($0.rawValue)（\($0.zh)）" }.joined(separator: "、")
            throw GatewayError(.invalid, "complaint.channel", "渠道应为 \(known)")
        }
        let line = input.optional("line").isEmpty ? nil : try input.id("line")
        let id = try register(
            Grievance(
                county: target.county, channel: channel, line: line, project: input.optional("project"),
                text: try input.text("text"), contact: input.optional("contact")), &work)
        // Who took it down does not answer it.
        try work.execute(
            """
            INSERT INTO duty (root, natural_person, duty, principal, at)
            SELECT $1, p.natural_person, 'make', p.id, $2 FROM principal p WHERE p.id = $3
            """, .text("complaint:\(id)"), .at(work.now), .optional(work.principal))
        let stands = try line.map { try self.standing(of: $0, work.c) }
        return ActResult(
            "complaint:\(id)", "已登记 TS\(id)" + (stands.map { "：所涉明细\($0.zh)" } ?? ""),
            ["complaint": String(id), "standing": stands?.rawValue ?? ""])
    }

    /// What somebody complains of, before it has a number.
    struct Grievance {
        var county: String
        var channel: ComplaintChannel
        var line: Int64?
        var project = ""
        var text: String
        /// Who, and how to answer them; empty when nobody says so.
        var contact = ""
    }

    func register(_ grievance: Grievance, _ work: inout Work) throws -> Int64 {
        var (project, person, state) = (grievance.project, Int64?.none, "")
        if let line = grievance.line {
            guard
                let row = try work.rows(
                    """
                    SELECT r.project, l.payee, r.county FROM roster_line l JOIN roster r ON r.id = l.roster WHERE l.id = $1
                    """, .integer(line)
                ).first, row.text(2) == grievance.county
            else { throw GatewayError(.notFound, "line.unknown", "没有该明细") }
            (project, person) = (row.text(0), row.int(1))
            state = try standing(of: line, work.c).rawValue
        }
        guard project.isEmpty || self.project(project, grievance.county) != nil else {
            throw GatewayError(.invalid, "project.unknown", "没有该补贴项目，请核对目录")
        }
        let id = try work.id()
        let sealed = try sealer.seal(
            SealedTexts.encode([grievance.text, grievance.contact]),
            SealContext(table: "complaint", row: id, fields: "text,contact"))
        try work.execute(
            """
            INSERT INTO complaint (id, county, number, channel, project, person, roster_line, standing, owner, anonymous,
                received, sealed, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open', 0)
            """,
            .integer(id), .text(grievance.county), .text("TS\(id)"), .text(grievance.channel.rawValue), .text(project),
            .optional(person), .optional(grievance.line), .text(state),
            .text(catalogues[grievance.county]?.project(project)?.department ?? "finance"),
            .int(grievance.contact.isEmpty ? 1 : 0), .at(work.now), .bytes(sealed))
        work.touch("complaint \(id)")
        return id
    }

    /// The office that answers for the project says what came of it.
    func answerComplaint(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let complaint = try input.id("complaint")
        guard let outcome = ComplaintOutcome(rawValue: try input.text("outcome")) else {
            let known = ComplaintOutcome.allCases.map { "\($0.rawValue)（\($0.zh)）" }.joined(separator: "、")
            throw GatewayError(.invalid, "complaint.outcome", "处理结果应为 \(known)")
        }
        _ = try input.text("explanation")
        try work.move(ComplaintMachine.self, complaint, .answer)
        try work.execute(
            "UPDATE complaint SET outcome = $1, answered = $2 WHERE id = $3", .text(outcome.rawValue), .at(work.now),
            .integer(complaint))
        return ActResult("complaint:\(complaint)", "已答复：\(outcome.zh)，待另一人办结")
    }

    func closeComplaint(_ input: ActInput, _ event: ComplaintMachine.Event, _ work: inout Work) throws -> ActResult {
        let complaint = try input.id("complaint")
        if event == .reopen { _ = try input.text("reason") }
        try work.move(ComplaintMachine.self, complaint, event)
        if event == .reopen {
            try work.execute("UPDATE complaint SET outcome = '', answered = NULL WHERE id = $1", .integer(complaint))
        }
        return ActResult("complaint:\(complaint)", event == .close ? "投诉已办结" : "答复不当，退回重新处理")
    }

    /// Where a line stands now.
    func standing(of line: Int64, _ c: any StoreConnection) throws -> LineStanding {
        let rows = try c.rows(
            """
            SELECT l.state, COALESCE(a.state, ''), COALESCE(f.state, '') FROM roster_line l
            LEFT JOIN share s ON s.roster_line = l.id LEFT JOIN attempt a ON a.share = s.id
            LEFT JOIN failure f ON f.attempt = a.id WHERE l.id = $1 ORDER BY s.id, a.ordinal
            """, [.integer(line)])
        return LineStanding.of(
            line: rows.first?.text(0) ?? "", attempts: rows.compactMap { AttemptMachine.State(rawValue: $0.text(1)) },
            hasLeft: rows.contains { $0.text(2) == FailureMachine.State.movedOut.rawValue })
    }
}
