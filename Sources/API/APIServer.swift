package import Gateway
import Hummingbird
import HummingbirdCore
import Logging
import ServiceLifecycle
package import Subsidy
import Trust

/// APIServer is the gateway's HTTP border for departments' systems and for people; it listens on 127.0.0.1 only.
///
/// JSON in and out, UTF-8, keys sorted, money as text in yuan. Nothing of a body or an address is logged.
package struct APIServer: Service {
    private static let connections = 128

    private let desk: Desk
    private let port: Int
    private let box = PortBox()

    /// Throws `configuration` with `key.format` or `key.reused` when a machine's key cannot be used.
    ///
    /// Port 0 is any free one, see ``boundPort()``. `clock` is what "now" is for signatures, sessions and acts. Writes run
    /// on `lane`: whoever runs the engine's steps in the same process runs them there too.
    package init(
        engine: Engine, keys: [MachineKey], port: Int, clock: @escaping @Sendable () -> Instant,
        lane: EngineLane = EngineLane()
    ) throws(GatewayError) {
        var known: [String: (key: MachineKey, publicKey: SM2PublicKey)] = [:]
        for key in keys {
            guard let publicKey = try? SM2PublicKey(point: key.publicKey) else {
                throw GatewayError(.configuration, "key.format", "接口密钥 \(key.id) 不是有效的 SM2 公钥（04‖X‖Y 共 65 字节）")
            }
            guard known.updateValue((key, publicKey), forKey: key.id) == nil else {
                throw GatewayError(.configuration, "key.reused", "接口密钥编号 \(key.id) 重复，请改正 gateway.yaml")
            }
        }
        desk = Desk(engine: engine, keys: known, clock: clock, writes: lane)
        self.port = port
    }

    /// Waits until the server listens, and says on which port; 0 when it ended before, or the waiting task is cancelled.
    package func boundPort() async -> Int { await box.value() }

    /// Serves until shutdown or cancellation.
    package func run() async throws {
        defer { box.set(0) }
        // At info and below Hummingbird tells of requests; addresses may say more than a log should.
        var logger = Logger(label: "onecard.api")
        logger.logLevel = .warning
        let router = Router()
        router.middlewares.add(Border(logger: logger))
        desk.addRoutes(to: router)
        let application = Application(
            router: router, server: .http1(configuration: .init(idleTimeout: .seconds(120))),
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(APIServer.connections)),
            onServerRunning: { channel in box.set(channel.localAddress?.port ?? 0) }, logger: logger)
        try await application.run()
    }
}
