import AdapterKit
import Mapping
import Store
import Subsidy
import Workflow

extension Engine {
    /// What a bank offers (IM-27.2): each is checked by the profile's words, and waits for a person. A row that advertises
    /// or ties one sale to another is refused with what is wrong; the others go on.
    func intakeServices(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        let terms = try profile(document.county).services
        return try apply(document, bytes, mapping, now: now, as: BankService.self) { work, _, records, faults in
            for (line, record) in records {
                if record.withdrawn == true {
                    try withdrawOffers(record.number, document, &work)
                    continue
                }
                let objections = ServiceRule.objections(record, on: now.day, terms)
                guard objections.isEmpty else {
                    faults += objections.map {
                        Fault(row: line, field: $0.field, code: $0.code, message: "\($0.zh)（IM-27.2）")
                    }
                    continue
                }
                try take(record, line, document, &work)
            }
            return 0
        }
    }

    /// A new version of a service; what says the same as the last one is no news.
    private func take(_ service: BankService, _ line: Int, _ document: LandedDocument, _ work: inout Work) throws {
        let bank = bankConnection(document.connection)
        let last = try work.rows(
            """
            SELECT id, version, category, title, content, phone, from_day, until_day, state FROM bank_service
            WHERE county = $1 AND bank = $2 AND number = $3 ORDER BY version DESC LIMIT 1
            """, .text(document.county), .text(bank), .text(service.number)
        ).first
        let said: [SQLValue] = [
            .text(service.category?.rawValue ?? ""), .text(service.title), .text(service.text), .text(service.phone),
            .day(service.from), .day(service.until),
        ]
        if let last, Array(last[2...7]) == said, ["offered", "released"].contains(last.text(8)) { return }
        // What was only offered is not looked at any more; what is public stays until the new one is released.
        if let last, last.text(8) == BankServiceMachine.State.offered.rawValue {
            try work.move(BankServiceMachine.self, last.int(0), .replace)
        }
        let id = try work.id()
        try work.execute(
            """
            INSERT INTO bank_service (id, county, bank, number, version, category, title, content, phone, from_day,
                until_day, document, line, received, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'offered', 0)
            """,
            .integer(id), .text(document.county), .text(bank), .text(service.number),
            .integer((last?.int(1) ?? 0) + 1), said[0], said[1], said[2], said[3], said[4], said[5],
            .integer(document.id), .int(line), .at(work.now))
        work.touch("bank_service \(id)")
    }

    private func withdrawOffers(_ number: String, _ document: LandedDocument, _ work: inout Work) throws {
        let open = try work.rows(
            """
            SELECT id FROM bank_service WHERE county = $1 AND bank = $2 AND number = $3
            AND state IN ('offered', 'released') ORDER BY id
            """, .text(document.county), .text(bankConnection(document.connection)), .text(number))
        try work.move(BankServiceMachine.self, open.map { ($0.int(0), .withdraw) })
    }

    /// Somebody of finance has read it: it is made public, in the place of what stood there under its number.
    func releaseService(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let service = try input.id("service")
        let row = try work.row(
            "SELECT county, bank, number, until_day FROM bank_service WHERE id = $1", .integer(service),
            missing: "service.unknown", "没有该服务信息")
        guard row.int(3) >= Int64(work.now.day.number) else {
            throw GatewayError(.refused, "service.term", "该服务信息的期限已过，请银行重报")
        }
        let standing = try work.rows(
            """
            SELECT id FROM bank_service WHERE county = $1 AND bank = $2 AND number = $3 AND state = 'released' ORDER BY id
            """, row[0], row[1], row[2])
        try work.move(BankServiceMachine.self, standing.map { ($0.int(0), .replace) })
        try work.move(BankServiceMachine.self, service, .release)
        return ActResult("service:\(service)", "已同意发布，随下一次公开数据送出（IM-27.2）")
    }

    func refuseService(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let service = try input.id("service")
        let reason = try input.text("reason")
        try work.move(BankServiceMachine.self, service, .refuse)
        try work.execute("UPDATE bank_service SET reason = $1 WHERE id = $2", .text(reason), .integer(service))
        return ActResult("service:\(service)", "不予发布：\(reason)")
    }

    /// By finance, or by the bank itself: of its own, and of no other.
    func withdrawService(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let service = try input.id("service")
        let reason = try input.text("reason")
        let bank = input.optional(Engine.ownBank)
        let row = try work.rows("SELECT bank FROM bank_service WHERE id = $1", .integer(service)).first
        guard let row, bank.isEmpty || row.text(0) == bank else {
            throw GatewayError(.notFound, "service.unknown", "没有该服务信息")
        }
        try work.move(BankServiceMachine.self, service, .withdraw)
        try work.execute("UPDATE bank_service SET reason = $1 WHERE id = $2", .text(reason), .integer(service))
        return ActResult("service:\(service)", "已撤回，随下一次公开数据撤下")
    }

    /// Everything that banks offered, and where it stands.
    package func bankServices() throws -> [WorkItem] { try store.read { c in try serviceItems(of: "", c) } }

    func serviceItems(of bank: String, _ c: any StoreConnection) throws -> [WorkItem] {
        try c.rows(
            """
            SELECT id, county, state, bank, number, version, category, title, content, phone, from_day, until_day,
                received, reason
            FROM bank_service WHERE CAST($1 AS TEXT) = '' OR bank = $1 ORDER BY id
            """, [.text(bank)]
        ).map { row in
            WorkItem(
                kind: "service", id: row.int(0), county: row.text(1), state: row.text(2),
                values: [
                    "bank": bankName(row.text(3)), "number": row.text(4), "version": String(row.int(5)),
                    "category": ServiceCategory(rawValue: row.text(6))?.zh ?? "", "title": row.text(7),
                    "content": row.text(8), "phone": row.text(9), "from": row.day(10).text,
                    "until": row.day(11).text, "received": String(row.int(12)),
                    "reason": row.text(13),
                ])
        }
    }

    /// What is to be shown of a county's banks today; nil where nothing ever was.
    func publicServices(_ county: String, on day: Day, _ c: any StoreConnection) throws -> [PublicItem]? {
        let rows = try c.rows(
            """
            SELECT bank, number, category, title, content, phone, from_day, until_day, state FROM bank_service
            WHERE county = $1 AND state IN ('released', 'replaced', 'withdrawn') ORDER BY bank, number, version
            """, [.text(county)])
        guard !rows.isEmpty else { return nil }
        let today = Int64(day.number)
        return rows.filter {
            $0.text(8) == BankServiceMachine.State.released.rawValue && $0.int(6) <= today && today <= $0.int(7)
        }.map { row in
            var service = BankService()
            service.number = row.text(1)
            service.category = ServiceCategory(rawValue: row.text(2))
            service.title = row.text(3)
            service.text = row.text(4)
            service.phone = row.text(5)
            service.from = row.day(6)
            service.until = row.day(7)
            return ServiceRule.item(service, bank: bankName(row.text(0)))
        }
    }
}
