import ArgumentParser
import Gateway
import Mapping
import MappingTools

/// `onecard mapping explain` shows how each canonical value of one row came about.
struct MappingExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "说明一行的每个值从何而来：字节、文本、转换、代码表、结果或退回原因。",
        discussion: """
            行号就是 mapping apply 和退回清单里的行号；0 表示文件的首尾行和参数（表头）。
            个人信息按字段的密级遮盖，字节也遮盖；--reveal 显示原值，理由记入系统日志。

            例：
              onecard mapping explain bank/result.cmbc \\
                  Fixtures/bank/cmbc/res_20260317_001.txt --row 2
            """)

    @Argument(help: ArgumentHelp("映射，如 bank/result.cmbc；onecard mapping list 列出全部。", valueName: "映射"))
    var mapping: String
    @Argument(help: ArgumentHelp("要读的文件；- 为标准输入。", valueName: "文件"))
    var file: String
    @Option(help: ArgumentHelp("第几行；0 为表头。", valueName: "行号"))
    var row: Int
    @OptionGroup var mappings: MappingsOption
    @OptionGroup var reveal: RevealOption
    @OptionGroup var given: ParametersOption
    @OptionGroup var json: JSONOption

    func validate() throws {
        guard row >= 0 else { throw ValidationError("--row 从 1 数起，0 为表头") }
    }

    func run() throws {
        let found = try mappings.find(mapping)
        let (compiled, name) = (found.mapping, found.mapping.name)
        if let others = found.others { Output.complain("提示：\(others)") }
        let parameters = try given.values(for: [compiled])
        let input = try InputFile(file)
        reveal.note("mapping explain", "mapping \(name), row \(row)")
        let sources = MappingSources(files: found.files)
        // What comes through a pipe comes once, and is held; a file is never in memory as a whole.
        let explanation =
            if input.isSeekable {
                try Explanation.explain(
                    row: row, pull: input.pull, line: { input.bytes($0) ?? [] }, mapping: compiled, sources: sources,
                    parameters: parameters, reveals: reveal.isWanted)
            } else {
                try Explanation.explain(
                    row: row, of: try input.rest(), mapping: compiled, sources: sources, parameters: parameters,
                    reveals: reveal.isWanted)
            }
        guard let explanation else {
            throw GatewayError(.notFound, "row.missing", "文件中没有第 \(row) 行，请核对行号")
        }
        Output.say(json.isWanted ? explanation.json.line : explanation.lines.joined(separator: "\n"))
    }
}

/// ParametersOption is what a document itself does not say.
struct ParametersOption: ParsableArguments {
    @Option(help: ArgumentHelp("文件之外的参数，可多次给出。", valueName: "名=值"))
    var parameter: [String] = []

    func validate() throws {
        for pair in parameter where !pair.contains("=") { throw ValidationError("--parameter 应写作 名=值") }
        let names = pairs.map(\.name)
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw ValidationError("--parameter \(name) 写了两次，只写一次")
        }
    }

    private var pairs: [(name: String, value: String)] {
        parameter.map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), String(parts.last ?? ""))
        }
    }

    var values: [String: String] { Dictionary(pairs.map { ($0.name, $0.value) }) { $1 } }

    /// The values for reading by these mappings. A name that none of them asks for would change nothing, and whoever
    /// gave it would not know.
    func values(for mappings: [CompiledMapping]) throws -> [String: String] {
        let known = Set(mappings.flatMap(\.parameterNames)).sorted()
        guard let stray = pairs.first(where: { !known.contains($0.name) }) else { return values }
        let what = known.isEmpty ? "这个映射不用参数，请去掉" : "可用的参数：\(known.joined(separator: "、"))"
        throw GatewayError(.invalid, "parameter.unknown", "没有参数 \(stray.name)。\(what)")
    }
}
