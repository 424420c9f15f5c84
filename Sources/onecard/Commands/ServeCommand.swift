import API
import ArgumentParser
import Gateway
import Logging
import ServiceLifecycle
import Subsidy
import Trust
import UnixSignals

/// `onecard serve` runs the gateway.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "运行网关：按时收取、发送、询问，并在本机提供接口。",
        discussion: """
            接口只监听 127.0.0.1，端口见 gateway.yaml；对外须经反向代理。日志写到标准错误，不含个人信息。
            按 Ctrl-C 或发 SIGTERM 平稳停止：正在做的一步做完再停；即使突然断电，重启后也接着做，不会重复付款。

            例：
              onecard serve --home onecard-home
            """)

    @OptionGroup var home: HomeOption
    @Option(help: ArgumentHelp("两轮之间间隔的秒数。", valueName: "秒"))
    var every = 3

    func validate() throws {
        guard (1...3600).contains(every) else { throw ValidationError("--every 应在 1 到 3600 之间") }
    }

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let logger = Logger(label: "onecard")
        let lock = try HomeLock(home.path)
        defer { lock.release() }
        let assembly = try home.assembly(prepares: true)
        // One lane for the steps and the API's writes: a list that is posted is not read by two at once.
        let lane = EngineLane()
        let server = try APIServer(
            engine: assembly.engine, keys: try ServeCommand.keys(assembly.file), port: assembly.file.port,
            clock: { WallClock.now }, lane: lane)
        let steps = StepLoop(
            engine: assembly.engine, lane: lane, server: server, pause: .seconds(every), logger: logger)
        let group = ServiceGroup(
            configuration: .init(
                services: [server, steps], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        logger.info("网关启动：\(assembly.file.connections.count) 个连接")
        if try !assembly.engine.isReleased() {
            logger.warning("当前配置尚未发布或发布后有改动：由两人发布之前不办理、不发送；onecard mapping release 列出改动和发布的办法")
        }
        try await group.run()
        logger.info("网关已停止")
    }

    private static func keys(_ file: GatewayFile) throws -> [MachineKey] {
        try file.machineKeys.sorted { $0.key < $1.key }.map { id, key in
            guard let point = bytes(hex: key.publicKey) else {
                throw GatewayError(.configuration, "key.format", "machineKeys.\(id)：公钥应为十六进制，请向该部门重新索取")
            }
            return MachineKey(id: id, connection: key.connection, county: key.county, publicKey: point)
        }
    }
}

/// StepLoop runs the engine's steps round after round until shutdown; a round that failed is tried again in the next.
struct StepLoop: Service {
    let engine: Engine
    let lane: EngineLane
    let server: APIServer
    let pause: Duration
    let logger: Logger

    func run() async throws {
        // 0 when the server could not listen: the group is then ending, and says why.
        let port = await server.boundPort()
        guard port != 0 else { return }
        logger.info("接口：http://127.0.0.1:\(port)")
        var trouble = ""
        var remarks: [String] = []
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let engine = engine
            do {
                let progress = try await lane.run { try engine.run(now: WallClock.now) }
                for note in progress.notes { logger.info("\(note)") }
                // What waits is said once, not every few seconds; and again when it came back.
                for remark in progress.remarks where !remarks.contains(remark) { logger.warning("\(remark)") }
                remarks = progress.remarks
                if !trouble.isEmpty { logger.info("已恢复") }
                trouble = ""
            } catch {
                // Said once, not every few seconds.
                let text = CommandFailure(error)?.text ?? ""
                if text != trouble { logger.error("\(text)") }
                trouble = text
            }
            // Ended early by the shutdown: that is why it is there, and no error.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
        }
    }
}
