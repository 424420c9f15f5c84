import Foundation
import Mapping
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

/// The regulations' duties as `Mappings/regulation` says where they live: every place is there, every number is one.
@Suite struct RegulationTests {
    private static let tests = "Mappings/regulation/tests.txt"
    private static let library = Result { try MappingLibrary(files: try Repository.mappingFiles()) }
    private static let sources = Result { try TestSources.ours().found }

    private let duties: [Requirement]
    private let found: [ArticleTest]

    init() throws {
        duties = try Self.library.get().requirements
        found = try Self.sources.get()
    }

    @Test func everyDutyOfBothRegulationsIsThereOnce() {
        #expect(Set(duties.map(\.id)).count == duties.count)
        #expect(duties.count { $0.id.hasPrefix("NX-") } == 47)
        #expect(duties.count { $0.id.hasPrefix("IM-") } == 92)
        #expect(duties.allSatisfy { !$0.zh.isEmpty && $0.open != "" })
    }

    /// The list of tests is generated: `UPDATE_GOLDEN=1` writes it anew.
    @Test func theListOfTestsIsThatOfTheSources() throws {
        let head =
            "# Which test carries which number: number, file, test, what it says. Written by the tests themselves.\n"
        let text = head + found.map { $0.line + "\n" }.joined()
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: Repository.root.appending(path: Self.tests))
        }
        let kept = ArticleTest.read(Array((try? Repository.text(Self.tests))?.utf8 ?? "".utf8))
        let missing = Set(found).subtracting(kept).map(\.line).sorted()
        let stale = Set(kept).subtracting(found).map(\.line).sorted()
        #expect(missing.isEmpty && stale.isEmpty, "run with UPDATE_GOLDEN=1; missing \(missing), stale \(stale)")
        #expect(try Repository.text(Self.tests) == text)
    }

    @Test func everyNumberInUseIsADuty() throws {
        let known = Set(duties.map(\.id))
        for test in found where !known.contains(test.article) { Issue.record("\(test.file): \(test.article)") }
        for act in Act.allCases { #expect(known.contains(act.article), "\(act): \(act.article)") }
        for name in ["standard"] {
            for rule in try #require(try Self.library.get().alerts(name)) {
                #expect(known.contains(rule.article), "\(rule.id): \(rule.article)")
            }
        }
    }

    @Test func aDutyThatIsNotOpenHasItsPlaceAndItsTest() {
        let tested = Set(found.map(\.article))
        for duty in duties where duty.open == nil {
            #expect(!duty.places.isEmpty, "\(duty.id)")
            if duty.duty.needsTest { #expect(tested.contains(duty.id), "\(duty.id)") }
        }
    }

    @Test func everyPlaceThatOnlyTheProgramKnowsIsThere() throws {
        let known = try KnownPlaces.all.get()
        var seen: Set<Requirement.Place.Kind> = []
        for duty in duties {
            for place in duty.places {
                seen.insert(place.kind)
                #expect(known.has(place), "\(duty.id): \(place.kind.rawValue) \(place.name)")
            }
        }
        #expect(seen == Set(Requirement.Place.Kind.allCases))
    }

    @Test(arguments: [
        Requirement.Place(.act, "payTwice"), Requirement.Place(.move, "attempt/paid/fail"),
        Requirement.Place(.report, "rumours"), Requirement.Place(.store, "attempt.colour"),
        Requirement.Place(.store, "attempts"), Requirement.Place(.rule, "Rumour"),
        Requirement.Place(.refusal, "roster.late"), Requirement.Place(.suspense, "rumour"),
    ])
    func aPlaceThatIsNotThereIsSeen(place: Requirement.Place) throws {
        #expect(try !KnownPlaces.all.get().has(place))
    }
}

/// KnownPlaces is what the program has, by the names that a place may have.
private struct KnownPlaces {
    static let all = Result { try KnownPlaces() }

    private var names: [Requirement.Place.Kind: Set<String>] = [:]

    init() throws {
        names[.act] = Set(Act.allCases.map { "\($0)" })
        names[.move] = Set(
            Machines.tables.flatMap { table in table.rows.map { "\(table.name)/\($0.from)/\($0.event)" } })
        var store: Set<String> = []
        for statement in Schema.migrations.flatMap(\.statements) {
            if let table = statement.text.firstMatch(of: /CREATE TABLE (\w+) \(([\s\S]*)\)/) {
                store.insert(String(table.1))
                for column in table.2.matches(of: /(\w+) (?:INTEGER|TEXT|BLOB)\b/) {
                    store.insert("\(table.1).\(column.1)")
                }
            } else if let added = statement.text.firstMatch(of: /ALTER TABLE (\w+) ADD COLUMN (\w+)/) {
                store.insert("\(added.1).\(added.2)")
            } else if let index = statement.text.firstMatch(of: /CREATE (?:UNIQUE )?INDEX (\w+)/) {
                store.insert(String(index.1))
            }
        }
        names[.store] = store
        let engine = try Self.code("Sources/Gateway")
        names[.report] = Set(engine.matches(of: /\bpackage func (\w+)/).map { String($0.1) })
        let literals = Set(engine.matches(of: /"([a-zA-Z]+(?:\.[a-zA-Z]+)*)"/).map { String($0.1) })
        names[.refusal] = literals.filter { $0.contains(".") }
        names[.suspense] = literals.filter { !$0.contains(".") }.intersection(
            engine.matches(of: /suspend\(\s*document, line, "(\w+)"/).map { String($0.1) })
        let rules = try Self.code("Sources/Workflow") + Self.code("Sources/Subsidy")
        names[.rule] = Set(rules.matches(of: /\bpackage (?:struct|enum) (\w+)/).map { String($0.1) })
    }

    private static func code(_ folder: String) throws -> String {
        try Repository.files(under: folder, suffix: ".swift").map(Repository.text).joined(separator: "\n")
    }

    /// What lies in `Mappings/`, and the model's own names, were checked when the library was read.
    func has(_ place: Requirement.Place) -> Bool { names[place.kind].map { $0.contains(place.name) } ?? true }
}
