import ArgumentParser
import Gateway
import MappingTools
import Subsidy

/// `onecard trace` tells the way of one line.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "一笔补贴的来龙去脉：从主管部门报送的那一行，到银行的结果。",
        discussion: """
            每一步都写明时间、依据的文件和行、所用的映射及其摘要。
            清册明细的编号见 onecard failure list 的“明细”一栏，或接口 GET /api/rosters/编号/lines。
            也可以用任何一方的编号：平台的清册编号和明细编号、预算系统的申请编号和凭证号、本方支付单、批次和流水号、
            银行流水号、批复文号、申请和投诉的编号、办件编号（SQ…，或 QD清单-行）。该编号涉及几笔时，列出这几笔供选择（IM-3.1）。

            例：
              onecard trace 1024 --home onecard-home
              onecard trace ZF15990120260316000123 --home onecard-home
            """)

    @Argument(help: ArgumentHelp("清册明细的编号，或任何一方给它的编号。", valueName: "编号"))
    var number: String
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        let engine = try home.assembly().engine
        if number.hasPrefix("SQ") || number.hasPrefix("QD"), let hops = try? engine.trace(case: number) {
            return Self.show(hops, asJSON: json.isWanted)
        }
        let cases = try engine.cases(numbered: number)
        let lines = Set(cases.compactMap { Int64($0.values["line"] ?? "") })
        guard lines.count == 1, let line = lines.first else {
            guard cases.isEmpty else {
                return WorkItems.show(cases, ["system", "number", "roster", "line"], json.isWanted)
            }
            throw GatewayError(.notFound, "number.unknown", "没有编号为 \(number) 的业务；请核对编号，或用其他系统给它的编号再查")
        }
        if !json.isWanted { Output.say("办件编号 \(try engine.caseNumber(of: line))") }
        Self.show(try engine.trace(line), asJSON: json.isWanted)
    }

    static func show(_ hops: [Hop], asJSON: Bool) {
        if asJSON {
            return Output.say(
                JSON.list(
                    hops.map { hop in
                        .object([
                            "at": .text(InstantText.text(hop.at)), "what": .text(hop.what),
                            "document": .optional(hop.document), "row": .optional(hop.row),
                            "mapping": .text(hop.mapping),
                            "mappingDigest": .text(hop.mappingDigest),
                        ])
                    }
                ).line)
        }
        var table = Table([
            ("时间", .left), ("经过", .left), ("文件", .right), ("行", .right), ("映射", .left), ("摘要", .left),
        ])
        for hop in hops {
            table.add([
                hop.at.text, hop.what, hop.document.map(String.init) ?? "", hop.row.map(String.init) ?? "", hop.mapping,
                String(hop.mappingDigest.prefix(12)),
            ])
        }
        Output.say(table.text)
    }
}
