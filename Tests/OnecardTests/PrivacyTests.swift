import AdapterKit
import Foundation
import Subsidy
import TestSupport
import Testing

/// No identity number, account, phone or name of anybody stands in the clear in what the gateway keeps or says (G9).
@Suite struct PrivacyTests {
    @Test func whatTheDemoLeavesBehindNamesNobody() throws {
        let world = try SharedDemo.world()
        let people = try People(world.folder.appending(path: "sandbox"), world.casebook)
        let files = try Files.under(world.home) + Files.under(world.folder.appending(path: "witness"))
        #expect(files.contains { $0.lastPathComponent == "onecard.sqlite" })
        #expect(files.contains { $0.lastPathComponent == "heads" })
        #expect(files.filter { $0.pathExtension == "sealed" }.count > 100)
        try expectNobody(of: people, in: files)
        #expect(people.planted.found(in: Array(world.said.utf8)).isEmpty)
    }

    /// Addresses end in logs of servers and proxies.
    @Test func noAddressThatTheGatewayCallsNamesAnybody() throws {
        let world = try SharedDemo.world()
        let sandbox = world.folder.appending(path: "sandbox")
        let log = sandbox.appending(path: "requests.log")
        #expect(try String(contentsOf: log, encoding: .utf8).split(separator: "\n").count > 100)
        try expectNobody(of: try People(sandbox, world.casebook), in: [log])
    }

    /// A command line can be read by everybody on a machine: the gateway starts no program, so it writes none.
    @Test func theGatewayStartsNoProgram() throws {
        for file in try SourceFile.all(in: ["Sources", "Adapters"])
        where !file.path.hasPrefix("Sources/Sandbox/") && !file.path.hasPrefix("Sources/onecard/Demo/") {
            #expect(!file.text.contains("posix_spawn") && !file.text.contains("Process("), "\(file.path)")
        }
    }

    /// The database's log and half-written files are there only while it runs, or when it was killed.
    @Test func neitherDoesAGatewayThatWasKilled() throws {
        try DemoWorld.with(size: "small") { world in
            let end = try world.demo(["--crash-at", CrashPoint.afterCommitArrival.rawValue, "--crash-after", "20"])
            #expect(end == .signal(SIGKILL))
            let folder = URL(filePath: world.folder)
            let shared = try SharedDemo.world()
            let people = try People(folder.appending(path: "sandbox"), shared.casebook)
            let files = try Files.under(folder.appending(path: "home")) + [folder.appending(path: "log")]
            #expect(files.contains { $0.lastPathComponent == "onecard.sqlite-wal" })
            try expectNobody(of: people, in: files)
        }
    }

    @Test func whatCommandsSayIsMasked() throws {
        let world = try SharedDemo.world()
        let people = try People(world.folder.appending(path: "sandbox"), world.casebook)
        let line = try world.reissuedLine()
        for said in try [
            world.command("trace", line), world.command("trace", line, "--json"), world.command("failure", "list"),
            world.command("document", "list", "--json"), world.command("roster", "list"),
            world.command("outbox", "list"), world.command("reconcile"), world.command("check"),
        ] {
            #expect(said.end == .exit(0) && !said.said.isEmpty)
            #expect(people.planted.found(in: Array(said.said.utf8)).isEmpty)
        }
        let heirs = try world.note("deceasedHeirs")
        #expect(world.said.contains("（\(Mask.name(heirs.name))，\(Mask.idNumber(heirs.id))）"))
    }

    /// What is searched for is really what went through: the strangers' files hold it, and every form is recognised.
    @Test func theSearchFindsWhatIsThere() throws {
        let world = try SharedDemo.world()
        let sandbox = world.folder.appending(path: "sandbox")
        let people = try People(sandbox, world.casebook)
        var found: Set<String> = []
        for file in try Files.under(sandbox) { found.formUnion(try people.found(in: file)) }
        let wanted = world.casebook.filter { $0.role != "maskedID" }.flatMap { [$0.id, $0.account, $0.name, $0.phone] }
        #expect(wanted.allSatisfy { found.contains($0) || $0.count < 3 })
        #expect(people.values.count > 100)
    }

    @Test(arguments: ["159999196104086910", "6299991000000000052", "马小云", "王\u{2CB4E}"])
    func everyFormOfAValueIsRecognised(value: String) throws {
        let planted = PlantedValues([value])
        #expect(planted.count >= 5)
        for text in [Array(value.utf8), try #require(GB18030.bytes(value))] {
            let hex = text.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            for form in [text, Array(hex.utf8), Array(hex.uppercased().utf8)] {
                #expect(planted.found(in: Array("before".utf8) + form + [0]) == [value])
            }
            for before in 0..<3 {
                let base64 = (Data("name=abc".utf8.prefix(6 + before)) + text + Data(";".utf8)).base64EncodedString()
                #expect(planted.found(in: Array("x\(base64)".utf8)) == [value])
            }
        }
        #expect(planted.found(in: Array("Nobody is named here, in none of its forms.".utf8)).isEmpty)
    }

    private func expectNobody(of people: People, in files: [URL]) throws {
        for file in files {
            let found = try people.found(in: file)
            // The values themselves are synthetic: naming them here tells where to look.
            #expect(found.isEmpty, "\(file.lastPathComponent)")
        }
    }
}

/// People are the values that the sandbox's casebook and the files on the way through it name.
private struct People {
    let values: Set<String>
    let planted: PlantedValues

    init(_ sandbox: URL, _ casebook: [CaseNote]) throws {
        var values = Set(casebook.flatMap { [$0.id, $0.account, $0.phone, $0.name] })
        for note in casebook { values.formUnion([note.listedName, note.newAccount].compactMap { $0 }) }
        for file in try Files.under(sandbox) {
            // Lists, batches and questions to bank a: cells between bars.
            let name = file.lastPathComponent
            guard ["QD_", "req_", "ver_"].contains(where: name.hasPrefix), !name.contains(".ok"),
                let text = GB18030.text(try Data(contentsOf: file))
            else { continue }
            for row in text.split(whereSeparator: \.isNewline) {
                let cells = row.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
                let names = name.hasPrefix("QD_") ? [1, 3, 9] : [2]
                guard cells.count >= 5, cells[0] != "H" else { continue }
                values.formUnion(names.filter { $0 < cells.count }.map { cells[$0] })
                values.formUnion(cells.filter { $0.wholeMatch(of: /\d{15}|\d{17}[\dX]|6\d{18}|1\d{10}/) != nil })
            }
        }
        values.remove("")
        self.values = values
        planted = PlantedValues(values)
    }

    /// A database's helper files go when the last command that reads it ends: such a one holds nothing any more.
    func found(in file: URL) throws -> Set<String> {
        do {
            return planted.found(in: Array(try Data(contentsOf: file)))
        } catch CocoaError.fileReadNoSuchFile where file.lastPathComponent.contains(".sqlite-") {
            return []
        }
    }
}

private enum Files {
    /// Every regular file under a folder, hidden ones too.
    static func under(_ folder: URL) throws -> [URL] {
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        var files: [URL] = []
        for case let url as URL in found ?? .init()
        where (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true {
            files.append(url)
        }
        return files.sorted { $0.path < $1.path }
    }
}
