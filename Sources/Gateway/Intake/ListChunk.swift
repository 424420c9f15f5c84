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
    private var places: [Int64: HouseholdPlace] = [:]
    private var claimants: [[SQLValue]] = []
    /// As whom the line looked up last claims, where that is not its head.
    private var claimant: Int64?
    /// Why the line looked up last cannot be its household's.
    private(set) var objection: GatewayError?

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
        return try claiming()
    }

    /// As whom a line claims: a household of the library claims as one, whoever is its head today (IM-11.1); a line whose
    /// people live in two households, or whose head is none, is nobody's.
    private mutating func claiming() throws -> Int64 {
        claimant = nil
        objection = nil
        guard staging.terms.project.unit == .household else { return subject }
        let home = try place(of: subject)
        if home?.isHead == false {
            objection = GatewayError(.refused, "household.notHead", "基础库中该人员不是户主，请按现户主报送（IM-11.1）")
        }
        if subject != beneficiary, let other = try place(of: beneficiary), other.household != home?.household {
            objection = GatewayError(.refused, "household.differs", "基础库中享受人与所报户主不在同一户，请核实（IM-11.1）")
        }
        guard let home, home.claimant != subject else { return subject }
        claimant = home.claimant
        return home.claimant
    }

    private mutating func place(of person: Int64) throws -> HouseholdPlace? {
        if let known = places[person] { return known }
        let found = try engine.place(of: person, work)
        if let found { places[person] = found }
        return found
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
        if let claimant { claimants.append([.integer(id), .integer(claimant)]) }
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
    func insert() throws {
        try work.c.load("list_line", columns: ListChunk.columns, rows)
        try work.c.load("list_claimant", columns: ["list_line", "claimant"], claimants)
    }
}
