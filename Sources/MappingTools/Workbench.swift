package import Mapping

/// Workbench is the mapping files of a folder with the tests beside them.
///
/// It works with what can be worked with: a mapping one of whose files has a fault is left out, and its tests with it.
package struct Workbench {
    package let library: MappingLibrary
    /// The same files, parsed, for what changes them in memory or speaks of their lines.
    package let sources: MappingSources
    /// Faults of mapping files and of tests files, sorted by file and line.
    package let faults: [MappingFault]
    /// Tests files without a fault, sorted by mapping.
    package let suites: [TestSuite]
    /// Names of mappings that can run and have no tests.
    package let untested: [String]

    /// - Parameters:
    ///   - files: path below `Mappings/` and bytes, tests files among them.
    ///   - fixture: bytes of a file below `Fixtures/`; nil when it is not there.
    ///   - names: mappings to work with, or folders of them; all when empty.
    package init(files: [String: [UInt8]], fixture: @escaping (String) -> [UInt8]?, names: [String] = []) {
        let (library, mappingFaults) = MappingLibrary.partial(files: files)
        let isWanted = { (mapping: String) in names.isEmpty || names.contains { Workbench.names($0, mapping) } }
        var faults = Workbench.faults(mappingFaults, files, library, isWanted)
        var suites: [TestSuite] = []
        var tested: Set<String> = []
        for path in files.keys.sorted() where path.hasSuffix(SuiteReader.suffix) {
            let name = String(path.dropLast(SuiteReader.suffix.count))
            tested.insert(name)
            guard isWanted(name) else { continue }
            guard let mapping = library.mapping(name) else {
                if files["\(name).yaml"] == nil {
                    faults.append(Workbench.orphan(path, name, library))
                }
                continue
            }
            do throws(MappingFaults) {
                suites.append(
                    try SuiteReader.read(files[path] ?? [], file: path, mapping: mapping, fixture: fixture))
            } catch {
                faults += error.faults
            }
        }
        self.library = library
        sources = MappingSources(files: files)
        self.faults = faults.sorted { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
        self.suites = suites
        untested = library.names.filter { isWanted($0) && !tested.contains($0) }
    }

    /// Faults that concern what is wanted: its own files', and everybody's when one of its mappings was left out for a
    /// fault that stands elsewhere.
    private static func faults(
        _ faults: [MappingFault], _ files: [String: [UInt8]], _ library: MappingLibrary,
        _ isWanted: (String) -> Bool
    ) -> [MappingFault] {
        func mapping(_ file: String) -> String { String(file.dropLast(".yaml".count)) }
        let broken = files.keys.filter { isWanted(mapping($0)) && library.mapping(mapping($0)) == nil }
        guard broken.allSatisfy({ $0.hasSuffix(SuiteReader.suffix) }) else { return faults }
        return faults.filter { isWanted(mapping($0.file)) }
    }

    /// Whether a word of the command line means this mapping: its name, its file, or a folder that it is in.
    package static func names(_ word: String, _ mapping: String) -> Bool {
        let name = word.hasSuffix(".yaml") ? String(word.dropLast(5)) : word
        return name == mapping || mapping.hasPrefix(name.hasSuffix("/") ? name : name + "/")
    }

    private static func orphan(_ path: String, _ name: String, _ library: MappingLibrary) -> MappingFault {
        MappingFault(
            file: path, line: 1, column: 1, path: "", code: "test.mapping", zh: "没有映射“\(name)”",
            en: "tests of no mapping", hint: Nearest.hint(name, among: library.names))
    }

    /// Whether no mapping has any of the names that were asked for.
    package var isEmpty: Bool { suites.isEmpty && untested.isEmpty && faults.isEmpty }

    /// Runs every test.
    package func run() -> [TestResult] {
        suites.flatMap { suite -> [TestResult] in
            guard let mapping = library.mapping(suite.mapping) else { return [] }
            let runner = TestRunner(mapping)
            return suite.tests.map { TestResult(suite: suite, test: $0, failures: runner.run($0)) }
        }
    }
}

/// TestResult is one test that was run.
package struct TestResult: Sendable, CustomStringConvertible {
    package var mapping: String
    package var file: String
    package var line: Int
    package var name: String
    /// What came instead of what was expected; empty when it passed.
    package var failures: [String]

    package var isPassed: Bool { failures.isEmpty }

    init(suite: TestSuite, test: MappingTest, failures: [String]) {
        mapping = suite.mapping
        file = suite.file
        line = test.place.line
        name = test.name
        self.failures = failures
    }

    /// `bank/result.cmbc.tests.yaml:3: 未通过：name`, then a line for each difference.
    package var description: String {
        let head = "\(file):\(line): \(failures.isEmpty ? "通过" : "未通过")：\(name)"
        return ([head] + failures.map { "    " + $0 }).joined(separator: "\n")
    }
}

extension Workbench {
    /// What the tests of each mapping touch, mappings without tests left out.
    package func coverage() -> [Coverage] {
        suites.compactMap { suite in
            library.mapping(suite.mapping).map { Coverage(suite, $0, sources) }
        }
    }

    /// Breaks each mapping in every way that is known and runs its tests on what comes.
    package func mutate(each: (MutationReport) -> Void = { _ in }) -> [MutationReport] {
        suites.compactMap { suite in
            guard let mapping = library.mapping(suite.mapping) else { return nil }
            let report = MutationRun(suite, mapping, sources).run()
            each(report)
            return report
        }
    }

    /// Everything that a run of the tests says, for programs.
    package func json(_ results: [TestResult], _ coverage: [Coverage], _ mutations: [MutationReport]?) -> JSON {
        .object([
            "faults": .list(faults.map { .text($0.description) }),
            "tests": .list(
                results.map { result in
                    .object([
                        "mapping": .text(result.mapping), "file": .text(result.file),
                        "line": .integer(Int64(result.line)), "name": .text(result.name),
                        "failures": .list(result.failures.map(JSON.text)),
                    ])
                }),
            "coverage": .list(coverage.map(\.json)), "untested": .list(untested.map(JSON.text)),
            "mutations": mutations.map { .list($0.map(\.json)) } ?? .null,
        ])
    }
}
