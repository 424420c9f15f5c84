import Subsidy
import Store
import Workflow

extension Engine {
    /// The day of a death that a register told without one (IM-16.1e): the township tells it with its evidence …
    func tellDeathDay(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let inquiry = try input.id("inquiry")
        let day = try input.day("day")
        _ = try input.text("evidence")
        guard day <= work.now.day else {
            throw GatewayError(.invalid, "death.day", "死亡日期不能晚于今天，请核对后重填")
        }
        try work.move(DeathInquiryMachine.self, inquiry, .tell)
        try work.execute("UPDATE death_inquiry SET day = $1 WHERE id = $2", .day(day), .integer(inquiry))
        work.touch("death_inquiry \(inquiry) \(day.text)")
        return ActResult("inquiry:\(inquiry)", "已登记死亡日期 \(day.text)，待负责人确认")
    }

    /// … and its leader confirms it: from then on it counts like a register's.
    func confirmDeathDay(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let inquiry = try input.id("inquiry")
        try work.move(DeathInquiryMachine.self, inquiry, .confirm)
        try work.execute(
            """
            INSERT INTO death (id_digest, connection, death_day, document, line)
            SELECT p.id_digest, 'inquiry', i.day, i.document, 0 FROM death_inquiry i JOIN person p ON p.id = i.person
            WHERE i.id = $1 ON CONFLICT (id_digest, connection) DO UPDATE
            SET death_day = excluded.death_day, document = excluded.document
            """, .integer(inquiry))
        if let person = try work.rows("SELECT person FROM death_inquiry WHERE id = $1", .integer(inquiry)).first?.int(0)
        {
            try noteDeath(of: person, work)
        }
        return ActResult("inquiry:\(inquiry)", "死亡日期已确认，此后的发放将立案追缴（IM-16.1e）")
    }

    func rejectDeathDay(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let inquiry = try input.id("inquiry")
        let reason = try input.text("reason")
        try work.move(DeathInquiryMachine.self, inquiry, .reject)
        return ActResult("inquiry:\(inquiry)", "死亡日期未予确认：\(reason)")
    }

    /// Deaths without a day, of people who were paid, and how much at most is in question.
    package func deathInquiries() throws -> [WorkItem] {
        try items(
            "inquiry",
            """
            SELECT i.id, i.county, i.state, i.day, i.opened, p.id, p.sealed,
                COALESCE((SELECT CAST(SUM(a.paid_fen) AS BIGINT) FROM share s JOIN attempt a ON a.share = s.id
                    WHERE s.payee = i.person), 0),
                COALESCE((SELECT CAST(SUM(v.amount_fen) AS BIGINT) FROM share s JOIN attempt a ON a.share = s.id
                    JOIN recovery v ON v.attempt = a.id WHERE s.payee = i.person AND v.article = 'IM-16.1e'
                    AND v.state <> 'withdrawn'), 0)
            FROM death_inquiry i JOIN person p ON p.id = i.person ORDER BY i.id
            """
        ) { row, _ in
            let person = try open(person: row.int(5), sealed: row.bytes(6))
            return [
                "name": Mask.name(person.name), "idNumber": Mask.idNumber(person.idNumber),
                "day": row[3].day?.text ?? "", "started": String(row.int(4)),
                "paidFen": String(row.int(7)), "recoveryFen": String(row.int(8)),
            ]
        }
    }
}
