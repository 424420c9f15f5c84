import API
import AdapterKit
import ArgumentParser
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Subsidy
import Synchronization
import Trust

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "两个旗县、约三千名补贴对象、四周工作日：从报送清单到对账证明，全程演示",
        discussion: """
            启动沙箱对手方（公安、民政、社保卡、预算、两家银行、三个部门，真实协议，仅监听本机）和一个网关，
            推进模拟时钟，逐步讲述，最后打印 G2 的全部等式；任何一条不成立则退出码为 1。
            例：onecard demo --size small
            """)

    @Option(help: "工作目录；主目录、密钥、沙箱各在其下") var dir = "onecard-demo"
    @Option(help: "full 约三千人；small 约二十人") var size = "full"
    @Flag(help: "不讲述，只打印证明") var quiet = false
    @Option(help: "postgres://… 数据库；缺省用主目录中的 SQLite") var store: String?
    @Flag(help: "每一个复核动作先由制单人另一登录尝试，必须被拒绝") var verifyDuties = false
    @Option(help: .hidden) var days = DemoStory.days
    @Flag(help: .hidden) var attach = false
    @Option(help: .hidden) var crashAt: String?
    @Option(help: .hidden) var crashAfter = 1

    func run() async throws {
        let folder = URL(filePath: dir).standardizedFileURL.path
        if !attach, FileManager.default.fileExists(atPath: folder) {
            guard FileManager.default.fileExists(atPath: folder + "/sandbox") else {
                throw GatewayError(.invalid, "demo.folder", "目录 \(dir) 已存在且不是演示目录，请换一个 --dir")
            }
            try FileManager.default.removeItem(atPath: folder)
        }
        let stage = try DemoStage(folder: folder, size: size, attach: attach)
        defer { stage.stop() }
        try DemoHome(folder: folder, partners: stage.partners, store: store).prepare()
        let clock = DemoClock(try stage.now())
        let probe: any CrashProbe =
            crashAt.flatMap(CrashPoint.init(rawValue:)).map {
                KillAtPoint(point: $0, after: crashAfter)
            } ?? NoCrash()
        let assembly = try Assembly(home: folder + "/home", now: clock.now, probe: probe)
        let holds = try await tell(stage, assembly, clock)
        if !quiet {
            print(
                """

                主目录留在 \(dir)/home。继续查看：
                  onecard reconcile --home \(dir)/home
                  onecard failure list --home \(dir)/home
                  onecard trace \(try assembly.engine.reissuedLine() ?? 0) --home \(dir)/home
                  onecard audit verify --home \(dir)/home
                  onecard serve --home \(dir)/home
                """)
        }
        if !holds { throw ExitCode.failure }
    }

    private func probe() throws -> any CrashProbe {
        guard let crashAt else { return NoCrash() }
        guard let point = CrashPoint(rawValue: crashAt) else {
            throw GatewayError(.invalid, "crash.unknown", "没有名为 \(crashAt) 的崩溃点")
        }
        return KillAtPoint(point: point, after: crashAfter)
    }

    private func tell(_ stage: DemoStage, _ assembly: Assembly, _ clock: DemoClock) async throws -> Bool {
        let server = try APIServer(
            engine: assembly.engine,
            keys: try assembly.file.machineKeys.sorted { $0.key < $1.key }.map { id, key in
                guard let point = bytes(hex: key.publicKey) else {
                    throw GatewayError(.configuration, "key.format", "machineKeys.\(id)：公钥应为十六进制")
                }
                return MachineKey(id: id, connection: key.connection, county: key.county, publicKey: point)
            }, port: 0, clock: { clock.now })
        let services = ServiceGroup(
            configuration: .init(services: [server], logger: Logger(label: "onecard.demo")))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            let clerk = try DemoClerk(
                port: await server.boundPort(), now: clock.now, verifyDuties: verifyDuties)
            let story = DemoStory(stage: stage, engine: assembly.engine, clerk: clerk, quiet: quiet, days: days)
            let verifyDuties = verifyDuties
            let holds = try await OwnThread.run {
                story.tell("onecard 演示：奈仁旗（内蒙古：基础库，代发户）与塬州县（宁夏：第一轮，国库直接支付）")
                try story.run { clock.set($0) }
                if verifyDuties { print("   不相容岗位：\(clerk.refusedTwins) 个复核动作由制单人尝试，全部被拒绝（IM-23.1）") }
                return try DemoProof(engine: assembly.engine, stage: stage).run(now: clock.now)
            }
            await services.triggerGracefulShutdown()
            return holds
        }
    }
}

/// The simulated clock, shared by the API and the story.
final class DemoClock: Sendable {
    private let moment: Mutex<Instant>
    init(_ now: Instant) { moment = Mutex(now) }
    var now: Instant { moment.withLock { $0 } }
    func set(_ now: Instant) { moment.withLock { $0 = now } }
}

/// Ends the process, without a word, the n-th time that a crash point is passed.
final class KillAtPoint: CrashProbe {
    private let point: CrashPoint
    private let left: Mutex<Int>

    init(point: CrashPoint, after: Int) {
        self.point = point
        left = Mutex(after)
    }

    func pass(_ point: CrashPoint) {
        guard point == self.point else { return }
        let now = left.withLock { left in
            left -= 1
            return left == 0
        }
        if now { kill(getpid(), SIGKILL) }
    }
}

/// Runs blocking work on a thread of its own: it must not hold a thread of the cooperative pool.
enum OwnThread {
    static func run<Result>(_ body: @escaping () throws -> Result) async throws -> Result {
        let work = UncheckedWork(body: body)
        return try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Swift.Result { try work.body() }.map(UncheckedValue.init)) }
            thread.stackSize = 8 << 20
            thread.start()
        }.value
    }
}

/// Handed to one thread, and used there only; the caller waits.
private struct UncheckedWork<Result>: @unchecked Sendable {
    let body: () throws -> Result
}

private struct UncheckedValue<Value>: @unchecked Sendable {
    let value: Value
}
