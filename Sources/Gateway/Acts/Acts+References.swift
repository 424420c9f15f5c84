import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// Whom a reference is about, wherever they are at home.
    func referred(_ number: String, _ c: any StoreConnection) throws -> Int64? {
        let number = try IdentityNumber(reading: number.utf8)
        return try c.rows(
            """
            SELECT x.person FROM person p JOIN library_person x ON x.person = p.id WHERE p.id_digest = $1
            """, [.bytes(sealer.digest("idNumber", Array(number.text.utf8)))]
        ).first?.int(0)
    }

    /// A place that pays somebody from elsewhere refers to them (虚拟户, IM-11.6): it copies nothing, and the home stays
    /// the owner of the record.
    func referPerson(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        _ = try input.text("evidence")
        guard let person = try referred(try input.text("idNumber"), work.c) else {
            throw GatewayError(.refused, "person.unknown", "该人员不在任何旗县的基础库中（IM-11.6）")
        }
        let home = try referableHome(of: person, from: target.county, work)
        let change = try propose(
            LibraryChange(
                kind: .reference, county: target.county, root: target.root, person: person,
                texts: ["", home, try input.day("from").text]), &work)
        return ActResult(target.root, "已登记引用，待负责人批准；信息仍归旗县 \(home) 维护（IM-11.6）", ["change": String(change)])
    }

    func endReference(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let reference = try input.id("reference")
        let row = try work.rows(
            "SELECT person FROM household_reference WHERE id = $1 AND until_day IS NULL", .integer(reference)
        ).first
        guard let row else { throw GatewayError(.conflict, "reference.ended", "该引用已经终止") }
        let change = try propose(
            LibraryChange(
                kind: .reference, county: target.county, root: target.root, person: row.int(0),
                texts: ["end", try input.text("reason"), try input.day("from").text]), &work)
        return ActResult(target.root, "已申请终止引用，待负责人批准", ["change": String(change)])
    }

    private func referableHome(of person: Int64, from county: String, _ work: Work) throws -> String {
        let row = try work.rows("SELECT county, state FROM library_person WHERE person = $1", .integer(person)).first
        guard let row, row.text(1) == LibraryPersonMachine.State.verified.rawValue else {
            throw GatewayError(.refused, "person.unchecked", "该人员在户籍地尚未通过公安联网核查，或已冻结、迁出，不能引用（IM-11.6）")
        }
        guard row.text(0) != county else {
            throw GatewayError(.refused, "reference.home", "该人员的基础信息就在本旗县，无须引用")
        }
        let open = try work.rows(
            "SELECT 1 FROM household_reference WHERE person = $1 AND county = $2 AND until_day IS NULL",
            .integer(person), .text(county))
        guard open.isEmpty else { throw GatewayError(.conflict, "reference.exists", "本旗县已引用该人员") }
        return row.text(0)
    }

    func applyReference(_ change: LibraryChange, _ work: inout Work) throws -> String {
        guard let person = change.person, change.texts.count == 3, let day = Day(change.texts[2].utf8) else {
            return ""
        }
        guard change.texts[0].isEmpty else {
            let ended = try work.execute(
                """
                UPDATE household_reference SET until_day = $1
                WHERE person = $2 AND county = $3 AND until_day IS NULL AND from_day <= $1
                """, .day(day), .integer(person), .text(change.county))
            guard ended == 1 else { throw GatewayError(.conflict, "reference.ended", "该引用已经终止，或终止日早于起始日") }
            return "引用已终止（IM-11.6）"
        }
        let home = try referableHome(of: person, from: change.county, work)
        let id = try work.id()
        try work.execute(
            "INSERT INTO household_reference (id, person, county, home, from_day) VALUES ($1, $2, $3, $4, $5)",
            .integer(id), .integer(person), .text(change.county), .text(home), .day(day))
        work.touch("household_reference \(id)")
        return "已引用（虚拟户 \(id)），信息仍归旗县 \(home) 维护（IM-11.6）"
    }

    /// A person of the library is frozen, has moved away, or comes back (IM-11.2): the home says so, by two people.
    func changeStanding(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let person = try input.id("person")
        _ = try input.text("evidence")
        let standing = try input.text("standing")
        guard ["freeze", "moveOut", "restore"].contains(standing) else {
            throw GatewayError(.invalid, "person.standing", "参数 standing 应为 freeze、moveOut 或 restore")
        }
        let before = try work.rows("SELECT state FROM library_person WHERE person = $1", .integer(person)).first
        let change = try propose(
            LibraryChange(
                kind: .standing, county: target.county, root: target.root, person: person,
                texts: [before?.text(0) ?? "", standing]), &work)
        return ActResult(target.root, "已登记，待负责人批准（IM-11.2）", ["change": String(change)])
    }

    func applyStanding(_ change: LibraryChange, _ work: inout Work) throws -> String {
        guard let person = change.person,
            let row = try work.rows(
                "SELECT id FROM library_person WHERE person = $1", .integer(person)
            ).first
        else { return "" }
        switch change.texts.last {
        case "freeze": try work.move(LibraryPersonMachine.self, row.int(0), .freeze)
        case "moveOut": try work.move(LibraryPersonMachine.self, row.int(0), .moveOut)
        default:
            try work.move(LibraryPersonMachine.self, row.int(0), .ask)
            try askLibrary([person], county: change.county, &work)
            return "已恢复，须重新经公安核查（IM-11.3）"
        }
        return "已生效；本地和引用该人员的各地清册都不能再向其发放（IM-11.6）"
    }
}
