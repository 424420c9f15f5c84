import Foundation

/// Lanes run work on pieces of a stream on threads of their own, and hand the results on in the order of the pieces.
///
/// Pieces come from a thread too, so that all of reading, working and handing on overlap. At most `depth` pieces are on
/// their way at any time: memory is bounded by them.
final class Lanes<Piece: Sendable, Product: Sendable>: @unchecked Sendable {
    // Everything below is touched under `gate` alone.
    private let gate = NSCondition()
    private var waiting: [(index: Int, piece: Piece)] = []
    private var finished: [Int: Product] = [:]
    private var pushed = 0
    private var handedOn = 0
    private var hasEnded = false
    private var failure: (any Error)?
    private var threads = 0

    private let depth: Int
    private let work: @Sendable (Piece) throws -> Product

    private struct Stopped: Error {}

    init(depth: Int = 6, work: @escaping @Sendable (Piece) throws -> Product) {
        self.depth = depth
        self.work = work
    }

    /// Runs until every piece is handed on.
    ///
    /// - Parameters:
    ///   - workers: threads that work.
    ///   - pieces: gives its pieces one after the other; runs on a thread of its own.
    ///   - next: receives the products in order, on the calling thread.
    /// - Returns: what `pieces` returns at its end.
    /// - Throws: the first error of any part.
    func run<Result: Sendable>(
        workers: Int = 2, pieces: @escaping @Sendable ((Piece) throws -> Void) throws -> Result,
        next: (Product) throws -> Void
    ) throws -> Result {
        let result = Box<Result>()
        start { [self] in
            result.value = try pieces { try push($0) }
            gate.withLock {
                hasEnded = true
                gate.broadcast()
            }
        }
        for _ in 0..<workers { start { [self] in try loop() } }
        defer { join() }
        do {
            while let product = try take() { try next(product) }
        } catch {
            stop(error)
            throw error
        }
        guard let value = result.value else { throw BenchError("no result") }
        return value
    }

    private final class Box<Value: Sendable>: @unchecked Sendable {
        // Written by one thread before `hasEnded`, read after it, both under the lock of `gate`.
        var value: Value?
    }

    private func start(_ body: @escaping @Sendable () throws -> Void) {
        gate.withLock { threads += 1 }
        Thread { [self] in
            do { try body() } catch { stop(error) }
            gate.withLock {
                threads -= 1
                gate.broadcast()
            }
        }.start()
    }

    private func stop(_ error: any Error) {
        gate.withLock {
            if failure == nil, !(error is Stopped) { failure = error }
            hasEnded = true
            gate.broadcast()
        }
    }

    private func join() {
        gate.withLock { while threads > 0 { gate.wait() } }
    }

    private func push(_ piece: Piece) throws {
        try gate.withLock {
            while pushed - handedOn >= depth, failure == nil { gate.wait() }
            if failure != nil { throw Stopped() }
            waiting.append((pushed, piece))
            pushed += 1
            gate.broadcast()
        }
    }

    private func loop() throws {
        while true {
            let taken: (index: Int, piece: Piece)? = gate.withLock {
                while waiting.isEmpty, !hasEnded, failure == nil { gate.wait() }
                return failure == nil && !waiting.isEmpty ? waiting.removeFirst() : nil
            }
            guard let taken else { return }
            let product = try work(taken.piece)
            gate.withLock {
                finished[taken.index] = product
                gate.broadcast()
            }
        }
    }

    private func take() throws -> Product? {
        try gate.withLock {
            while true {
                if let failure { throw failure }
                if let product = finished.removeValue(forKey: handedOn) {
                    handedOn += 1
                    gate.broadcast()
                    return product
                }
                if hasEnded, handedOn == pushed { return nil }
                gate.wait()
            }
        }
    }
}
