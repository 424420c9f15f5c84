import AdapterKit
import Formats
import Mapping
import Store
import Subsidy

/// A document to be sent, before it has a number in the outbox.
struct Outgoing {
    var county: String
    var exchange: Exchange
    var connection: Connection
    var subject: String
    var subjectID: Int64
    /// Our own number; the same for every try.
    var number: String
    var fileName = ""
    var parameters: [String: String] = [:]
    /// The outbox entry that must have arrived, or been refused, before this one leaves: what takes back or replaces a
    /// word may not overtake it.
    var follows: Int64?
}

extension Engine {
    /// Renders a document, keeps its bytes, and puts the intent to send it into the outbox, in the transaction of the
    /// state that made it (G5). Bytes on disk without a row belong to nobody and are written over.
    @discardableResult
    func post<Head: CanonicalRecord, Record: CanonicalRecord>(
        _ outgoing: Outgoing, head: Head, records: [Record], _ work: inout Work
    ) throws -> Int64 {
        let (mapping, digest) = try mapping(outgoing.exchange.rawValue, of: outgoing.connection)
        try ZoneRule.check(head, records, mapping, outgoing.connection)
        let bytes = try Writing.render(head, records, mapping)
        let document = try work.id()
        try vault.keep(bytes, as: document)
        let note = LandingNote(
            county: outgoing.county, exchange: outgoing.exchange, connection: outgoing.connection,
            mappingKey: outgoing.exchange.rawValue, name: outgoing.fileName, parameters: outgoing.parameters)
        try insertDocument(
            document, bytes, note, direction: "out", mapping: mapping.name, digest: digest, state: "promoted", &work)
        let id = try work.id()
        try work.execute(
            """
            INSERT INTO outbox (id, county, exchange, connection, subject, subject_id, number, file_name, document,
                parameters, state, sequence, next_at, created, follows)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'ready', 0, $11, $11, $12)
            """,
            .integer(id), .text(outgoing.county), .text(outgoing.exchange.rawValue), .text(outgoing.connection.name),
            .text(outgoing.subject), .integer(outgoing.subjectID), .text(outgoing.number), .text(outgoing.fileName),
            .integer(document), .text(Parameters.encode(outgoing.parameters)), .at(work.now),
            .optional(outgoing.follows))
        work.touch("outbox \(id) \(outgoing.number)")
        return id
    }

    /// A file name by the connection's pattern: `{day}` yyyyMMdd, `{n3}` the day's sequence, `{number}` our number.
    func fileName(_ exchange: Exchange, _ connection: Connection, number: String, _ work: Work) throws -> String {
        let pattern = connection.setting("name.\(exchange.rawValue)")
        guard !pattern.isEmpty else { return "" }
        let day = work.now.day.compact
        var name = pattern.replacing("{day}", with: day).replacing("{number}", with: number)
        guard name.contains("{n3}") else { return name }
        var sequence = 1
        while true {
            let text = String(sequence + 1000).dropFirst()
            let candidate = name.replacing("{n3}", with: text)
            let taken = try work.rows(
                "SELECT 1 FROM outbox WHERE connection = $1 AND exchange = $2 AND file_name = $3",
                .text(connection.name), .text(exchange.rawValue), .text(candidate))
            if taken.isEmpty {
                name = candidate
                return name
            }
            sequence += 1
        }
    }

    /// The head of a question to a register: who asks, on whose behalf.
    func queryHead(_ county: String, number: String, count: Int, now: Instant) -> QueryHead {
        let fields = configuration.county(county)?.operatorFields ?? [:]
        var head = QueryHead()
        head.requestNumber = number
        head.sentAt = now
        head.count = Int64(count)
        head.operatorID = fields["id"] ?? ""
        head.operatorName = fields["name"] ?? ""
        head.operatorOrg = fields["org"] ?? ""
        head.operatorOrgName = fields["orgName"] ?? ""
        head.caller = fields["caller"] ?? ""
        head.callerName = fields["callerName"] ?? ""
        head.businessType = fields["business"] ?? ""
        head.businessName = fields["businessName"] ?? ""
        return head
    }
}

extension String {
    /// Replaces every occurrence of a text, without Foundation.
    func replacing(_ text: String, with other: some StringProtocol) -> String {
        var result = ""
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            result += rest[..<range.lowerBound] + other
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
