package import AdapterKit
package import Subsidy
import Trust

/// PlatformAdapter talks to the one-card platform that a bureau owns already (IM-3.1, IM-29.1): its beneficiaries and its
/// words about rosters come page by page from a cursor; our verdicts and results go to it, each under our own number.
package struct PlatformAdapter: Adapter {
    package static let counterpart = Counterpart.platform
    package let exchanges: Set<Exchange> = [.beneficiarySync, .rosterPull, .verdictPush, .resultPush]

    package init() {}

    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard exchanges.contains(dispatch.exchange) else { return .refused(Faults.unsupported) }
        guard let http = line.wires.http, let signature = AppSignature(line.connection) else {
            return .refused(Faults.notConfigured)
        }
        if let path = Self.pushes[dispatch.exchange] {
            let push = signature.push(path, dispatch.document, at: line.now)
            return http.hand(push, over: line, Faults.asking, Faults.business)
        }
        guard let page = page(dispatch) else { return .refused(Faults.parameters) }
        return http.ask(signature.question(page, at: line.now), Faults.question)
    }

    /// Asks for a push by its number. A number that the platform does not know never arrived: the same one goes again.
    package func ask(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard Self.pushes[dispatch.exchange] != nil else { return send(dispatch, over: line) }
        guard let http = line.wires.http, let signature = AppSignature(line.connection) else {
            return .unknown(Faults.asking)
        }
        let path = "/pushes/" + HTTPRequest.escaped(dispatch.number)
        do {
            return Faults.known(try http.send(signature.question(path, at: line.now)))
        } catch {
            return .unknown(Faults.asking)
        }
    }

    private static let pushes: [Exchange: String] = [.verdictPush: "/verdicts", .resultPush: "/results"]

    /// `county` says whose page, `cursor` where it starts; the answer tells where the next one does. `done` without an
    /// answer: there is nothing new.
    private func page(_ dispatch: Dispatch) -> String? {
        guard let county = dispatch.parameters["county"] else { return nil }
        let path = dispatch.exchange == .beneficiarySync ? "/beneficiaries" : "/rosters"
        let cursor = HTTPRequest.escaped(dispatch.parameters["cursor"] ?? "")
        return "\(path)?divCode=\(HTTPRequest.escaped(county))&cursor=\(cursor)"
    }
}
