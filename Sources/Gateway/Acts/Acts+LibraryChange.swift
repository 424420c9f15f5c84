import Store
import Subsidy
import Trust
import Workflow

/// A change of the base library as it is asked for: whose, over what object, and in what words, before and after.
struct LibraryChange {
    var kind: LibraryChangeKind
    var county: String
    /// Over which duties are kept apart: who asks for a change does not apply it.
    var root: String
    var person: Int64?
    var household: Int64?
    var line: Int64?
    var texts: [String]
}

extension Engine {
    /// Keeps a change until another person has decided (IM-11.4); what it says is sealed, before and after.
    func propose(_ change: LibraryChange, _ work: inout Work) throws -> Int64 {
        if let person = change.person {
            let waiting = try work.rows(
                "SELECT 1 FROM library_change WHERE person = $1 AND kind = $2 AND state = 'proposed' LIMIT 1",
                .integer(person), .text(change.kind.rawValue))
            guard waiting.isEmpty else {
                throw GatewayError(.conflict, "change.waiting", "该人员已有一项同类变更待负责人批准，请先办结（IM-11.4）")
            }
        }
        let id = try work.id()
        let sealed = try sealer.seal(
            SealedTexts.encode(change.texts), SealContext(table: "library_change", row: id, fields: "change"))
        try work.execute(
            """
            INSERT INTO library_change (id, county, root, kind, person, household, roster_line, sealed, maker, proposed,
                state, sequence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'proposed', 0)
            """,
            .integer(id), .text(change.county), .text(change.root), .text(change.kind.rawValue),
            .optional(change.person), .optional(change.household), .optional(change.line), .bytes(sealed),
            .optional(work.principal), .at(work.now))
        work.touch("library_change \(id) \(change.kind.rawValue)")
        return id
    }

    /// What an act about the base library is about.
    func libraryTarget(of act: Act, _ arguments: [String: String], _ c: any StoreConnection) throws -> ActTarget {
        switch act {
        case .addPerson:
            let county = arguments["county"] ?? ""
            return ActTarget(root: "library:\(county)", county: county)
        case .referPerson:
            let county = arguments["county"] ?? ""
            guard let person = try referred(arguments["idNumber"] ?? "", c) else {
                throw GatewayError(.refused, "person.unknown", "该人员不在任何旗县的基础库中，请先由户籍地采集入库（IM-11.6）")
            }
            return ActTarget(root: "reference:\(county):\(person)", county: county)
        case .endReference:
            return try libraryObject(
                "reference", "SELECT 'reference', id, county FROM household_reference WHERE id = $1", arguments, c)
        case .decideFinding:
            return try libraryObject(
                "finding", "SELECT 'finding', id, county FROM library_finding WHERE id = $1", arguments, c)
        case .releaseComparison, .dismissComparison:
            return try libraryObject(
                "comparison", "SELECT 'comparison', id, county FROM comparison WHERE id = $1", arguments, c)
        case .checkPerson, .changeStanding:
            return try libraryObject(
                "person", "SELECT 'person', person, county FROM library_person WHERE person = $1", arguments, c)
        case .openRound:
            let county = arguments["county"] ?? ""
            return ActTarget(root: "round:\(county)", county: county)
        case .passRound, .abandonRound:
            let target = try libraryObject(
                "round", "SELECT 'round', id, county FROM library_round WHERE id = $1", arguments, c)
            return ActTarget(root: "round:\(target.county)", county: target.county)
        case .exportRound:
            return try libraryObject(
                "round", "SELECT 'forms', id, county FROM library_round WHERE id = $1", arguments, c)
        case .tellEntry, .setEntryAside, .approveEntry, .rejectEntry:
            return try libraryObject(
                "entry", "SELECT 'entry', id, county FROM library_entry WHERE id = $1", arguments, c)
        case .registerHousehold:
            let number = try IdentityNumber(reading: (arguments["head"] ?? "").utf8)
            let row = try c.rows(
                """
                SELECT x.person, x.county FROM person p JOIN library_person x ON x.person = p.id WHERE p.id_digest = $1
                """, [.bytes(sealer.digest("idNumber", Array(number.text.utf8)))]
            ).first
            guard let row else { throw GatewayError(.refused, "person.unknown", "户主不在基础库中，请先采集入库（IM-11.1）") }
            return ActTarget(root: "person:\(row.int(0))", county: row.text(1))
        case .changeHousehold:
            return try libraryObject(
                "household", "SELECT 'household', id, county FROM household WHERE id = $1", arguments, c)
        default:
            return try libraryObject("change", "SELECT root, 0, county FROM library_change WHERE id = $1", arguments, c)
        }
    }

