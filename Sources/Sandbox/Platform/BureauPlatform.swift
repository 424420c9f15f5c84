import Foundation
import Synchronization

/// The platform that a bureau owns already: it makes its own rosters, checks and reviews them, and says how far each has
/// come, word after word in one feed a county. Who pays tells it what became of the lines.
///
/// It errs at the rates it is given: words late, twice, out of order, contradicting each other, half an answer.
final class BureauPlatform: Sendable {
    /// A word as it was said: of which roster, how far it has come by it, what its lines that are not stopped come to.
    struct Word: Sendable {
        let county: String
        let number: String
        let revision: Int
        let status: BureauStatus
        let dueFen: Int64
        let text: JSONText
    }

    private struct State {
        var feed: [Word] = []
        /// Words that come a day later, after what is said then.
        var late: [Word] = []
        var rosters: [BureauRoster] = []
        var pushes: [String: String] = [:]
        var periods: Set<String> = []
        var random: SplitMix64
        /// Thousandths of words, and of answers, with something wrong.
        var trouble = 0
        var day: CivilDay
        var makesRosters = true
    }

    private let world: World
    private let signature: AppSignature
    /// The counties whose rosters it makes, with the project that each pays month by month.
    private let counties: [(code: String, project: String)]
    private let state: Mutex<State>

    init(world: World, counties: [(code: String, project: String)], seed: UInt64) {
        self.world = world
        self.counties = counties
        signature = AppSignature(appID: world.secrets.platformAppID, secret: world.secrets.platformSecret)
        state = Mutex(
            State(random: SplitMix64(seed: seed), day: CivilDay(at: world.clock.now).adding(-1)))
    }

    /// From now on so many thousandths of words and answers are wrong.
    func set(trouble: Int) { state.withLock { $0.trouble = trouble } }

    /// From now on it only finishes what it has begun.
    func stopMakingRosters() { state.withLock { $0.makesRosters = false } }

    // MARK: Its own work

    /// Once on each working day: makes the month's rosters, and takes each a step further.
    func step(now: Int64) {
        let today = CivilDay(at: now)
        guard today.isWorking, now >= today.at(8) else { return }
        state.withLock { state in
            guard state.day < today else { return }
            state.day = today
            let late = state.late
            state.late = []
            for county in counties where state.makesRosters { open(county, today, &state) }
            for index in state.rosters.indices { move(index, today, &state) }
            state.feed += late
        }
    }

    /// The roster of a county's month, once.
    private func open(_ county: (code: String, project: String), _ today: CivilDay, _ state: inout State) {
        let period = String(today.text.prefix(6))
        guard state.periods.insert("\(county.code) \(period)").inserted else { return }
        let people = world.everybody.filter { $0.county == county.code && $0.deathDate == nil }
        guard !people.isEmpty else { return }
        let count = state.rosters.count + 1
        let number = county.code + "0000" + today.text + "080000000" + "2" + digits(Int64(count), 3)
        let lines = people.enumerated().map { index, person in
            BureauRoster.Line(
                serial: "L\(digits(Int64(count), 3))\(digits(Int64(index + 1), 5))", id: person.id,
                account: person.account, fen: 10_000, quantity: "1")
        }
        state.rosters.append(
            BureauRoster(
                number: number, county: county.code, project: county.project, period: period,
                approval: "平台发〔\(today.text.prefix(4))〕\(count)号", made: today.at(8), lines: lines,
                due: today.working(after: 1)))
        say(state.rosters.count - 1, &state)
    }

