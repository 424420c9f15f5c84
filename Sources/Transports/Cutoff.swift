import Dispatch
import Glibc
import Synchronization

/// Cutoff ends a connection that takes too long: libssh waits for an answer without any limit, and a socket that is shut
/// down ends every wait on it.
final class Cutoff: Sendable {
    private struct State {
        var round = 0
        var isArmed = false
        var hasFired = false
    }

    /// A second descriptor of the same socket: the first is libssh's to close.
    private let socket: Int32
    private let state = Mutex(State())

    init(_ socket: Int32) { self.socket = fcntl(socket, F_DUPFD_CLOEXEC, 0) }

    deinit { if socket >= 0 { close(socket) } }

    /// Cuts the connection after `limit`, unless disarmed before.
    func arm(_ limit: Duration) {
        let round = state.withLock { state in
            state.round += 1
            state.isArmed = true
            state.hasFired = false
            return state.round
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds(limit))) { [weak self] in
            self?.fire(round)
        }
    }

    /// Takes the limit away; true when it had passed.
    @discardableResult func disarm() -> Bool {
        state.withLock { state in
            state.isArmed = false
            return state.hasFired
        }
    }

    /// Cuts the connection now.
    func cut() { shutdown(socket, Int32(SHUT_RDWR)) }

    private func fire(_ round: Int) {
        let isDue = state.withLock { state in
            guard state.isArmed, state.round == round else { return false }
            state.hasFired = true
            return true
        }
        if isDue { cut() }
    }
}
