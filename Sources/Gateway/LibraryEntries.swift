import Mapping
import Store
import Subsidy
import Trust
import Workflow

/// One beneficiary's word about what the base library says of them (NX-7.0, NX-7.2).
extension Engine {
    /// The form that is taken to the beneficiaries of a township: everything open, for whoever takes it to them; who took
    /// it out, and why, is on record. `form` is a mapping: a sheet to be printed, or JSON.
    func exportRound(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let round = try input.id("round")
        let township = input.optional("township")
        _ = try input.text("reason")
        let name = input.optional("form").isEmpty ? "department/confirmation" : input.optional("form")
        guard let mapping = library.mapping(name), mapping.record.name == Beneficiary.name else {
            throw GatewayError(
                .invalid, "round.form", "没有确认表的映射 \(name)，请填写 department/confirmation 或 department/confirmation.json")
        }
        let rows = try work.rows(
            """
            SELECT e.id, e.person, e.account, x.village, x.village_code, r.county FROM library_entry e
            JOIN library_round r ON r.id = e.round AND r.state = 'open' JOIN library_person x ON x.person = e.person
            WHERE e.round = $1 AND e.state = 'asked' AND (CAST($2 AS TEXT) = '' OR e.township = $2)
            ORDER BY x.village_code, e.id
            """, .integer(round), .text(township))
        guard !rows.isEmpty else {
            throw GatewayError(.notFound, "round.nobody", "没有待确认的人员；已确认或已登记的不再导出（NX-7.2）")
        }
        let people = try rows.map { row in
            let known = try open(person: row.int(1), work.c)
            var person = Beneficiary()
            person.personNumber = String(row.int(0))
            person.name = known.name
            person.idNumber = known.idNumber
            person.phone = known.phone
            person.village = row.text(3)
            person.villageCode = row.text(4)
            if let account = row[2].integer {
                let opened = try open(account: account, work.c)
                person.holderName = opened.holder
                person.account = opened.number
                person.bank = opened.bankName
            }
            return person
        }
        var head = BeneficiaryListHead()
        head.county = rows[0].text(5)
        head.asOf = work.now
        head.count = Int64(people.count)
        let bytes = try Writing.render(head, people, mapping)
        for row in rows {
            try work.execute("UPDATE library_entry SET exported = $1 WHERE id = $2", .at(work.now), row[0])
        }
        work.touch("library_round \(round) exported \(people.count) \(hex(Digest.sha256(bytes)))")
        return ActResult(
            "round:\(round)", "已导出 \(people.count) 人的确认表，请交本人核对签字后登记（NX-7.2）",
            ["count": String(people.count), "content": base64(bytes), "digest": hex(Digest.sha256(bytes))])
    }

    /// What a beneficiary says of themselves, taken down by a clerk or sent through the portal: all of it right, or what
    /// is to be corrected. A second person approves it.
    func tellEntry(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let entry = try input.id("entry")
        _ = try input.text("evidence")
        let (person, known) = try openEntry(entry, work)
        let (relation, channel) = (try relation(input), try channel(input, person, target.county, &work))
        var account = known
        var corrections = 0
        if !input.optional("account").isEmpty {
            let number = try AccountNumber(reading: try input.text("account").utf8)
            let holder = try open(person: person, work.c).name
            account = try self.account(
                number, of: person, holder: holder, bankName: try input.text("bank"), kind: "library", source: 0, work)
            if account != known { corrections += 1 }
        }
        guard let account else {
            throw GatewayError(.invalid, "account.missing", "库中没有该人员的账户，请填写本人确认的 account 和 bank（NX-7.0）")
        }
        var changes = try requireCorrection(
            person, name: input.optional("name"), idNumber: input.optional("idNumber"), work)
        if !input.optional("phone").isEmpty {
            let phone = try open(person: person, work.c).phone
            changes.append(
                LibraryChange(
                    kind: .contact, county: "", root: "", person: person, texts: [phone, input.optional("phone")]))
        }
        for var change in changes {
            change.county = target.county
            change.root = target.root
            _ = try propose(change, &work)
        }
        corrections += changes.count
        try work.move(LibraryEntryMachine.self, entry, .tell)
        try work.execute(
            """
            UPDATE library_entry SET account = $1, channel = $2, confirmed_by = $3, relation = $4, corrections = $5,
                at = $6, reason = '', previous = $7 WHERE id = $8
            """,
            .integer(account), .text(channel), .text(relation.isEmpty ? "self" : "guardian"), .text(relation),
            .int(corrections), .at(work.now), .optional(known), .integer(entry))
        return ActResult(
            target.root, corrections == 0 ? "已登记本人确认，待负责人批准（NX-7.2）" : "已登记 \(corrections) 项更正，待负责人批准（NX-7.2）",
            ["corrections": String(corrections)])
    }

