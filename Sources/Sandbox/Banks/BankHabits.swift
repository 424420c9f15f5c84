/// What a bank does beside paying what it is told, and how its files leave: a story plants it, a simulation draws it.
protocol BankHabits: Sendable {
    /// Indices of due lines that are put off to the next working day: the result is then partial.
    func putOff(_ lines: [BankState.Pending], of batch: Int, _ state: BankState, _ bank: Bank) -> Set<Int>
    /// What happens with a line that is about to be paid; nil when the account alone decides.
    func surprise(_ line: BatchLine, _ state: inout BankState, _ bank: Bank) -> BankSurprise?
    /// Whether a line of somebody else's batch slips into the result file.
    func slipsIn(_ batch: Int, _ state: BankState, _ bank: Bank) -> Bool
    /// How a file leaves.
    func manner(of kind: BankFileKind, _ state: inout BankState, _ bank: Bank, now: Int64) -> FileManner
    /// Interest to book now, in fen; nil when none is due.
    func interest(_ state: inout BankState, _ bank: Bank, now: Int64) -> Int64?
}

enum BankSurprise: Equatable {
    /// Pays less, by this many fen.
    case short(Int64)
    /// Pays nothing and answers a code that nobody published.
    case unknownCode
    /// Has taken it, and books it a working day later.
    case pending
    /// Says failed, and pays it a working day later all the same.
    case lateSuccess
    /// Pays, and gives it back two working days later.
    case lateReturn
}

enum BankFileKind { case result, `return`, statement }

enum FileManner {
    case whole
    /// The first part without its marker; the rest with the next call.
    case growing
    /// Cut off, under the marker of the whole; the whole again at that moment.
    case torn(again: Int64)
    /// Cut off before the marker was made, so that the marker is right and the file's own count is not; the whole again
    /// at that moment.
    case cut(again: Int64)
    /// Whole, and the same once more at that moment.
    case twice(again: Int64)
    case late(until: Int64)
}

/// The story's bank: what the cast lives through, once each.
struct StoryHabits: BankHabits {
    private static let surprises = [
        "closedAtPay", "dormantAtPay", "lateReturned", "lateSuccess", "nameMismatchAtPay", "pendingAtPay", "shortPaid",
        "unknownCode",
    ]

    private func role(_ line: BatchLine, _ world: World) -> String? {
        guard let citizen = world.citizen(account: line.account), citizen.account == line.account else { return nil }
        return Self.surprises.first { world.plays(citizen.id, $0) }
    }

    /// The first file of bank a is partial: a fifth of the plain lines comes a working day later.
    func putOff(_ lines: [BankState.Pending], of batch: Int, _ state: BankState, _ bank: Bank) -> Set<Int> {
        guard bank.name == "a", batch == 0, lines.contains(where: { $0.work == .pay }), state.resultFiles == 0 else {
            return []
        }
        let plain = lines.indices.filter { role(lines[$0].line, bank.world) == nil }
        return Set(plain.suffix(plain.count / 5))
    }

    func surprise(_ line: BatchLine, _ state: inout BankState, _ bank: Bank) -> BankSurprise? {
        guard let role = role(line, bank.world) else { return nil }
        state.attempts[role, default: 0] += 1
        guard state.attempts[role] == 1 else { return nil }
        let id = bank.world.cast[role] ?? ""
        switch role {
        case "closedAtPay": bank.world.update(id) { $0.accountState = "closed" }
        case "dormantAtPay": bank.world.update(id) { $0.accountState = "dormant" }
        case "nameMismatchAtPay": bank.world.update(id) { $0.accountHolder = "另一户名" }
        case "shortPaid": return .short(100)
        case "unknownCode": return .unknownCode
        case "pendingAtPay": return .pending
        case "lateSuccess": return .lateSuccess
        case "lateReturned": return .lateReturn
        default: break
        }
        return nil
    }

    func slipsIn(_ batch: Int, _ state: BankState, _ bank: Bank) -> Bool {
        bank.name == "a" && batch == 0 && state.resultFiles == 1
    }

    /// The second result of bank a is seen while it is being written.
    func manner(of kind: BankFileKind, _ state: inout BankState, _ bank: Bank, now: Int64) -> FileManner {
        kind == .result && bank.name == "a" && state.resultFiles == 2 ? .growing : .whole
    }

    func interest(_ state: inout BankState, _ bank: Bank, now: Int64) -> Int64? {
        guard !state.interestBooked, CivilDay(at: now) >= CivilDay(2026, 3, 20) else { return nil }
        state.interestBooked = true
        return 321
    }
}
