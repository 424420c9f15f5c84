import Dispatch

/// Crew is some threads that turn inputs into outputs. The outputs come back in the order of the inputs, and only so
/// many are under way that memory stays bounded.
final class Crew<Input: Sendable, Output: Sendable> {
    /// What one thread does; made on that thread, so that it may keep what it needs from one input to the next.
    typealias Work = (Input) -> Output

    /// One thread. `work` is touched on its queue alone.
    private final class Lane: @unchecked Sendable {
        let queue: DispatchQueue
        private let make: @Sendable () -> Work
        private var work: Work?

        init(_ number: Int, _ make: @escaping @Sendable () -> Work) {
            queue = DispatchQueue(label: "onecard.crew.\(number)")
            self.make = make
        }

        func run(_ input: Input) -> Output {
            let work = self.work ?? make()
            self.work = work
            return work(input)
        }
    }

    /// The place of one output: written before `isDone` is signalled, read after it was waited for.
    private final class Slot: @unchecked Sendable {
        let isDone = DispatchSemaphore(value: 0)
        var output: Output?
    }

    private let lanes: [Lane]
    private var slots: [Slot] = []
    private var submitted = 0

    init(_ count: Int, _ make: @escaping @Sendable () -> Work) {
        precondition(count > 0, "a crew has at least one")
        lanes = (0..<count).map { Lane($0, make) }
    }

    /// Hands an input to a thread. While more than two for each thread are under way, waits for the first and delivers
    /// what came of it.
    func submit(_ input: Input, deliver: (Output) throws -> Void) throws {
        if slots.count >= lanes.count * 2 { try deliverFirst(deliver) }
        let lane = lanes[submitted % lanes.count]
        let slot = Slot()
        submitted += 1
        slots.append(slot)
        lane.queue.async {
            slot.output = lane.run(input)
            slot.isDone.signal()
        }
    }

    /// Waits for all that is under way and delivers it.
    func finish(deliver: (Output) throws -> Void) throws {
        while !slots.isEmpty { try deliverFirst(deliver) }
    }

    /// Waits for all that is under way and drops it.
    func dismiss() {
        for slot in slots { slot.isDone.wait() }
        slots = []
    }

    private func deliverFirst(_ deliver: (Output) throws -> Void) throws {
        let slot = slots.removeFirst()
        slot.isDone.wait()
        if let output = slot.output { try deliver(output) }
    }
}
