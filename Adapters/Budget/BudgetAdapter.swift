package import AdapterKit
package import Subsidy

/// BudgetAdapter talks to the budget system (预算管理一体化): indicators down, payment requests up, their fate back.
///
/// A payment request goes out once under our own number; what became of it is asked by that number (IM-19.2, IM-19.4).
package struct BudgetAdapter: Adapter {
    package static let counterpart = Counterpart.budget
    package let exchanges: Set<Exchange> = [.indicatorSync, .paymentRequest, .paymentStatus, .batchResult]

    package init() {}

    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard exchanges.contains(dispatch.exchange) else { return .refused(Faults.unsupported) }
        guard let http = line.wires.http, let envelope = Envelope(line.connection) else {
            return .refused(Faults.notConfigured)
        }
        switch dispatch.exchange {
        case .paymentRequest: return request(dispatch, http, envelope, line)
        case .indicatorSync:
            guard let path = indicatorPath(dispatch.parameters, size: line.connection.setting("size", default: "100"))
            else { return .refused(Faults.parameters) }
            return question(path, http, envelope, line)
        case .batchResult: return question(path(dispatch.number) + "/details", http, envelope, line)
        default: return question(path(dispatch.number), http, envelope, line)
        }
    }

    /// Asks by our number. `done` brings the treasury's answer, also when it says that it does not know the number;
    /// whatever else comes settles nothing.
    package func ask(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard dispatch.exchange == .paymentRequest else { return send(dispatch, over: line) }
        guard let http = line.wires.http, let envelope = Envelope(line.connection) else {
            return .unknown(Faults.asking)
        }
        let outcome = question(path(dispatch.number), http, envelope, line)
        guard case .done = outcome else { return .unknown(Faults.asking) }
        return outcome
    }

    private func request(_ dispatch: Dispatch, _ http: any HTTPWire, _ envelope: Envelope, _ line: Line) -> Outcome {
        let request = envelope.request("POST", "/pay/applications", dispatch.document, at: line.now)
        line.pass(.beforeSend)
        do {
            let response = try http.send(request)
            line.pass(.afterSend)
            return Faults.business(response)
        } catch {
            return error.business(ask: Faults.asking.how)
        }
    }

    private func question(_ path: String, _ http: any HTTPWire, _ envelope: Envelope, _ line: Line) -> Outcome {
        do {
            return Faults.question(try http.send(envelope.request("GET", path, [], at: line.now)))
        } catch {
            return error.question()
        }
    }

    private func path(_ number: String) -> String { "/pay/applications/\(Envelope.escaped(number))" }

    /// `kind` (`topics`, `indicators`), `division`, `year` and `page` say what to download.
    private func indicatorPath(_ parameters: [String: String], size: String) -> String? {
        guard let division = parameters["division"], let year = parameters["year"] else { return nil }
        let place = "mof_div_code=\(Envelope.escaped(division))"
        let rest = "page=\(Envelope.escaped(parameters["page"] ?? "1"))&size=\(Envelope.escaped(size))"
        switch parameters["kind"] {
        case "topics": return "/bgt/hot-topics?\(place)&setup_year=\(Envelope.escaped(year))&\(rest)"
        case "indicators": return "/bgt/indicators?\(place)&fiscal_year=\(Envelope.escaped(year))&\(rest)"
        default: return nil
        }
    }
}
