package import AdapterKit
package import Subsidy
import Trust

/// BudgetAdapter talks to the budget system (预算管理一体化): indicators down, payment requests up, their fate back.
///
/// A payment request goes out once under our own number; what became of it is asked by that number (IM-19.2, IM-19.4).
package struct BudgetAdapter: Adapter {
    package static let counterpart = Counterpart.budget
    package let exchanges: Set<Exchange> = [.indicatorSync, .paymentRequest, .paymentStatus, .batchResult]

    package init() {}

    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard exchanges.contains(dispatch.exchange) else { return .refused(Faults.unsupported) }
        guard let http = line.wires.http, let signature = AppSignature(line.connection) else {
            return .refused(Faults.notConfigured)
        }
        guard dispatch.exchange != .paymentRequest else {
            let application = signature.application(dispatch.document, at: line.now)
            return http.hand(application, over: line, Faults.asking, Faults.business)
        }
        guard let path = path(dispatch, size: line.connection.setting("size", default: "100")) else {
            return .refused(Faults.parameters)
        }
        return http.ask(signature.question(path, at: line.now)) { response in
            dispatch.exchange == .indicatorSync
                ? Faults.page(dispatch.parameters["page"], response) : Faults.question(response)
        }
    }

    /// Asks by our number. `done` brings the treasury's answer, also when it says that it does not know the number;
    /// whatever else comes settles nothing.
    package func ask(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard dispatch.exchange == .paymentRequest else { return send(dispatch, over: line) }
        guard let http = line.wires.http, let signature = AppSignature(line.connection) else {
            return .unknown(Faults.asking)
        }
        let question = signature.question(application(dispatch.number), at: line.now)
        let outcome = http.ask(question, Faults.question)
        guard case .done = outcome else { return .unknown(Faults.asking) }
        return outcome
    }

    private func path(_ dispatch: Dispatch, size: String) -> String? {
        switch dispatch.exchange {
        case .indicatorSync: indicators(dispatch.parameters, size: size)
        case .batchResult: application(dispatch.number) + "/details"
        default: application(dispatch.number)
        }
    }

    private func application(_ number: String) -> String { "/pay/applications/\(HTTPRequest.escaped(number))" }

    /// `kind` (`topics`, `indicators`), `division`, `year` and `page` say what to download.
    private func indicators(_ parameters: [String: String], size: String) -> String? {
        guard let division = parameters["division"], let year = parameters["year"] else { return nil }
        let place = "mof_div_code=\(HTTPRequest.escaped(division))"
        let rest = "page=\(HTTPRequest.escaped(parameters["page"] ?? "1"))&size=\(HTTPRequest.escaped(size))"
        switch parameters["kind"] {
        case "topics": return "/bgt/hot-topics?\(place)&setup_year=\(HTTPRequest.escaped(year))&\(rest)"
        case "indicators": return "/bgt/indicators?\(place)&fiscal_year=\(HTTPRequest.escaped(year))&\(rest)"
        default: return nil
        }
    }
}
