import Formats
package import Subsidy
import Trust

/// VoucherStamp is an electronic seal and the place where the bus shall put it.
package struct VoucherStamp: Sendable {
    package enum Position: String, CaseIterable, Sendable {
        /// 公章, 业务章, 转讫章.
        case official = "gz"
        case business = "ywz"
        case transferred = "zqz"
        /// The private seals of who handles and who reviews, and their signatures.
        case handlerSeal = "jzysz"
        case reviewerSeal = "fhysz"
        case handlerSignature = "jzyqm"
        case reviewerSignature = "fhyqm"
    }

    package var position: Position
    /// The seal's number at the bus.
    package var seal: String

    package init(_ position: Position, _ seal: String) {
        self.position = position
        self.seal = seal
    }

    /// The bus's own words for some stamps.
    package static func text(_ stamps: [VoucherStamp]) -> String {
        let elements = stamps.map { stamp in
            "<Stamp No=\"\(stamp.position.rawValue)\">\(VoucherCall.escaped(stamp.seal))</Stamp>"
        }
        return "<Root>\(elements.joined())</Root>"
    }
}

/// VoucherCall is the SOAP of the bus: the bodies of calls, and what their answers bring.
///
/// Address, namespace, certificate and organisations differ by province: they come from the connection.
package struct VoucherCall: Sendable {
    package var namespace: String
    package var certificate: String
    package var division: String
    package var year: String

    package init(namespace: String, certificate: String, division: String, year: String) {
        self.namespace = namespace
        self.certificate = certificate
        self.division = division
        self.year = year
    }

    /// Hands in vouchers of one kind, stamps and sends them (`signStampByNosAndSend`).
    package func send(
        _ message: [UInt8], kind: VoucherKind, stamps: [VoucherStamp], from source: String, to destination: String
    ) -> [UInt8] {
        body(
            "signStampByNosAndSend", kind,
            [
                ("voucherMessage", base64(message)), ("stamp", VoucherStamp.text(stamps)), ("srcOrgType", source),
                ("decOrgType", destination),
            ])
    }

    /// Asks for at most `count` vouchers of one kind that wait for us (`readVoucher`).
    package func read(kind: VoucherKind, count: Int) -> [UInt8] {
        body("readVoucher", kind, [("count", String(count))])
    }

    private func body(_ operation: String, _ kind: VoucherKind, _ rest: [(name: String, value: String)]) -> [UInt8] {
        let parameters =
            [("certid", certificate), ("admDivCode", division), ("stYear", year), ("vtCode", kind.rawValue)] + rest
        let elements = parameters.map { "<\($0.0)>\(VoucherCall.escaped($0.1))</\($0.0)>" }.joined()
        return Array(
            """
            <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
            xmlns:svc="\(VoucherCall.escaped(namespace))"><soapenv:Header/><soapenv:Body>\
            <svc:\(operation)>\(elements)</svc:\(operation)></soapenv:Body></soapenv:Envelope>
            """.utf8)
    }

    /// The message in an answer to `readVoucher`, whichever of the usual names its return has; nil when none waits.
    ///
    /// - Throws: `voucher.service` for a SOAP fault (its text may hold values and is not repeated), `voucher.answer`
    ///   for anything that is no such answer, `voucher.base64`.
    package static func message(in answer: [UInt8]) throws(Fault) -> [UInt8]? {
        let names = ["readVoucherReturn", "return", "out"]
        var shape = DocumentShape(format: .xml, encoding: .utf8, columns: [.init(name: "faultcode")])
        shape.recordPath = "Envelope/Body/Fault"
        shape.header = .init(
            columns: names.map { .init(name: $0, path: "Envelope/Body/readVoucherResponse/\($0)") })
        let edges = try Voucher.read(answer, shape) { _ in }
        guard edges.rows == 0 else { throw .voucher("service", "凭证库服务报告错误") }
        guard let header = edges.header, let column = names.indices.first(where: { !header.isAbsent(0, $0) }) else {
            throw .voucher("answer", "凭证库的应答无法识别")
        }
        guard let message = VoucherMessage.plain(header[0, column]) else {
            throw .voucher("base64", "凭证库的应答不是完整的 base64 编码")
        }
        return message.isEmpty ? nil : message
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
