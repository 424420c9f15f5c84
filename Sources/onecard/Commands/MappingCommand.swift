import ArgumentParser
import Foundation
import Gateway
import Mapping
import MappingTools
import Subsidy

/// `onecard mapping` works with mapping files, without a gateway.
struct MappingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping",
        abstract: "检查、试用映射文件。",
        discussion: """
            映射文件（YAML）说明一种文件怎样切成行和列、每一列对应统一记录的哪个字段。
            接入一家新银行，通常只需写一个映射文件和一张代码表，不改程序。

            例：
              onecard mapping list
              onecard mapping check
              onecard mapping test
              onecard mapping apply bank/result.cmbc \\
                  Fixtures/bank/cmbc/res_20260317_001.txt
            """,
        subcommands: [
            MappingListCommand.self, MappingCheckCommand.self, MappingTestCommand.self, MappingApplyCommand.self,
            MappingExplainCommand.self, MappingDiffCommand.self, MappingReleaseCommand.self, MappingSchemaCommand.self,
        ])
}

/// MappingsOption is where the mapping files are.
struct MappingsOption: ParsableArguments {
    @Option(
        name: .customLong("mappings"),
        help: ArgumentHelp("映射目录；缺省取环境变量 ONECARD_MAPPINGS，再在程序旁和当前目录中找。", valueName: "目录"))
    var folder: String?

    func library() throws -> MappingLibrary {
        try MappingLibrary(files: try MappingFolder.files(try place(folder)))
    }

    /// A folder that was named must be there: another one in its place would be checked or applied by mistake.
    func place(_ named: String?) throws -> String {
        if let named, !FileManager.default.fileExists(atPath: named) {
            throw GatewayError(.configuration, "mappings.missing", "指定的映射目录不存在，请检查路径")
        }
        return try MappingFolder.locate(option: named, home: nil)
    }
}

/// `onecard mapping list` names all mappings.
struct MappingListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出全部映射文件：对方、业务、方向和记录。",
        discussion: """
            方向 in 表示对方发来、由网关读入，out 表示由网关写出，both 表示两者皆可。

            例：
              onecard mapping list --json
            """)

    @OptionGroup var mappings: MappingsOption
    @OptionGroup var json: JSONOption

    func run() throws {
        let library = try mappings.library()
        let all = library.names.compactMap { library.mapping($0) }
        if json.isWanted {
            return Output.say(
                JSON.list(
                    all.map { mapping in
                        .object([
                            "name": .text(mapping.name), "title": .text(mapping.title),
                            "counterpart": .text(mapping.counterpart.rawValue),
                            "exchange": .text(mapping.exchange.rawValue),
                            "direction": .text(mapping.direction.rawValue), "record": .text(mapping.record.name),
                            "head": mapping.head.map { .text($0.name) } ?? .null,
                            "format": .text(mapping.shape.format.rawValue),
                            "encoding": .text(mapping.shape.encoding.rawValue),
                        ])
                    }
                ).line)
        }
        var table = Table(["映射", "名称", "对方", "业务", "方向", "格式", "记录"].map { ($0, .left) })
        for mapping in all {
            table.add([
                mapping.name, mapping.title, mapping.counterpart.rawValue, mapping.exchange.rawValue,
                mapping.direction.rawValue, "\(mapping.shape.format.rawValue) \(mapping.shape.encoding.rawValue)",
                mapping.record.name,
            ])
        }
        Output.say(table.text)
    }
}

/// `onecard mapping check` finds every fault of every file.
struct MappingCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "检查映射目录，一次列出全部错误。",
        discussion: """
            映射、代码表、地区参数、日历、目录和预警规则都检查，映射旁的测试只查写法。每行写明文件、行、列、错在哪里和怎样改；
            没有错误时退出码为 0，有错误时为 1。--json 两种语言都有。

            例：
              onecard mapping check Mappings
              onecard mapping check --lang en
            """)

    @Argument(help: ArgumentHelp("映射目录；缺省按 --mappings 的次序查找。", valueName: "目录"))
    var folder: String?
    @OptionGroup var mappings: MappingsOption
    @OptionGroup var json: JSONOption
    @OptionGroup var language: LanguageOption

    func run() throws {
        let place = try mappings.place(folder ?? mappings.folder)
        let files = try MappingFolder.files(place)
        guard !files.isEmpty else {
            throw GatewayError(.configuration, "mappings.empty", "该目录中没有映射文件（.yaml），请检查路径")
        }
        let faults = MappingChecker.check(files) + SuiteReader.syntax(DataFolder(place).yaml())
        if json.isWanted {
            Output.say(
                JSON.list(
                    faults.map { fault in
                        .object([
                            "file": .text(fault.file), "line": .integer(Int64(fault.line)),
                            "column": .integer(Int64(fault.column)), "path": .text(fault.path),
                            "code": .text(fault.code),
                            "message": .text(fault.zh), "hint": .text(fault.hint.zh), "messageEN": .text(fault.en),
                            "hintEN": .text(fault.hint.en),
                        ])
                    }
                ).line)
        } else {
            let english = language.isEnglish
            for fault in faults { Output.say(english ? fault.english : fault.description) }
            if english {
                Output.say(faults.isEmpty ? "\(files.count) files, all correct" : "\(faults.count) faults")
            } else {
                Output.say(faults.isEmpty ? "\(files.count) 个文件全部正确" : "共 \(faults.count) 处错误")
            }
        }
        if !faults.isEmpty { throw ExitCode.failure }
    }
}
