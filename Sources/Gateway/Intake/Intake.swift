import AdapterKit
import Mapping
import Store
package import Subsidy
import Workflow

/// A landed document on its way in.
struct LandedDocument {
    var id: Int64
    var county: String
    var exchange: Exchange
    var connection: String
    var name: String
    var digest: String
    var proof: Arrival.Proof
    var mapping: String
    var mappingDigest: String
    var parameters: [String: String]
    var question: Int64?

    init?(_ row: [SQLValue]) {
        guard let exchange = Exchange(rawValue: row.text(2)), let proof = Arrival.Proof(rawValue: row.text(6)) else {
            return nil
        }
        id = row.int(0)
        county = row.text(1)
        self.exchange = exchange
        connection = row.text(3)
        name = row.text(4)
        digest = row.text(5)
        self.proof = proof
        mapping = row.text(7)
        mappingDigest = row.text(8)
        parameters = Parameters.decode(row.text(9))
        question = row[10].integer
    }

    static let columns =
        "id, county, exchange, connection, name, digest, proof, mapping, mapping_digest, parameters, question"
}

/// What reading a document came to; the equality of G2 is checked by the store as well.
struct Tally {
    var rows = 0
    var accepted = 0
    var sum: Int64 = 0
    var acceptedFen: Int64 = 0
}

extension Engine {
    /// Reads every landed document, each by itself: one that is bad stops nobody else (G6).
    package func intake(now: Instant) throws -> Progress {
        begin(now)
        var progress = Progress()
        let landed = try store.read { c in
            try c.rows(
                SQLText(
                    """
                    SELECT \(LandedDocument.columns) FROM document
                    WHERE state = 'landed' AND direction = 'in' ORDER BY id
                    """))
        }
        for row in landed {
            guard let document = LandedDocument(row) else { continue }
            do {
                progress.notes.append(try intake(document, now: now))
            } catch let error as StoreError
                where [.busy, .serialization, .connection, .full, .corrupt].contains(error.kind)
            {
                throw error
            } catch {
                // One document that cannot be applied stops only itself (G6): what it began was rolled back.
                let fault = Fault(
                    row: 0, field: "", code: "document.unapplied", message: "文件无法入账，已隔离，请操作员核实后重新排队")
                progress.notes.append(try quarantine(document, fault, now: now))
            }
            progress.documents += 1
        }
        return progress
    }

    /// Reads one document; the note says what became of it.
    func intake(_ document: LandedDocument, now: Instant) throws -> String {
        if let note = try recogniseRepeat(document, now: now) { return note }
        guard document.proof != .broken else {
            return try quarantine(
                document,
                Fault(
                    row: 0, field: "", code: "proof.broken", message: "签名或校验值不符，文件已隔离，请联系对方核实"), now: now)
        }
        // What a bank's file says moves money, now or by a later reissue: it counts only with the bank's own proof.
        guard document.proof != .none || document.name.isEmpty || !document.exchange.needsProof else {
            return try quarantine(
                document,
                Fault(
                    row: 0, field: "", code: "proof.none", message: "文件没有签名或校验值，已隔离，请向发送方核实"), now: now)
        }
        guard try isRegistered(document) else {
            return try quarantine(
                document,
                Fault(
                    row: 0, field: "", code: "bank.notAdmitted", message: "该银行不在本旗县代发金融机构名录中，文件已隔离（NX-5.1.3）"), now: now
            )
        }
        guard let mapping = library.mapping(document.mapping),
            mappingDigests[document.mapping] == document.mappingDigest
        else {
            return try quarantine(
                document,
                Fault(
                    row: 0, field: "", code: "mapping.changed", message: "映射文件已变更，请由操作员重新排队处理"), now: now)
        }
        let bytes = try vault.bytes(of: document.id)
        switch document.exchange {
        case .listSubmit: return try intakeList(document, bytes, mapping, now: now)
        case .listChange: return try intakeListChanges(document, bytes, mapping, now: now)
        case .identityVerify: return try intakeIdentity(document, bytes, mapping, now: now)
        case .cardVerify: return try intakeCards(document, bytes, mapping, now: now)
        case .accountVerify: return try intakeAccounts(document, bytes, mapping, now: now)
        case .deathSync: return try intakeDeaths(document, bytes, mapping, now: now)
        case .residentsCompare: return try intakeResidents(document, bytes, mapping, now: now)
        case .welfareSync: return try intakeWelfare(document, bytes, mapping, now: now)
        case .indicatorSync: return try intakeBudget(document, bytes, mapping, now: now)
        case .paymentRequest, .paymentStatus: return try intakePaymentStatus(document, bytes, mapping, now: now)
        case .batchResult: return try intakeResults(document, bytes, mapping, now: now, returns: false)
        case .batchReturn: return try intakeResults(document, bytes, mapping, now: now, returns: true)
        case .statement: return try intakeStatement(document, bytes, mapping, now: now)
        case .listReceipt, .resultFeed, .batchSend, .verdictPush, .resultPush, .noticeSend, .publication,
            .historyAnswer:
            return try quarantine(
                document,
                Fault(
                    row: 0, field: "", code: "exchange.outOnly", message: "该类单据不应收到，已隔离"), now: now)
        case .beneficiarySync: return try intakeBeneficiaries(document, bytes, mapping, now: now)
        case .noticeReceipt: return try intakeReceipts(document, bytes, mapping, now: now)
        case .findingIntake: return try intakeRisks(document, bytes, mapping, now: now)
        case .applicationIntake: return try intakeApplications(document, bytes, mapping, now: now)
        case .accountChange: return try intakeAccountChanges(document, bytes, mapping, now: now)
        case .complaintIntake: return try intakePortalComplaints(document, bytes, mapping, now: now)
        case .publicationReceipt: return try intakePublicationReceipts(document, bytes, mapping, now: now)
        case .historyLookup: return try intakeLookups(document, bytes, mapping, now: now)
        case .serviceOffer: return try intakeServices(document, bytes, mapping, now: now)
        case .rosterPull: return try intakeRosterWord(document, bytes, mapping, now: now)
        }
    }

