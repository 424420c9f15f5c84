import Synchronization

/// The host on the internet side at work: channels that may follow late, receipts that may come late, torn or twice.
///
/// What a channel shows changes with what it takes on, in its order; its receipts tell it in that order too, however
/// late they leave.
final class PublicWeb: Sendable {
    private struct Receipt {
        var due: Int64
        var name: String
        var bytes: [UInt8]
        /// Its first part goes first, under the marker of the whole.
        var isTorn = false
    }

    private struct Lag {
        var due: Int64
        var showing: OutsideHost.Showing
        var replaces: String
    }

    private struct State {
        var random: SplitMix64
        var rates: CountryRates
        /// Files that were taken on.
        var seen: Set<String> = []
        /// In the order in which they came.
        var pages: [OutsidePage] = []
        var lags: [Lag] = []
        /// Numbers that each channel shows.
        var shown: [String: Set<String>] = [:]
        /// In the order in which they are told.
        var receipts: [Receipt] = []
        var again: [Receipt] = []
        var receiptCount: Int64 = 0
    }

    private let host: OutsideHost
    private let state: Mutex<State>

    /// Without rates every channel follows at once.
    init(_ host: OutsideHost, seed: UInt64 = 0, rates: CountryRates = CountryRates()) {
        self.host = host
        state = Mutex(State(random: SplitMix64(seed: seed), rates: rates))
    }

    func set(_ rates: CountryRates) { state.withLock { $0.rates = rates } }

    /// Takes on what was laid down, and tells what is due by `now`; says what is shown anew, in Chinese.
    @discardableResult
    func step(now: Int64) -> [String] {
        state.withLock { state in
            var events: [String] = []
            catchUp(&state, now)
            for name in host.names() where !state.seen.contains(name) {
                // A page that is not what its manifest says may be handed over again under its name.
                guard let page = host.page(name) else { continue }
                state.seen.insert(name)
                show(page, &state, now)
                events.append(
                    page.isWithdrawal
                        ? "公开网站：撤下\(page.replaces)" : "公开网站：展示\(page.number)《\(page.title)》\(page.rows)行")
            }
            send(&state, now)
            return events
        }
    }

    /// Channels that were behind show what they were told.
    private func catchUp(_ state: inout State, _ now: Int64) {
        let due = state.lags.filter { $0.due <= now }
        state.lags.removeAll { $0.due <= now }
        for lag in due {
            apply(lag.showing, replacing: lag.replaces, &state)
            tell([lag.showing], &state, now)
        }
    }

    private func show(_ page: OutsidePage, _ state: inout State, _ now: Int64) {
        let before = state.pages.last { $0.number == page.replaces }
        state.pages.append(page)
        // What was still to come of the earlier page comes no more, and what that one had replaced goes with it.
        for lag in state.lags where lag.showing.number == page.replaces {
            state.shown[lag.showing.channel]?.remove(lag.replaces)
        }
        state.lags.removeAll { $0.showing.number == page.replaces }
        var told: [OutsideHost.Showing] = []
        for var showing in host.showings(of: page) {
            guard state.random.below(1_000) >= state.rates.channelLag else {
                let due = now + Int64(1 + state.random.below(40)) * 3_600_000
                state.lags.append(Lag(due: due, showing: showing, replaces: page.replaces))
                // It says that it shows the new page, and shows the facts of the old one.
                if let before, !page.isWithdrawal, state.random.below(2) == 0 {
                    showing.checksum = before.checksum
                    told.append(showing)
                }
                continue
            }
            apply(showing, replacing: page.replaces, &state)
            told.append(showing)
        }
        if !told.isEmpty { tell(told, &state, now) }
    }

    private func apply(_ showing: OutsideHost.Showing, replacing earlier: String, _ state: inout State) {
        state.shown[showing.channel, default: []].remove(earlier)
        if showing.isGone {
            state.shown[showing.channel, default: []].remove(showing.number)
        } else {
            state.shown[showing.channel, default: []].insert(showing.number)
        }
    }

    private func tell(_ showings: [OutsideHost.Showing], _ state: inout State, _ now: Int64) {
        state.receiptCount += 1
        var receipt = Receipt(
            due: now, name: "HZ_\(digits(state.receiptCount, 6)).json", bytes: host.receipt(showings, now: now))
        let later = now + Int64(1 + state.random.below(60)) * 3_600_000
        switch state.random.below(1_000) {
        case ..<state.rates.receiptTrouble: receipt.due = later
        case ..<(2 * state.rates.receiptTrouble): receipt.isTorn = true
        case ..<(3 * state.rates.receiptTrouble):
            state.again.append(Receipt(due: later, name: receipt.name, bytes: receipt.bytes))
        default: break
        }
        state.receipts.append(receipt)
    }

    private func send(_ state: inout State, _ now: Int64) {
        while let receipt = state.receipts.first, receipt.due <= now {
            guard !receipt.isTorn else {
                put(receipt.name, Array(receipt.bytes.prefix(receipt.bytes.count / 2)), of: receipt.bytes)
                state.receipts[0].isTorn = false
                state.receipts[0].due = now + Int64(1 + state.random.below(30)) * 3_600_000
                break
            }
            put(receipt.name, receipt.bytes, of: receipt.bytes)
            state.receipts.removeFirst()
        }
        for receipt in state.again where receipt.due <= now { put(receipt.name, receipt.bytes, of: receipt.bytes) }
        state.again.removeAll { $0.due <= now }
    }

    private func put(_ name: String, _ bytes: [UInt8], of whole: [UInt8]) {
        host.outbox.put(name, bytes)
        host.outbox.put(name + ".ok", host.mac(whole))
    }

    /// The pages that came after the first `count`.
    func pages(after count: Int) -> [OutsidePage] { state.withLock { Array($0.pages.dropFirst(count)) } }

    /// The numbers of the pages that any channel shows.
    var shown: Set<String> { state.withLock { $0.shown.values.reduce(into: []) { $0.formUnion($1) } } }
}
