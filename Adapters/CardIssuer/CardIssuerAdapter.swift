package import AdapterKit
package import Subsidy
import Trust

/// CardIssuerAdapter asks a social-security card issuer about cards and their bank accounts (IM-12.2; domain.md 4).
package struct CardIssuerAdapter: Adapter {
    package static let counterpart = Counterpart.cardIssuer
    package let exchanges: Set<Exchange> = [.cardVerify]

    package init() {}

    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard exchanges.contains(dispatch.exchange) else { return .refused(Faults.unsupported) }
        guard let http = line.wires.http, let signature = AppSignature(line.connection) else {
            return .refused(Faults.notConfigured)
        }
        return http.ask(signature.question("/api/card/query", dispatch.document, at: line.now), Faults.outcome)
    }

    /// Asking again changes nothing there.
    package func ask(_ dispatch: Dispatch, over line: Line) -> Outcome { send(dispatch, over: line) }
}