    private func move(_ index: Int, _ today: CivilDay, _ state: inout State) {
        let corrected = correct(index, &state)
        let roster = state.rosters[index]
        guard roster.status < .issued, roster.due <= today else {
            if corrected { say(index, &state) }
            return
        }
        // A reviewer may send it back to its beginning.
        if roster.status >= .publicised, state.random.below(1_000) < state.trouble / 4 {
            state.rosters[index].status = .new
        } else {
            state.rosters[index].status = BureauStatus(rawValue: roster.status.rawValue + 1) ?? .issued
        }
        state.rosters[index].due = today.working(after: state.rosters[index].status.days + state.random.below(2))
        // Not every step is told; what stops somebody always is.
        if corrected || state.rosters[index].status == .issued || state.random.below(3) > 0 { say(index, &state) }
    }

    /// Stops whoever is known to have died, and names the account that somebody has now; whether anything changed.
    private func correct(_ index: Int, _ state: inout State) -> Bool {
        var isChanged = false
        let isOpen = state.rosters[index].status <= .issued
        for line in state.rosters[index].lines.indices {
            let known = state.rosters[index].lines[line]
            guard isOpen, !known.isStopped, known.isPaid == nil, let person = world.citizen(known.id) else { continue }
            if person.deathDate != nil || person.accountState != "normal" || person.accountHolder != person.name {
                state.rosters[index].lines[line].isStopped = true
                isChanged = true
            } else if person.account != known.account {
                state.rosters[index].lines[line].account = person.account
                isChanged = true
            }
        }
        return isChanged
    }

    /// Finance has written that a line may not be paid: it is stopped, and said so.
    func stop(line serial: String, of number: String) {
        state.withLock { state in
            guard let index = state.rosters.firstIndex(where: { $0.number == number }),
                let line = state.rosters[index].lines.firstIndex(where: { $0.serial == serial && !$0.isStopped })
            else { return }
            state.rosters[index].lines[line].isStopped = true
            state.rosters[index].lines[line].isStoppedByLetter = true
            say(index, &state)
        }
    }

    // MARK: What it says

    /// Says how a roster stands now; sometimes wrongly.
    private func say(_ index: Int, _ state: inout State) {
        let word = nextWord(of: index, &state)
        guard state.random.below(1_000) < state.trouble else {
            state.feed.append(word)
            return
        }
        switch state.random.below(4) {
        case 0: state.late.append(word)
        case 1: state.feed += [word, word]
        // Another word under the same number.
        case 2: state.feed += [word, self.word(of: state.rosters[index], off: 100)]
        // A wrong word, and the right one under a number of its own.
        default:
            state.feed.append(self.word(of: state.rosters[index], off: 100_000))
            state.feed.append(nextWord(of: index, &state))
        }
    }

    private func nextWord(of index: Int, _ state: inout State) -> Word {
        state.rosters[index].revision += 1
        return word(of: state.rosters[index])
    }

    /// `off` adds fen to the first line, for a word that is wrong.
    private func word(of roster: BureauRoster, off: Int64 = 0) -> Word {
        Word(
            county: roster.county, number: roster.number, revision: roster.revision, status: roster.status,
            dueFen: roster.dueFen(off: off), text: roster.word(off: off) { world.citizen($0) })
    }

    // MARK: HTTP

    /// Answers a call below `/platform`.
    func answer(_ call: RegisterCall) -> RegisterAnswer {
        if let refusal = signature.refusal(of: call, now: world.clock.now) { return refusal }
        switch (call.method, call.path) {
        case ("GET", "/rosters"): return page(call)
        case ("GET", "/beneficiaries"): return people(call)
        case ("POST", "/verdicts"): return take(call.body) { _, _ in }
        case ("POST", "/results"): return take(call.body, book)
        default:
            guard call.method == "GET", call.path.hasPrefix("/pushes/") else { return .refusal(404, "接口不存在") }
            let number = String(call.path.dropFirst("/pushes/".count)).removingPercentEncoding ?? ""
            return state.withLock { $0.pushes[number] } == nil ? Self.code("404") : Self.code("0")
        }
    }

    private static func code(_ code: String) -> RegisterAnswer {
        .json(.members(["code": .string(code), "message": ""]))
    }

