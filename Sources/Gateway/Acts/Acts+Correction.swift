import Store
import Subsidy
import Workflow

extension Engine {
    /// A name that differs is to be corrected from evidence (IM-16.1b): asked for by one, applied when another has
    /// approved it (IM-11.4).
    func correctName(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let (line, person) = try correctedPerson(input, work)
        let known = try open(person: person, work.c)
        let name = try input.text("name")
        try requirePlausible(from: known.name, to: name)
        let change = try propose(
            LibraryChange(
                kind: .name, county: target.county, root: target.root, person: person, line: line,
                texts: [known.name, name]), &work)
        return ActResult("line:\(line)", "已登记姓名更正，待负责人批准（IM-16.1b）", ["change": String(change)])
    }

    /// … and so is an identity number: a slip, or a number that the police corrected; never the number of another.
    func correctIdNumber(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let (line, person) = try correctedPerson(input, work)
        let known = try open(person: person, work.c)
        let number = try corrected(person, known.idNumber, to: try input.text("idNumber"), work)
        let change = try propose(
            LibraryChange(
                kind: .idNumber, county: target.county, root: target.root, person: person, line: line,
                texts: [known.idNumber, number.text]), &work)
        return ActResult("line:\(line)", "已登记身份证号更正，待负责人批准（IM-16.1b）", ["change": String(change)])
    }

    /// Whose name or number: the beneficiary's, unless another of the line is said to be wrong.
    private func correctedPerson(_ input: ActInput, _ work: Work) throws -> (line: Int64, person: Int64) {
        let line = try input.id("line")
        _ = try input.text("evidence")
        let role = input.optional("of").isEmpty ? "beneficiary" : input.optional("of")
        let people = try linePeople(line, work)
        let row = try work.rows(
            """
            SELECT ll.beneficiary, l.payee, ll.subject FROM roster_line l JOIN list_line ll ON ll.id = l.list_line
            WHERE l.id = $1
            """, .integer(people.line)
        ).first
        guard let row, let column = ["beneficiary", "payee", "head"].firstIndex(of: role) else {
            throw GatewayError(.invalid, "argument.of", "参数 of 应为 beneficiary、payee 或 head")
        }
        return (line, row.int(column))
    }

    private func requirePlausible(from old: String, to new: String) throws {
        guard NameCorrection.isPlausible(from: old, to: new) else {
            throw GatewayError(
                .refused, "name.otherPerson", "更正后的姓名与原姓名相差过大，不能以更正名义换成他人；请移出后另行报送（IM-16.1b）")
        }
    }

    /// The number, where it may be the same person's and is nobody else's: neither of the two would be paid rightly.
    private func corrected(
        _ person: Int64, _ old: String, to new: String, _ work: Work
    ) throws -> IdentityNumber {
        let number = try IdentityNumber(reading: new.utf8)
        guard let before = try? IdentityNumber(reading: old.utf8),
            IdentityCorrection.isPlausible(from: before, to: number)
        else {
            throw GatewayError(
                .refused, "idNumber.implausible", "更正后的身份证号与原号相同或相差过大，不能以更正名义换成他人；请移出后另行报送（IM-16.1b）")
        }
        if let other = try findPerson(number, work), other != person {
            throw GatewayError(
                .refused, "idNumber.otherPerson", "更正后的身份证号已是库中另一人的号码，不能更正；请核实是否重复采集（IM-16.1b、IM-11.5）")
        }
        return number
    }

    func applyName(_ change: LibraryChange, _ work: inout Work) throws -> String {
        guard let person = change.person else { return "" }
        let name = change.texts.last ?? ""
        try requirePlausible(from: try open(person: person, work.c).name, to: name)
        try rename(person: person, to: name, &work)
        guard let line = change.line else { return try askAnew(person, change.county, &work) }
        let people = try linePeople(line, work)
        try work.execute(
            "UPDATE list_line SET name_differs = 0 WHERE id = (SELECT list_line FROM roster_line WHERE id = $1)",
            .integer(line))
        try checkAgain(person, people, &work)
        return "已更正姓名并重新核查（IM-16.1b）"
    }

    func applyIdNumber(_ change: LibraryChange, _ work: inout Work) throws -> String {
        guard let person = change.person else { return "" }
        let known = try open(person: person, work.c)
        let number = try corrected(person, known.idNumber, to: change.texts.last ?? "", work)
        try renumber(person: person, to: number, &work)
        guard let line = change.line else { return try askAnew(person, change.county, &work) }
        let people = try linePeople(line, work)
        try checkAgain(person, people, &work)
        return "已更正身份证号，须重新经公安核查、银行验证（IM-16.1b）"
    }

    /// A person of the library whose name or number was corrected outside any roster: what registers said serves nowhere
    /// any more, and the police are asked anew.
    private func askAnew(_ person: Int64, _ county: String, _ work: inout Work) throws -> String {
        try forgetVerdicts(of: person, work)
        if let home = try work.rows("SELECT id FROM library_person WHERE person = $1", .integer(person)).first {
            try work.moveIfPossible(LibraryPersonMachine.self, home.int(0), .ask)
            try askLibrary([person], county: county, &work)
        }
        return "已更正，重新经公安核查后方可使用（IM-11.3）"
    }

