import Dispatch
import Store

/// EngineLane is one thread of its own for calls that block: the engine waits for the disk, and the cooperative pool
/// must not wait with it.
///
/// Calls run one after the other in the order in which they came. Whoever runs the engine's own steps beside the API
/// puts them on the API's lane, so that a list that was posted is not read by two at once.
package final class EngineLane: Sendable {
    private let queue: DispatchQueue

    package init(_ name: String = "onecard.engine") { queue = DispatchQueue(label: name) }

    /// Runs `body` on the lane and throws what it throws. A call that has begun is not cut short by cancellation.
    package func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }

    /// The same for a single transaction, which is repeated when the database asks for it.
    func transact<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await run {
            for _ in 0..<3 {
                do { return try body() } catch let error as StoreError where error.kind == .serialization {}
            }
            return try body()
        }
    }
}
