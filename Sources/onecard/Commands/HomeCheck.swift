import AdapterKit
import Foundation
import Gateway
import Mapping
import Subsidy
import Transports
import Trust

/// HomeCheck reads everything that a gateway is started with, and collects all that is wrong with it.
struct HomeCheck {
    private(set) var faults: [String] = []
    private(set) var remarks: [String] = []
    private(set) var connections: [(name: String, counterpart: String, transport: String, address: String)] = []

    /// What lies in the folders of this machine where counterparts lay files for us.
    private(set) var waiting: [Waiting] = []

    struct Waiting {
        var connection: String
        var exchange: Exchange
        var count: Int
        /// Of the oldest.
        var hours: Int64
    }

    private let home: String
    private let file: GatewayFile

    /// - Throws: when there is no readable `gateway.yaml`; whatever is wrong beyond that is in `faults`.
    init(home: String, mappings: String?) throws {
        self.home = home
        file = try GatewayFile.read(
            try Assembly.text(home + "/gateway.yaml", "主目录中没有 gateway.yaml，请用 --home 指定主目录"))
        connections = file.connections.sorted { $0.key < $1.key }.map { name, entry in
            (name, entry.counterpart, entry.transport.kind.rawValue, HomeCheck.address(entry.transport))
        }
        if !(0...65_535).contains(file.port) { faults.append("port 应在 0 到 65535 之间（0 为任一空闲端口）") }
        checkKeys()
        let reader = ConfigurationReader(home: home, file: file)
        var configuration: GatewayConfiguration?
        attempt("gateway.yaml") { configuration = try reader.configuration() }
        if let configuration { waiting = waitingFiles(configuration) }
        checkReferences()
        checkSecrets()
        if let library = library(mappings) { checkMappings(library) }
    }

    private static func address(_ transport: GatewayFile.Transport) -> String {
        switch transport.kind {
        case .https: transport.base ?? ""
        case .sftp: "\(transport.host ?? ""):\(transport.port ?? 22) \(transport.folder ?? "")"
        case .folder: transport.folder ?? ""
        case .none: ""
        }
    }

    /// Counts without taking anything. What lies at the far end of a line is told by `exchange list`.
    private func waitingFiles(_ configuration: GatewayConfiguration) -> [Waiting] {
        var found: [Waiting] = []
        for (name, entry) in file.connections.sorted(by: { $0.key < $1.key }) where entry.transport.kind == .folder {
            let adapter = Assembly.adapters.first { type(of: $0).counterpart.rawValue == entry.counterpart }
            guard let connection = configuration.connections[name], let adapter else { continue }
            let files = FolderTransport(root: Assembly.resolve(entry.transport.folder ?? "", home))
            for exchange in Exchange.allCases where adapter.exchanges.contains(exchange) {
                guard let inbox = adapter.dropFolder(of: exchange, on: connection), !inbox.prefix.isEmpty,
                    let present = try? files.list(inbox.pickup.folder)
                else { continue }
                let lying = present.filter {
                    $0.name.hasPrefix(inbox.prefix) && !$0.name.hasSuffix(inbox.pickup.markerSuffix)
                }
                guard let oldest = lying.map(\.modified).min() else { continue }
                let seconds = WallClock.now.milliseconds / 1_000 - oldest
                found.append(
                    Waiting(
                        connection: name, exchange: exchange, count: lying.count, hours: max(0, seconds) / 3_600))
            }
        }
        return found
    }

    private mutating func attempt(_ what: String, _ body: () throws -> Void) {
        do { try body() } catch { faults.append("\(what)：\(CommandFailure(error)?.text ?? "")") }
    }

    private mutating func checkKeys() {
        let folder = Assembly.resolve(file.keys, home)
        let root = home
        let before = faults.count
        attempt("keys") { _ = try KeyRing.load(from: folder, outside: root) }
        if faults.count == before { remarks.append("密钥位于主目录之外，完好：\(folder)") }
        let second = Assembly.resolve(file.secondPlace, home)
        let place = URL(filePath: second).resolvingSymlinksInPath().path
        if place.hasPrefix(URL(filePath: home).resolvingSymlinksInPath().path + "/") {
            faults.append("secondPlace：第二处不得位于主目录之内，请另选位置")
        }
        if Suite(rawValue: file.suite) == nil { faults.append("suite：应为 national 或 international") }
    }

