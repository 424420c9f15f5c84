import AdapterKit
import Mapping
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// One step of a case is decided by who holds its post (IM-14.1): by the flow that the case began with, whatever the
    /// flow of today says.
    func decideApplication(
        _ input: ActInput, _ event: ApplicationMachine.Event, _ work: inout Work
    ) throws -> ActResult {
        let id = try input.id("application")
        let row = try work.rows(
            """
            SELECT f.steps, a.step, a.round, a.state, a.beneficiary, a.payee, a.head FROM application a
            JOIN approval_flow f ON f.id = a.flow WHERE a.id = $1
            """, .integer(id)
        ).first
        guard let row, row.text(3) == ApplicationMachine.State.inReview.rawValue,
            let flow = ApprovalFlow(text: row.text(0)),
            let passing = ApprovalRule.passing(step: Int(row.int(1)), of: flow)
        else { throw GatewayError(.conflict, "application.notInReview", "该申请不在审批中") }
        let step = flow.steps[Int(row.int(1))]
        let people = [row.int(4), row.int(5), row.int(6)]
        try takeStep(of: id, Int(row.int(1)), step, people, work)
        let reason = event == .pass ? nil : try reason(input)
        if event == .pass { try requireAlive(people, work) }
        try work.execute(
            """
            UPDATE application_step SET ended = $1, decision = $2, reason = $3, principal = $4
            WHERE application = $5 AND round = $6 AND step = $7
            """,
            .at(work.now), .text(event.rawValue), .text(reason?.rawValue ?? ""), .optional(work.principal),
            .integer(id), row[2], row[1])
        guard let reason else {
            try work.move(ApplicationMachine.self, id, passing.event)
            guard passing.event == .pass else {
                return ActResult("application:\(id)", "“\(step.zh)”通过，申请已获批准，待汇总成清单")
            }
            try work.execute(
                "UPDATE application SET step = $1 WHERE id = $2", .int(passing.next), .integer(id))
            try enter(application: id, round: row.int(2), step: Int64(passing.next), work)
            let next = flow.steps[passing.next]
            return ActResult("application:\(id)", "“\(step.zh)”通过；下一步：\(next.zh)（\(next.days) 个工作日）")
        }
        try work.move(ApplicationMachine.self, id, event)
        try work.execute(
            "UPDATE application SET reason = $1 WHERE id = $2", .text(reason.rawValue), .integer(id))
        return ActResult(
            "application:\(id)", "“\(step.zh)”\(event == .return ? "退回补正" : "不予批准")：\(reason.zh)")
    }

    /// The post is the step's, the person has had no other step of the case, and it is nobody of theirs.
    private func takeStep(
        of id: Int64, _ index: Int, _ step: ApprovalFlow.Step, _ people: [Int64], _ work: Work
    ) throws {
        let principal = SQLValue.optional(work.principal)
        let role = try work.rows("SELECT role FROM principal WHERE id = $1", principal).first?.text(0)
        guard role == ApprovalRule.role(step.post).rawValue else {
            throw GatewayError(.forbidden, "flow.post", "该申请现在是“\(step.zh)”，须由 \(step.post.rawValue) 岗位办理（IM-14.1）")
        }
        let taken = try work.execute(
            """
            INSERT INTO application_hand (application, natural_person, step)
            SELECT $1, natural_person, CAST($2 AS BIGINT) FROM principal WHERE id = $3
            ON CONFLICT (application, natural_person) DO UPDATE SET step = application_hand.step
            WHERE application_hand.step = excluded.step
            """, .integer(id), .int(index), principal)
        guard taken == 1 else {
            throw GatewayError(.forbidden, "flow.samePerson", "您已办理该申请的另一环节，须由他人办理（IM-23.1）")
        }
        for person in Set(people).sorted() {
            let kin = try work.rows(
                """
                SELECT 1 FROM official_kin k JOIN principal u ON u.natural_person = k.natural_person
                JOIN person p ON p.id_digest = k.id_digest WHERE u.id = $1 AND p.id = $2
                """, principal, .integer(person))
            guard kin.isEmpty else {
                throw GatewayError(.forbidden, "approver.kin", "该申请属于您本人或亲属，须回避，由他人办理（IM-14.0）")
            }
        }
    }

    private func reason(_ input: ActInput) throws -> ApplicationReason {
        _ = try input.text("reason")
        guard let reason = ApplicationReason(rawValue: try input.text("code")) else {
            let known = ApplicationReason.allCases.map { "\($0.rawValue)（\($0.zh)）" }.joined(separator: "、")
            throw GatewayError(.invalid, "application.reason", "原因代码 code 应为：\(known)")
        }
        return reason
    }

    /// What was approved becomes the department's list (IM-14.1): a document as any other, which the intake checks and
    /// everything after it can point at (G3).
    func listApplications(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let (code, period) = (try input.text("project"), try input.text("period"))
        let approval = try input.text("approval")
        guard let project = project(code, target.county) else {
            throw GatewayError(.notFound, "project.unknown", "本旗县目录中没有该补贴项目")
        }
        let rows = try work.rows(
            """
            SELECT id, head, beneficiary, payee, account, quantity, rate, amount_fen, village, village_code, filled
            FROM application WHERE state = 'approved' AND county = $1 AND project = $2 AND period = $3 ORDER BY id
            """, .text(target.county), .text(code), .text(period))
        guard !rows.isEmpty else {
            throw GatewayError(.conflict, "application.none", "该项目这一期没有已批准而未汇总的申请")
        }
        let lines = try rows.enumerated().map { index, row in try approvedLine(row, sequence: index + 1, work) }
        var head = ApprovedListHead()
        head.project = code
        head.period = period
        head.approvalNumber = approval
        head.department = project.department
        head.county = target.county
        head.count = Int64(lines.count)
        let sum = rows.reduce(Money.zero) { $0 + Money(fen: $1.int(7)) }
        head.sum = sum
        let document = try land(head, lines, work: &work)
        for (index, row) in rows.enumerated() {
            try work.execute(
                "UPDATE application SET document = $1, line = $2 WHERE id = $3", .integer(document), .int(index + 1),
                row[0])
        }
        try work.move(ApplicationMachine.self, rows.map { ($0.int(0), .collect) })
        return ActResult(
            "applications:\(target.county):\(code):\(period)",
            "已将 \(lines.count) 件 \(sum.grouped) 元汇总成清单，正在核收", ["document": String(document)])
    }

    private func land(_ head: ApprovedListHead, _ lines: [ApprovedListLine], work: inout Work) throws -> Int64 {
        let connection = Connection.ownApproval
        let (mapping, digest) = try mapping(Exchange.listSubmit.rawValue, of: connection)
        let bytes = try Writing.render(head, lines, mapping)
        let document = try work.id()
        try vault.keep(bytes, as: document)
        // What people decided here is in our own chain of evidence.
        let note = LandingNote(
            county: head.county, exchange: .listSubmit, connection: connection,
            mappingKey: Exchange.listSubmit.rawValue, proof: .mac, parameters: ["county": head.county])
        try insertDocument(
            document, bytes, note, direction: "in", mapping: mapping.name, digest: digest, state: "landed", &work)
        return document
    }

    private func approvedLine(_ row: [SQLValue], sequence: Int, _ work: Work) throws -> ApprovedListLine {
        let head = try open(person: row.int(1), work.c)
        let beneficiary = try open(person: row.int(2), work.c)
        let payee = try open(person: row.int(3), work.c)
        var line = ApprovedListLine()
        line.sequence = Int64(sequence)
        (line.headName, line.headID) = (head.name, head.idNumber)
        (line.beneficiaryName, line.beneficiaryID) = (beneficiary.name, beneficiary.idNumber)
        (line.payeeName, line.payeeID) = (payee.name, payee.idNumber)
        line.phone = beneficiary.phone
        if let id = row[4].integer {
            let account = try open(account: id, work.c)
            (line.account, line.bank) = (account.number, account.bankName)
        }
        line.quantity = ExactDecimal(millionths: row.int(5))
        line.rate = row[6].integer.map(ExactDecimal.init(millionths:))
        line.amount = Money(fen: row.int(7))
        (line.village, line.villageCode) = (row.text(8), row.text(9))
        line.filledOn = row.day(10)
        return line
    }
}

extension Connection {
    /// From where the lists of approvals made here come: no wire leads there.
    static let ownApproval = Connection(
        name: "own-approval", counterpart: .department, settings: ["source": ListSource.online.rawValue],
        mappings: [Exchange.listSubmit.rawValue: "department/list.online"])
}

extension GatewayConfiguration {
    /// With the connection of our own approvals.
    var withOwnApproval: GatewayConfiguration {
        var configuration = self
        configuration.connections[Connection.ownApproval.name] = .ownApproval
        return configuration
    }
}
