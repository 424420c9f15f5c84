import Hummingbird
import HummingbirdCore
import Logging
import ServiceLifecycle

/// The work was done, and its answer shall never arrive.
struct AnswerLost: Error {}

/// The sandbox's HTTP server: `Date` is the story's time, and an answer can be lost.
///
/// Hummingbird's own `Application` always sends the machine's time, by which nobody could re-sign a request of the story,
/// and answers whatever a route throws.
struct ClockedApplication: Service {
    private let responder: RouterResponder<BasicRequestContext>
    private let clock: SandboxClock
    private let logger: Logger
    private let address: (host: String, port: Int)
    private let onRunning: @Sendable (Int) async -> Void

    /// The server of a finished router. Port 0 is any free one; `onRunning` gets the port once the server listens.
    init(
        router: Router<BasicRequestContext>, clock: SandboxClock, logger: Logger = Logger(label: "sandbox"),
        host: String = "127.0.0.1", port: Int = 0, onRunning: @escaping @Sendable (Int) async -> Void
    ) {
        responder = router.buildResponder()
        self.clock = clock
        self.logger = logger
        address = (host, port)
        self.onRunning = onRunning
    }

    /// A server of its own router, which `routes` fills.
    init(
        clock: SandboxClock, onRunning: @escaping @Sendable (Int) async -> Void,
        routes: (Router<BasicRequestContext>) -> Void
    ) {
        let router = Router()
        routes(router)
        self.init(router: router, clock: clock, onRunning: onRunning)
    }

    func run() async throws {
        // Connections that end badly are what a sandbox is for.
        var quiet = logger
        quiet.logLevel = .critical
        let server = try HTTPServerBuilder.http1().buildServer(
            configuration: ServerConfiguration(address: .hostname(address.host, port: address.port)),
            eventLoopGroup: EventLoopGroupProvider.singleton.eventLoopGroup, logger: quiet,
            responder: { request, writer, channel in
                let context = BasicRequestContext(
                    source: ApplicationRequestContextSource(channel: channel, logger: logger))
                var response: Response
                do {
                    response = try await responder.respond(to: request, context: context)
                } catch let lost as AnswerLost {
                    // What a responder throws ends the connection: the caller sees it close with nothing read.
                    throw lost
                } catch {
                    logger.error("sandbox route failed", metadata: ["error": "\(type(of: error))"])
                    response = Response(status: .internalServerError)
                }
                if response.headers[.date] == nil { response.headers[.date] = HTTPDate.text(clock.now) }
                try await writer.write(response: response.head, body: response.body)
            },
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) })
        try await server.run()
    }
}
