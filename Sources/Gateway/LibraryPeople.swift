import Store
import Subsidy
import Workflow

extension Engine {
    /// A new person of the base library (IM-11.3): collected once in the whole region (IM-11.5), asked about at the police
    /// register, and usable only when it has confirmed them.
    func addPerson(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let number = try IdentityNumber(reading: try input.text("idNumber").utf8)
        _ = try input.text("evidence")
        let person = try collect(
            number, name: try input.text("name"), phone: input.optional("phone"), county: target.county,
            village: try input.text("village"), villageCode: input.optional("villageCode"), isNew: true, work)
        try askLibrary([person], county: target.county, &work)
        return ActResult(
            "person:\(person)", "已采集入库，公安联网核查通过后方可使用（IM-11.3）", ["person": String(person)])
    }

    /// Asks about somebody of the library again: after a register that was away, or when time has passed.
    func checkPerson(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let person = try input.id("person")
        try askLibrary([person], county: target.county, &work)
        return ActResult("person:\(person)", "已提交公安联网核查（IM-11.3）")
    }

    /// Takes a person into a county's library. Throws where they are in it already, here or elsewhere.
    func collect(
        _ number: IdentityNumber, name: String, phone: String, county: String, village: String, villageCode: String,
        isNew: Bool, _ work: Work
    ) throws -> Int64 {
        let known = try findPerson(number, work)
        if let known {
            let home = try work.rows("SELECT county FROM library_person WHERE person = $1", .integer(known)).first
            if let home {
                throw GatewayError(
                    .refused, "person.collected",
                    home.text(0) == county
                        ? "该人员已在本地基础库中，不得重复采集（IM-11.5）"
                        : "该人员已在旗县 \(home.text(0)) 的基础库中，不得重复采集；在本地享受补贴的，请办理引用（虚拟户，IM-11.6）")
            }
            guard PersonName.fold(try open(person: known, work.c).name) == PersonName.fold(name) else {
                throw GatewayError(.refused, "person.nameDiffers", "该身份证号在库中是另一个姓名，请先核实更正（IM-16.1b）")
            }
        }
        let person = try person(number, name: name, phone: phone, work)
        try work.execute(
            """
            INSERT INTO library_person (id, person, county, village, village_code, added, is_new, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 'collected', 0)
            """,
            .integer(try work.id()), .integer(person), .text(county), .text(village), .text(villageCode),
            .at(work.now), .int(isNew && known == nil ? 1 : 0))
        return person
    }

    /// Asks the police register about people of the library, outside any roster: a question of roster 0.
    func askLibrary(_ people: [Int64], county: String, _ work: inout Work) throws {
        let waiting = try Selection.with(people, work.c) { token in
            try work.rows(
                """
                SELECT p.subject FROM selection p JOIN library_person x ON x.person = p.subject
                WHERE p.token = $1 AND NOT EXISTS (SELECT 1 FROM question q JOIN outbox o ON o.id = q.outbox
                    WHERE q.roster = 0 AND q.person = p.subject AND q.answered = 0 AND o.exchange = 'identity.verify')
                ORDER BY p.subject
                """, token)
        }
        try askRegister(waiting.map { $0.int(0) }, county: county, roster: 0, folded: false, &work)
    }

    /// What the register said of people, for those who are in the library; a person who is frozen or has moved stays so.
    func noteLibraryVerdicts(_ verdicts: [Int64: VerdictCode], _ work: inout Work) throws {
        let known = try Selection.with(Array(verdicts.keys), work.c) { token in
            try work.rows(
                """
                SELECT x.id, x.person, x.state FROM selection p JOIN library_person x ON x.person = p.subject
                WHERE p.token = $1 AND x.state NOT IN ('frozen', 'movedOut') ORDER BY x.id
                """, token)
        }
        for row in known {
            guard let verdict = verdicts[row.int(1)], verdict != .unavailable,
                let state = LibraryPersonMachine.State(rawValue: row.text(2))
            else { continue }
            let event = LibraryPersonRule.event(verdict)
            if LibraryPersonRule.state(verdict) != state {
                if LibraryPersonMachine.next(state, event) == nil {
                    try work.move(LibraryPersonMachine.self, row.int(0), .ask)
                }
                try work.move(LibraryPersonMachine.self, row.int(0), event)
            }
            try work.execute("UPDATE library_person SET checked = $1 WHERE id = $2", .at(work.now), row[0])
        }
    }

    /// Somebody of this county's library, whom the register has confirmed (IM-11.3); else why not.
    func usable(_ number: String, county: String, _ work: Work) throws -> Int64 {
        guard let person = try findPerson(try IdentityNumber(reading: number.utf8), work) else {
            throw GatewayError(.refused, "person.unknown", "该人员不在基础库中，请先采集入库（IM-11.1）")
        }
        try requireUsable(person, county: county, work)
        return person
    }

    func requireUsable(_ person: Int64, county: String, _ work: Work) throws {
        let row = try work.rows("SELECT county, state FROM library_person WHERE person = $1", .integer(person)).first
        guard let row else { throw GatewayError(.refused, "person.unknown", "该人员不在基础库中，请先采集入库（IM-11.1）") }
        guard row.text(0) == county else {
            throw GatewayError(.refused, "person.elsewhere", "该人员在旗县 \(row.text(0)) 的基础库中，请办理引用（虚拟户，IM-11.6）")
        }
        guard row.text(1) == LibraryPersonMachine.State.verified.rawValue else {
            throw GatewayError(.refused, "person.unchecked", "该人员尚未通过公安联网核查，或已冻结、迁出，不能使用（IM-11.3）")
        }
    }
}

/// Where a person stands in a household.
struct HouseholdPlace {
    var household: Int64
    var claimant: Int64
    var isHead: Bool
}

extension Engine {
    /// The household of a person; of a head who died in office, the one that they were head of: a list that still names
    /// them claims for that household and no other.
    func place(of person: Int64, _ work: Work) throws -> HouseholdPlace? {
        try work.rows(
            """
            SELECT m.household, h.claimant, m.relation FROM household_member m JOIN household h ON h.id = m.household
            WHERE m.person = $1 AND (m.until_day IS NULL OR (m.reason = 'died' AND m.relation = 'head'))
            ORDER BY CASE WHEN m.until_day IS NULL THEN 0 ELSE 1 END, m.id DESC LIMIT 1
            """, .integer(person)
        ).first.map { HouseholdPlace(household: $0.int(0), claimant: $0.int(1), isHead: $0.text(2) == "head") }
    }
}
