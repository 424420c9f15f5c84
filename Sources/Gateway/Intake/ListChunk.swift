import Store
import Subsidy
import Trust

/// ListChunk is some rows of a list on their way into the store: each person is looked up once, numbers are taken in
/// blocks, and the lines are loaded together.
struct ListChunk {
    private struct Known {
        var id: Int64
        var nameDigest: [UInt8]
    }

    private let engine: Engine
    private let staging: ListStaging
    private let work: Work
    private var known: [String: Known] = [:]
    private var numbers: Range<Int64> = 0..<0
    private var rows: [[SQLValue]] = []
    /// Of the line whose people were looked up last.
    private var subject: Int64 = 0
    private var beneficiary: Int64 = 0
    private var payee: Int64 = 0
    private var differs = false

    init(engine: Engine, staging: ListStaging, work: Work) {
        self.engine = engine
        self.staging = staging
        self.work = work
    }

    /// Looks up the people of a line, or makes them; whose claim it is.
    mutating func people(of line: ApprovedListLine) throws -> Int64 {
        differs = false
        beneficiary = try person(line.beneficiaryID, line.beneficiaryName, phone: line.phone)
        payee = try person(line.payeeID, line.payeeName, phone: line.phone)
        subject = beneficiary
        if staging.terms.project.unit == .household, !line.headID.isEmpty {
            let before = differs
            subject = try person(line.headID, line.headName, phone: line.phone)
            if subject == beneficiary { differs = before }
        }
        return subject
    }

    /// Whether a person is known by another name is noted: then one of the two lists is wrong about who it is (IM-16.1b).
    private mutating func person(_ raw: String, _ name: String, phone: String) throws -> Int64 {
        let id = try IdentityNumber(reading: raw.utf8)
        let nameDigest = engine.sealer.digest("name", PersonName.fold(name))
        if let known = known[id.text] {
            if known.nameDigest != nameDigest { differs = true }
            return known.id
        }
        let digest = engine.sealer.digest("idNumber", Array(id.text.utf8))
        let found = try work.rows("SELECT id, name_digest FROM person WHERE id_digest = $1", .bytes(digest)).first
        if let found {
            if found.bytes(1) != nameDigest { differs = true }
            known[id.text] = Known(id: found.int(0), nameDigest: found.bytes(1))
            return found.int(0)
        }
        let row = try number()
        try engine.insert(person: row, id, name: name, phone: phone, digest: digest, nameDigest: nameDigest, work)
        known[id.text] = Known(id: row, nameDigest: nameDigest)
        return row
    }

    private mutating func number() throws -> Int64 {
        if numbers.isEmpty { numbers = try work.ids(256) }
        return numbers.removeFirst()
    }

    /// Appends the line whose people were looked up last.
    mutating func append(_ line: ApprovedListLine, row: Int, range: Range<Int>) throws {
        var account: Int64?
        if !line.account.isEmpty {
            account = try engine.account(
                AccountNumber(reading: line.account.utf8), of: payee, holder: line.payeeName, bankName: line.bank,
                kind: "list", source: staging.document.id, number: { try number() }, work)
        }
        let id = try number()
        let raw = try engine.sealer.seal(
            SealedTexts.encode([line.beneficiaryName, line.payeeName, line.headName, line.note]),
            SealContext(table: "list_line", row: id, fields: "beneficiary,payee,head,note"))
        rows.append([
            .integer(id), .integer(staging.list), .int(row), .integer(subject), .integer(beneficiary), .integer(payee),
            .optional(account), .optional(line.quantity?.millionths), .optional(line.rate?.millionths),
            .integer(line.amount?.fen ?? 0), .optional(staging.standard(line)?.fen), .text(line.village),
            .text(line.villageCode), .int(differs ? 1 : 0), .bytes(raw), .int(range.lowerBound), .int(range.upperBound),
        ])
    }

    private static let columns = [
        "id", "list", "line", "subject", "beneficiary", "payee", "account", "quantity", "rate", "amount_fen",
        "standard_fen", "village", "village_code", "name_differs", "sealed", "first_byte", "end_byte",
    ]

    /// Loads the lines. Nothing of the chunk may be asked for afterwards.
    func insert() throws { try work.c.load("list_line", columns: ListChunk.columns, rows) }
}
