import Subsidy
import ArgumentParser
import Foundation
import MappingTools

/// `onecard check` finds what is wrong with a home before the gateway is started.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "检查主目录：gateway.yaml、映射、密钥、连接、代发户和路由。",
        discussion: """
            只读，不打开数据库，不连接任何一方；本机目录里等待收取的文件数一数，别处的见 onecard exchange list。全部正确时退出码为 0，有错误时为 1，一次列出全部错误。
            密钥和第二处必须位于主目录之外：复制了主目录的人得不到密钥，也改不了审计链头。

            例：
              onecard check --home onecard-home
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        let check = try HomeCheck(home: home.path, mappings: home.mappings)
        if json.isWanted {
            Output.say(
                JSON.object([
                    "holds": .flag(check.faults.isEmpty), "faults": .list(check.faults.map(JSON.text)),
                    "connections": .list(
                        check.connections.map { connection in
                            .object([
                                "name": .text(connection.name), "counterpart": .text(connection.counterpart),
                                "transport": .text(connection.transport), "address": .text(connection.address),
                            ])
                        }),
                    "waiting": .list(
                        check.waiting.map { inbox in
                            .object([
                                "connection": .text(inbox.connection), "exchange": .text(inbox.exchange.rawValue),
                                "files": .integer(Int64(inbox.count)), "hours": .integer(inbox.hours),
                            ])
                        }),
                ]).line)
        } else {
            var table = Table([("连接", .left), ("对方", .left), ("传输", .left), ("地址", .left)])
            for connection in check.connections {
                table.add([connection.name, connection.counterpart, connection.transport, connection.address])
            }
            if !table.isEmpty { Output.say(table.text + "\n") }
            for inbox in check.waiting {
                Output.say(
                    "等待收取：\(inbox.connection) \(inbox.exchange.rawValue) \(inbox.count) 个文件，最早的已 \(inbox.hours) 小时")
            }
            for remark in check.remarks { Output.say(remark) }
            for fault in check.faults { Output.say("有误：\(fault)") }
            Output.say(check.faults.isEmpty ? "检查通过" : "共 \(check.faults.count) 处错误，请改正后再启动")
        }
        if !check.faults.isEmpty { throw ExitCode.failure }
    }
}
