package import AdapterKit
package import Subsidy
import Store
import Trust

/// What a department gets back at once for a list that it posts.
package struct SubmissionAnswer: Sendable {
    package var document: Int64
    package var list: Int64?
    package var head: ListReceiptHead
    /// Rejected rows, each with field, code and what to do.
    package var rejects: [ListReceiptLine]
    package var note: String
}

extension Engine {
    /// Takes a list that came over the API: landed, read and answered in one go. The same bytes again get the first
    /// answer again, and nothing is taken twice.
    ///
    /// `name` is the department's connection, as its key or the uploader's form tells it; `proof` is `signature` for a
    /// signed machine call and `none` for a person's spreadsheet, which a second person confirms.
    package func submitList(
        _ bytes: [UInt8], exchange: Exchange = .listSubmit, connection name: String, parameters: [String: String],
        proof: Arrival.Proof, now: Instant
    ) throws -> SubmissionAnswer {
        let connection = try connection(name)
        let digest = hex(Digest.sha256(bytes))
        let earlier = try store.read { c in
            try c.rows(
                """
                SELECT id FROM document WHERE connection = $1 AND exchange = $2 AND digest = $3
                AND parameters = $4 AND state = 'promoted' AND direction = 'in'
                """, [.text(name), .text(exchange.rawValue), .text(digest), .text(Parameters.encode(parameters))]
            ).first?.int(0)
        }
        if let earlier { return try answer(earlier, note: "该清单此前已接收，返回原回执") }
        let document = try land(
            bytes,
            LandingNote(
                county: parameters["county"] ?? configuration.counties.first?.code ?? "", exchange: exchange,
                connection: connection, mappingKey: exchange.rawValue, proof: proof, parameters: parameters),
            now: now)
        let row = try store.read { c in
            try c.rows(SQLText("SELECT \(LandedDocument.columns) FROM document WHERE id = $1"), [.integer(document)])
        }
        guard let landed = row.first.flatMap(LandedDocument.init) else {
            throw GatewayError(.notFound, "document.unknown", "没有该文件")
        }
        return try answer(document, note: try intake(landed, now: now))
    }

    private func answer(_ document: Int64, note: String) throws -> SubmissionAnswer {
        try store.read { c in
            let (head, lines) = try receipt(of: document, c)
            let list = try c.rows("SELECT id FROM list WHERE document = $1", [.integer(document)]).first?.int(0)
            return SubmissionAnswer(
                document: document, list: list, head: head, rejects: lines.filter { $0.accepted == false }, note: note)
        }
    }

    /// Remembers a nonce of a signed call; false when it was seen before (a replay).
    package func acceptNonce(_ nonce: String, key: String, now: Instant) throws -> Bool {
        try store.write { c in
            try c.execute("DELETE FROM nonce WHERE at < $1", [.at(now + .seconds(-86_400))])
            return try c.execute(
                "INSERT INTO nonce (api_key, nonce, at) VALUES ($1, $2, $3) ON CONFLICT (api_key, nonce) DO NOTHING",
                [.text(key), .text(nonce), .at(now)]) == 1
        }
    }

    /// Checks the audit chain against itself and its second place (G8); empty when nothing is wrong.
    package func verifyAudit() throws -> [String] { try audit.verify(store) }
}
