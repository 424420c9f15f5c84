import AdapterKit
import Mapping
import Store
import Subsidy
import Workflow

extension Engine {
    /// Messages in one document to a carrier, unless its connection says otherwise.
    private static let noticeBatch = 500

    /// Puts what people are to be told into the outbox (IM-16.2, IM-21, IM-33.1a, IM-35, NX-8.2). A county without a
    /// connection for it tells nobody. Whatever is wrong with a message stops that message and no payment.
    func postNotices(now: Instant) throws -> Progress {
        var progress = Progress()
        for county in configuration.counties {
            guard let name = routes(.noticeSend, county.code).first, let connection = configuration.connections[name],
                let templates = library.notices(connection.setting("templates", default: "standard")),
                try isLookDue(county.code, name, now: now)
            else { continue }
            let due = try store.read { c in
                try dueNotices(county.code, since: now.day - templates.withinDays, c)
            }
            let told = due.filter { templates.templates[$0.kind] != nil }
            for chunk in told.chunked(Int(connection.setting("batch")) ?? Engine.noticeBatch) {
                progress.moves += try post(chunk, county.code, connection, templates, now: now)
            }
            if due.count < Engine.noticeLimit { try noteRun(.noticeSend, county.code, name, now: now) }
        }
        return progress
    }

    /// There is something new to tell when a result came, or a roster's accounts were answered, since the last look; what
    /// people decide is looked for every hour.
    private func isLookDue(_ county: String, _ connection: String, now: Instant) throws -> Bool {
        try store.read { c in
            let last = try c.rows(
                "SELECT last_run FROM schedule WHERE county = $1 AND exchange = 'notice.send' AND connection = $2",
                [.text(county), .text(connection)]
            ).first?[0].integer
            guard let last, now.milliseconds - last < 3_600_000 else { return true }
            return try !c.rows(
                """
                SELECT 1 FROM document WHERE county = $1 AND state = 'promoted' AND direction = 'in' AND received >= $2
                AND exchange IN ('batch.result', 'batch.return', 'account.verify', 'card.verify', 'payment.status') LIMIT 1
                """, [.text(county), .integer(last)]
            ).isEmpty
        }
    }

    /// One document of messages, its intent committed with the rows that say who is told what.
    private func post(
        _ due: [DueNotice], _ county: String, _ connection: Connection, _ templates: NoticeTemplates, now: Instant
    ) throws -> Int {
        try commit("notice.post", object: "county:\(county)", now: now, as: .intent) { work in
            let mapping = try mapping(Exchange.noticeSend.rawValue, of: connection).mapping
            var head = NoticeHead()
            head.signature = templates.signature
            head.sentAt = now
            var records: [Notice] = []
            var ids: [Int64] = []
            for item in due {
                guard let template = templates.templates[item.kind] else { continue }
                let id = try work.id()
                let (notice, objection) = try compose(item, id, county, template, templates, work)
                var reason = objection?.rawValue ?? (notice.phone.isEmpty ? "phone.missing" : "")
                // What its own document cannot carry is told to nobody; the others go.
                if reason.isEmpty, !Engine.canWrite(notice, head, mapping) { reason = "notice.unwritable" }
                try insert(item, id, county, template.id, reason, work)
                if reason.isEmpty {
                    records.append(notice)
                    ids.append(id)
                } else {
                    try work.move(NoticeMachine.self, id, .refuse)
                }
            }
            guard let first = ids.first else { return due.count }
            head.batchNumber = "DX\(first)"
            head.count = Int64(records.count)
            let outbox = try post(
                Outgoing(
                    county: county, exchange: .noticeSend, connection: connection, subject: "notice", subjectID: first,
                    number: head.batchNumber,
                    fileName: try fileName(.noticeSend, connection, number: head.batchNumber, work)),
                head: head, records: records, &work)
            for id in ids {
                try work.execute("UPDATE notice SET outbox = $1 WHERE id = $2", .integer(outbox), .integer(id))
            }
            return ids.count
        }
    }

