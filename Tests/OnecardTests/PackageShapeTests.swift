import Foundation
import TestSupport
import Testing

/// The package keeps the shape of its design: who may import whom, and what lies where.
@Suite struct PackageShapeTests {
    private static let adapters = [
        "Bank", "Budget", "CardIssuer", "CivilAffairs", "Department", "Notice", "Platform", "Portal", "PublicSecurity",
        "Publicity",
    ]

    /// Every module that this package makes.
    private static let modules = Set(
        (try? FileManager.default.contentsOfDirectory(
            atPath: Repository.root.appending(path: "Sources").path(percentEncoded: false))) ?? []
    ).union(adapters.map { "\($0)Adapter" })

    @Test(
        arguments: [
            ("Sources/Subsidy", []), ("Sources/Workflow", ["Subsidy"]), ("Sources/Mapping", ["Subsidy", "Yams"]),
        ] as [(String, Set<String>)])
    func aPureTargetImportsOnlyWhatIsPure(folder: String, allowed: Set<String>) throws {
        let files = try SourceFile.all(in: [folder])
        #expect(!files.isEmpty)
        for file in files { #expect(Set(file.imports).subtracting(allowed).isEmpty, "\(file.path)") }
    }

    @Test(arguments: ["Sources/Subsidy", "Sources/Workflow", "Sources/Mapping"])
    func aPureTargetKnowsNoClockChanceOrConsole(folder: String) throws {
        for file in try SourceFile.all(in: [folder]) {
            for word in file.code.matches(
                of:
                    /\b(print|readLine|debugPrint|dump)\(|\bClock\(\)|Clock\.now|\.random\(|\.shuffled?\(|\bSystemRandomNumberGenerator\b|\bDate\(\)/
            ) {
                Issue.record("\(file.path): \(word.0)")
            }
        }
    }

    @Test(arguments: adapters)
    func anAdapterSeesTheContractAndNotTheEngine(adapter: String) throws {
        let allowed: Set = ["AdapterKit", "Subsidy", "Formats", "Trust", "Synchronization"]
        let files = try SourceFile.all(in: ["Adapters/\(adapter)"]).filter { !$0.path.contains("/Tests/") }
        #expect(!files.isEmpty)
        for file in files { #expect(Set(file.imports).subtracting(allowed).isEmpty, "\(file.path)") }
    }

    @Test func everyAdapterFolderHasTheSameThings() throws {
        for adapter in Self.adapters {
            for thing in ["README.md", "\(adapter)Adapter.swift"] {
                #expect(Repository.files(under: "Adapters/\(adapter)").contains("Adapters/\(adapter)/\(thing)"))
            }
            #expect(!Repository.files(under: "Adapters/\(adapter)/Tests", suffix: "Tests.swift").isEmpty, "\(adapter)")
        }
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Repository.root.appending(path: "Adapters").path(percentEncoded: false))
        #expect(folders.sorted() == Self.adapters)
    }

    @Test func theSandboxIsAStranger() throws {
        let files = try SourceFile.all(in: ["Sources/Sandbox"])
        #expect(!files.isEmpty)
        for file in files {
            #expect(Set(file.imports).intersection(Self.modules).subtracting(["COpenSSL"]).isEmpty, "\(file.path)")
        }
        let entry = try #require(try TargetEntry.all().first { $0.name == "Sandbox" && $0.kind == "target" })
        #expect(entry.dependencies == ["COpenSSL"])
    }

    @Test func onlyTheCommandTheSimulationAndTheirTestsLinkTheSandbox() throws {
        let entries = try TargetEntry.all()
        let linked = entries.filter { $0.dependencies.contains("Sandbox") }.map(\.name)
        #expect(linked == ["Simulation", "onecard", "SandboxTests", "SimulationTests"])
        // The adapters' targets are made by the function above the list: it must not name the sandbox either.
        let text = try Repository.text("Package.swift")
        let function = try #require(text.firstMatch(of: /func adapter[\s\S]*?\n}/))
        #expect(!function.0.contains("Sandbox"))
        for file in try SourceFile.all(in: ["Sources", "Adapters", "Tests"])
        where !["Sources/onecard/", "Sources/Simulation/", "Tests/SandboxTests/", "Tests/SimulationTests/"]
            .contains(where: file.path.hasPrefix)
        {
            #expect(!file.imports.contains("Sandbox"), "\(file.path)")
        }
    }

    @Test func testTargetsAreNotLinkedIntoTheProgram() throws {
        let program = try #require(try TargetEntry.all().first { $0.name == "onecard" })
        #expect(program.kind == "executableTarget" && program.dependencies.contains("Gateway"))
        #expect(Set(program.dependencies).isDisjoint(with: ["TestSupport", "StoreTesting", "AdapterTesting"]))
        for file in try SourceFile.all(in: ["Sources"]) {
            #expect(Set(file.imports).isDisjoint(with: ["Testing", "TestSupport", "StoreTesting", "AdapterTesting"]))
        }
    }

    @Test func theTopLevelIsWhatTheDesignAllows() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path(percentEncoded: false))
        // What `make demo` leaves behind is git's to ignore, and no part of the tree.
        let shown = names.filter { !$0.hasPrefix(".") && !["Package.resolved", "onecard-demo"].contains($0) }.sorted()
        #expect(
            shown == [
                "Adapters", "Fixtures", "Makefile", "Mappings", "Package.swift", "README.md", "README.zh-CN.md",
                "Sources", "Tests",
            ])
    }

    @Test func aFileOfMoreThan400LinesIsTwoFiles() throws {
        for file in try SourceFile.all(in: ["Sources", "Adapters", "Tests"]) {
            let lines = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
            #expect(lines <= 400, "\(file.path): \(lines) lines")
        }
    }

    @Test func sourcesNeitherForceNorTrapNorPromise() throws {
        let files = try SourceFile.all(in: ["Sources", "Adapters"])
        #expect(files.count > 50)
        for file in files {
            for word in ["try!", "as! "] { #expect(!file.code.contains(word), "\(file.path)") }
            let refused = file.words.intersection(["fatalError", "unimplemented"])
            #expect(refused.isEmpty, "\(file.path)")
            for promise in ["TODO", "FIXME", "not implemented"] {
                #expect(!file.text.contains(promise), "\(file.path)")
            }
        }
    }

    @Test func testsWaitForSignalsAndNotForTime() throws {
        let tests = try SourceFile.all(in: ["Tests", "Adapters"]).filter { $0.path.contains("Tests/") }
        #expect(tests.count > 10)
        for file in tests {
            // Put together, so that this file passes its own test.
            let waits = file.words.intersection(["sl" + "eep", "usl" + "eep", "nanosl" + "eep"])
            #expect(waits.isEmpty, "\(file.path)")
        }
    }
}
