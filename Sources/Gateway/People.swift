import Store
import Subsidy
import Workflow
import Trust

/// Texts sealed together: length-prefixed, so that no value can pretend to be two.
enum SealedTexts {
    static func encode(_ texts: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for text in texts {
            let utf8 = Array(text.utf8)
            withUnsafeBytes(of: UInt32(utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: utf8)
        }
        return bytes
    }

    static func decode(_ bytes: [UInt8]) -> [String] {
        var texts: [String] = []
        var index = 0
        while index + 4 <= bytes.count {
            let count = bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
            index += 4
            guard count <= bytes.count - index else { break }
            texts.append(String(decoding: bytes[index..<index + count], as: UTF8.self))
            index += count
        }
        return texts
    }
}

/// What is known of a person, opened.
struct OpenedPerson: Sendable {
    var idNumber: String
    var name: String
    var phone: String
}

/// What is known of an account, opened.
struct OpenedAccount: Sendable {
    var number: String
    var holder: String
    var bankName: String
}

extension Engine {
    /// The person with this identity number, made if new. 15 and 18 digits are one person (IM-11.5).
    func person(_ id: IdentityNumber, name: String, phone: String, _ work: Work) throws -> Int64 {
        let digest = sealer.digest("idNumber", Array(id.text.utf8))
        if let row = try work.rows("SELECT id FROM person WHERE id_digest = $1", .bytes(digest)).first {
            return row.int(0)
        }
        let row = try work.id()
        try insert(
            person: row, id, name: name, phone: phone, digest: digest,
            nameDigest: sealer.digest("name", PersonName.fold(name)), work)
        return row
    }

    /// Makes a person who is new.
    func insert(
        person row: Int64, _ id: IdentityNumber, name: String, phone: String, digest: [UInt8], nameDigest: [UInt8],
        _ work: Work
    ) throws {
        let sealed = try sealer.seal(
            SealedTexts.encode([id.text, name, phone]), SealContext(table: "person", row: row, fields: "id,name,phone"))
        try work.execute(
            """
            INSERT INTO person (id, id_digest, name_digest, sealed, legacy15, birth_year) VALUES ($1, $2, $3, $4, $5, $6)
            """,
            .integer(row), .bytes(digest), .bytes(nameDigest), .bytes(sealed), .int(id.legacy15 ? 1 : 0),
            .int(id.birthDate.year))
    }

    func findPerson(_ id: IdentityNumber, _ work: Work) throws -> Int64? {
        try work.rows(
            "SELECT id FROM person WHERE id_digest = $1", .bytes(sealer.digest("idNumber", Array(id.text.utf8)))
        ).first?.int(0)
    }

    func open(person: Int64, _ c: any StoreConnection) throws -> OpenedPerson {
        guard let row = try c.rows("SELECT sealed FROM person WHERE id = $1", [.integer(person)]).first else {
            throw GatewayError(.notFound, "person.unknown", "没有编号为 \(person) 的人员")
        }
        return try open(person: person, sealed: row.bytes(0))
    }

    func open(person: Int64, sealed: [UInt8]) throws -> OpenedPerson {
        let texts = SealedTexts.decode(
            try sealer.open(sealed, SealContext(table: "person", row: person, fields: "id,name,phone")))
        return OpenedPerson(idNumber: texts[0], name: texts[1], phone: texts[2])
    }

    /// Corrects a name after a mismatch (IM-16.1b), and with it the holder of the accounts that bore the wrong one: the
    /// bank is asked about the person as the register knows them.
    func rename(person: Int64, to name: String, _ work: inout Work) throws {
        var known = try open(person: person, work.c)
        let before = PersonName.fold(known.name)
        for row in try work.rows("SELECT id, sealed FROM account WHERE person = $1 ORDER BY id", .integer(person)) {
            var account = try open(account: row.int(0), sealed: row.bytes(1))
            guard PersonName.fold(account.holder) == before else { continue }
            account.holder = name
            try reseal(account: row.int(0), account, work)
            // Its bank had confirmed another holder.
            try work.move(AccountMachine.self, row.int(0), .recheck)
        }
        known.name = name
        let sealed = try sealer.seal(
            SealedTexts.encode([known.idNumber, known.name, known.phone]),
            SealContext(table: "person", row: person, fields: "id,name,phone"))
        try work.execute(
            "UPDATE person SET sealed = $1, name_digest = $2 WHERE id = $3", .bytes(sealed),
            .bytes(sealer.digest("name", PersonName.fold(name))), .integer(person))
    }

