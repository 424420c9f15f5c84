import ArgumentParser
import Foundation
import Gateway
import Mapping
import MappingTools
import Subsidy

/// `onecard regulation` shows where each duty of the regulations lives, which tests carry its number, and what is open.
struct RegulationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regulation",
        abstract: "两部规定的每一条在哪里落实，由哪些测试证明，还缺什么。",
        discussion: """
            编号与条款一致：IM-16.1c 是内蒙古办法第十六条第一项，NX-9.4 是宁夏规程第九条第四项。
            类别：M 由程序强制，X 与外部系统交换，C 由参数规定，R 由报表提供，H 由人办理、程序留痕。
            “已落实”指没有尚缺之事；M、X 两类还须有带该编号的测试。

            例：
              onecard regulation
              onecard regulation IM-16.1c
              onecard regulation IM-16 --open
              onecard regulation --json
            """)

    @Argument(help: ArgumentHelp("编号，或编号的开头（如 IM-16）；缺省为全部。", valueName: "编号"))
    var id: String?
    @Flag(name: .customLong("open"), help: "只列尚未落实的。")
    var isOpenOnly = false
    @OptionGroup var mappings: MappingsOption
    @OptionGroup var json: JSONOption
    @OptionGroup var language: LanguageOption

    func run() throws {
        let duties = try RegulationList(try mappings.place(mappings.folder))
        var shown = duties.rows
        if let id {
            // `IM-1` is not asking for IM-10.
            shown = shown.filter { $0.requirement.id == id }
            if shown.isEmpty {
                shown = duties.rows.filter { row in
                    row.requirement.id.hasPrefix(id) && row.requirement.id.dropFirst(id.count).first?.isNumber != true
                }
            }
            guard !shown.isEmpty else {
                throw GatewayError(
                    .notFound, "regulation.unknown", "没有这个编号；编号如 IM-16.1c、NX-9.4，不带编号则列出全部")
            }
        }
        if isOpenOnly { shown = shown.filter { !$0.isCovered } }
        if json.isWanted { return Output.say(JSON.list(shown.map(\.json)).line) }
        if shown.count == 1, id != nil {
            Output.say(shown[0].page(english: language.isEnglish))
        } else if !shown.isEmpty {
            Output.say(duties.table(shown, english: language.isEnglish) + "\n")
        }
        Output.say(RegulationList.summary(shown.count == 1 ? duties.rows : shown, english: language.isEnglish))
    }
}
