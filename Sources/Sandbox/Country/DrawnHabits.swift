import Synchronization

/// A bank whose surprises are drawn from a seed, at rates that can be changed.
final class DrawnHabits: BankHabits {
    private struct State {
        var random: SplitMix64
        var rates: CountryRates
    }

    private let state: Mutex<State>

    init(seed: UInt64, rates: CountryRates) { state = Mutex(State(random: SplitMix64(seed: seed), rates: rates)) }

    func set(_ rates: CountryRates) { state.withLock { $0.rates = rates } }

    func putOff(_ lines: [BankState.Pending], of batch: Int, _ bank: BankState, _: Bank) -> Set<Int> {
        state.withLock { state in
            let fresh = lines.indices.filter { lines[$0].work == .pay }
            guard fresh.count > 1, state.random.below(1_000) < state.rates.partial else { return [] }
            return Set(fresh.suffix(1 + state.random.below(fresh.count - 1)))
        }
    }

    func surprise(_ line: BatchLine, _: inout BankState, _: Bank) -> BankSurprise? {
        state.withLock { state in
            let rates = state.rates
            let choices: [(Int, BankSurprise)] = [
                (rates.shortPaid, .short(1 + Int64(state.random.below(200)))), (rates.unknownCode, .unknownCode),
                (rates.pending, .pending), (rates.lateSuccess, .lateSuccess), (rates.lateReturn, .lateReturn),
            ]
            var drawn = state.random.below(1_000)
            for (rate, surprise) in choices {
                if drawn < rate { return surprise }
                drawn -= rate
            }
            return nil
        }
    }

    func slipsIn(_: Int, _: BankState, _: Bank) -> Bool {
        state.withLock { $0.random.below(1_000) < $0.rates.foreignLine }
    }

    func manner(of kind: BankFileKind, _: inout BankState, _: Bank, now: Int64) -> FileManner {
        state.withLock { state in
            let rates = state.rates
            let hours = Int64(2 + state.random.below(70))
            let due = now + hours * 3_600_000
            var drawn = state.random.below(1_000)
            let late = kind == .statement ? rates.lateStatement : rates.late
            for (rate, manner) in [
                (late, FileManner.late(until: due)), (rates.torn * 2 / 3, .torn(again: due)),
                (rates.torn / 3, .cut(again: due)), (rates.twice, .twice(again: due)),
            ] {
                if drawn < rate { return manner }
                drawn -= rate
            }
            return .whole
        }
    }

    /// On the twentieth of March, June, September and December.
    func interest(_ bank: inout BankState, _ owner: Bank, now: Int64) -> Int64? {
        let day = CivilDay(at: now)
        guard day.parts.day == 20, day.parts.month % 3 == 0, bank.attempts[day.text] == nil else { return nil }
        bank.attempts[day.text] = 1
        return 1 + Int64(state.withLock { $0.random.below(900) })
    }
}