    /// Keeps an account as it is spelt from now on.
    func reseal(account: Int64, _ known: OpenedAccount, _ work: Work) throws {
        let sealed = try sealer.seal(
            SealedTexts.encode([known.number, known.holder, known.bankName]),
            SealContext(table: "account", row: account, fields: "number,holder,bank"))
        try work.execute("UPDATE account SET sealed = $1 WHERE id = $2", .bytes(sealed), .integer(account))
    }

    func applyPhone(_ change: LibraryChange, _ work: inout Work) throws -> String {
        guard let person = change.person else { return "" }
        let known = try open(person: person, work.c)
        let sealed = try sealer.seal(
            SealedTexts.encode([known.idNumber, known.name, change.texts.last ?? ""]),
            SealContext(table: "person", row: person, fields: "id,name,phone"))
        try work.execute("UPDATE person SET sealed = $1 WHERE id = $2", .bytes(sealed), .integer(person))
        return "已更正联系电话（NX-7.2）"
    }

    /// Corrects an identity number (IM-16.1b): every account of the person was verified for another number.
    func renumber(person: Int64, to number: IdentityNumber, _ work: inout Work) throws {
        let known = try open(person: person, work.c)
        let sealed = try sealer.seal(
            SealedTexts.encode([number.text, known.name, known.phone]),
            SealContext(table: "person", row: person, fields: "id,name,phone"))
        try work.execute(
            "UPDATE person SET sealed = $1, id_digest = $2, legacy15 = $3, birth_year = $4 WHERE id = $5",
            .bytes(sealed), .bytes(sealer.digest("idNumber", Array(number.text.utf8))),
            .int(number.legacy15 ? 1 : 0), .int(number.birthDate.year), .integer(person))
        try noteDeath(of: person, work)
        for row in try work.rows("SELECT id FROM account WHERE person = $1 ORDER BY id", .integer(person)) {
            try work.move(AccountMachine.self, row.int(0), .recheck)
        }
    }

    /// The account of a person, made if new; `bank` is the connection that can verify it, or empty.
    func account(
        _ number: AccountNumber, of person: Int64, holder: String, bankName: String, kind: String, source: Int64,
        _ work: Work
    ) throws -> Int64 {
        try account(
            number, of: person, holder: holder, bankName: bankName, kind: kind, source: source,
            number: { try work.id() }, work)
    }

    /// … with a number that the caller has at hand.
    func account(
        _ number: AccountNumber, of person: Int64, holder: String, bankName: String, kind: String, source: Int64,
        number next: () throws -> Int64, _ work: Work
    ) throws -> Int64 {
        let digest = sealer.digest("account", Array(number.text.utf8))
        if let row = try work.rows(
            "SELECT id FROM account WHERE person = $1 AND digest = $2", .integer(person), .bytes(digest)
        ).first {
            return row.int(0)
        }
        let row = try next()
        let sealed = try sealer.seal(
            SealedTexts.encode([number.text, holder, bankName]),
            SealContext(table: "account", row: row, fields: "number,holder,bank"))
        try work.execute(
            """
            INSERT INTO account (id, person, digest, bank, kind, sealed, state, sequence, source)
            VALUES ($1, $2, $3, $4, $5, $6, 'registered', 0, $7)
            """,
            .integer(row), .integer(person), .bytes(digest), .text(configuration.bankRoutes[bankName] ?? ""),
            .text(kind), .bytes(sealed), .integer(source))
        return row
    }

    func open(account: Int64, _ c: any StoreConnection) throws -> OpenedAccount {
        guard let row = try c.rows("SELECT sealed FROM account WHERE id = $1", [.integer(account)]).first else {
            throw GatewayError(.notFound, "account.unknown", "没有编号为 \(account) 的账户")
        }
        return try open(account: account, sealed: row.bytes(0))
    }

    func open(account: Int64, sealed: [UInt8]) throws -> OpenedAccount {
        let texts = SealedTexts.decode(
            try sealer.open(sealed, SealContext(table: "account", row: account, fields: "number,holder,bank")))
        return OpenedAccount(number: texts[0], holder: texts[1], bankName: texts[2])
    }
}
