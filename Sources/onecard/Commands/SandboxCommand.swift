import ArgumentParser
import Foundation
import Sandbox

/// `onecard sandbox` plays every counterpart on this machine.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "在本机扮演公安、民政、发卡行、预算、银行和主管部门。",
        discussion: """
            沙箱用真实的协议（HTTP、SFTP）应答，人员和账户都是虚构的，只监听本机。
            DIR/partners.json 出现时即已就绪，其中写明各方的地址和口令；按 Ctrl-C 或发 SIGTERM 结束。
            再次运行前请清空 DIR：各方不保留上次的记忆。

            例：
              onecard sandbox --dir /tmp/sandbox --size small
            """)

    @Option(help: ArgumentHelp("放置各方文件的目录，没有时创建。", valueName: "目录"))
    var dir: String

    @Option(help: ArgumentHelp("full：约三千名享受人；small：只有情节中的人。", valueName: "规模"))
    var size: World.Size = .full

    func run() async throws {
        Output.say("沙箱启动中，就绪后出现 \(URL(filePath: dir).appending(path: "partners.json").standardizedFileURL.path)")
        try await SandboxServer.run(directory: URL(filePath: dir), size: size)
    }
}

extension World.Size: ExpressibleByArgument {}
