import Synchronization

/// What supervisors of banks found about a person or an account, as whoever asks them learns it.
package struct CountryFinding: Sendable {
    package let number: String
    package let county: String
    package let isGrave: Bool
    /// Looked into, it turns out to be so; anything else is cleared up.
    package let isTrue: Bool
}

/// Those who supervise the banks of one county: now and then they find something, and tell finance in a file.
final class CountrySupervisor: Sendable {
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
        var count = 0
        /// In the order in which they were found.
        var findings: [CountryFinding] = []
        var waiting: [File] = []
    }

    /// Shared with the gateway; nothing here guards anything real.
    static let key = "sandbox-supervisor-mac"
    private static let kinds = [("违规代办", true), ("冒领", true), ("违反实名制", false), ("疑点", false)]

    private let county: String
    private let shelf: MemoryInbox
    private let state: Mutex<State>

    init(county: String, folders: MemoryFolders, seed: UInt64, rates: CountryRates, day: CivilDay) {
        self.county = county
        shelf = MemoryInbox(folders: folders, folder: "county/supervisor/\(county)")
        state = Mutex(State(random: SplitMix64(seed: seed), rates: rates, day: day))
    }

    func set(_ rates: CountryRates) { state.withLock { $0.rates = rates } }

    var findings: [CountryFinding] { state.withLock { $0.findings } }

    /// Once a working day; `somebody` is whom they look at.
    func step(now: Int64, somebody: (inout SplitMix64) -> Citizen?) {
        state.withLock { state in
            let today = CivilDay(at: now)
            guard state.day < today, now >= today.at(10) else { return }
            state.day = today
            for file in state.waiting where file.due <= today { put(file.name, file.bytes, file.told) }
            state.waiting.removeAll { $0.due <= today }
            guard today.isWorking, state.random.below(1_000) < state.rates.finding,
                let citizen = somebody(&state.random)
            else { return }
            find(citizen, &state)
        }
    }

    private func find(_ citizen: Citizen, _ state: inout State) {
        state.count += 1
        let number = "JG\(county)-\(digits(Int64(state.count), 4))"
        let (kind, isGrave) = state.random.pick(Self.kinds)
        let finding = CountryFinding(
            number: number, county: county, isGrave: isGrave, isTrue: state.random.below(8) == 0)
        let isAboutAccount = state.random.below(3) == 0
        func row(_ kind: String, _ note: String) -> String {
            [
                number, kind, isAboutAccount ? "" : citizen.id, isAboutAccount ? citizen.account : "", state.day.text,
                note,
            ].joined(separator: "|")
        }
        let name = "FX_\(state.day.text)_\(state.count)"
        let (right, more) = (file([row(kind, "柜面排查")]), "\(name)_1.txt")
        let trouble = state.random.below(1_000) < state.rates.findingTrouble ? state.random.below(6) : 6
        let later = state.day.adding(Int64(1 + state.random.below(5)))
        switch trouble {
        case 0:
            // Broken on its way, and whole later.
            put("\(name).txt", Array(right.prefix(right.count / 2)), mac(right))
            state.waiting.append(File(due: later, name: "\(name).txt", bytes: right, told: mac(right)))
        case 1:
            put("\(name).txt", right, mac(right))
            state.waiting.append(File(due: later, name: "\(name).txt", bytes: right, told: mac(right)))
        case 2:
            // The same finding once more, with another word for it.
            put("\(name).txt", right, mac(right))
            let again = file([row("疑点", "复查")])
            state.waiting.append(File(due: later, name: more, bytes: again, told: mac(again)))
        case 3:
            // A kind that no table knows, and a file that says it holds more than it does.
            let unknown = file([row("其他", "")])
            put("\(name).txt", unknown, mac(unknown))
            let short = file([row(kind, "")], counted: 2)
            put("\(name)_0.txt", short, mac(short))
            state.waiting.append(File(due: later, name: more, bytes: right, told: mac(right)))
        case 4:
            // Somebody who is no supervisor accuses a neighbour.
            let forged = file(["WZ\(number)|冒领|\(citizen.id)|||"])
            put("\(name)_0.txt", forged, SandboxCrypto.hmacSM3(Array("stranger".utf8), forged).hex.utf8.map { $0 })
            put("\(name).txt", right, mac(right))
        case 5: state.waiting.append(File(due: later, name: "\(name).txt", bytes: right, told: mac(right)))
        default: put("\(name).txt", right, mac(right))
        }
        state.findings.append(finding)
    }

    private func file(_ rows: [String], counted: Int? = nil) -> [UInt8] {
        let text = (["FX|\(counted ?? rows.count)"] + rows + ["END"]).map { $0 + "\r\n" }.joined()
        return LegacyText.gb18030.encode(text) ?? []
    }

    private func mac(_ bytes: [UInt8]) -> [UInt8] {
        Array(SandboxCrypto.hmacSM3(Array(Self.key.utf8), bytes).hex.utf8)
    }

    private func put(_ name: String, _ bytes: [UInt8], _ told: [UInt8]) {
        shelf.put(name, bytes)
        shelf.put(name + ".ok", told)
    }
}

extension Country {
    /// The key with which supervisors mark their files.
    package static let supervisorKey = CountrySupervisor.key

    /// What supervisors found so far; all of it is told within a week.
    package var findings: [CountryFinding] { supervisors.flatMap(\.findings) }

    /// Most are about somebody of the county; now and then somebody from elsewhere has an account there.
    func step(_ supervisor: CountrySupervisor, of county: County, now: Int64) {
        supervisor.step(now: now) { random in
            let isStranger = random.below(8) == 0
            let people = everybody.filter { ($0.county == county.code) != isStranger }
            return people.isEmpty ? nil : people[random.below(people.count)]
        }
    }
}
