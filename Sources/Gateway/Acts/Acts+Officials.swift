import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// 谁主管、谁审批 (IM-14.0): who acts for a department acts for its own projects, or for those of a department that it
    /// took over. A login without a department serves the whole county.
    func requireOwnDepartment(_ principal: Principal, _ root: String, _ c: any StoreConnection) throws {
        guard principal.role == .department,
            let own = configuration.people.first(where: { $0.login == principal.login })?.department, !own.isEmpty,
            let (county, code) = try projectOf(root, c), let project = project(code, county),
            let catalogue = catalogues[county]
        else { return }
        guard catalogue.office(project.department)?.code == catalogue.office(own)?.code else {
            throw GatewayError(.forbidden, "scope.department", "该项目由其他主管部门负责，请由其审核人办理（谁主管、谁审批，IM-14.0）")
        }
    }

    /// The project of a list, of an application, or of the applications of a period.
    private func projectOf(_ root: String, _ c: any StoreConnection) throws -> (county: String, code: String)? {
        let parts = root.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { return nil }
        if parts[0] == "applications", parts.count > 2 { return (parts[1], parts[2]) }
        let query: SQLText
        switch parts[0] {
        case "list": query = "SELECT county, project FROM list WHERE id = $1"
        case "application": query = "SELECT county, project FROM application WHERE id = $1"
        default: return nil
        }
        guard let id = Int64(parts[1]) else { return nil }
        return try c.rows(query, [.integer(id)]).first.map { ($0.text(0), $0.text(1)) }
    }

    /// Whom an official is related to, told with evidence: they approve nothing in which these are paid.
    func registerKin(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let login = try input.text("login")
        guard let official = configuration.people.first(where: { $0.login == login }) else {
            throw GatewayError(.notFound, "login.unknown", "没有该登录名")
        }
        guard let relation = OfficialRelation(rawValue: try input.text("relation")) else {
            let known = OfficialRelation.allCases.map(\.rawValue).joined(separator: "、")
            throw GatewayError(.invalid, "kin.relation", "与审核人的关系应为 \(known) 之一")
        }
        _ = try input.text("evidence")
        let id = try IdentityNumber(reading: try input.text("idNumber").utf8)
        try work.execute(
            """
            INSERT INTO official_kin (natural_person, id_digest, relation, at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (natural_person, id_digest) DO UPDATE SET relation = excluded.relation
            """, .text(official.naturalPerson), .bytes(sealer.digest("idNumber", Array(id.text.utf8))),
            .text(relation.rawValue), .at(work.now))
        work.touch("official_kin \(official.naturalPerson) \(relation.rawValue)")
        return ActResult("official:\(login)", "已登记需回避的人员（IM-14.0）")
    }

    /// Nobody signs or approves a roster in which they or theirs are paid (回避).
    func requireNoKin(_ roster: Int64, _ work: Work) throws {
        let found =
            try work.rows(
                """
                SELECT CAST(COUNT(DISTINCT l.id) AS BIGINT) FROM principal u
                JOIN official_kin k ON k.natural_person = u.natural_person JOIN person p ON p.id_digest = k.id_digest
                JOIN roster_line l ON l.roster = $1 AND l.state = 'payable' JOIN list_line ll ON ll.id = l.list_line
                WHERE u.id = $2 AND (ll.subject = p.id OR ll.beneficiary = p.id OR l.payee = p.id
                    OR EXISTS (SELECT 1 FROM share s WHERE s.roster_line = l.id AND s.payee = p.id))
                """, .integer(roster), .optional(work.principal)
            ).first?.int(0) ?? 0
        guard found == 0 else {
            throw GatewayError(.forbidden, "approver.kin", "清册中有 \(found) 行属于您本人或亲属，须回避，由他人办理（IM-14.0）")
        }
    }

    /// An application after the last day (NX-9.1): why it should count all the same, by one of the profile's codes …
    func proposeAdmission(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let county = try input.text("county")
        guard let project = project(try input.text("project"), county),
            project.local.closes[try input.text("period")] != nil
        else { throw GatewayError(.notFound, "admission.none", "该项目这一期没有规定申报截止日，无须办理") }
        _ = try input.text("evidence")
        let code = try input.text("code")
        let codes = try profile(county).extensions.keys.sorted()
        guard codes.contains(code) else {
            throw GatewayError(.invalid, "admission.code", "逾期原因代码应为：\(codes.joined(separator: "、"))（NX-9.1）")
        }
        let id = try IdentityNumber(reading: try input.text("idNumber").utf8)
        let digest = SQLValue.bytes(sealer.digest("idNumber", Array(id.text.utf8)))
        let known = try work.rows(
            """
            SELECT id FROM late_admission WHERE county = $1 AND project = $2 AND period = $3 AND id_digest = $4
            """, .text(county), .text(project.code), .text(try input.text("period")), digest
        ).first?.int(0)
        if let known {
            try work.move(LateAdmissionMachine.self, known, .propose)
            try work.execute("UPDATE late_admission SET reason = $1 WHERE id = $2", .text(code), .integer(known))
            return ActResult("admission:\(known)", "已再次提出逾期申报，待财政审批", ["admission": String(known)])
        }
        let admission = try work.id()
        try work.execute(
            """
            INSERT INTO late_admission (id, county, project, period, id_digest, reason, at, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 'proposed', 0)
            """,
            .integer(admission), .text(county), .text(project.code), .text(try input.text("period")), digest,
            .text(code),
            .at(work.now))
        return ActResult("admission:\(admission)", "已提出逾期申报，待财政审批", ["admission": String(admission)])
    }

    /// … and a second person agrees; then the department sends the line again.
    func decideAdmission(
        _ input: ActInput, _ event: LateAdmissionMachine.Event, _ work: inout Work
    ) throws -> ActResult {
        let admission = try input.id("admission")
        try work.move(LateAdmissionMachine.self, admission, event)
        return ActResult("admission:\(admission)", event == .admit ? "同意受理，请部门重新报送该行（NX-9.1）" : "不同意受理")
    }

    /// Whose late application counts.
    func admitted(_ head: ApprovedListHead, _ c: any StoreConnection) throws -> Set<[UInt8]> {
        try Set(
            c.rows(
                """
                SELECT id_digest FROM late_admission WHERE county = $1 AND project = $2 AND period = $3
                AND state = 'admitted' ORDER BY id
                """, [.text(head.county), .text(head.project), .text(head.period)]
            ).map { $0.bytes(0) })
    }
}