    /// The same name with the same bytes is a repeat and harmless; with other bytes a person must look.
    private func recogniseRepeat(_ document: LandedDocument, now: Instant) throws -> String? {
        guard !document.name.isEmpty else { return nil }
        let earlier = try store.read { c in
            try c.rows(
                """
                SELECT digest FROM document WHERE connection = $1 AND exchange = $2 AND name = $3 AND state = 'promoted'
                AND direction = 'in' AND name <> ''
                """, [.text(document.connection), .text(document.exchange.rawValue), .text(document.name)]
            ).first?.text(0)
        }
        guard let earlier else { return nil }
        if earlier == document.digest {
            try commit(
                "document.recognise", object: "document:\(document.id)", document: document.id, now: now, as: .promotion
            ) { work in
                try work.move(DocumentMachine.self, document.id, .recognise)
                try settleSuspense(of: document, &work)
            }
            return "\(document.exchange.rawValue) \(document.name)：重复文件，内容相同，已识别，不再处理"
        }
        return try quarantine(
            document,
            Fault(
                row: 0, field: "", code: "document.nameReused", message: "同名文件内容不同，已隔离，请人工核实"), now: now)
    }

    func quarantine(_ document: LandedDocument, _ fault: Fault, now: Instant) throws -> String {
        try end(document, .quarantine, fault, now: now)
        return "\(document.exchange.rawValue) \(document.name)：\(fault.message)"
    }

    /// Refuses a document whole: nothing of it counts.
    func refuse(_ document: LandedDocument, _ fault: Fault, now: Instant) throws -> String {
        try end(document, .refuse, fault, now: now)
        return "\(document.exchange.rawValue) \(document.name)：整份退回，\(fault.message)"
    }

    private func end(
        _ document: LandedDocument, _ event: DocumentMachine.Event, _ fault: Fault, now: Instant
    ) throws {
        try commit(
            "document.\(event.rawValue)", object: "document:\(document.id)", document: document.id, now: now,
            as: .promotion
        ) { work in
            try work.execute("DELETE FROM reject WHERE document = $1", .integer(document.id))
            try work.execute(
                "INSERT INTO reject (id, document, line, field, code, message) VALUES ($1, $2, 0, $3, $4, $5)",
                .integer(try work.id()), .integer(document.id), .text(fault.field), .text(fault.code),
                .text(fault.message))
            try work.execute(
                "UPDATE document SET reason = $1 WHERE id = $2", .text(fault.code), .integer(document.id))
            try work.move(DocumentMachine.self, document.id, event)
            if let outbox = document.question { try leaveUnanswered(outbox, &work) }
            if document.exchange.isAboutMoney {
                try suspend(document, 0, "document", document.exchange.rawValue, nil, fault.message, work)
            }
        }
    }

