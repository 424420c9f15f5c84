package import Foundation
import Hummingbird
import Logging
import ServiceLifecycle
import UnixSignals

/// The sandbox as a process: all strangers on one HTTP port and three SFTP servers of the loopback interface.
package enum SandboxServer {
    package enum Fault: Error, CustomStringConvertible {
        case noSM2

        package var description: String { "此 OpenSSL 没有 SM2：请安装 OpenSSL 3.0 或更新版本" }
    }

    /// Runs until cancelled, or until SIGTERM or SIGINT when `handlesSignals`.
    ///
    /// `directory/partners.json` appears, by rename, when everything answers. A directory of an earlier run may be used
    /// again only when it was emptied: the strangers' memory is not kept.
    package static func run(directory: URL, size: World.Size, handlesSignals: Bool = true) async throws {
        let folders = SandboxFolders(root: directory.standardizedFileURL)
        try folders.make()
        guard let keys = DepartmentKeys() else { throw Fault.noSM2 }
        let servers = try SandboxServers(folders: folders)
        defer { servers.stop() }
        let strangers = Counterparts(
            world: World(size: size), folders: folders,
            county: SFTPDrop(server: servers.county.entry, staging: folders.staging))
        _ = strangers.advance(to: World.start)
        let router = Router()
        router.middlewares.add(RequestLog(folders.root))
        addRegisterRoutes(
            to: router, world: strangers.world, treasury: strangers.treasury, carrier: strangers.carrier)
        addControlRoutes(to: router, acts: ControlActs(strangers: strangers, keys: keys))
        let logger = Logger(label: "sandbox")
        let entries = Partners.Servers(
            bankA: servers.bankA.entry, bankB: servers.bankB.entry, county: servers.county.entry)
        let application = ClockedApplication(router: router, clock: strangers.world.clock, logger: logger) { port in
            let partners = Partners(strangers: strangers, keys: keys, servers: entries, port: port)
            DropFolder.put(folders.root, "partners.json", partners.json)
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [application], gracefulShutdownSignals: handlesSignals ? [.sigterm, .sigint] : [],
                logger: logger))
        try await group.run()
    }
}
