import Synchronization

/// The carrier of short messages of a drawn country: now and then it is busy, or does not know yet what became of a
/// message.
final class CountryCarrier: Sendable {
    private struct State {
        var random: SplitMix64
        var rates: CountryRates
    }

    private let carrier: Carrier
    private let state: Mutex<State>

    init(world: World, seed: UInt64, rates: CountryRates) {
        carrier = Carrier(world: world)
        state = Mutex(State(random: SplitMix64(seed: seed), rates: rates))
    }

    func set(_ rates: CountryRates) { state.withLock { $0.rates = rates } }

    func answer(_ call: RegisterCall) -> RegisterAnswer {
        let isTroubled = state.withLock { $0.random.below(1_000) < $0.rates.carrierTrouble }
        guard isTroubled else { return carrier.answer(call) }
        return call.path.hasSuffix("/report") ? .refusal(404, "暂无回执") : .refusal(429, "请求过于频繁")
    }

    /// What came after the first `count` messages, in the order in which it came.
    func messages(after count: Int) -> [Carrier.Message] { Array(carrier.inOrder().dropFirst(count)) }
}
