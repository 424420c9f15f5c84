import Foundation
import TestSupport
import Testing
import Workflow

/// What holds for every machine.
@Suite struct MachinesTests {
    @Test(arguments: MachineView.all)
    func everyStateIsReachedAndEveryPairIsAMoveOrARefusal(machine: MachineView) {
        #expect(machine.faults.isEmpty)
        #expect(machine.answers.joined().count == machine.states.count * machine.events.count)
        #expect(machine.answers.joined().compactMap { $0 }.count == machine.rows.count)
    }

    /// The check above would be worth nothing if it could not fail.
    @Test(arguments: MachineView.all)
    func aMachineBrokenOnPurposeIsCaught(machine: MachineView) throws {
        let move = try #require(machine.rows.last)
        let elsewhere = try #require(machine.states.first { $0 != move.to })

        var ambiguous = machine
        ambiguous.rows.append(MachineView.Row(from: move.from, event: move.event, to: elsewhere))
        #expect(ambiguous.faults.contains("a move stands twice"))

        var forgotten = machine
        forgotten.rows.removeLast()
        #expect(forgotten.faults.contains("\(move.from) answers \(move.event) otherwise than its table"))

        var redirected = machine
        redirected.rows[redirected.rows.count - 1].to = elsewhere
        #expect(!redirected.faults.isEmpty)

        var island = machine
        island.states.append("island")
        #expect(island.faults.contains("island cannot be reached"))

        var idle = machine
        idle.events.append("idle")
        #expect(idle.faults.contains("idle moves nothing"))
    }

    @Test func onlyTheseStatesAreFinal() {
        let finals = MachineView.all.map { "\($0.name): \($0.finals.joined(separator: " "))" }
        #expect(
            finals == [
                "document: promoted repeated", "list: rostered withdrawn", "roster: ", "roster_line: ",
                "account: ", "library_account: rejected replaced", "budget_link: ended",
                "payment_order: returned cancelled",
                "batch: cancelled reconciled", "attempt: withdrawn", "outbox: done refused cancelled",
                "failure: movedOut", "recovery: returned", "refund: rejected returned",
                "account_relation: effective rejected", "suspense: resolved",
                "library_change: rejected cleared", "library_person: ", "comparison: compared dismissed",
                "library_finding: dismissed", "library_round: passed abandoned", "library_entry: ",
                "list_change: applied superseded refused", "supplement: ", "death_inquiry: ",
                "allocation_plan: rejected replaced", "late_admission: admitted", "stray_file: ",
                "extract: refused taken", "catalogue_request: inForce withdrawn",
                "notice: delivered refused", "publication: withdrawn superseded refused",
                "complaint: closed", "risk: cleared", "portal_request: accepted refused",
                "consent: spent withdrawn", "lookup_stop: freed", "bank_service: replaced refused withdrawn",
                "platform_word: mirrored superseded dismissed",
                "application: listed refused withdrawn",
            ])
    }

    @Test(arguments: MachineView.all.filter { !$0.finals.isEmpty })
    func fromEveryStateSomeEndCanBeReached(machine: MachineView) {
        // An attempt whose money was paid is at its end; what comes back of it later begins anew.
        let settled = machine.name == AttemptMachine.name ? AttemptMachine.settled.map(\.rawValue) : []
        let ends = machine.finals + settled
        for state in machine.states where !ends.contains(state) {
            #expect(!machine.reachable(from: state).isDisjoint(with: ends), "\(state)")
        }
    }

    @Test func theStoreInstallsEveryMachineAsItIs() {
        let installed = Machines.tables.map { table in
            "\(table.name) \(table.rows.map { "\($0.from) \($0.event) \($0.to)" })"
        }
        #expect(installed == MachineView.all.map { "\($0.name) \($0.rows.map { "\($0.from) \($0.event) \($0.to)" })" })
        #expect(Set(MachineView.all.map(\.name)).count == MachineView.all.count)
    }

    /// A subject moves in the table that is called like its machine.
    @Test(arguments: MachineView.all)
    func aMachineIsCalledLikeItsTableInTheStore(machine: MachineView) throws {
        let schema = try Repository.files(under: "Sources/Store", suffix: ".swift")
            .filter { $0.contains("/Schema") }.map { try Repository.text($0) }.joined()
        let table = try #require(
            schema.components(separatedBy: "CREATE TABLE ").first { $0.hasPrefix("\(machine.name) (") })
        let columns = table.components(separatedBy: "STRICT")[0].split(whereSeparator: \.isWhitespace)
        #expect(columns.joined(separator: " ").contains("state TEXT NOT NULL"))
        #expect(columns.joined(separator: " ").contains("sequence INTEGER NOT NULL"))
    }
}
