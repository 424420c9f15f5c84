import ArgumentParser
import Gateway
import MappingTools
import Subsidy

/// `onecard provenance` tells who said each value of a line.
struct ProvenanceCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "provenance",
        abstract: "一行明细逐项的来源：每个值是谁、在哪份文件哪一行、按哪个映射说的，被什么取代，别的来源怎么说（NX-6.2.3）。",
        discussion: """
            stands 为采用的值，replaced 为已被取代的，differs 为来源不一待核定的，aside 为未采用的。

            例：
              onecard provenance 1024 --home onecard-home
            """)
    @Argument(help: ArgumentHelp("清册明细的编号", valueName: "编号")) var line: Int64
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["what", "value", "who", "document", "row", "mapping", "started"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.provenance(line) }
}
