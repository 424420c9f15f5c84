package import Mapping

/// Mutant is a mapping with one thing broken in it. A test that passes all the same does not test that thing.
package struct Mutant {
    /// A stable name, such as `amount: yuan → fen`; a tests file lists equivalent mutants by it.
    package let text: String
    package let place: Place
    /// Whether it touches an amount, an account, an identity number or an outcome: of a payment, a booking or a check.
    package let isCritical: Bool
    let tree: Tree
    /// Code tables that were changed, by name.
    let tables: [String: Tree]
    /// What no mapping file can say, done to the compiled mapping.
    var weakness: Weakness?

    struct Weakness {
        let sites: [FieldSite]
        let field: String
        let how: FieldWeakness
    }
}

/// MutationReport is what became of the mutants of one mapping.
package struct MutationReport {
    package struct Survivor {
        package let text: String
        package let place: Place
        package let isCritical: Bool
    }

    package let mapping: String
    /// Mutants in which the check found a fault.
    package var checked = 0
    /// Mutants that a test noticed.
    package var noticed = 0
    /// Survivors that the tests file explains.
    package var equivalent = 0
    package var survivors: [Survivor] = []
    /// Entries of `equivalent:` that no survivor matches.
    package var faults: [MappingFault] = []
    /// Mutants are of no use while tests fail.
    package var failing = 0

    package var isPassed: Bool { faults.isEmpty && failing == 0 && !survivors.contains(where: \.isCritical) }
    package var count: Int { checked + noticed + equivalent + survivors.count }

    package var json: JSON {
        .object([
            "mapping": .text(mapping), "mutants": .integer(Int64(count)), "checked": .integer(Int64(checked)),
            "noticed": .integer(Int64(noticed)), "equivalent": .integer(Int64(equivalent)),
            "failing": .integer(Int64(failing)),
            "survivors": .list(
                survivors.map { one in
                    .object([
                        "mutant": .text(one.text), "file": .text(one.place.file),
                        "line": .integer(Int64(one.place.line)), "critical": .flag(one.isCritical),
                    ])
                }),
            "faults": .list(faults.map { .text($0.description) }),
        ])
    }
}

/// MutationRun breaks a mapping in every way that it knows and runs the mapping's tests on each.
package struct MutationRun {
    private let mapping: CompiledMapping
    private let suite: TestSuite
    private let sources: MappingSources

    package init(_ suite: TestSuite, _ mapping: CompiledMapping, _ sources: MappingSources) {
        self.suite = suite
        self.mapping = mapping
        self.sources = sources
    }

    package func run() -> MutationReport {
        var report = MutationReport(mapping: suite.mapping)
        let runner = TestRunner(mapping)
        report.failing = suite.tests.count { !runner.run($0).isEmpty }
        guard report.failing == 0, let tree = sources.tree(suite.mapping) else { return report }
        var tests = suite.tests
        var matched: Set<Int> = []
        for mutant in MutantMaker(mapping: mapping, tree: tree, sources: sources).mutants() {
            guard let compiled = compile(mutant) else {
                report.checked += 1
                continue
            }
            let runner = TestRunner(compiled)
            if let index = tests.firstIndex(where: { !runner.run($0).isEmpty }) {
                report.noticed += 1
                // The test that noticed this one most likely notices the next.
                tests.insert(tests.remove(at: index), at: 0)
            } else if let index = suite.equivalents.firstIndex(where: { MutationRun.names($0.mutant, mutant.text) }) {
                report.equivalent += 1
                matched.insert(index)
            } else {
                report.survivors.append(
                    MutationReport.Survivor(text: mutant.text, place: mutant.place, isCritical: mutant.isCritical))
            }
        }
        for (index, entry) in suite.equivalents.enumerated() where !matched.contains(index) {
            report.faults.append(MutationRun.unmatched(entry))
        }
        return report
    }

    /// Nil when the check finds a fault.
    private func compile(_ mutant: Mutant) -> CompiledMapping? {
        if let weakness = mutant.weakness { return mapping.weakened(weakness.sites, weakness.field, weakness.how) }
        let (compiled, faults) = sources.compile(mapping.name, mutant.tree, tables: mutant.tables)
        // A control that is gone is found by the check, and must be missed by the tests all the same: a file may give a
        // reason and do without.
        return faults.allSatisfy { $0.code == "control.missing" } ? compiled : nil
    }

    /// An entry names one mutant, or with a `*` at its end all that begin so.
    private static func names(_ entry: String, _ mutant: String) -> Bool {
        entry.hasSuffix("*") ? mutant.hasPrefix(entry.dropLast()) : entry == mutant
    }

    private static func unmatched(_ entry: EquivalentMutant) -> MappingFault {
        MappingFault(
            file: entry.place.file, line: entry.place.line, column: entry.place.column, path: "equivalent",
            code: "equivalent.unmatched", zh: "没有存活的变异体叫“\(entry.mutant)”", en: "no surviving mutant is called so",
            hint: Hint("删去这一条，或核对名称", "remove the entry, or correct its name"))
    }
}
