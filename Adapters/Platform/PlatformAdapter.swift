package import AdapterKit
package import Subsidy

/// PlatformAdapter talks to the one-card platform that a bureau owns already (IM-3.1, IM-29.1): its beneficiaries and its
/// words about rosters come page by page from a cursor; our verdicts and results go to it, each under our own number.
package struct PlatformAdapter: Adapter {
    package static let counterpart = Counterpart.platform
    package let exchanges: Set<Exchange> = [.beneficiarySync, .rosterPull, .verdictPush, .resultPush]

    package init() {}

    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard exchanges.contains(dispatch.exchange) else { return .refused(Faults.unsupported) }
        guard let http = line.wires.http, let envelope = Envelope(line.connection) else {
            return .refused(Faults.notConfigured)
        }
        switch dispatch.exchange {
        case .verdictPush: return push("/verdicts", dispatch, http, envelope, line)
        case .resultPush: return push("/results", dispatch, http, envelope, line)
        case .beneficiarySync: return page("/beneficiaries", dispatch, http, envelope, line)
        default: return page("/rosters", dispatch, http, envelope, line)
        }
    }

    /// Asks for a push by its number. A number that the platform does not know never arrived: the same one goes again.
    package func ask(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard [.verdictPush, .resultPush].contains(dispatch.exchange) else { return send(dispatch, over: line) }
        guard let http = line.wires.http, let envelope = Envelope(line.connection) else {
            return .unknown(Faults.asking)
        }
        let path = "/pushes/" + Envelope.escaped(dispatch.number)
        do {
            return Faults.known(try http.send(envelope.request("GET", path, [], at: line.now)))
        } catch {
            return .unknown(Faults.asking)
        }
    }

    private func push(
        _ path: String, _ dispatch: Dispatch, _ http: any HTTPWire, _ envelope: Envelope, _ line: Line
    ) -> Outcome {
        let request = envelope.request("POST", path, dispatch.document, at: line.now)
        line.pass(.beforeSend)
        do {
            let response = try http.send(request)
            line.pass(.afterSend)
            return Faults.business(response)
        } catch {
            return error.business(ask: Faults.asking.how)
        }
    }

    /// `county` says whose page, `cursor` where it starts; the answer tells where the next one does. `done` without an
    /// answer: there is nothing new.
    private func page(
        _ path: String, _ dispatch: Dispatch, _ http: any HTTPWire, _ envelope: Envelope, _ line: Line
    ) -> Outcome {
        guard let county = dispatch.parameters["county"] else { return .refused(Faults.parameters) }
        let cursor = Envelope.escaped(dispatch.parameters["cursor"] ?? "")
        let target = "\(path)?divCode=\(Envelope.escaped(county))&cursor=\(cursor)"
        do {
            return Faults.question(try http.send(envelope.request("GET", target, [], at: line.now)))
        } catch {
            return error.question()
        }
    }
}
