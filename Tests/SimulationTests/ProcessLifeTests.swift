import AdapterKit
import Foundation
import Sandbox
import Store
import StoreSQLite
import TestSupport
import Testing

@testable import Simulation

@Suite("A simulated process dies where a real one would")
struct ProcessLifeTests {
    private func withStore(_ body: (SQLiteStore) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let store = try SQLiteStore(path: folder.appending(path: "store.sqlite").path)
            try store.define(["CREATE TABLE note (id INTEGER PRIMARY KEY) STRICT"])
            try body(store)
            try store.close()
        }
    }

    @Test("what was not committed when it died never was, and what was stays")
    func rollsBack() throws {
        try withStore { file in
            let life = ProcessLife(seed: 1, perMillion: 1_000_000)
            let store = MortalStore(file: file, life: life)
            try store.write { c in _ = try c.execute("INSERT INTO note (id) VALUES (1)") }
            #expect(throws: ProcessDied.self) {
                try store.write { c in
                    _ = try c.execute("INSERT INTO note (id) VALUES (2)")
                    life.pass(.beforeCommitIntent)
                }
            }
            #expect(life.diedAt == .beforeCommitIntent)
            #expect(throws: ProcessDied.self) { try store.read { c in try c.rows("SELECT id FROM note") } }
            #expect(try file.read { c in try c.rows("SELECT id FROM note") } == [[.integer(1)]])
        }
    }

    @Test("the wires of a dead process reach nobody")
    func deadWires() throws {
        let country = Country(seed: 1, people: 3, start: 1_772_409_600_000, rates: CountryRates())
        let life = ProcessLife(seed: 1, perMillion: 1_000_000)
        let files = SimulatedFiles(
            folders: country.folders, root: "bank-a", trouble: WireTrouble(seed: 1, faults: []), life: life)
        try files.write([1], to: "in/first")
        life.pass(.beforeRename)
        #expect(throws: WireFault.notSent("process")) { try files.write([2], to: "in/second") }
        #expect(country.folders.list("bank-a/in").map(\.name) == ["first"])
    }

    @Test("a lost answer leaves what was done at the far end, a refused call does not")
    func lostAnswers() throws {
        let country = Country(seed: 1, people: 3, start: 1_772_409_600_000, rates: CountryRates())
        let life = ProcessLife(seed: 1, perMillion: 0)
        var ends: Set<String> = []
        let files = SimulatedFiles(
            folders: country.folders, root: "bank-a",
            trouble: WireTrouble(seed: 7, faults: [.lostAnswer, .refused]), life: life)
        for number in 0..<400 {
            do throws(WireFault) {
                try files.write([1], to: "in/\(number)")
                ends.insert("done")
            } catch {
                let isThere = country.folders.read("bank-a/in/\(number)") != nil
                switch error {
                case .interrupted: #expect(isThere)
                case .notSent: #expect(!isThere)
                case .refused: Issue.record("a write is not refused here")
                }
                ends.insert("\(error)".prefix { $0 != "(" }.description)
            }
        }
        #expect(ends == ["done", "interrupted", "notSent"])
    }
}
