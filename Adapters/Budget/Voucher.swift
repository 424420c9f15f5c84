import Formats
package import Subsidy

/// Voucher is one document of the e-voucher bus with what its envelope says of it.
///
/// The number inside counts. Envelopes with another number have been met: theirs is kept beside it.
package struct Voucher: Sendable, Equatable {
    package let kind: VoucherKind
    package let division: String
    package let year: String
    /// The number that the document itself bears.
    package let number: String
    /// The number on the envelope.
    package var envelopeNumber: String
    /// A reply (回单); else what was sent first (发送单).
    package var isReply: Bool
    /// Why it was given back; empty when it was not.
    package var returnReason = ""
    package var attachment = ""
    /// GBK XML, as a mapping reads and writes it.
    package let document: [UInt8]

    /// A voucher to be sent. What the envelope repeats is read from the document, so that the two cannot differ.
    ///
    /// - Throws: `voucher.document`, `voucher.number`, `voucher.kind`, `voucher.division`, `voucher.year`.
    package init(_ document: [UInt8], isReply: Bool = false) throws(Fault) {
        let inside = try Inside(document)
        guard let kind = VoucherKind(rawValue: inside.kind) else { throw .voucher("kind", "凭证内没有认识的凭证类型") }
        guard !inside.number.isEmpty else { throw .voucher("number", "凭证内没有凭证号") }
        guard !inside.division.isEmpty else { throw .voucher("division", "凭证内没有行政区划") }
        guard !inside.year.isEmpty else { throw .voucher("year", "凭证内没有业务年度") }
        self.init(
            kind: kind, division: inside.division, year: inside.year, number: inside.number,
            envelopeNumber: inside.number, isReply: isReply, document: document)
    }

    init(
        kind: VoucherKind, division: String, year: String, number: String, envelopeNumber: String, isReply: Bool,
        document: [UInt8]
    ) {
        self.kind = kind
        self.division = division
        self.year = year
        self.number = number
        self.envelopeNumber = envelopeNumber
        self.isReply = isReply
        self.document = document
    }

    /// What every document of the bus says of itself; empty where it does not.
    struct Inside {
        let kind: String
        let number: String
        let division: String
        let year: String

        init(_ document: [UInt8]) throws(Fault) {
            var shape = DocumentShape(
                format: .xml, encoding: .gbk,
                columns: ["VtCode", "VoucherNo", "AdmDivCode", "StYear"].map { .init(name: $0) })
            shape.recordPath = "Voucher"
            var found: [String] = []
            let edges = try Voucher.read(document, shape) { rows in
                for row in 0..<rows.count { found = (0..<rows.columns).map { trimmed(rows[row, $0]) } }
            }
            guard edges.faults.isEmpty, found.count == 4 else { throw .voucher("document", "凭证原文有重复或嵌套的内容") }
            (kind, number, division, year) = (found[0], found[1], found[2], found[3])
        }
    }

    /// Larger than any voucher that was met: 499 details are 200 kB.
    private static let limits = {
        var limits = DocumentLimits.standard
        (limits.bytes, limits.cell) = (64 << 20, 16 << 20)
        return limits
    }()

    /// Reads a document of this bus; why it cannot be read becomes a fault of the voucher's own.
    static func read(
        _ bytes: [UInt8], _ shape: DocumentShape, rows: (RowBatch) -> Void
    ) throws(Fault) -> DocumentEdges {
        do {
            return try DocumentReader(shape, limits: limits).read(bytes, rows: rows)
        } catch let fault as Fault {
            throw fault
        } catch {
            throw .voucher("document", "凭证无法读取")
        }
    }

    static func trimmed(_ cell: ArraySlice<UInt8>) -> String {
        var cell = cell
        while let last = cell.last, last == 0x20 || (0x09...0x0D).contains(last) { cell.removeLast() }
        while let first = cell.first, first == 0x20 || (0x09...0x0D).contains(first) { cell.removeFirst() }
        return String(decoding: cell, as: UTF8.self)
    }
}

extension Fault {
    /// A fault of an envelope (row 0), or of the voucher at a position from 1.
    static func voucher(_ code: String, _ message: String, at row: Int = 0) -> Fault {
        Fault(row: row, field: "", code: "voucher.\(code)", message: message + "，请核对后重新发送")
    }
}