    private func openEntry(_ entry: Int64, _ work: Work) throws -> (person: Int64, account: Int64?) {
        let row = try work.rows(
            """
            SELECT e.person, e.account FROM library_entry e JOIN library_round r ON r.id = e.round
            WHERE e.id = $1 AND r.state = 'open'
            """, .integer(entry)
        ).first
        guard let row else { throw GatewayError(.conflict, "round.ended", "该次确认已经办结或中止") }
        return (row.int(0), row[1].integer)
    }

    /// How the word came: through the portal only with the person's own request there, which is taken on with it.
    private func channel(
        _ input: ActInput, _ person: Int64, _ county: String, _ work: inout Work
    ) throws -> String {
        let channel = try input.text("channel")
        guard ["onSite", "miniProgram", "platform"].contains(channel) else {
            throw GatewayError(.invalid, "account.channel", "确认渠道应为 onSite、miniProgram 或 platform")
        }
        guard channel == "miniProgram" else { return channel }
        let request = try input.id("request")
        let row = try work.rows(
            """
            SELECT tail FROM portal_request WHERE id = $1 AND person = $2 AND county = $3 AND kind = 'account'
            AND state = 'received'
            """, .integer(request), .integer(person), .text(county)
        ).first
        guard let row else {
            throw GatewayError(.refused, "request.foreign", "没有本人待办的网上申请，不能按网上确认登记（IM-12.4）")
        }
        guard try input.text("account").hasSuffix(row.text(0)) else {
            throw GatewayError(.refused, "request.otherAccount", "账号与网上申请的尾号不符，请与本人核对")
        }
        try work.move(PortalRequestMachine.self, request, .accept)
        return channel
    }

    /// … another approves: the corrections count from now on, and the account's bank is asked.
    func approveEntry(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let entry = try input.id("entry")
        let (person, account) = try openEntry(entry, work)
        try work.move(LibraryEntryMachine.self, entry, .approve)
        try decideChanges(of: target.root, isApproved: true, reason: "", &work)
        if let account {
            let row = try work.rows("SELECT state, kind FROM account WHERE id = $1", .integer(account)).first
            if row?.text(1) == "library" {
                try noteAccountChange(of: person, root: target.root, county: target.county, &work)
            }
            if row?.text(0) != AccountMachine.State.verified.rawValue {
                try askAccounts([account], county: target.county, roster: 0, &work)
            }
        }
        return ActResult(target.root, "已批准，转入基础库阶段后按此发放（NX-7.2）")
    }

    func rejectEntry(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let entry = try input.id("entry")
        let reason = try input.text("reason")
        _ = try openEntry(entry, work)
        try work.move(LibraryEntryMachine.self, entry, .reject)
        try decideChanges(of: target.root, isApproved: false, reason: reason, &work)
        try work.execute("UPDATE library_entry SET corrections = 0, account = previous WHERE id = $1", .integer(entry))
        return ActResult(target.root, "未获批准，请重新与本人核对：\(reason)")
    }

    /// Somebody who cannot be found or will not say: with a reason, and without pay until they do.
    func setEntryAside(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let entry = try input.id("entry")
        _ = try input.text("reason")
        _ = try openEntry(entry, work)
        try work.move(LibraryEntryMachine.self, entry, .setAside)
        // The words stay in the sealed evidence: they may name somebody.
        try work.execute(
            "UPDATE library_entry SET reason = 'notConfirmed', at = $1 WHERE id = $2", .at(work.now), .integer(entry))
        return ActResult("entry:\(entry)", "已列为暂不发放，本人确认后方可发放（NX-7.2）")
    }
}
