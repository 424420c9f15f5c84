import Foundation
import Synchronization

/// What somebody asked for on the internet side, as the township finds it out when it speaks with them.
package struct CountryWish: Sendable {
    package enum Kind: Sendable { case application, account }

    package let number: String
    package let kind: Kind
    /// Whose token it was asked with.
    package let person: String
    /// The account that is wished for, and its bank; empty for an application.
    package let account: String
    package let bank: String
    /// False: the person knows nothing of it; somebody else has their phone.
    package let isTheirs: Bool
}

/// The portal of one county: what people wish for lies there in files, with no number of theirs but a token.
final class CountryPortal: Sendable {
    private struct Holder {
        var person: String
        var token: String
    }

    private struct Paper {
        var type = ""
        var bytes: [UInt8] = []
    }

    private struct State {
        var random: SplitMix64
        var rates: CountryRates
        var day: CivilDay
        /// In the order in which they got their tokens.
        var holders: [Holder] = []
        var wishes: [String: CountryWish] = [:]
        /// Who has told nobody yet that their phone is gone.
        var robbed: [(known: CivilDay, person: String)] = []
        var again: [(due: CivilDay, name: String, bytes: [UInt8], told: [UInt8])] = []
        var count: Int64 = 0
    }

    private let county: Country.County
    private let shelf: MemoryInbox
    private let key: String
    private let state: Mutex<State>

    init(county: Country.County, folders: MemoryFolders, key: String, seed: UInt64, rates: CountryRates, day: CivilDay)
    {
        self.county = county
        self.key = key
        shelf = MemoryInbox(folders: folders, folder: "portal/\(county.code)")
        state = Mutex(State(random: SplitMix64(seed: seed), rates: rates, day: day))
    }

    func set(_ rates: CountryRates) { state.withLock { $0.rates = rates } }

    // MARK: Tokens

    /// The township hands a token over; one that the person had before opens nothing any more.
    func give(_ token: String, to person: String) {
        state.withLock { state in
            state.holders.removeAll { $0.person == person }
            state.robbed.removeAll { $0.person == person }
            state.holders.append(Holder(person: person, token: token))
        }
    }

    func hasToken(_ person: String) -> Bool { state.withLock { $0.holders.contains { $0.person == person } } }

    /// What a person would show of it.
    func token(of person: String) -> String? { state.withLock { $0.holders.first { $0.person == person }?.token } }

    func wish(_ number: String) -> CountryWish? { state.withLock { $0.wishes[number] } }

    /// Who comes to say that their phone was stolen; they have no token from then on.
    func robbed() -> [String] {
        state.withLock { state in
            let day = state.day
            let told = state.robbed.filter { $0.known <= day }.map(\.person)
            state.robbed.removeAll { $0.known <= day }
            state.holders.removeAll { told.contains($0.person) }
            return told
        }
    }

    // MARK: Wishes

    /// Once a day everybody wishes what they wish. `account` opens somebody another account and says at which bank.
    func step(now: Int64, isAlive: (String) -> Bool, account: (String, inout SplitMix64) -> (String, String)) {
        state.withLock { state in
            let today = CivilDay(at: now)
            guard state.day < today, now >= today.at(10) else { return }
            state.day = today
            for file in state.again where file.due <= today { put(file.name, file.bytes, file.told) }
            state.again.removeAll { $0.due <= today }
            for holder in state.holders where isAlive(holder.person) {
                if state.random.below(1_000) < state.rates.wish { wish(holder, &state, account) }
                if state.random.below(1_000) < state.rates.theft { steal(holder, &state) }
            }
            if state.random.below(1_000) < state.rates.complaint { complain(&state) }
        }
    }

    private func wish(
        _ holder: Holder, _ state: inout State, _ account: (String, inout SplitMix64) -> (String, String)
    ) {
        guard state.random.below(3) == 0 else { return apply(holder, &state) }
        let (number, bank) = account(holder.person, &state.random)
        ask(holder, number, bank, isTheirs: true, &state)
    }

    /// Somebody who has another's phone wants the money on an account of their own.
    private func steal(_ holder: Holder, _ state: inout State) {
        let account = Numbers.card("6299991" + digits(Int64(state.random.below(1_000)), 11))
        ask(holder, account, "a", isTheirs: false, &state)
        let known = state.day.adding(Int64(1 + state.random.below(4)))
        state.robbed.append((known, holder.person))
    }

