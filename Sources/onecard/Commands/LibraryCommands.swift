import ArgumentParser
import Gateway
import MappingTools
import Subsidy

/// `onecard library` looks at the base library of beneficiaries.
struct LibraryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "library", abstract: "受益人基础人员库：人员、户、变更、待核实事项、比对、引用、确认。",
        subcommands: [
            LibraryPeopleCommand.self, LibraryHouseholdsCommand.self, LibraryChangesCommand.self,
            LibraryFindingsCommand.self, LibraryComparisonsCommand.self, LibraryCodesCommand.self,
            LibraryReferencesCommand.self, LibraryRoundsCommand.self, LibraryEntriesCommand.self,
            LibraryExportCommand.self,
        ])
}

struct LibraryPeopleCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "people",
        abstract: "基础库的人员及公安核查的结论：verified 之外的都不能使用（IM-11.3）。",
        discussion: """
            例：
              onecard library people --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["name", "idNumber", "village", "household", "relation", "checked"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.libraryPeople() }
}

struct LibraryHouseholdsCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "households",
        abstract: "户：户主、人数、家庭生产资料；住址和电话密封保存，不在此列出（IM-11.1）。",
        discussion: """
            例：
              onecard library households --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["name", "members", "assets", "village", "code", "from"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.households() }
}

struct LibraryChangesCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes",
        abstract: "基础库的变更：谁申请、谁批准、改前改后（掩码）；待批准的在前（IM-11.4）。",
        discussion: """
            例：
              onecard library changes --home onecard-home --json
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] {
        ["kind", "name", "before", "after", "household", "line", "maker", "checker", "proposed", "reason"]
    }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.libraryChanges() }
}

struct LibraryFindingsCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings",
        abstract: "身份重复、一人多卡、一卡多人、与户籍不一致：未核实的不发放（NX-6.2.8、IM-11.2）。",
        discussion: """
            例：
              onecard library findings --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["what", "name", "idNumber", "other", "started", "reason"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.libraryFindings() }
}

struct LibraryComparisonsCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "comparisons",
        abstract: "与户籍等来源的比对；数据骤减或变动过多的停在 halted，等人放行或作废（IM-33.1b）。",
        discussion: """
            例：
              onecard library comparisons --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] {
        ["exchange", "connection", "kind", "feed", "last", "people", "changes", "reason", "started"]
    }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.comparisons() }
}

struct LibraryCodesCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "codes",
        abstract: "来源部门用了而代码表中没有的代码：哪个来源、哪个字段、多少行；补入代码表并发布后重新排队（IM-29.2）。",
        discussion: """
            例：
              onecard library codes --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["exchange", "connection", "field", "code", "rows", "firstLine", "document", "started"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.unknownCodes() }
}

struct LibraryReferencesCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "references",
        abstract: "虚拟户：哪些旗县引用了哪里的人员，只显示必要信息（IM-11.6）。",
        discussion: """
            例：
              onecard library references --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["name", "idNumber", "home", "standing", "from"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.references() }
}
