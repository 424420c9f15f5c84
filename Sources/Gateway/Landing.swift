import AdapterKit
import Mapping
import Store
import Subsidy
import Trust

/// What is known of a document before anybody reads it.
struct LandingNote {
    var county: String
    var exchange: Exchange
    var connection: Connection
    var mappingKey: String
    var name = ""
    var marker: String?
    var proof: Arrival.Proof = .none
    var parameters: [String: String] = [:]
    /// The outbox entry that this answers.
    var question: Int64?
    /// The file still lies at the far end and must be moved away.
    var atFarEnd = false
}

/// Bytes that are sealed on disk, and belong to nobody until their document is committed.
struct KeptBytes {
    let document: Int64
    let bytes: [UInt8]
    let note: LandingNote
    /// The mapping by which they will be read, and its digest.
    let mapping: String
    let mappingDigest: String
}

extension Engine {
    /// Lands bytes: sealed on disk first, then committed; only a committed document may be moved away at the far end.
    func land(_ bytes: [UInt8], _ note: LandingNote, now: Instant) throws -> Int64 {
        try land(keep(bytes, note, as: store.write { c in try IdSource().id(c) }), now: now)
    }

    func land(_ kept: KeptBytes, now: Instant) throws -> Int64 {
        try commit(
            "document.land", object: "document:\(kept.document)", document: kept.document, now: now,
            as: .arrival
        ) { work in
            try insert(kept, &work)
            return kept.document
        }
    }

    func keep(_ bytes: [UInt8], _ note: LandingNote, as document: Int64) throws -> KeptBytes {
        let (mapping, digest) = try mapping(note.mappingKey, of: note.connection)
        try vault.keep(bytes, as: document)
        probe.pass(.afterLanding)
        return KeptBytes(document: document, bytes: bytes, note: note, mapping: mapping.name, mappingDigest: digest)
    }

    func insert(_ kept: KeptBytes, _ work: inout Work) throws {
        try insertDocument(
            kept.document, kept.bytes, kept.note, direction: "in", mapping: kept.mapping, digest: kept.mappingDigest,
            state: "landed", &work)
    }

    func insertDocument(
        _ document: Int64, _ bytes: [UInt8], _ note: LandingNote, direction: String, mapping: String, digest: String,
        state: String, _ work: inout Work
    ) throws {
        let content = hex(Digest.sha256(bytes))
        try work.execute(
            """
            INSERT INTO document (id, county, exchange, connection, direction, name, digest, size, proof, mapping,
                mapping_digest, parameters, state, sequence, received, question, far_end, marker)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15, $16, $17)
            """,
            .integer(document), .text(note.county), .text(note.exchange.rawValue), .text(note.connection.name),
            .text(direction), .text(note.name), .text(content), .int(bytes.count), .text(note.proof.rawValue),
            .text(mapping), .text(digest), .text(Parameters.encode(note.parameters)), .text(state), .at(work.now),
            .optional(note.question), .text(note.atFarEnd ? "there" : "none"), .optional(note.marker))
        work.touch("document \(document) \(content)")
    }
}

/// Parameters as one text: sorted `key=value` lines. Never personal data.
enum Parameters {
    static func encode(_ parameters: [String: String]) -> String {
        parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
    }

    static func decode(_ text: String) -> [String: String] {
        var parameters: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { parameters[String(parts[0])] = String(parts[1]) }
        }
        return parameters
    }
}