    /// The object that an argument names; what has a root of its own gives it as the first cell, with 0.
    private func libraryObject(
        _ key: String, _ sql: SQLText, _ arguments: [String: String], _ c: any StoreConnection
    ) throws -> ActTarget {
        guard let id = arguments[key].flatMap({ Int64($0) }) else {
            throw GatewayError(.invalid, "argument.missing", "缺少参数 \(key)")
        }
        guard let row = try c.rows(sql, [.integer(id)]).first else {
            throw GatewayError(.notFound, "object.unknown", "没有编号为 \(id) 的对象（\(key)）")
        }
        return ActTarget(root: row.int(1) == 0 ? row.text(0) : "\(row.text(0)):\(row.int(1))", county: row.text(2))
    }

    func carryOutLibrary(
        _ act: Act, _ input: ActInput, _ target: ActTarget, _ work: inout Work
    ) throws -> ActResult {
        switch act {
        case .correctName: return try correctName(input, target, &work)
        case .correctIdNumber: return try correctIdNumber(input, target, &work)
        case .approveChange: return try approveChange(input, &work)
        case .rejectChange: return try rejectChange(input, &work)
        case .clearTakeover: return try clearTakeover(input, &work)
        case .addPerson: return try addPerson(input, target, &work)
        case .checkPerson: return try checkPerson(input, target, &work)
        case .registerHousehold: return try registerHousehold(input, target, &work)
        case .changeHousehold: return try changeHousehold(input, target, &work)
        case .changeStanding: return try changeStanding(input, target, &work)
        case .referPerson: return try referPerson(input, target, &work)
        case .endReference: return try endReference(input, target, &work)
        case .permitCard: return try permitCard(input, target, &work)
        case .decideFinding: return try decideFinding(input, target, &work)
        case .releaseComparison: return try releaseComparison(input, &work)
        case .dismissComparison: return try dismissComparison(input, &work)
        case .openRound: return try openRound(target, &work)
        case .exportRound: return try exportRound(input, &work)
        case .tellEntry: return try tellEntry(input, target, &work)
        case .setEntryAside: return try setEntryAside(input, &work)
        case .approveEntry: return try approveEntry(input, target, &work)
        case .rejectEntry: return try rejectEntry(input, target, &work)
        case .passRound: return try passRound(input, target, &work)
        case .abandonRound: return try abandonRound(input, &work)
        default: throw GatewayError(.invalid, "act.unknown", "没有这个办理事项")
        }
    }

    /// Applies a change that another asked for.
    func approveChange(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let (id, kind, row) = try waitingChange(input, work)
        let texts = SealedTexts.decode(
            try sealer.open(row.bytes(4), SealContext(table: "library_change", row: id, fields: "change")))
        try work.move(LibraryChangeMachine.self, id, .approve)
        try work.execute(
            "UPDATE library_change SET checker = $1, decided = $2 WHERE id = $3", .optional(work.principal),
            .at(work.now), .integer(id))
        let change = LibraryChange(
            kind: kind, county: row.text(1), root: row.text(5), person: row[2].integer, household: row[3].integer,
            line: row[6].integer, texts: texts)
        let told = try apply(change, &work)
        return ActResult(change.root, told, ["change": String(id)])
    }

