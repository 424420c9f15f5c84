import ArgumentParser
import Gateway
import MappingTools
import Subsidy

/// `onecard library` looks at the base library of beneficiaries.
struct LibraryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "library", abstract: "受益人基础人员库：人员、户、变更。",
        subcommands: [LibraryPeopleCommand.self, LibraryHouseholdsCommand.self, LibraryChangesCommand.self])
}

struct LibraryPeopleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people",
        abstract: "基础库的人员及公安核查的结论：verified 之外的都不能使用（IM-11.3）。",
        discussion: """
            例：
              onecard library people --home onecard-home
            """)
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        WorkItems.show(
            try home.assembly().engine.libraryPeople(),
            ["name", "idNumber", "village", "household", "relation", "checked"], json.isWanted)
    }
}

struct LibraryHouseholdsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "households",
        abstract: "户：户主、人数、家庭生产资料；住址和电话密封保存，不在此列出（IM-11.1）。",
        discussion: """
            例：
              onecard library households --home onecard-home
            """)
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        WorkItems.show(
            try home.assembly().engine.households(), ["name", "members", "assets", "village", "code", "from"],
            json.isWanted)
    }
}

struct LibraryChangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes",
        abstract: "基础库的变更：谁申请、谁批准、改前改后（掩码）；待批准的在前（IM-11.4）。",
        discussion: """
            例：
              onecard library changes --home onecard-home --json
            """)
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        WorkItems.show(
            try home.assembly().engine.libraryChanges(),
            ["kind", "name", "before", "after", "household", "line", "maker", "checker", "proposed", "reason"],
            json.isWanted)
    }
}
