import ArgumentParser
import MappingTools
import Trust
import Workflow

/// `onecard permissions` shows who may do what.
struct PermissionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permissions",
        abstract: "权限表：每个办理事项由哪个岗位办理、属哪一职责、依据哪一条（IM-24.1、IM-23.1）。",
        discussion: """
            权限表和流程（各对象的状态变化）与地区参数、规则、映射一起由两人发布：换了权限或流程的程序须重新发布方能运行。

            例：
              onecard permissions
              onecard permissions --role financeChecker --json
            """)
    @Option(help: ArgumentHelp("只看一个岗位", valueName: "岗位")) var role: String?
    @OptionGroup var json: JSONOption

    func run() throws {
        let rows = Permissions.rows.filter { role == nil || role == $0.role }
        let digest = hex(Digest.sha256(Array(Permissions.text.utf8)))
        if json.isWanted {
            let list = rows.map { row in
                JSON.object([
                    "act": .text(row.act), "role": .text(row.role), "duty": .text(row.duty),
                    "article": .text(row.article),
                ])
            }
            return Output.say(JSON.object(["digest": .text(digest), "permissions": .list(list)]).line)
        }
        var table = Table([("事项", .left), ("岗位", .left), ("职责", .left), ("条款", .left)])
        for row in rows { table.add([row.act, row.role, row.duty, row.article]) }
        Output.say("\(table.text)\n\n流程和权限的摘要 \(digest)")
    }
}