    func rejectChange(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let (id, _, row) = try waitingChange(input, work)
        let reason = try input.text("reason")
        try work.move(LibraryChangeMachine.self, id, .reject)
        try work.execute(
            "UPDATE library_change SET checker = $1, decided = $2, reason = $3 WHERE id = $4",
            .optional(work.principal), .at(work.now), .text(reason), .integer(id))
        return ActResult(row.text(5), "变更未获批准：\(reason)")
    }

    private func waitingChange(
        _ input: ActInput, _ work: Work
    ) throws -> (id: Int64, kind: LibraryChangeKind, row: [SQLValue]) {
        let id = try input.id("change")
        let row = try work.rows(
            """
            SELECT kind, county, person, household, sealed, root, roster_line FROM library_change
            WHERE id = $1 AND state = 'proposed'
            """, .integer(id)
        ).first
        guard let row, let kind = LibraryChangeKind(rawValue: row.text(0)) else {
            throw GatewayError(.conflict, "change.decided", "该变更申请已经办结")
        }
        return (id, kind, row)
    }

    /// The changes that were asked for over an object and wait: applied, or rejected, with it.
    func decideChanges(of root: String, isApproved: Bool, reason: String, _ work: inout Work) throws {
        let waiting = try work.rows(
            "SELECT id FROM library_change WHERE root = $1 AND state = 'proposed' ORDER BY id", .text(root))
        for row in waiting {
            let input = ActInput(["change": String(row.int(0)), "reason": reason])
            _ = isApproved ? try approveChange(input, &work) : try rejectChange(input, &work)
        }
    }

    private func apply(_ change: LibraryChange, _ work: inout Work) throws -> String {
        switch change.kind {
        case .contact where change.household == nil: return try applyPhone(change, &work)
        case .name: return try applyName(change, &work)
        case .idNumber: return try applyIdNumber(change, &work)
        case .household: return try applyHousehold(change, &work)
        case .member, .leaving, .head, .asset, .contact, .card: return try applyHouseholdChange(change, &work)
        case .standing: return try applyStanding(change, &work)
        case .reference: return try applyReference(change, &work)
        case .fallback, .exception: return try applyCardPermit(change, &work)
        case .finding: return try applyFinding(change, &work)
        case .account: throw GatewayError(.invalid, "change.kind", "不能办理此类变更")
        }
    }

    /// An account that takes the place of another is a change like a name's: noted when it takes effect, so that all
    /// three together are seen (IM-11.4).
    /// … where an exchange or a department, and no act about accounts, gives a known payee another one: only of whom whose
    /// name or number was changed before, which is what a takeover needs (IM-11.4).
    func noteSecondAccount(
        of person: Int64, root: String, county: String, instead known: Int64, _ account: Int64?, _ work: inout Work
    ) throws {
        guard let account, known > 0, account != known,
            try !work.rows(
                """
                SELECT 1 FROM library_change WHERE person = $1 AND state = 'applied' AND kind IN ('name', 'idNumber')
                LIMIT 1
                """, .integer(person)
            ).isEmpty
        else { return }
        try noteAccountChange(of: person, root: root, county: county, &work)
    }

    func noteAccountChange(of person: Int64, root: String, county: String, _ work: inout Work) throws {
        let id = try work.id()
        let sealed = try sealer.seal(
            SealedTexts.encode([]), SealContext(table: "library_change", row: id, fields: "change"))
        try work.execute(
            """
            INSERT INTO library_change (id, county, root, kind, person, sealed, checker, proposed, decided, state,
                sequence) VALUES ($1, $2, $3, 'account', $4, $5, $6, $7, $7, 'proposed', 0)
            """,
            .integer(id), .text(county), .text(root), .integer(person), .bytes(sealed), .optional(work.principal),
            .at(work.now))
        try work.move(LibraryChangeMachine.self, id, .approve)
    }
}
