import ArgumentParser
import Formats
import Gateway
import Mapping
import MappingTools
import Subsidy

/// `onecard mapping apply` reads one document through its mapping, or writes one.
struct MappingApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "用映射读一个文件，得到统一的记录；加 --reverse 则由记录写出文件。",
        discussion: """
            标准输出：每行一条记录（JSON），字段见 onecard schema。金额是以元为单位的文本。
            标准错误：每行一处错误（JSON）：{"code":…,"field":…,"message":…,"row":…}，先各行，后整个文件（row 为 0）。
            --reverse 时 row 是第几条记录，$head 那一行和空行不算。
            退出码：0 全部接受；2 有行被退回，其余照常输出；1 无法运行，或整个文件不能接受，此时不输出记录。
            姓名、证件号、账号和电话按字段的密级脱敏；--reveal 显示原值，理由记入系统日志。

            例：
              onecard mapping apply bank/result.cmbc \\
                  Fixtures/bank/cmbc/res_20260317_001.txt
              onecard mapping apply department/list.json 清单.json --reveal 核对原件
              onecard mapping apply department/list.minzheng 清单.xlsx \\
                  --parameter project=2080502 --parameter period=2026Q1 \\
                  --parameter approvalNumber=文号 --parameter county=640199
              onecard mapping apply bank/batch.cmbc 记录.jsonl --reverse > 批次.txt
            """)

    @Argument(help: ArgumentHelp("映射，如 bank/result.cmbc；onecard mapping list 列出全部。", valueName: "映射"))
    var mapping: String
    @Argument(help: ArgumentHelp("要读的文件；- 为标准输入。", valueName: "文件"))
    var file: String
    @OptionGroup var mappings: MappingsOption
    @OptionGroup var reveal: RevealOption
    @OptionGroup var given: ParametersOption
    @Flag(help: "首行另输出表头记录：{\"$head\":{…}}。")
    var head = false
    @Flag(help: "反向：读 JSON 行，把文件写到标准输出。")
    var reverse = false

    func run() throws {
        let found = try mappings.find(mapping)
        let (compiled, name) = (found.mapping, found.mapping.name)
        if let others = found.others { report([Fault(row: 0, field: "", code: "mapping.others", message: others)]) }
        let parameters = try reverse ? given.values : given.values(for: [compiled])
        let input = try InputFile(file)
        reveal.note("mapping apply", "mapping \(name)")
        if reverse {
            try write(compiled, try input.rest(), parameters)
        } else {
            try read(compiled, input, parameters)
        }
    }

    private func read(_ mapping: CompiledMapping, _ input: InputFile, _ parameters: [String: String]) throws {
        let lines = HeldLines()
        let reading = try DocumentRun(mapping).read(parameters: parameters, pull: input.pull) { _, records in
            for row in 0..<records.count {
                try lines.append(RecordText.json(records, row, reveals: reveal.isWanted).line + "\n")
            }
        }
        report(reading.faultsInOrder)
        // What the whole document is refused for makes none of its rows good: nothing is handed on.
        if reading.isRefused { throw ExitCode.failure }
        if head, let head = reading.head {
            let members = RecordText.json(head, 0, reveals: reveal.isWanted)
            Output.say(JSON.object([RecordLines.headKey: members]).line)
        }
        try lines.release()
        if reading.hasRejects { throw ExitCode(2) }
    }

    private func write(_ mapping: CompiledMapping, _ bytes: [UInt8], _ parameters: [String: String]) throws {
        guard mapping.direction.writes else {
            throw GatewayError(.invalid, "mapping.direction", "映射 \(mapping.name) 只用于读入（direction: in），不能写出")
        }
        var lines = RecordLines(
            mapping.record, head: mapping.head, parameters: parameters, extras: mapping.extraColumns)
        lines.read(bytes)
        guard !lines.records.isEmpty || !lines.faults.isEmpty else {
            throw GatewayError(.invalid, "records.empty", "没有一条记录，未写出文件；请检查输入是否为 JSON 行")
        }
        // A record that could not be read is missing from every total: what writing then finds is not its own fault.
        guard lines.faults.isEmpty else {
            report(lines.faults)
            throw ExitCode.failure
        }
        do throws(DocumentFaults) {
            Output.write(try DocumentRun(mapping).write(head: lines.head, records: lines.records))
        } catch {
            report(lines.explained(error.faults))
            throw ExitCode.failure
        }
    }

    private func report(_ faults: [Fault]) {
        for fault in faults {
            Output.complain(
                JSON.object([
                    "row": .integer(Int64(fault.row)), "field": .text(fault.field), "code": .text(fault.code),
                    "message": .text(fault.message),
                ]).line)
        }
    }
}
