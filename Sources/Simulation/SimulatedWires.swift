import AdapterKit
import Sandbox
import Subsidy
import Synchronization

/// What goes wrong on the wires, drawn from the seed.
final class WireTrouble: Sendable {
    enum Trouble { case none, refused, timeout, lostAnswer, twice, regressed }

    private struct State {
        var random: SplitMix64
        var faults: Set<Fault>
        /// The last answer to each question, to be given once more.
        var earlier: [String: HTTPResponse] = [:]
    }

    private let state: Mutex<State>

    init(seed: UInt64, faults: Set<Fault>) {
        state = Mutex(State(random: SplitMix64(seed: seed), faults: faults))
    }

    func set(_ faults: Set<Fault>) { state.withLock { $0.faults = faults } }

    /// What happens to one operation; each kind that is on has a chance of one in `rarity`.
    func draw(rarity: Int) -> Trouble {
        state.withLock { state in
            let drawn = state.random.below(rarity)
            let kinds: [(Fault, Trouble)] = [
                (.refused, .refused), (.timeout, .timeout), (.lostAnswer, .lostAnswer), (.twice, .twice),
                (.regressed, .regressed),
            ]
            guard drawn < kinds.count, state.faults.contains(kinds[drawn].0) else { return .none }
            return kinds[drawn].1
        }
    }

    /// Keeps an answer; gives the one before.
    func remember(_ answer: HTTPResponse, to question: String) -> HTTPResponse? {
        state.withLock { state in
            defer { state.earlier[question] = answer }
            return state.earlier[question]
        }
    }
}

/// An HTTP wire that ends at a register of the country.
struct SimulatedHTTP: HTTPWire {
    let country: Country
    let register: Country.Register
    let trouble: WireTrouble
    let life: ProcessLife

    func send(_ request: HTTPRequest) throws(WireFault) -> HTTPResponse {
        guard life.diedAt == nil else { throw .notSent("process") }
        switch trouble.draw(rarity: 60) {
        case .refused: throw .notSent("连接被拒绝")
        case .timeout: throw .interrupted("超时")
        case .lostAnswer:
            _ = ask(request)
            throw .interrupted("应答丢失")
        case .twice:
            _ = ask(request)
            return ask(request)
        case .regressed:
            let answer = ask(request)
            // Only questions are answered from an old page; an application is not.
            guard request.method == "GET" else { return answer }
            return trouble.remember(answer, to: request.path) ?? answer
        case .none:
            let answer = ask(request)
            if request.method == "GET" { _ = trouble.remember(answer, to: request.path) }
            return answer
        }
    }

    private func ask(_ request: HTTPRequest) -> HTTPResponse {
        let reply = country.call(
            register, request.method, request.path, headers: request.headers, body: request.body)
        return HTTPResponse(
            status: reply.status, headers: [("Content-Type", reply.contentType), ("Date", reply.date)],
            body: reply.body)
    }
}

/// A tree of folders in memory, reached over a wire that may break.
struct SimulatedFiles: FileWire {
    let folders: MemoryFolders
    let root: String
    let trouble: WireTrouble
    let life: ProcessLife

    private func path(_ path: String) -> String { "\(root)/\(path)" }

    func list(_ folder: String) throws(WireFault) -> [RemoteFile] {
        try ask()
        return folders.list(path(folder)).map { RemoteFile(name: $0.name, size: $0.size, modified: $0.modified) }
    }

    func read(_ path: String) throws(WireFault) -> [UInt8] {
        try ask()
        guard let bytes = folders.read(self.path(path)) else { throw .refused("没有该文件") }
        return bytes
    }

    func write(_ bytes: [UInt8], to path: String) throws(WireFault) {
        try change { () throws(WireFault) in folders.write(bytes, to: self.path(path)) }
    }

    func rename(_ from: String, to: String) throws(WireFault) {
        try change { () throws(WireFault) in
            guard folders.rename(path(from), to: path(to)) else { throw .refused("不能改名") }
        }
    }

    func remove(_ path: String) throws(WireFault) {
        try change { () throws(WireFault) in
            guard folders.remove(self.path(path)) else { throw .refused("没有该文件") }
        }
    }

    private func ask() throws(WireFault) {
        guard life.diedAt == nil else { throw .notSent("process") }
        switch trouble.draw(rarity: 400) {
        case .refused: throw .notSent("连接被拒绝")
        case .timeout, .lostAnswer: throw .interrupted("超时")
        case .none, .twice, .regressed: return
        }
    }

    /// A change may have happened although its answer was lost.
    private func change(_ act: () throws(WireFault) -> Void) throws(WireFault) {
        guard life.diedAt == nil else { throw .notSent("process") }
        switch trouble.draw(rarity: 60) {
        case .refused: throw .notSent("连接被拒绝")
        case .timeout: throw .interrupted("超时")
        case .lostAnswer:
            try act()
            throw .interrupted("应答丢失")
        case .none, .twice, .regressed: try act()
        }
    }
}
