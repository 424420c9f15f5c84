import Synchronization

/// PortBox tells those who wait which port the server got.
final class PortBox: Sendable {
    private struct State {
        var port: Int?
        var next = 0
        var waiting: [Int: CheckedContinuation<Int, Never>] = [:]
    }

    private let state = Mutex(State())

    /// The first value stays; 0 says that the server ended before it listened.
    func set(_ port: Int) {
        let waiting = state.withLock { state in
            if state.port == nil { state.port = port }
            defer { state.waiting = [:] }
            return state.waiting.values.map { $0 }
        }
        for continuation in waiting { continuation.resume(returning: port) }
    }

    /// Waits for the port; 0 when the waiting task is cancelled.
    func value() async -> Int {
        let ticket = state.withLock { state in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state -> Int? in
                    if let port = state.port { return port }
                    if Task.isCancelled { return 0 }
                    state.waiting[ticket] = continuation
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume(returning: 0)
        }
    }
}