    private mutating func library(_ mappings: String?) -> MappingLibrary? {
        do {
            let folder = try MappingFolder.locate(option: mappings, home: home)
            let library = try MappingLibrary(files: try MappingFolder.files(folder))
            remarks.append("映射目录：\(folder)，\(library.names.count) 个映射，\(library.codeNames.count) 张代码表")
            return library
        } catch let found as MappingFaults {
            faults += found.faults.map { "映射：\($0.description)" }
        } catch {
            faults.append("映射：\(CommandFailure(error)?.text ?? "")")
        }
        return nil
    }

    /// A connection whose files nobody could trust collects and sends none, which looks like silence.
    private mutating func checkSecrets() {
        for (name, entry) in file.connections.sorted(by: { $0.key < $1.key })
        where (entry.secrets?["mac"] ?? "").isEmpty {
            let collects = !(entry.settings?["collectFolder"] ?? "").isEmpty
            guard
                entry.counterpart == Counterpart.bank.rawValue
                    || entry.counterpart == Counterpart.department.rawValue && collects
            else { continue }
            faults.append("connections.\(name).secrets.mac：没有密钥，该连接的文件都不收取、不发送")
        }
    }

    /// Names that lead to connections and counties.
    private mutating func checkReferences() {
        for (code, county) in file.counties.sorted(by: { $0.key < $1.key }) {
            for (exchange, names) in county.routes.sorted(by: { $0.key < $1.key }) {
                let place = "counties.\(code).routes.\(exchange)"
                if Exchange(rawValue: exchange) == nil { faults.append("\(place)：没有这种业务") }
                for name in names { require(connection: name, place) }
            }
        }
        for agency in file.agencyAccounts {
            require(connection: agency.connection, "agencyAccounts.\(agency.name).connection")
            require(county: agency.county, "agencyAccounts.\(agency.name).county")
        }
        for (bank, name) in file.banks.sorted(by: { $0.key < $1.key }) { require(connection: name, "banks.\(bank)") }
        for (id, key) in file.machineKeys.sorted(by: { $0.key < $1.key }) {
            require(connection: key.connection, "machineKeys.\(id).connection")
            require(county: key.county, "machineKeys.\(id).county")
        }
        for person in file.people {
            if person.scope != "*" { require(county: person.scope, "people.\(person.login).scope") }
            if let bank = person.connection { require(connection: bank, "people.\(person.login).connection") }
        }
    }

    private mutating func require(connection name: String, _ place: String) {
        if file.connections[name] == nil { faults.append("\(place)：没有名为 \(name) 的连接") }
    }

    private mutating func require(county code: String, _ place: String) {
        if file.counties[code] == nil { faults.append("\(place)：没有代码为 \(code) 的旗县") }
    }

    /// Names that lead to released data.
    private mutating func checkMappings(_ library: MappingLibrary) {
        for (name, entry) in file.connections.sorted(by: { $0.key < $1.key }) {
            for (key, mapping) in entry.mappings.sorted(by: { $0.key < $1.key }) {
                let place = "connections.\(name).mappings.\(key)"
                guard let compiled = library.mapping(mapping) else {
                    faults.append("\(place)：没有名为 \(mapping) 的映射")
                    continue
                }
                if compiled.counterpart.rawValue != entry.counterpart {
                    faults.append("\(place)：映射属于 \(compiled.counterpart.rawValue)，连接属于 \(entry.counterpart)")
                }
            }
            if let counterpart = Counterpart(rawValue: entry.counterpart), let zone = Zone(rawValue: entry.zone ?? "") {
                faults += ZoneRule.faults(
                    Connection(name: name, counterpart: counterpart, zone: zone, mappings: entry.mappings), library)
            }
        }
        for (code, county) in file.counties.sorted(by: { $0.key < $1.key }) {
            if library.profile(county.profile) == nil { faults.append("counties.\(code).profile：没有该地区参数") }
            if library.catalogue(county.catalogue) == nil { faults.append("counties.\(code).catalogue：没有该目录") }
        }
    }
}
