import Foundation
import TestSupport
import Testing

/// The diagrams beside the code show the machines as they are.
@Suite struct MachinesPageTests {
    private static let path = "Sources/Workflow/Workflow.docc/Machines.md"

    @Test func theDrawnMachinesAreThoseOfTheTables() throws {
        let page = MachinesPage.text(MachineView.all)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            let url = Repository.root.appending(path: Self.path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(page.utf8).write(to: url)
        }
        #expect(try Repository.text(Self.path) == page, "rewrite it with UPDATE_GOLDEN=1")
    }

    /// Every state and every event is on the page: grouping arrows loses none.
    @Test(arguments: MachineView.all)
    func everyMoveIsDrawn(machine: MachineView) throws {
        let lines = MachinesPage.text([machine]).split(separator: "\n")
        let arrows = lines.compactMap { $0.wholeMatch(of: /\s{4}(\w+) --> (\w+) : (.+)/) }
        var drawn: Set<MachineView.Row> = []
        for arrow in arrows {
            let sources = arrow.1 == "everyState" ? machine.states : [String(arrow.1)]
            for event in arrow.3.components(separatedBy: ", ") {
                for source in sources { drawn.insert(.init(from: source, event: event, to: String(arrow.2))) }
            }
        }
        #expect(drawn == Set(machine.rows))
        #expect(lines.contains("    [*] --> \(machine.initial)"))
        for state in machine.finals { #expect(lines.contains("    \(state) --> [*]")) }
    }
}
