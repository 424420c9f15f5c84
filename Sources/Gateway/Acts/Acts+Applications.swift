import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// Registers an application of somebody who came in, or who asked online (IM-14.1): checked at once, its amount
    /// computed by the standard (NX-9.2), and begun on the flow as it stands today.
    func registerApplication(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        _ = try input.text("evidence")
        let (county, code) = (target.county, try input.text("project"))
        guard configuration.county(county) != nil, let project = project(code, county) else {
            throw GatewayError(.notFound, "project.unknown", "本旗县目录中没有该补贴项目")
        }
        guard project.local.mode == .online else {
            throw GatewayError(.refused, "application.collaborative", "该项目由主管部门的业务系统审批，请在其系统申报（IM-14.2）")
        }
        guard let period = Period(try input.text("period")), project.isInForce(period), project.excluded.isEmpty else {
            throw GatewayError(.refused, "application.period", "期次有误，或该项目在这一期次未启用、已停用、未纳入一卡通")
        }
        let claimed = try details(input, project, period, work)
        let filled = input.optional("filledOn").isEmpty ? work.now.day : try input.day("filledOn")
        try requireInTime(claimed.beneficiary, project, county, try input.text("period"), filled, work)
        try requireUnclaimed(claimed.subject, project, try input.text("period"), work)
        try requireAlive([claimed.beneficiary, claimed.payee, claimed.head], work)
        let (flow, steps) = try flowOfToday(project, county, work)
        let id = try work.id()
        let number = "SQ\(county)\(id)"
        let made = try work.execute(
            """
            INSERT INTO application (id, number, county, project, period, flow, step, round, once, subject, head,
                beneficiary, payee, account, quantity, rate, amount_fen, village, village_code, filled, request, asked,
                state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, 0, 1, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                'inReview', 0)
            ON CONFLICT DO NOTHING
            """,
            .integer(id), .text(number), .text(county), .text(code), .text(try input.text("period")), .integer(flow),
            .integer(project.repeatable ? id : 0), .integer(claimed.subject), .integer(claimed.head),
            .integer(claimed.beneficiary), .integer(claimed.payee), .optional(claimed.account),
            .integer(claimed.quantity.millionths), .optional(claimed.rate?.millionths), .integer(claimed.amount.fen),
            .text(input.optional("village")), .text(input.optional("villageCode")), .day(filled),
            .optional(claimed.request), .at(work.now))
        guard made == 1 else {
            throw GatewayError(.conflict, "application.duplicate", "同一对象在该项目这一期已有在办或办结的申请，或该网上申请已登记过")
        }
        work.touch("application \(id) \(claimed.amount.fen)")
        try enter(application: id, round: 1, step: 0, work)
        try work.execute(
            """
            INSERT INTO application_hand (application, natural_person, step)
            SELECT $1, natural_person, -1 FROM principal WHERE id = $2
            """, .integer(id), .optional(work.principal))
        try work.execute(
            """
            INSERT INTO duty (root, natural_person, duty, principal, at)
            SELECT $1, natural_person, 'make', id, $2 FROM principal WHERE id = $3
            """, .text("application:\(id)"), .at(work.now), .optional(work.principal))
        return ActResult(
            "application:\(id)",
            "已登记申请 \(number)，\(claimed.amount.grouped) 元；下一步：\(steps.steps[0].zh)（\(steps.steps[0].days) 个工作日）",
            ["application": String(id), "number": number, "amount": claimed.amount.yuan])
    }

    /// What was wanting is there now: the case begins again at the first step of its own flow.
    func resubmitApplication(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let id = try input.id("application")
        _ = try input.text("evidence")
        guard
            let row = try work.rows(
                "SELECT county, project, period, quantity, rate, payee, account, round FROM application WHERE id = $1",
                .integer(id)
            ).first, let project = project(row.text(1), row.text(0)), let period = Period(row.text(2))
        else { throw GatewayError(.notFound, "application.unknown", "没有该申请，或其项目已不在目录中") }
        let quantity =
            input.optional("quantity").isEmpty
            ? ExactDecimal(millionths: row.int(3)) : try decimal(try input.text("quantity"), "quantity")
        let rate =
            input.optional("rate").isEmpty
            ? row[4].integer.map(ExactDecimal.init(millionths:)) : try decimal(try input.text("rate"), "rate")
        let amount = try due(quantity, rate, project, period)
        let account = try account(input, of: row.int(5), work) ?? row[6].integer
        try work.move(ApplicationMachine.self, id, .resubmit)
        let round = row.int(7) + 1
        try work.execute(
            """
            UPDATE application SET quantity = $1, rate = $2, amount_fen = $3, account = $4, round = $5, step = 0,
                reason = '', document = NULL, line = NULL,
                village = CASE WHEN $6 = '' THEN village ELSE $6 END,
                village_code = CASE WHEN $7 = '' THEN village_code ELSE $7 END WHERE id = $8
            """,
            .integer(quantity.millionths), .optional(rate?.millionths), .integer(amount.fen), .optional(account),
            .integer(round), .text(input.optional("village")), .text(input.optional("villageCode")), .integer(id))
        work.touch("application \(id) round \(round) \(amount.fen)")
        try enter(application: id, round: round, step: 0, work)
        return ActResult("application:\(id)", "已补正并重新提交，\(amount.grouped) 元", ["amount": amount.yuan])
    }

    func withdrawApplication(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let id = try input.id("application")
        _ = try input.text("reason")
        try work.move(ApplicationMachine.self, id, .withdraw)
        try work.execute(
            "UPDATE application_step SET ended = $1, decision = 'withdraw', principal = $2 WHERE application = $3 AND ended IS NULL",
            .at(work.now), .optional(work.principal), .integer(id))
        return ActResult("application:\(id)", "申请已撤回")
    }

    /// A step of a case begins; its clock runs from here.
    func enter(application: Int64, round: Int64, step: Int64, _ work: Work) throws {
        try work.execute(
            "INSERT INTO application_step (application, round, step, entered) VALUES ($1, $2, $3, $4)",
            .integer(application), .integer(round), .integer(step), .at(work.now))
    }

    /// The flow that cases begin with today, kept as it is: a case ends on the one that it began with.
    private func flowOfToday(
        _ project: Project, _ county: String, _ work: Work
    ) throws -> (id: Int64, flow: ApprovalFlow) {
        guard let flow = try project.local.approvalFlow ?? profile(county).approvalFlow else {
            throw GatewayError(.configuration, "flow.none", "该项目没有审批流程，请在项目目录或地区参数中写明 approvalFlow（IM-14.1）")
        }
        let digest = hex(Digest.sha256(Array(flow.text.utf8)))
        try work.execute(
            """
            INSERT INTO approval_flow (id, county, project, digest, steps, at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (county, project, digest) DO NOTHING
            """, .integer(try work.id()), .text(county), .text(project.code), .text(digest), .text(flow.text),
            .at(work.now))
        let row = try work.rows(
            "SELECT id FROM approval_flow WHERE county = $1 AND project = $2 AND digest = $3", .text(county),
            .text(project.code), .text(digest))
        return (row.first?.int(0) ?? 0, flow)
    }
}

/// What an application asks for, looked up and computed.
struct ApplicationDetails {
    var subject: Int64
    var head: Int64
    var beneficiary: Int64
    var payee: Int64
    var account: Int64?
    var quantity: ExactDecimal
    var rate: ExactDecimal?
    var amount: Money
    var request: Int64?
}
