import Foundation
import Formats
import Mapping
import Subsidy
import TestSupport
import Testing

/// The README's recipe for a third bank, followed to the letter.
@Suite struct RecipeTests {
    @Test(arguments: ["README.md", "README.zh-CN.md"])
    func theRecipeAddsABank(readme: String) throws {
        let recipe = try Recipe(readme)
        try withTemporaryFolder { folder in
            // What a clone has beside the recipe, and a gateway that runs already.
            let files = FileManager.default
            try files.copyItem(at: Repository.mappings, to: folder.appending(path: "Mappings"))
            let demo = try SharedDemo.world().folder
            for (from, to) in [("home", "onecard-home"), ("keys", "keys"), ("secrets", "secrets")] {
                try files.copyItem(at: demo.appending(path: from), to: folder.appending(path: to))
            }
            try files.createDirectory(at: folder.appending(path: "witness"), withIntermediateDirectories: true)
            // Steps 1 to 3.
            let gateway = folder.appending(path: "onecard-home/gateway.yaml")
            let before = try String(contentsOf: gateway, encoding: .utf8)
            try recipe.added(to: before).write(to: gateway, atomically: true, encoding: .utf8)
            for (path, text) in recipe.files where path.contains("/") {
                let file = folder.appending(path: path)
                try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try text.write(to: file, atomically: true, encoding: .utf8)
            }
            // Step 4.
            #expect(recipe.commands.count == 4)
            let said = try recipe.commands.map { try run($0, in: folder) }
            #expect(said[1] == recipe.files["Fixtures/bank/third/batch.txt"])
            #expect(said[2] == recipe.files["Fixtures/bank/third/result.jsonl"])
            #expect(said[3].contains("bank-c") && said[3].contains("检查通过"))
        }
    }

    @Test func bothLanguagesHaveTheSameRecipe() throws {
        let english = try Recipe("README.md")
        let chinese = try Recipe("README.zh-CN.md")
        #expect(english.files == chinese.files && english.commands == chinese.commands)
    }

    @Test func theGoldenPairsOfTheRecipeAreKept() throws {
        let fixtures = try Recipe("README.md").files.filter { $0.key.hasPrefix("Fixtures/") }
        #expect(fixtures.count == 4)
        for (path, text) in fixtures {
            #expect(try Fixtures.bytes(String(path.dropFirst("Fixtures/".count))) == Array(text.utf8), "\(path)")
        }
    }

    @Test func theMappingsOfTheRecipeCheckWriteAndRead() throws {
        var files = try Repository.mappingFiles()
        for (path, text) in try Recipe("README.md").files where path.hasPrefix("Mappings/") {
            let name = String(path.dropFirst("Mappings/".count))
            #expect(files.updateValue(Array(text.utf8), forKey: name) == nil, "\(path) is there already")
        }
        #expect(MappingChecker.report(files).isEmpty)
        let library = try MappingLibrary(files: files)

        var lines = [InstructionLine(), InstructionLine()]
        for (index, (account, name, fen)) in [
            ("6299993900000000010", "李秀云", 121_652), ("6299993900000000028", "王\u{2CB4E}", 7_500),
        ].enumerated() {
            lines[index].serial = "F00000000000\(index + 1)"
            lines[index].account = account
            lines[index].holderName = name
            lines[index].bankName = "丙银行"
            lines[index].amount = Money(fen: Int64(fen))
            lines[index].purpose = "耕地地力保护补贴"
        }
        let batch = try #require(library.mapping("bank/batch.third"))
        var faults: [Fault] = []
        let records = RecordBatch(lines)
        let rows = batch.write(records, faults: &faults)
        let edges = batch.writeEdges(head: nil, records: records, faults: &faults)
        let bytes = try DocumentWriter(batch.shape).write(header: edges.header, rows: rows, trailer: edges.trailer)
        #expect(faults.isEmpty)
        #expect(try bytes == Fixtures.bytes("bank/third/batch.txt"))

        let result = try #require(library.mapping("bank/result.third"))
        var read = RecordBatch(result.record)
        var tally = result.newTally()
        let found = try DocumentReader(result.shape).read(Fixtures.bytes("bank/third/result.txt")) { rows in
            result.add(rows, &tally)
            result.read(rows, into: &read, faults: &faults)
        }
        #expect(faults.isEmpty && result.check(tally, header: found.header, trailer: found.trailer).isEmpty)
        let results = read.records(LineResult.self)
        #expect(results.map(\.serial) == lines.map(\.serial) && results.map(\.account) == lines.map(\.account))
        #expect(results.map(\.outcome) == [.ok, .closed])
    }

    /// Runs a line of the recipe as somebody types it; its standard output. Throws unless it ends well.
    private func run(_ command: String, in folder: URL) throws -> String {
        let output = folder.appending(path: "said").path
        try? FileManager.default.removeItem(atPath: output)
        let line = "cd '\(folder.path)' && PATH=\"$1:$PATH\" && \(command) 2>>errors"
        let programs = URL(filePath: DemoWorld.program).deletingLastPathComponent().path
        let end = try ChildProcess("/bin/sh", ["-c", line, "sh", programs], output: output).wait()
        let said = try String(contentsOfFile: output, encoding: .utf8)
        #expect(end == .exit(0), "\(command)\n\(said)")
        return said
    }
}

/// Recipe is what the README's section tells to write and to type.
private struct Recipe {
    /// The text of each file by its path; `gateway.yaml` is a piece of one.
    private(set) var files: [String: String] = [:]
    private(set) var commands: [String] = []

    /// A fenced block belongs to the path that was named last before it, in backquotes.
    init(_ readme: String) throws {
        let text = try Repository.text(readme)
        let section = try #require(text.firstMatch(of: /\n## (Add a third bank|接入第三家银行)\n([\s\S]*?)(\n## |$)/)).2
        var path = ""
        var block: [Substring]?
        var language = ""
        for line in section.split(separator: "\n", omittingEmptySubsequences: false) {
            let bare = line.hasPrefix("   ") ? line.dropFirst(3) : line
            guard bare.hasPrefix("```") else {
                if block != nil {
                    block?.append(bare)
                } else if let named = line.matches(of: /`((Mappings|Fixtures)\/[\w\/.]+\.\w+|gateway\.yaml)`/).last {
                    path = String(named.1)
                }
                continue
            }
            if let lines = block {
                if language == "sh" {
                    commands = lines.map(String.init)
                } else {
                    files[path] = lines.joined(separator: "\n") + "\n"
                }
                block = nil
            } else {
                language = String(bare.dropFirst(3))
                block = []
            }
        }
    }

    /// A home's `gateway.yaml` with step 1: each key's entries under the key that stands there, and the bank in the
    /// routes of the first county.
    func added(to gateway: String) throws -> String {
        var gateway = "\n" + gateway
        let piece = try #require(files["gateway.yaml"])
        for part in piece.matches(of: /(?m)^(\w+):\n((?:[ -].*\n)+)/) {
            let key = "\(part.1):\n"
            let place = try #require(gateway.firstRange(of: "\n\(key)"), "\(part.1)")
            gateway.insert(contentsOf: part.2, at: place.upperBound)
        }
        let counties = try #require(gateway.firstRange(of: "\ncounties:\n")).upperBound
        for exchange in ["batch.result", "batch.return", "account.verify", "statement"] {
            let place = try #require(gateway[counties...].firstRange(of: "      \(exchange):\n"), "\(exchange)")
            gateway.insert(contentsOf: "      - bank-c\n", at: place.upperBound)
        }
        return gateway
    }
}