    private func ask(_ holder: Holder, _ account: String, _ bank: String, isTheirs: Bool, _ state: inout State) {
        let number = number("Z", &state)
        state.wishes[number] = CountryWish(
            number: number, kind: .account, person: holder.person, account: account, bank: bank, isTheirs: isTheirs)
        var tail = String(account.suffix(4))
        var token = holder.token
        if isTroubled(&state) {
            // A whole number, which has no business here; or a token that nobody has.
            if state.random.below(2) == 0 { tail = account } else { token = String(token.reversed()) + "0" }
        }
        let item: JSONText = .members(["number": .string(number), "token": .string(token), "tail": .string(tail)])
        send("BG", [item], &state)
    }

    private func apply(_ holder: Holder, _ state: inout State) {
        let number = number("S", &state)
        let isOnline = Country.approvesOnline(county.code) && state.random.below(2) == 0
        let project = isOnline ? Country.onlineProject : county.projects[county.projects.count - 1].code
        let period = String(state.day.text.prefix(6))
        state.wishes[number] = CountryWish(
            number: number, kind: .application, person: holder.person, account: "", bank: "", isTheirs: true)
        var papers = [Paper(type: "pdf", bytes: Array("%PDF-1.7 \(number)".utf8))]
        if isTroubled(&state) {
            papers.append(
                state.random.pick([
                    Paper(type: "exe", bytes: Array("MZ".utf8)), Paper(type: "png", bytes: Array("GIF89a".utf8)),
                    Paper(type: "pdf", bytes: Array("%PDF-1.7 /JavaScript".utf8)), Paper(type: "jpg"),
                ]))
        }
        let items = papers.map { paper in
            JSONText.members([
                "number": .string(number), "token": .string(holder.token), "item": .string(project),
                "period": .string(period), "quantity": "1", "fileType": .string(paper.type),
                "file": .string(Data(paper.bytes).base64EncodedString()),
            ])
        }
        send("SQ", items, &state)
    }

    private func complain(_ state: inout State) {
        let number = number("T", &state)
        let says = state.random.pick(["补贴没有到账", "面积与实际不符", "有人冒领", "不知为何退回"])
        var item: [(String, JSONText)] = [("number", .string(number)), ("text", .string(says))]
        if let holder = state.holders.last, state.random.below(2) == 0 {
            item += [("token", .string(holder.token)), ("item", .string(county.projects[0].code))]
        }
        send("TS", [.object(item)], &state)
    }

    private func isTroubled(_ state: inout State) -> Bool { state.random.below(1_000) < state.rates.portalTrouble }

    private func number(_ letter: String, _ state: inout State) -> String {
        state.count += 1
        return letter + county.code + "-" + digits(state.count, 5)
    }

    private func send(_ kind: String, _ items: [JSONText], _ state: inout State) {
        let name = "\(kind)_\(state.day.text)_\(state.count).json"
        let bytes = file(items, total: items.count)
        switch isTroubled(&state) ? state.random.below(4) : 4 {
        case 0:
            // Broken on its way, and whole the next day.
            put(name, Array(bytes.prefix(bytes.count * 2 / 3)), mac(bytes))
            state.again.append((state.day.adding(1), name, bytes, mac(bytes)))
        case 1:
            put(name, bytes, mac(bytes))
            state.again.append((state.day.adding(2), name, bytes, mac(bytes)))
        case 2:
            // The same wish once more under another name.
            put(name, bytes, mac(bytes))
            let more = file(items + items, total: 2 * items.count)
            put("\(kind)_\(state.day.text)_\(state.count)_2.json", more, mac(more))
        case 3:
            let short = file(items, total: items.count + 1)
            put(name, short, mac(short))
            let whole = "\(kind)_\(state.day.text)_\(state.count)_1.json"
            state.again.append((state.day.adding(1), whole, bytes, mac(bytes)))
        default: put(name, bytes, mac(bytes))
        }
    }

    private func file(_ items: [JSONText], total: Int) -> [UInt8] {
        Array(JSONText.members(["total": .integer(Int64(total)), "items": .list(items)]).text.utf8)
    }

    private func mac(_ bytes: [UInt8]) -> [UInt8] { Array(SandboxCrypto.hmacSM3(Array(key.utf8), bytes).hex.utf8) }

    private func put(_ name: String, _ bytes: [UInt8], _ told: [UInt8]) {
        shelf.put(name, bytes)
        shelf.put(name + ".ok", told)
    }
}