    /// What a message says: the name masked, of the account its tail.
    private func compose(
        _ item: DueNotice, _ id: Int64, _ county: String, _ template: NoticeTemplates.Template,
        _ templates: NoticeTemplates, _ work: Work
    ) throws -> (Notice, NoticeText.Objection?) {
        let person = try open(person: item.person, work.c)
        let account = try open(account: item.account, work.c)
        var notice = Notice()
        notice.serial = Engine.noticeSerial(id)
        notice.phone = person.phone
        notice.template = template.id
        notice.kind = item.kind
        notice.name = Mask.name(person.name)
        notice.year = Period(item.period).map { String($0.first.year) } ?? ""
        notice.project = project(item.project, county)?.zh ?? item.project
        notice.amount = item.amount
        notice.day = item.day
        notice.tail = String(account.number.suffix(4))
        notice.bank = account.bankName
        notice.reason = item.reason
        notice.hotline = office(item.project, county)?.phone ?? ""
        let values = [
            "name": notice.name, "year": notice.year, "project": notice.project, "amount": item.amount?.yuan ?? "",
            "day": item.day?.text ?? "", "tail": notice.tail, "bank": notice.bank, "reason": notice.reason,
            "hotline": notice.hotline,
        ]
        notice.text = templates.signature + template.filled { values[$0] ?? "" }
        return (notice, NoticeText.objection(notice.text, fullName: person.name))
    }

    private func insert(
        _ item: DueNotice, _ id: Int64, _ county: String, _ template: String, _ reason: String, _ work: Work
    ) throws {
        try work.execute(
            """
            INSERT INTO notice (id, county, kind, serial, person, project, period, attempt, failure, account, amount_fen,
                template, created, reason, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'posted', 0)
            """,
            .integer(id), .text(county), .text(item.kind.rawValue), .text(Engine.noticeSerial(id)),
            .integer(item.person), .text(item.project), .text(item.period), .optional(item.attempt),
            .optional(item.failure), .integer(item.account), .optional(item.amount?.fen), .text(template),
            .at(work.now), .text(reason))
    }

    /// Whether a message alone can be written: its phone and its text are of the carrier's form.
    private static func canWrite(_ notice: Notice, _ head: NoticeHead, _ mapping: CompiledMapping) -> Bool {
        var head = head
        head.batchNumber = notice.serial
        head.count = 1
        return (try? Writing.render(head, [notice], mapping)) != nil
    }

    static func noticeSerial(_ id: Int64) -> String { "N\(id)" }

    /// What the carrier's answer to a whole document means for its messages.
    func moveNotices(from first: Int64, _ event: NoticeMachine.Event, _ work: inout Work) throws {
        guard let outbox = try work.rows("SELECT outbox FROM notice WHERE id = $1", .integer(first)).first?[0].integer
        else { return }
        let waiting = try work.rows(
            "SELECT id FROM notice WHERE outbox = $1 AND state = 'posted' ORDER BY id", .integer(outbox))
        try work.move(NoticeMachine.self, waiting.map { ($0.int(0), event) })
        if event == .refuse {
            try work.execute(
                "UPDATE notice SET reason = 'carrier.refused' WHERE outbox = $1 AND state = 'refused'", .integer(outbox)
            )
        }
    }

    /// Every message with what became of it (IM-33.1a): who was told stays sealed.
    package func notices() throws -> [WorkItem] {
        try items(
            "notice",
            """
            SELECT n.id, n.county, n.state, n.kind, n.serial, n.project, n.period, n.amount_fen, n.template,
                n.reason, n.state_code, n.created, n.receipt_at, COALESCE(o.number, ''), COALESCE(o.state, '')
            FROM notice n LEFT JOIN outbox o ON o.id = n.outbox ORDER BY n.id
            """,
            [
                "kind", "number", "project", "period", "amountFen", "template", "reason", "code", "received",
                "receiptAt", "batch", "outbox",
            ])
    }
}
