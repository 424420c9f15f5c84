import AdapterKit
import BankAdapter
import BudgetAdapter
import CardIssuerAdapter
import CivilAffairsAdapter
import DepartmentAdapter
import Foundation
import Gateway
import Mapping
import NoticeAdapter
import PlatformAdapter
import PortalAdapter
import PublicSecurityAdapter
import PublicityAdapter
import Store
import StorePostgres
import StoreSQLite
import Subsidy
import Synchronization
import Transports
import Trust
import Workflow

/// Assembly wires a gateway: the one list of adapters and stores.
struct Assembly {
    /// Made anew for each gateway: an adapter may keep the keys of its sessions, which belong to one gateway alone.
    static var adapters: [any Adapter] {
        [
            BankAdapter(), BudgetAdapter(), CardIssuerAdapter(), CivilAffairsAdapter(), DepartmentAdapter(),
            NoticeAdapter(), PlatformAdapter(), PortalAdapter(), PublicSecurityAdapter(), PublicityAdapter(),
        ]
    }

    let home: String
    let file: GatewayFile
    let engine: Engine

    /// Opens the gateway of a home folder (`gateway.yaml` lies in it) and brings its store to this program's shape.
    /// With `prepares` false nothing is written: the audit chain can be examined even where it is broken.
    init(
        home: String, mappings: String? = nil, now: Instant, probe: any CrashProbe = NoCrash(), prepares: Bool = true
    ) throws {
        let home = URL(filePath: home).standardizedFileURL.path
        let text = try Assembly.text(
            home + "/gateway.yaml", "\(home) 中没有 gateway.yaml，请用 --home 指定网关主目录（演示的主目录是 onecard-demo/home）")
        let file = try GatewayFile.read(text)
        let folder = try MappingFolder.locate(option: mappings, home: home)
        let sources = try MappingFolder.files(folder)
        let library = try MappingLibrary(files: sources)
        let digests = MappingFolder.digests(library, sources)
        guard let suite = Suite(rawValue: file.suite) else {
            throw GatewayError(.configuration, "suite.unknown", "suite 应为 national 或 international")
        }
        let keys = try KeyRing.load(from: Assembly.resolve(file.keys, home), outside: home)
        let store: any StoreDatabase
        if let address = file.store {
            store = try PostgresStore(url: address)
        } else {
            store = try SQLiteStore(path: home + "/onecard.sqlite")
        }
        let configuration = try ConfigurationReader(home: home, file: file).configuration()
        let wires = WireCupboard(home: home, file: file)
        var released = sources
        released["gateway.yaml"] = Array(text.utf8)
        // Flow and permissions are released with the files (IM-24.1): another program's are another release.
        released["permissions"] = Array(Permissions.text.utf8)
        let manifest = ConfigurationManifest(released)
        engine = try Engine(
            store: store, home: home, sealer: Sealer(keys, suite: suite),
            secondPlace: Assembly.resolve(file.secondPlace, home), configuration: configuration, library: library,
            mappingDigests: digests, configurationDigest: manifest.digest, adapters: Assembly.adapters,
            wires: { wires.wires(of: $0.name) }, manifest: manifest, probe: probe)
        self.home = home
        self.file = file
        if prepares { try engine.prepare(now: now) }
    }

    static func text(_ path: String, _ missing: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw GatewayError(.configuration, "file.missing", missing)
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// A path as the file says it, from the home.
    static func resolve(_ path: String, _ home: String) -> String {
        path.hasPrefix("/") ? path : URL(filePath: home).appending(path: path).standardizedFileURL.path
    }
}

/// WireCupboard keeps the wires of each connection: an SFTP session is opened once and used again.
final class WireCupboard: Sendable {
    private let home: String
    private let file: GatewayFile
    private let made = Mutex<[String: Wires]>([:])

    init(home: String, file: GatewayFile) {
        self.home = home
        self.file = file
    }

    func wires(of name: String) -> Wires {
        made.withLock { made in
            if let wires = made[name] { return wires }
            let wires = make(name)
            made[name] = wires
            return wires
        }
    }

    private func make(_ name: String) -> Wires {
        guard let transport = file.connections[name]?.transport else { return Wires() }
        switch transport.kind {
        case .https:
            return Wires(http: try? HTTPSTransport(HTTPSTransport.Settings(base: transport.base ?? "")))
        case .sftp:
            return Wires(
                files: SFTPTransport(
                    SFTPTransport.Settings(
                        host: transport.host ?? "", port: transport.port ?? 22, user: transport.user ?? "",
                        key: Assembly.resolve(transport.key ?? "", home),
                        knownHosts: Assembly.resolve(transport.knownHosts ?? "", home),
                        folder: transport.folder ?? "")))
        case .folder: return Wires(files: FolderTransport(root: Assembly.resolve(transport.folder ?? "", home)))
        case .none: return Wires()
        }
    }
}

/// MappingFolder finds and reads the mapping files.
enum MappingFolder {
    /// `--mappings`, `ONECARD_MAPPINGS`, beside `gateway.yaml`, `../share/onecard/Mappings` beside the program,
    /// `./Mappings`, in this order.
    static func locate(option: String?, home: String?) throws -> String {
        var places: [String] = []
        if let option {
            places.append(option)
        } else {
            if let named = ProcessInfo.processInfo.environment["ONECARD_MAPPINGS"] { places.append(named) }
            if let home { places.append(home + "/Mappings") }
            let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            places.append(program.appending(path: "../share/onecard/Mappings").standardizedFileURL.path)
            places.append("Mappings")
        }
        for place in places where FileManager.default.fileExists(atPath: place) { return place }
        throw GatewayError(
            .configuration, "mappings.missing", "找不到映射目录，请用 --mappings 或环境变量 ONECARD_MAPPINGS 指定")
    }

    static func files(_ folder: String) throws -> [String: [UInt8]] {
        let root = URL(filePath: folder).standardizedFileURL
        var files: [String: [UInt8]] = [:]
        let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        while let url = walk?.nextObject() as? URL {
            guard url.pathExtension == "yaml", !url.lastPathComponent.hasSuffix(".tests.yaml"),
                let data = FileManager.default.contents(atPath: url.path)
            else { continue }
            files[String(url.standardizedFileURL.path.dropFirst(root.path.count + 1))] = Array(data)
        }
        return files
    }

    /// SHA-256 over a mapping and all that it extends and looks up, so that one changed code changes the digest.
    static func digests(_ library: MappingLibrary, _ sources: [String: [UInt8]]) -> [String: String] {
        var digests: [String: String] = [:]
        for name in library.names {
            guard let mapping = library.mapping(name) else { continue }
            let parts = mapping.sources.map { "\($0) \(hex(Digest.sha256(sources[$0] ?? [])))" }
            digests[name] = hex(Digest.sha256(Array(parts.joined(separator: "\n").utf8)))
        }
        return digests
    }
}
