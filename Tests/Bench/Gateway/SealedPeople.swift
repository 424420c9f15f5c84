import Store
import Subsidy
import Trust

/// People are the names, identity numbers and accounts of some rows.
struct People: Sendable {
    var names = Texts()
    var ids = Texts()
    var accounts = Texts()

    /// Texts one after another.
    struct Texts: Sendable {
        var bytes: [UInt8] = []
        var ends: [Int] = []

        var column: StoreColumn { StoreColumn(.text, content: bytes, ends: ends) }
    }
}

/// SealedPerson is name, identity number and account of one row in one value: each with its length before it.
struct SealedPerson {
    private static let prefix = 4
    /// Bytes of a sealed value beside its texts, at most.
    static let overhead = 64

    var name: UnsafeRawBufferPointer
    var id: UnsafeRawBufferPointer
    var account: UnsafeRawBufferPointer

    var count: Int { 3 * SealedPerson.prefix + name.count + id.count + account.count }

    func write(to place: UnsafeMutableRawBufferPointer) {
        var rest = place
        SealedPerson.put(name, &rest)
        SealedPerson.put(id, &rest)
        SealedPerson.put(account, &rest)
    }

    @inline(__always)
    private static func put(_ text: UnsafeRawBufferPointer, _ rest: inout UnsafeMutableRawBufferPointer) {
        rest.storeBytes(of: UInt32(truncatingIfNeeded: text.count).bigEndian, as: UInt32.self)
        UnsafeMutableRawBufferPointer(rebasing: rest[prefix...]).copyMemory(from: text)
        rest = UnsafeMutableRawBufferPointer(rebasing: rest[(prefix + text.count)...])
    }

    /// Appends the three texts of a value.
    static func read(_ bytes: [UInt8], onto people: inout People) throws {
        try bytes.withUnsafeBytes { bytes in
            var rest = bytes
            try take(&rest, &people.names)
            try take(&rest, &people.ids)
            try take(&rest, &people.accounts)
        }
    }

    @inline(__always)
    private static func take(_ rest: inout UnsafeRawBufferPointer, _ texts: inout People.Texts) throws {
        guard rest.count >= prefix else { throw BenchError("not three texts") }
        let end = prefix + Int(UInt32(bigEndian: rest.loadUnaligned(as: UInt32.self)))
        guard end <= rest.count else { throw BenchError("not three texts") }
        texts.bytes.append(contentsOf: rest[prefix..<end])
        texts.ends.append(texts.bytes.count)
        rest = UnsafeRawBufferPointer(rebasing: rest[end...])
    }
}

/// PersonSealer seals the person of each record and makes the digests by which the row is found. One thread uses it.
final class PersonSealer {
    private let session: SealingSession
    private let ids: DigestSession
    private let accounts: DigestSession

    struct Sealed: Sendable {
        var people: StoreColumn
        var accounts: StoreColumn
        /// Of the identity numbers, one after another.
        var ids: [UInt8]
    }

    init(_ sealer: Sealer, table: String) {
        session = SealingSession(sealer, table: table, fields: SealedTable.fields)
        ids = DigestSession(sealer, kind: "idNumber")
        accounts = DigestSession(sealer, kind: "account")
    }

    func seal(_ records: RecordBatch, _ columns: ResultFile.Columns) throws -> Sealed {
        let count = records.count
        var (people, accounts, ids) = ([UInt8](), [UInt8](), [UInt8]())
        var ends: [Int] = []
        let texts = [columns.name, columns.id, columns.account].reduce(0) { $0 + records.columns[$1].text.count }
        people.reserveCapacity(texts + count * SealedPerson.overhead)
        accounts.reserveCapacity(count * DigestSession.length)
        ids.reserveCapacity(count * DigestSession.length)
        ends.reserveCapacity(count)
        try records.withMemory { memory in
            for record in 0..<count {
                let person = SealedPerson(
                    name: memory[columns.name].bytes(record), id: memory[columns.id].bytes(record),
                    account: memory[columns.account].bytes(record))
                let row = memory[columns.sequence].integers[record]
                try session.seal(person.count, row: row, onto: &people) { person.write(to: $0) }
                ends.append(people.count)
                self.ids.append(person.id, to: &ids)
                self.accounts.append(person.account, to: &accounts)
            }
        }
        return Sealed(
            people: StoreColumn(.bytes, content: people, ends: ends),
            accounts: StoreColumn(.bytes, content: accounts, ends: (0..<count).map { ($0 + 1) * DigestSession.length }),
            ids: ids)
    }

    /// Seals people that stand in columns of a store.
    func seal(names: StoreColumn, ids: StoreColumn, accounts: StoreColumn, rows: [Int64]) throws -> StoreColumn {
        var people: [UInt8] = []
        var ends: [Int] = []
        for (index, row) in rows.enumerated() {
            try names.bytes(index).withUnsafeBytes { name in
                try ids.bytes(index).withUnsafeBytes { id in
                    try accounts.bytes(index).withUnsafeBytes { account in
                        let person = SealedPerson(name: name, id: id, account: account)
                        try session.seal(person.count, row: row, onto: &people) { person.write(to: $0) }
                    }
                }
            }
            ends.append(people.count)
        }
        return StoreColumn(.bytes, content: people, ends: ends)
    }
}

/// PersonOpener opens the person of each row. One thread uses it.
final class PersonOpener {
    private let session: SealingSession
    private var texts: [UInt8] = []

    init(_ sealer: Sealer, table: String) {
        session = SealingSession(sealer, table: table, fields: SealedTable.fields)
    }

    func open(_ sealed: StoreColumn, rows: [Int64]) throws -> People {
        var people = People()
        try sealed.content.withUnsafeBytes { content in
            var start = 0
            for (row, end) in zip(rows, sealed.ends) {
                texts.removeAll(keepingCapacity: true)
                try session.open(UnsafeRawBufferPointer(rebasing: content[start..<end]), row: row, onto: &texts)
                try SealedPerson.read(texts, onto: &people)
                start = end
            }
        }
        return people
    }
}

extension RecordBatch.Memory {
    /// The text of a record.
    @inline(__always)
    func bytes(_ record: Int) -> UnsafeRawBufferPointer {
        let value = value(record)
        return UnsafeRawBufferPointer(start: value.start, count: value.count)
    }
}
