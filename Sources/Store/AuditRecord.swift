package import Subsidy

/// AuditEntry is what a transaction says about itself. Nothing of a person stands in it: identifiers, counts, digests.
package struct AuditEntry: Hashable, Sendable {
    package var at: Instant
    /// The natural person or service that acted; nil for the gateway itself.
    package var principal: Int64?
    /// What was done, for example `batch.release`.
    package var act: String
    /// On what, for example `batch/118@3`.
    package var object: String
    package var detail: String
    /// The digest of the rows that the transaction wrote.
    package var rowsDigest: [UInt8]

    package init(
        at: Instant, principal: Int64?, act: String, object: String, detail: String = "", rowsDigest: [UInt8] = []
    ) {
        self.at = at
        self.principal = principal
        self.act = act
        self.object = object
        self.detail = detail
        self.rowsDigest = rowsDigest
    }
}

/// AuditSeal is the cryptography of the chain: Store itself holds neither algorithm nor key.
package struct AuditSeal: Sendable {
    package let digest: @Sendable ([UInt8]) throws -> [UInt8]
    /// Under a key that the database does not hold.
    package let mac: @Sendable ([UInt8]) throws -> [UInt8]
    /// Whether a MAC belongs to a message; also for the keys of earlier years.
    package let accepts: @Sendable (_ message: [UInt8], _ mac: [UInt8]) throws -> Bool

    /// Without `accepts`, a MAC is right when `mac` gives it again.
    package init(
        digest: @escaping @Sendable ([UInt8]) throws -> [UInt8], mac: @escaping @Sendable ([UInt8]) throws -> [UInt8],
        accepts: (@Sendable (_ message: [UInt8], _ mac: [UInt8]) throws -> Bool)? = nil
    ) {
        self.digest = digest
        self.mac = mac
        self.accepts = accepts ?? { message, seen in try mac(message) == seen }
    }
}

/// AuditHead is the end of the chain as it was at one moment; it is kept where the database's owner cannot reach.
package struct AuditHead: Hashable, Sendable {
    package var id: Int64
    package var digest: [UInt8]
    package var mac: [UInt8]

    package init(id: Int64, digest: [UInt8], mac: [UInt8]) {
        self.id = id
        self.digest = digest
        self.mac = mac
    }

    /// `118 9f86d0… 60303a…`: id, digest, MAC, lower hex, without the line's end.
    package var line: String { "\(id) \(AuditHead.hex(digest)) \(AuditHead.hex(mac))" }

    /// Nil unless the line is written exactly as `line` writes it.
    package init?(line: String) {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let id = Int64(parts[0]), id > 0, let digest = AuditHead.bytes(parts[1]),
            let mac = AuditHead.bytes(parts[2])
        else { return nil }
        self.init(id: id, digest: digest, mac: mac)
        guard self.line == line else { return nil }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func bytes(_ hex: Substring) -> [UInt8]? {
        let text = Array(hex.utf8)
        guard !text.isEmpty, text.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for pair in stride(from: 0, to: text.count, by: 2) {
            guard let byte = UInt8(String(decoding: text[pair..<pair + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes
    }
}

/// One row of `audit`.
struct AuditRecord: Hashable {
    var id: Int64
    var entry: AuditEntry
    /// The digest of the record before; empty for the first.
    var previous: [UInt8]
    var digest: [UInt8]
    var mac: [UInt8]

    static let columns: [String] = [
        "id", "at", "principal", "act", "object", "detail", "rows_digest", "previous", "digest", "mac",
    ]

    /// Nil when a column has another type than it can have.
    init?(row: [SQLValue]) {
        guard row.count == 10, let id = row[0].integer, let at = row[1].integer, let act = row[3].text,
            let object = row[4].text, let detail = row[5].text, let rows = row[6].bytes, let previous = row[7].bytes,
            let digest = row[8].bytes, let mac = row[9].bytes
        else { return nil }
        self.id = id
        entry = AuditEntry(
            at: Instant(milliseconds: at), principal: row[2].integer, act: act, object: object, detail: detail,
            rowsDigest: rows)
        self.previous = previous
        self.digest = digest
        self.mac = mac
    }

    /// What is digested: each field with its length before it, so that no two records have the same encoding.
    static func encoded(id: Int64, _ entry: AuditEntry, previous: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        func add(_ field: some Collection<UInt8>) {
            withUnsafeBytes(of: UInt64(field.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: field)
        }
        func add(_ number: Int64) { withUnsafeBytes(of: number.bigEndian) { add(Array($0)) } }
        add("onecard audit 1".utf8)
        add(id)
        add(entry.at.milliseconds)
        // No principal is a field of length 0, which no number has.
        if let principal = entry.principal { add(principal) } else { add([]) }
        add(entry.act.utf8)
        add(entry.object.utf8)
        add(entry.detail.utf8)
        add(entry.rowsDigest)
        add(previous)
        return bytes
    }

    func encoded(as id: Int64) -> [UInt8] { AuditRecord.encoded(id: id, entry, previous: previous) }
    var head: AuditHead { AuditHead(id: id, digest: digest, mac: mac) }
}
