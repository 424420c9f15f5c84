package import Formats
package import Subsidy
import Trust

/// VoucherMessage is what travels on the bus (MOF): some vouchers, each the base64 of its document.
///
/// A voucher at fault is left out and reported with its position; the others are good. What is wrong with the message
/// itself, its count above all, refuses it whole.
package struct VoucherMessage: Sendable {
    package var vouchers: [Voucher]
    /// One fault for each voucher that was left out; `row` is its position from 1.
    package var faults: [Fault] = []

    package init(_ vouchers: [Voucher]) { self.vouchers = vouchers }

    private static let shape = {
        var shape = DocumentShape(
            format: .xml, encoding: .gbk,
            columns: ["@AdmDivCode", "@StYear", "@VtCode", "@VoucherNo"].map { .init(name: $0) }
                + ["VoucherFlag", "Return_Reason", "Attach", "Voucher"].map { .init(name: $0) })
        shape.header = .init(columns: [.init(name: "VoucherCount", path: "MOF/VoucherCount")])
        shape.recordPath = "MOF/VoucherBody"
        return shape
    }()

    /// Reads a message in GBK.
    ///
    /// Faults of the message: those of `DocumentReader` (`document.doctype` for entities of its own, `document.encoding`
    /// …) and `voucher.count`. Faults of a voucher: `row.…` (a part twice or nested), `voucher.kind`, `.flag`,
    /// `.base64`, `.document`, `.number`, `.kindDiffers`, `.divisionDiffers`, `.yearDiffers`, `.duplicate`.
    package static func read(_ bytes: [UInt8]) throws(Fault) -> VoucherMessage {
        var message = VoucherMessage([])
        let edges = try Voucher.read(bytes, shape) { rows in
            for row in 0..<rows.count {
                do throws(Fault) {
                    let voucher = try voucher(rows, row)
                    guard !message.vouchers.contains(where: { $0.isSame(as: voucher) }) else {
                        throw Fault.voucher("duplicate", "同一凭证在报文中出现了两次")
                    }
                    message.vouchers.append(voucher)
                } catch {
                    message.faults.append(
                        Fault(row: rows.rows[row], field: error.field, code: error.code, message: error.message))
                }
            }
        }
        message.faults = (message.faults + edges.faults).sorted { $0.row < $1.row }
        guard let header = edges.header, Int(Voucher.trimmed(header[0, 0])) == edges.rows else {
            throw .voucher("count", "报文写明的凭证数与实有的不符，或没有写明")
        }
        return message
    }

    private static func voucher(_ rows: RowBatch, _ row: Int) throws(Fault) -> Voucher {
        let outside = (0..<4).map { Voucher.trimmed(rows[row, $0]) }
        guard let kind = VoucherKind(rawValue: outside[2]) else { throw .voucher("kind", "信封上的凭证类型不认识") }
        let isReply: Bool
        switch Voucher.trimmed(rows[row, 4]) {
        case "0": isReply = false
        case "1": isReply = true
        default: throw .voucher("flag", "信封上没有写明是发送单还是回单")
        }
        guard let document = plain(rows[row, 7]), !document.isEmpty else {
            throw .voucher("base64", "凭证原文不是完整的 base64 编码")
        }
        let inside = try Voucher.Inside(document)
        guard !inside.number.isEmpty else { throw .voucher("number", "凭证内没有凭证号") }
        // The envelope chose the mapping and the county: there it may not say otherwise than the document.
        guard inside.kind.isEmpty || inside.kind == outside[2] else { throw .voucher("kindDiffers", "信封与凭证内的凭证类型不同") }
        guard inside.division.isEmpty || inside.division == outside[0] else {
            throw .voucher("divisionDiffers", "信封与凭证内的行政区划不同")
        }
        guard inside.year.isEmpty || inside.year == outside[1] else {
            throw .voucher("yearDiffers", "信封与凭证内的业务年度不同")
        }
        var voucher = Voucher(
            kind: kind, division: outside[0], year: outside[1], number: inside.number, envelopeNumber: outside[3],
            isReply: isReply, document: document)
        voucher.returnReason = Voucher.trimmed(rows[row, 5])
        voucher.attachment = Voucher.trimmed(rows[row, 6])
        return voucher
    }

    /// Base64 with line breaks, as Java writes it, or without.
    static func plain(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        bytes(base64: String(decoding: text.filter { $0 != 0x20 && !(0x09...0x0D).contains($0) }, as: UTF8.self))
    }

    /// The message's bytes in GBK.
    ///
    /// - Throws: all reasons why it could not be written, such as a return reason with a character that GBK lacks.
    package func write() throws(DocumentFaults) -> [UInt8] {
        var rows = RowBatch(columns: VoucherMessage.shape.columns.count)
        for (index, voucher) in vouchers.enumerated() {
            let cells = [
                voucher.division, voucher.year, voucher.kind.rawValue, voucher.envelopeNumber,
                voucher.isReply ? "1" : "0", voucher.returnReason, voucher.attachment, base64(voucher.document),
            ]
            for cell in cells { rows.cell(cell.utf8) }
            rows.end(row: index + 1, range: 0..<0)
        }
        var header = RowBatch(columns: 1)
        header.cell(String(vouchers.count).utf8)
        header.end(row: 0, range: 0..<0)
        return try DocumentWriter(VoucherMessage.shape).write(header: header, rows: rows, trailer: nil)
    }
}

extension Voucher {
    /// The same voucher, whatever the envelope calls it; a document and its reply are two.
    fileprivate func isSame(as other: Voucher) -> Bool {
        kind == other.kind && division == other.division && year == other.year && number == other.number
            && isReply == other.isReply
    }
}
