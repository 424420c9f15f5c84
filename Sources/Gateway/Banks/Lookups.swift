import AdapterKit
import Mapping
import Store
package import Subsidy
import Workflow

/// A bank's question with all that is needed to answer it.
private struct Question {
    var query: HistoryQuery
    var line: Int
    var bank: String
    var county: String
    var document: Int64?
}

extension Engine {
    /// What a bank's file asks about people who consented (IM-27.1): each question is judged by itself, logged, and
    /// answered with the least that answers it.
    func intakeLookups(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        try apply(document, bytes, mapping, now: now, as: HistoryQuery.self) { work, read, records, faults in
            let bank = bankConnection(document.connection)
            var answers: [PaymentHistory] = []
            for (line, record) in records {
                guard try isNew(record.serial, bank, work) else {
                    faults.append(
                        Fault(row: line, field: "serial", code: "lookup.duplicate", message: "该流水号此前已查询过，请换用新的流水号"))
                    continue
                }
                answers += try answer(
                    Question(query: record, line: line, bank: bank, county: document.county, document: document.id),
                    &work)
            }
            var head = QueryHead()
            head.requestNumber = read.head?.records(QueryHead.self).first?.requestNumber ?? document.name
            head.sentAt = now
            head.count = Int64(answers.count)
            try reply(document, head, answers, to: bank, &work)
            return 0
        }
    }

    /// A bank's system asks over the interface, and has its answer at once: the same bytes again get the first answer
    /// again, and use nothing up.
    ///
    /// Throws `invalid` with the code of what is wrong when nothing of the document counts.
    package func lookUp(_ bytes: [UInt8], connection name: String, county: String, now: Instant) throws -> [UInt8] {
        let submitted = try submitList(
            bytes, exchange: .historyLookup, connection: name, parameters: ["county": county, "via": "api"],
            proof: .signature, now: now)
        let answered = try store.read { c in
            try c.rows(
                """
                SELECT id FROM document WHERE direction = 'out' AND exchange = 'history.answer' AND name = $1
                ORDER BY id
                """, [.text("LD\(submitted.document)")]
            ).first?.int(0)
        }
        guard let answered else {
            let fault = try store.read { c in
                try c.rows(
                    "SELECT code, message FROM reject WHERE document = $1 ORDER BY id", [.integer(submitted.document)]
                ).first
            }
            throw GatewayError(.invalid, fault?.text(0) ?? "lookup.refused", fault?.text(1) ?? "查询文件整份退回，请改正后重发")
        }
        return try vault.bytes(of: answered)
    }

    /// Somebody of a bank asks about one person by hand: the same judgement, the same log.
    func askHistory(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        var query = HistoryQuery()
        query.serial = try input.text("serial")
        query.consent = try input.text("consent")
        query.idNumber = try IdentityNumber(reading: try input.text("idNumber").utf8).text
        query.holderName = try input.text("name")
        query.purpose = LookupPurpose(rawValue: try input.text("purpose"))
        let bank = try input.text(Engine.ownBank)
        guard try isNew(query.serial, bank, work) else {
            throw GatewayError(.conflict, "lookup.duplicate", "该流水号此前已查询过，请换用新的流水号")
        }
        let answers = try answer(
            Question(query: query, line: 0, bank: bank, county: target.county, document: nil), &work)
        let outcome = answers.first?.outcome ?? .noConsent
        var values = ["outcome": outcome.rawValue]
        for (index, answer) in answers.enumerated() where answer.outcome == .given {
            values["project.\(index + 1)"] = [
                answer.project, "\(answer.credits ?? 0) 次", "\(answer.sum?.yuan ?? "") 元", answer.from?.text ?? "",
                answer.through?.text ?? "",
            ].joined(separator: "｜")
        }
        return ActResult("lookup:\(query.serial)", outcome.zh, values)
    }

    private func isNew(_ serial: String, _ bank: String, _ work: Work) throws -> Bool {
        try work.rows("SELECT 1 FROM lookup WHERE bank = $1 AND serial = $2", .text(bank), .text(serial)).isEmpty
    }

    private func answer(_ question: Question, _ work: inout Work) throws -> [PaymentHistory] {
        let found = try consent(of: question, work)
        var reason: LookupRule.Reason
        var rows: [PaymentHistory] = []
        if let objection = try objection(to: question, found?.consent, work) {
            reason = objection
        } else if let found {
            rows = try history(of: found.person, question.county, from: found.from, through: found.through, work)
            reason = rows.isEmpty ? .nothing : .given
            // Told that there was nothing is told as well.
            try use(found, &work)
        } else {
            reason = .unknownConsent
        }
        try log(question, reason, found, projects: rows.count, &work)
        try stopIfHarvest(question.bank, question.county, reason, &work)
        if rows.isEmpty { rows = [PaymentHistory()] }
        return rows.map { row in
            var row = row
            row.serial = question.query.serial
            row.outcome = reason.outcome
            return row
        }
    }

    /// The consent that a question names, and how it fits.
    private struct Found {
        var id: Int64
        var person: Int64
        var from: Day
        var through: Day
        var left: Int64
        var consent: LookupRule.Consent
    }

