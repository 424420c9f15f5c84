import Synchronization

/// What the control API tells counterparts to do wrong.
package final class SandboxFaults: Sendable {
    private struct State {
        var clockSkew = false
        var outage: (from: Int64, until: Int64)?
        var loseFirstPaymentAnswer = true
        var residentsLost = 0
        var registrationCode: String?
    }

    private let state = Mutex(State())

    package init() {}

    /// The police platform shall answer −19 once.
    package func skewClockOnce() { state.withLock { $0.clockSkew = true } }

    /// True once after `skewClockOnce`.
    package func takeClockSkew() -> Bool {
        state.withLock { state in
            defer { state.clockSkew = false }
            return state.clockSkew
        }
    }

    /// The police platform is out from `from` up to `until` (sandbox time).
    package func setOutage(from: Int64, until: Int64) { state.withLock { $0.outage = (from, until) } }

    package func isOutage(at now: Int64) -> Bool {
        state.withLock { state in state.outage.map { $0.from <= now && now < $0.until } ?? false }
    }

    /// True for the first payment application of the agency-account county: accepted, then the answer is lost.
    package func takeLostPaymentAnswer() -> Bool {
        state.withLock { state in
            defer { state.loseFirstPaymentAnswer = false }
            return state.loseFirstPaymentAnswer
        }
    }

    /// Of every hundred people the household register leaves so many out.
    package func loseResidents(hundredths: Int) { state.withLock { $0.residentsLost = hundredths } }

    var residentsLost: Int { state.withLock { $0.residentsLost } }

    /// The household register writes this code for everybody who is registered, and tells nobody that it does; nil ends it.
    package func recodeRegistration(as code: String?) { state.withLock { $0.registrationCode = code } }

    var registrationCode: String? { state.withLock { $0.registrationCode } }
}
