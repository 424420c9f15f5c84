extension HTTPWire {
    /// Asks something that changes nothing at the far end: where no answer came, it may be asked again.
    package func ask(_ request: HTTPRequest, _ outcome: (HTTPResponse) -> Outcome) -> Outcome {
        do {
            return outcome(try send(request))
        } catch {
            return error.question()
        }
    }

    /// Sends what may change something at the far end, past its crash points. Where it may have arrived and no answer
    /// came, it is `asking` that tells.
    package func hand(
        _ request: HTTPRequest, over line: Line, _ asking: Asking, _ outcome: (HTTPResponse) -> Outcome
    ) -> Outcome {
        line.pass(.beforeSend)
        do {
            let response = try send(request)
            line.pass(.afterSend)
            return outcome(response)
        } catch {
            return error.business(ask: asking.how)
        }
    }
}

extension HTTPRequest {
    /// The header of a body that is JSON.
    package static let json = (name: "Content-Type", value: "application/json; charset=UTF-8")

    /// A value inside a path or a query (RFC 3986): everything but letters, digits and `-_.~` as `%XX` of its UTF-8.
    package static func escaped(_ value: String) -> String {
        var text = ""
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += (byte < 0x10 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }
}