    /// Whether a correction may be of the same person; thrown before anybody is asked to approve it.
    func requireCorrection(_ person: Int64, name: String, idNumber: String, _ work: Work) throws -> [LibraryChange] {
        let known = try open(person: person, work.c)
        var changes: [LibraryChange] = []
        if !name.isEmpty {
            try requirePlausible(from: known.name, to: name)
            changes.append(LibraryChange(kind: .name, county: "", root: "", person: person, texts: [known.name, name]))
        }
        if !idNumber.isEmpty {
            let number = try corrected(person, known.idNumber, to: idNumber, work)
            changes.append(
                LibraryChange(
                    kind: .idNumber, county: "", root: "", person: person, texts: [known.idNumber, number.text]))
        }
        return changes
    }

    /// What registers said of somebody by another name or number serves nowhere any more; this line is asked about now.
    private func checkAgain(
        _ person: Int64, _ people: (line: Int64, roster: Int64, county: String, people: [Int64]), _ work: inout Work
    ) throws {
        try forgetVerdicts(of: person, work)
        try askIdentity(people.people, county: people.county, roster: people.roster, &work)
    }

    private func forgetVerdicts(of person: Int64, _ work: Work) throws {
        let rosters = try work.rows(
            """
            SELECT rp.roster FROM roster_person rp JOIN roster r ON r.id = rp.roster
            WHERE rp.person = $1 AND r.state NOT IN ('ordered', 'closed', 'ended') ORDER BY rp.roster
            """, .integer(person))
        for roster in rosters {
            try work.execute(
                "UPDATE roster_person SET verdict = NULL, at = NULL WHERE roster = $1 AND person = $2", roster[0],
                .integer(person))
            try refreshVerdicts(roster.int(0), of: [person], work)
        }
    }

    /// A third person has looked into a set of changes that looks like a takeover (IM-11.4): none of those who made them
    /// or applied them.
    func clearTakeover(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let line = try input.id("line")
        _ = try input.text("evidence")
        let payees = try work.rows(
            "SELECT DISTINCT payee FROM share WHERE roster_line = $1 ORDER BY payee", .integer(line)
        ).map { $0.int(0) }
        let suspects = try takeovers(among: payees, county: try lineCounty(line, work), work.c)
        guard !suspects.isEmpty else {
            throw GatewayError(.conflict, "takeover.none", "该明细的收款人没有姓名、身份证号、账户一并变更的情形")
        }
        for person in suspects.sorted() {
            let rows = try work.rows(
                """
                SELECT c.id, COALESCE(m.natural_person, ''), COALESCE(k.natural_person, ''), p.natural_person
                FROM library_change c JOIN principal p ON p.id = $2 LEFT JOIN principal m ON m.id = c.maker
                LEFT JOIN principal k ON k.id = c.checker
                WHERE c.person = $1 AND c.state = 'applied' AND c.kind IN ('name', 'idNumber', 'account') ORDER BY c.id
                """, .integer(person), .optional(work.principal))
            guard !rows.contains(where: { [$0.text(1), $0.text(2)].contains($0.text(3)) }) else {
                throw GatewayError(.forbidden, "duty.taken", "不相容岗位：您参与过这些变更，须由第三人核实（IM-11.4）")
            }
            try work.move(LibraryChangeMachine.self, rows.map { ($0.int(0), .clear) })
        }
        return ActResult("line:\(line)", "已由第三人核实：姓名、身份证号、账户的变更属实（IM-11.4）")
    }

    private func lineCounty(_ line: Int64, _ work: Work) throws -> String {
        try work.rows(
            "SELECT r.county FROM roster_line l JOIN roster r ON r.id = l.roster WHERE l.id = $1", .integer(line)
        ).first?.text(0) ?? ""
    }

    /// Those of some people whose name, number and account were changed together.
    func takeovers(among people: [Int64], county: String, _ c: any StoreConnection) throws -> Set<Int64> {
        let days = try profile(county).library.takeoverDays
        return try Selection.with(people, c) { token in
            try suspects(
                c.rows(
                    """
                    SELECT x.person, x.kind, x.decided FROM selection p JOIN library_change x ON x.person = p.subject
                    WHERE p.token = $1 AND x.state = 'applied' AND x.kind IN ('name', 'idNumber', 'account')
                    ORDER BY x.person, x.id
                    """, [token]), days: days)
        }
    }

    /// Of a roster's payees.
    func takeovers(in roster: Int64, county: String, _ c: any StoreConnection) throws -> Set<Int64> {
        let days = try profile(county).library.takeoverDays
        return try suspects(
            c.rows(
                """
                SELECT DISTINCT x.person, x.kind, x.decided, x.id FROM library_change x
                JOIN share s ON s.payee = x.person JOIN roster_line l ON l.id = s.roster_line
                WHERE l.roster = $1 AND x.state = 'applied' AND x.kind IN ('name', 'idNumber', 'account')
                ORDER BY x.person, x.id
                """, [.integer(roster)]), days: days)
    }

    private func suspects(_ rows: [[SQLValue]], days: Int) -> Set<Int64> {
        var changes: [Int64: [(kind: LibraryChangeKind, at: Instant)]] = [:]
        for row in rows {
            guard let kind = LibraryChangeKind(rawValue: row.text(1)) else { continue }
            changes[row.int(0), default: []].append((kind, Instant(milliseconds: row.int(2))))
        }
        return Set(changes.filter { Takeover.isSuspect($0.value, days: days) }.keys)
    }
}
