import ArgumentParser
import Gateway

/// A report is a command that prints what one of the engine's queries gives.
protocol ReportCommand: ParsableCommand {
    var options: ReportOptions { get }
    /// The values that people see, behind number, county and state; a program is given all.
    var columns: [String] { get }

    func rows(of engine: Engine) throws -> [WorkItem]
}

extension ReportCommand {
    func run() throws {
        WorkItems.show(try rows(of: options.home.assembly().engine), columns, options.json.isWanted)
    }
}

/// ReportOptions say of which gateway a report is, and for whom.
struct ReportOptions: ParsableArguments {
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption
}