    private func consent(of question: Question, _ work: Work) throws -> Found? {
        guard
            let row = try work.rows(
                """
                SELECT c.id, c.person, c.from_day, c.through_day, c.uses - c.used, c.state, c.bank, c.purpose, c.until_day,
                    (SELECT COUNT(*) FROM death d JOIN person p ON p.id_digest = d.id_digest WHERE p.id = c.person)
                FROM consent c WHERE c.number = $1 AND c.county = $2
                """, .text(question.query.consent), .text(question.county)
            ).first, let state = ConsentMachine.State(rawValue: row.text(5))
        else { return nil }
        let asked = try findPerson(IdentityNumber(reading: question.query.idNumber.utf8), work)
        let known = try open(person: row.int(1), work.c)
        return Found(
            id: row.int(0), person: row.int(1), from: row.day(2), through: row.day(3),
            left: row.int(4),
            consent: LookupRule.Consent(
                state: state, isBanks: row.text(6) == question.bank, isPersons: asked == row.int(1),
                isNamed: PersonName.fold(known.name) == PersonName.fold(question.query.holderName),
                isAlive: row.int(9) == 0, purpose: LookupPurpose(rawValue: row.text(7)),
                until: row.day(8)))
    }

    private func objection(
        to question: Question, _ consent: LookupRule.Consent?, _ work: Work
    ) throws -> LookupRule.Reason? {
        guard try !isStopped(question.bank, question.county, work.c) else { return .bankStopped }
        let terms = try profile(question.county).lookups
        let today = try lookups(of: question.bank, question.county, work)
        if today.asked >= terms.perDay, !terms.purposes.isEmpty { return .tooMany }
        return LookupRule.objection(consent, for: question.query.purpose, on: work.now.day, terms)
    }

    private func use(_ found: Found, _ work: inout Work) throws {
        // The last use first: the store's CHECK holds whatever is counted here.
        try work.execute("UPDATE consent SET used = used + 1 WHERE id = $1", .integer(found.id))
        try work.move(ConsentMachine.self, found.id, found.left > 1 ? .use : .spend)
    }

    /// Money that arrived and stayed, by project. Projects that are shown to nobody are one sum without a name.
    private func history(
        of person: Int64, _ county: String, from: Day, through: Day, _ work: Work
    ) throws -> [PaymentHistory] {
        let rows = try work.rows(
            """
            SELECT r.project, CAST(COUNT(*) AS BIGINT), CAST(SUM(a.paid_fen) AS BIGINT), MIN(a.paid_on), MAX(a.paid_on)
            FROM share s JOIN attempt a ON a.share = s.id JOIN payment_order o ON o.id = a.payment_order
            JOIN roster r ON r.id = o.roster
            WHERE s.payee = $1 AND o.county = $2 AND a.state IN ('paid', 'shortPaid', 'paidLate') AND a.paid_fen > 0
            AND a.paid_on BETWEEN $3 AND $4 GROUP BY r.project ORDER BY r.project
            """, .integer(person), .text(county), .day(from), .day(through))
        var histories: [PaymentHistory] = []
        var hidden: PaymentHistory?
        for row in rows {
            let known = project(row.text(0), county)
            var history = PaymentHistory()
            history.project = known?.zh ?? Engine.otherProjects
            history.credits = row.int(1)
            history.sum = Money(fen: row.int(2))
            history.from = row.day(3)
            history.through = row.day(4)
            guard known.map(\.confidential) ?? true else {
                histories.append(history)
                continue
            }
            history.project = Engine.otherProjects
            if let earlier = hidden {
                history.credits = row.int(1) + (earlier.credits ?? 0)
                history.sum = Money(fen: try Engine.total(row.int(2), earlier.sum))
                history.from = [earlier.from, history.from].compactMap(\.self).min()
                history.through = [earlier.through, history.through].compactMap(\.self).max()
            }
            hidden = history
        }
        return histories + [hidden].compactMap(\.self)
    }

    private static let otherProjects = "其他补贴"

    private func log(
        _ question: Question, _ reason: LookupRule.Reason, _ found: Found?, projects: Int, _ work: inout Work
    ) throws {
        // A consent that is another's is no part of this look-up: who gave it must not see it in theirs.
        let isTheirs = found.map { $0.consent.isBanks && $0.consent.isPersons } ?? false
        let id = try work.id()
        try work.execute(
            """
            INSERT INTO lookup (id, county, bank, serial, document, line, consent, person, purpose, at, reason, projects)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            .integer(id), .text(question.county), .text(question.bank), .text(question.query.serial),
            .optional(question.document), .int(question.line), .optional(isTheirs ? found?.id : nil),
            .optional(isTheirs ? found?.person : nil), .text(question.query.purpose?.rawValue ?? ""),
            .at(work.now), .text(reason.rawValue), .int(projects))
        work.touch("lookup \(id) \(question.bank) \(reason.rawValue)")
    }

    /// A file is answered with a file; a call with the document that it is handed at once.
    private func reply(
        _ document: LandedDocument, _ head: QueryHead, _ answers: [PaymentHistory], to bank: String, _ work: inout Work
    ) throws {
        let connection = try connection(bank)
        let number = "LD\(document.id)"
        guard document.parameters["via"] == "api" else {
            try post(
                Outgoing(
                    county: document.county, exchange: .historyAnswer, connection: connection, subject: "lookup",
                    subjectID: document.id, number: number,
                    fileName: try fileName(.historyAnswer, connection, number: number, work)),
                head: head, records: answers, &work)
            return
        }
        let (mapping, digest) = try mapping(Exchange.historyAnswer.rawValue, of: connection)
        let bytes = try Writing.render(head, answers, mapping)
        let id = try work.id()
        try vault.keep(bytes, as: id)
        try insertDocument(
            id, bytes,
            LandingNote(
                county: document.county, exchange: .historyAnswer, connection: connection,
                mappingKey: Exchange.historyAnswer.rawValue, name: number, parameters: ["county": document.county]),
            direction: "out", mapping: mapping.name, digest: digest, state: "promoted", &work)
    }
}
