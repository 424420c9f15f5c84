import ArgumentParser
import Gateway
import MappingTools

/// `onecard audit` looks at the audit chain.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "审计链。", subcommands: [AuditVerifyCommand.self])
}

/// `onecard audit verify` proves that nothing in the audit was changed.
struct AuditVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "核对审计链：每条记录的摘要、前后相接，以及第二处保存的链头。",
        discussion: """
            改动、删除、插入或截断任何一条记录都会被发现。未发现异常时退出码为 0，否则为 1。

            例：
              onecard audit verify --home onecard-home
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        // Looked at as it lies: a gateway refuses to start on a broken chain.
        let findings = try home.assembly().engine.verifyAudit()
        if json.isWanted {
            Output.say(
                JSON.object([
                    "holds": .flag(findings.isEmpty), "findings": .list(findings.map(JSON.text)),
                ]).line)
        } else {
            for finding in findings { Output.say(finding) }
            Output.say(findings.isEmpty ? "审计链完整，未发现异常" : "审计链有 \(findings.count) 处异常，请保全现场并报告")
        }
        if !findings.isEmpty { throw ExitCode.failure }
    }
}