    /// The word behind the cursor, which is how many words were read; half of it where the line breaks.
    private func page(_ call: RegisterCall) -> RegisterAnswer {
        let county = call.query["divCode"] ?? ""
        guard counties.contains(where: { $0.code == county }) else { return .refusal(400, "divCode不存在") }
        guard let cursor = Int(call.query["cursor"].flatMap { $0.isEmpty ? nil : $0 } ?? "0"), cursor >= 0 else {
            return .refusal(400, "cursor不是本平台给的")
        }
        return state.withLock { state in
            let words = state.feed.filter { $0.county == county }
            guard cursor < words.count else { return Self.code("204") }
            guard case .object(let data) = words[cursor].text else { return Self.code("500") }
            var answer = RegisterAnswer.json(
                .members([
                    "code": "0", "message": "",
                    "data": .object([("nextCursor", .string(String(cursor + 1)))] + data),
                ]))
            if state.random.below(1_000) < state.trouble { answer.body.removeLast(answer.body.count / 3) }
            return answer
        }
    }

    /// Everybody of the county at once; nothing new behind that.
    private func people(_ call: RegisterCall) -> RegisterAnswer {
        let county = call.query["divCode"] ?? ""
        guard counties.contains(where: { $0.code == county }) else { return .refusal(400, "divCode不存在") }
        guard call.query["cursor"] ?? "" == "" else { return Self.code("204") }
        let rows = world.everybody.filter { $0.county == county }.enumerated().map { index, person in
            JSONText.members([
                "personNo": .string("P\(digits(Int64(index + 1), 5))"), "name": .string(person.name),
                "idCard": .string(person.id), "mobile": .string(person.phone),
                "village": .members(["name": .string(person.village), "code": .string(person.villageCode)]),
                "account": .members(["holder": .string(person.accountHolder), "no": .string(person.account)]),
                "status": person.deathDate == nil ? "1" : "4",
            ])
        }
        return .json(
            .members([
                "code": "0", "message": "",
                "data": .members([
                    "nextCursor": "1", "divCode": .string(county), "full": "1", "size": .integer(Int64(rows.count)),
                    "persons": .list(rows),
                ]),
            ]))
    }

    /// Takes a document under its sender's number: the same again is known, another under that number is not taken.
    private func take(_ body: [UInt8], _ book: ([String: Any], inout State) -> Void) -> RegisterAnswer {
        guard let push = (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any],
            let number = push["pushNo"] as? String, !number.isEmpty
        else { return .refusal(400, "请求不是约定的JSON") }
        let digest = SandboxCrypto.sm3(body).hex
        return state.withLock { state in
            if let known = state.pushes[number] { return Self.code(known == digest ? "1001" : "400") }
            guard state.rosters.contains(where: { $0.number == push["rosterNo"] as? String }) else {
                return Self.code("400")
            }
            state.pushes[number] = digest
            book(push, &state)
            return Self.code("0")
        }
    }

    /// What became of the lines; when it knows it of every one, the roster is paid out, and it says so.
    private func book(_ push: [String: Any], _ state: inout State) {
        guard let index = state.rosters.firstIndex(where: { $0.number == push["rosterNo"] as? String }) else { return }
        for result in push["results"] as? [[String: Any]] ?? [] {
            guard let serial = result["lineId"] as? String,
                let line = state.rosters[index].lines.firstIndex(where: { $0.serial == serial })
            else { continue }
            state.rosters[index].lines[line].isPaid = result["outcome"] as? String == "00"
        }
        guard state.rosters[index].lines.allSatisfy({ $0.isStopped || $0.isPaid != nil }) else { return }
        state.rosters[index].status = .paidOut
        say(index, &state)
    }

    // MARK: Truth

    /// Its rosters as it has them.
    var rosters: [BureauRoster] { state.withLock { $0.rosters } }

    /// What it said, word by word; what is still held back is not among it.
    var words: [Word] { state.withLock { $0.feed } }
}
