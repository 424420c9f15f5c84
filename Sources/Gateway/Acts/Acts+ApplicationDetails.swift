import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// Who applies and for how much; of an application from the internet side the token said who.
    func details(
        _ input: ActInput, _ project: Project, _ period: Period, _ work: Work
    ) throws -> ApplicationDetails {
        let asked = try request(input, project, work)
        let beneficiary = try asked?.person ?? applicant(input, "idNumber", "name", work)
        let head = input.optional("headID").isEmpty ? beneficiary : try applicant(input, "headID", "headName", work)
        let payee = input.optional("payeeID").isEmpty ? beneficiary : try applicant(input, "payeeID", "payeeName", work)
        let quantity =
            input.optional("quantity").isEmpty
            ? asked?.quantity ?? ExactDecimal(millionths: 1_000_000)
            : try decimal(try input.text("quantity"), "quantity")
        let rate = input.optional("rate").isEmpty ? nil : try decimal(try input.text("rate"), "rate")
        return ApplicationDetails(
            subject: try subject(head, beneficiary, project, work), head: head, beneficiary: beneficiary, payee: payee,
            account: try account(input, of: payee, work), quantity: quantity, rate: rate,
            amount: try due(quantity, rate, project, period), request: asked?.id)
    }

    /// An accepted request of the internet side (IM-13.2).
    private func request(
        _ input: ActInput, _ project: Project, _ work: Work
    ) throws -> (id: Int64, person: Int64, quantity: ExactDecimal?)? {
        guard !input.optional("request").isEmpty else { return nil }
        let row = try work.rows(
            """
            SELECT id, person, quantity FROM portal_request WHERE id = $1 AND state = 'accepted' AND kind = 'application'
            AND project = $2 AND period = $3
            """, .integer(try input.id("request")), .text(project.code), .text(try input.text("period"))
        ).first
        guard let row else {
            throw GatewayError(.refused, "application.request", "没有该网上申请，或尚未受理，或项目、期次不同（IM-13.2）")
        }
        return (row.int(0), row.int(1), row[2].integer.map(ExactDecimal.init(millionths:)))
    }

    /// The person whom two arguments name. Somebody known by another name is not taken for them (IM-16.1b).
    private func applicant(_ input: ActInput, _ number: String, _ name: String, _ work: Work) throws -> Int64 {
        let id = try IdentityNumber(reading: try input.text(number).utf8)
        let name = try input.text(name)
        let person = try person(id, name: name, phone: input.optional("phone"), work)
        let known = try open(person: person, work.c)
        guard PersonName.fold(known.name) == PersonName.fold(name) else {
            throw GatewayError(.refused, "application.name", "姓名与系统中该身份证号的姓名不一致，请核对证件（IM-16.1b）")
        }
        return person
    }

    /// As whom it claims: a household by its head of the day, or as whoever founded it (IM-11.1).
    private func subject(_ head: Int64, _ beneficiary: Int64, _ project: Project, _ work: Work) throws -> Int64 {
        guard project.unit == .household else { return beneficiary }
        let home = try place(of: head, work)
        guard home?.isHead != false else {
            throw GatewayError(.refused, "household.notHead", "基础库中该人员不是户主，请按现户主申报（IM-11.1）")
        }
        if head != beneficiary, let other = try place(of: beneficiary, work), other.household != home?.household {
            throw GatewayError(.refused, "household.differs", "基础库中享受人与所报户主不在同一户，请核实（IM-11.1）")
        }
        return home?.claimant ?? head
    }

    /// What the standard makes of it: computed, never trusted (NX-9.2).
    func due(
        _ quantity: ExactDecimal, _ rate: ExactDecimal?, _ project: Project, _ period: Period
    ) throws -> Money {
        let amount = project.standard(period).amount(quantity: quantity, listRate: rate)
        guard let amount, amount > .zero else {
            throw GatewayError(.invalid, "application.amount", "按标准不能算出应发金额：请填写数量，没有统一标准的项目请填写核定标准 rate")
        }
        return amount
    }

    func decimal(_ text: String, _ key: String) throws -> ExactDecimal {
        guard let value = ExactDecimal(text.utf8), value.millionths > 0 else {
            throw GatewayError(.invalid, "argument.decimal", "参数 \(key) 应为大于零的数，至多六位小数")
        }
        return value
    }

    /// The account that the applicant brings; nil where the library's is meant.
    func account(_ input: ActInput, of payee: Int64, _ work: Work) throws -> Int64? {
        guard !input.optional("account").isEmpty else { return nil }
        let number = try AccountNumber(reading: try input.text("account").utf8)
        return try account(
            number, of: payee, holder: try open(person: payee, work.c).name, bankName: try input.text("bank"),
            kind: "application", source: 0, work)
    }

    /// Applied for by the last day, or admitted later by two people (NX-9.1).
    func requireInTime(
        _ person: Int64, _ project: Project, _ county: String, _ period: String, _ filled: Day, _ work: Work
    ) throws {
        guard let last = project.local.closes[period], filled > last else { return }
        let admitted = try work.rows(
            """
            SELECT 1 FROM late_admission m JOIN person p ON p.id_digest = m.id_digest WHERE p.id = $1 AND m.county = $2
            AND m.project = $3 AND m.period = $4 AND m.state = 'admitted'
            """, .integer(person), .text(county), .text(project.code), .text(period))
        guard !admitted.isEmpty else {
            throw GatewayError(
                .refused, "application.late", "申报晚于截止日 \(last.text)；特殊情况请先办理逾期受理（NX-9.1）")
        }
    }

    /// Nobody applies for what they have a claim to already (IM-11.5).
    func requireUnclaimed(_ subject: Int64, _ project: Project, _ period: String, _ work: Work) throws {
        guard !project.repeatable else { return }
        let claims = try work.rows(
            "SELECT 1 FROM claim WHERE subject = $1 AND project = $2 AND period = $3 AND due_fen > 0 LIMIT 1",
            .integer(subject), .text(project.code), .text(period))
        guard claims.isEmpty else {
            throw GatewayError(.refused, "application.claimed", "同一对象在该项目这一期已有应享，不得重复申报（IM-11.5）")
        }
    }

    /// A register told of a death: no step goes on (IM-16.1d).
    func requireAlive(_ people: [Int64], _ work: Work) throws {
        for person in Set(people).sorted() {
            let deaths = try work.rows(
                "SELECT 1 FROM death d JOIN person p ON p.id_digest = d.id_digest WHERE p.id = $1 LIMIT 1",
                .integer(person))
            guard deaths.isEmpty else {
                throw GatewayError(
                    .refused, "application.deceased", "登记机关有死亡记录：请核实，属实的不予批准，家属可按政策另行申报（IM-16.1d）")
            }
        }
    }
}
