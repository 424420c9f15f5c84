import Synchronization

/// Something that a bank would like to have shown beside the people's subsidies.
package struct CountryOffer: Sendable {
    package let number: String
    package let county: String
    package let bank: String
    package let title: String
    package let text: String
    /// Neither an advertisement nor a tied sale, and within its term.
    package let isFair: Bool
}

/// Those at one bank who make its services known in one county.
final class CountryOfferer: Sendable {
    private struct File {
        var due: CivilDay
        var name: String
        var bytes: [UInt8]
        var told: [UInt8]
    }

    private struct State {
        var random: SplitMix64
        var rates: CountryRates
        var day: CivilDay
        /// Every version of every offer, in the order in which they were made.
        var offers: [CountryOffer] = []
        /// Numbers that were taken back.
        var withdrawn: Set<String> = []
        var files = 0
        var waiting: [File] = []
    }

    private static let titles = ["春耕备耕贷款", "社会保障卡激活", "网点开放时间", "识别诈骗电话", "小额信用贷款", "手机银行讲解"]
    private static let texts = ["凭社会保障卡到网点申请", "工作日上午办理，请带身份证", "各村流动服务点每月一次"]
    /// What nobody may show beside subsidies.
    private static let unfair = ["办卡即送礼品", "贷款须同时购买保险", "稳 赚理财", "详见 www.example.com", "请拨 13000000000"]

    let bank: String
    let county: String
    private let key: String
    private let shelf: MemoryInbox
    private let state: Mutex<State>

    init(
        bank: String, county: String, key: String, folders: MemoryFolders, seed: UInt64, rates: CountryRates,
        day: CivilDay
    ) {
        self.bank = bank
        self.county = county
        self.key = key
        shelf = MemoryInbox(folders: folders, folder: "county/asks/\(bank)-\(county)")
        state = Mutex(State(random: SplitMix64(seed: seed), rates: rates, day: day))
    }

    func set(_ rates: CountryRates) { state.withLock { $0.rates = rates } }

    var offers: [CountryOffer] { state.withLock { $0.offers } }

    /// Once a working day.
    func step(now: Int64) {
        state.withLock { state in
            let today = CivilDay(at: now)
            guard state.day < today, now >= today.at(10) else { return }
            state.day = today
            for file in state.waiting where file.due <= today { put(file.name, file.bytes, file.told) }
            state.waiting.removeAll { $0.due <= today }
            guard today.isWorking, state.random.below(1_000) < state.rates.offer else { return }
            let standing = state.offers.map(\.number).filter { !state.withdrawn.contains($0) }
            switch state.random.below(5) {
            case 0 where !standing.isEmpty:
                let number = standing[state.random.below(standing.count)]
                state.withdrawn.insert(number)
                send([.members(["number": .string(number), "withdrawn": "1"])], &state)
            case 1 where !standing.isEmpty:
                send([offer(standing[state.random.below(standing.count)], &state)], &state)
            default:
                let number = "FW\(bank)-\(digits(Int64(state.offers.count + 1), 4))"
                send([offer(number, &state)], &state)
            }
        }
    }

    private func offer(_ number: String, _ state: inout State) -> JSONText {
        let isFair = state.random.below(1_000) >= state.rates.offerTrouble
        let text = isFair ? state.random.pick(Self.texts) : state.random.pick(Self.unfair)
        let title = state.random.pick(Self.titles)
        state.offers.append(
            CountryOffer(number: number, county: county, bank: bank, title: title, text: text, isFair: isFair))
        // For some weeks, or for nearly a year.
        let days = state.random.below(2) == 0 ? 5 + state.random.below(25) : 340 + state.random.below(20)
        let until = state.day.adding(Int64(days))
        return .members([
            "number": .string(number), "category": "DK", "title": .string(title), "text": .string(text),
            "phone": "0000-0000006", "from": .string(dashed(state.day)), "to": .string(dashed(until)),
        ])
    }

    private func dashed(_ day: CivilDay) -> String {
        let text = day.text
        return "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))"
    }

    private func send(_ items: [JSONText], _ state: inout State) {
        state.files += 1
        let name = "FW_\(bank)\(county)\(digits(Int64(state.files), 4))"
        let bytes = Array(JSONText.members(["total": .integer(Int64(items.count)), "items": .list(items)]).text.utf8)
        let tomorrow = state.day.adding(1)
        switch state.random.below(1_000) < state.rates.offerTrouble ? state.random.below(3) : 3 {
        case 0:
            put("\(name).json", Array(bytes.prefix(bytes.count / 2)), mac(bytes))
            state.waiting.append(File(due: tomorrow, name: "\(name).json", bytes: bytes, told: mac(bytes)))
        case 1:
            // The same at once under another name; what says the same is no news.
            put("\(name).json", bytes, mac(bytes))
            put("\(name)_1.json", bytes, mac(bytes))
        case 2:
            let forged: [JSONText] = [
                .members([
                    "number": .string("WZ\(state.files)"), "category": "DK", "title": "代办贷款", "text": "无须本人到场",
                    "phone": "0000-0000007", "from": .string(dashed(state.day)), "to": .string(dashed(tomorrow)),
                ])
            ]
            let strange = Array(JSONText.members(["total": .integer(1), "items": .list(forged)]).text.utf8)
            put("\(name)_1.json", strange, Array(SandboxCrypto.hmacSM3(Array("stranger".utf8), strange).hex.utf8))
            put("\(name).json", bytes, mac(bytes))
        default: put("\(name).json", bytes, mac(bytes))
        }
    }

    private func mac(_ bytes: [UInt8]) -> [UInt8] { Array(SandboxCrypto.hmacSM3(Array(key.utf8), bytes).hex.utf8) }

    private func put(_ name: String, _ bytes: [UInt8], _ told: [UInt8]) {
        shelf.put(name, bytes)
        shelf.put(name + ".ok", told)
    }
}

extension Country {
    /// Everything that banks ever offered.
    package var offers: [CountryOffer] { offerers.flatMap(\.offers) }
}