    /// A question whose answer cannot be read was not answered: nobody has a verdict by it, and it may be asked again.
    private func leaveUnanswered(_ outbox: Int64, _ work: inout Work) throws {
        let asked = try work.rows(
            "SELECT roster, person FROM question WHERE outbox = $1 AND answered = 0 ORDER BY line", .integer(outbox))
        for row in asked {
            try work.execute(
                """
                UPDATE roster_person SET verdict = 'unavailable', at = $1
                WHERE roster = $2 AND person = $3 AND verdict IS NULL
                """, .at(work.now), row[0], row[1])
        }
        try work.execute("UPDATE question SET answered = 1 WHERE outbox = $1", .integer(outbox))
        if let roster = asked.first?.int(0) { try refreshVerdicts(roster, of: asked.map { $0.int(1) }, work) }
    }

    /// Promotes a document in the transaction that applies it.
    func promote(_ document: LandedDocument, _ tally: Tally, _ work: inout Work) throws {
        try work.execute(
            """
            UPDATE document SET row_count = $1, accepted_count = $2, rejected_count = $3, sum_fen = $4,
            accepted_fen = $5, rejected_fen = $6 WHERE id = $7
            """,
            .int(tally.rows), .int(tally.accepted), .int(tally.rows - tally.accepted), .integer(tally.sum),
            .integer(tally.acceptedFen), .integer(tally.sum - tally.acceptedFen), .integer(document.id))
        try work.move(DocumentMachine.self, document.id, .promote)
        try settleSuspense(of: document, &work)
    }

    /// What could not be read before has been: there is nothing left to explain.
    private func settleSuspense(of document: LandedDocument, _ work: inout Work) throws {
        guard document.exchange.isAboutMoney else { return }
        let suspended = try work.rows(
            """
            SELECT id FROM suspense WHERE document = $1 AND kind = 'document' AND state IN ('open', 'explained')
            ORDER BY id
            """, .integer(document.id))
        try work.move(SuspenseMachine.self, suspended.map { ($0.int(0), .apply) })
    }

    func insertRejects(_ faults: [Fault], _ document: LandedDocument, _ work: Work) throws {
        guard !faults.isEmpty else { return }
        let ids = try work.ids(faults.count)
        try work.c.load(
            "reject", columns: ["id", "document", "line", "field", "code", "message"],
            zip(ids, faults).map { id, fault in
                [
                    .integer(id), .integer(document.id), .int(fault.row), .text(fault.field), .text(fault.code),
                    .text(fault.message),
                ]
            })
    }

    /// A running total. One that goes over is no total: the document is rolled back whole and put aside.
    package static func total(_ sum: Int64, _ amount: Money?) throws -> Int64 {
        let (total, overflow) = sum.addingReportingOverflow(amount?.fen ?? 0)
        guard !overflow else {
            throw GatewayError(.invalid, "document.total", "金额合计超出可记的范围，请与对方核对文件")
        }
        return total
    }

    /// Applies a small document in one transaction: read whole, refuse whole, or promote with its rejected rows.
    func apply<Record: CanonicalRecord>(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant, as _: Record.Type,
        _ body: (inout Work, ReadDocument, [(line: Int, record: Record)], inout [Fault]) throws -> Int64
    ) throws -> String {
        let (read, records) = try Reading.all(
            bytes, mapping, parameters: document.parameters, as: Record.self)
        if let fault = read.refusal { return try refuse(document, fault, now: now) }
        let rejected = try commit(
            "document.promote", object: "document:\(document.id)", document: document.id, now: now, as: .promotion
        ) { work -> Int in
            var faults = read.faults
            let sum = try body(&work, read, records, &faults)
            try noteCodes(read.faults, document, work)
            let bad = Set(faults.filter { !$0.isKept }.map(\.row))
            try insertRejects(faults, document, work)
            try promote(
                document,
                Tally(rows: read.rows, accepted: read.rows - bad.count, sum: sum, acceptedFen: sum), &work)
            return bad.count
        }
        let tail = rejected == 0 ? "" : "，\(rejected) 行有误"
        return "\(document.exchange.rawValue)：\(read.rows) 行\(tail)"
    }
}
