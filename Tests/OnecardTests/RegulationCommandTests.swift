import Foundation
import TestSupport
import Testing

/// What an auditor is shown who asks for an article.
@Suite struct RegulationCommandTests {
    private struct Duty: Decodable {
        struct Place: Decodable { let kind, name: String }
        struct Proof: Decodable { let file, test, sentence: String }
        let id, `class`, duty: String
        let place: [Place]
        let tests: [Proof]
        let covered: Bool
        let open: String?
    }

    private func said(_ arguments: String...) throws -> (end: ChildProcess.End, text: String) {
        try withTemporaryFolder { folder in
            let output = folder.appending(path: "output").path
            let mappings = ["--mappings", Repository.mappings.path(percentEncoded: false)]
            let end = try ChildProcess(DemoWorld.program, ["regulation"] + arguments + mappings, output: output).wait()
            return (end, try String(contentsOfFile: output, encoding: .utf8))
        }
    }

    private func duties(_ arguments: String...) throws -> [Duty] {
        try withTemporaryFolder { folder in
            let output = folder.appending(path: "output").path
            let all =
                ["regulation", "--json", "--mappings", Repository.mappings.path(percentEncoded: false)] + arguments
            try #require(try ChildProcess(DemoWorld.program, all, output: output).wait() == .exit(0))
            return try JSONDecoder().decode([Duty].self, from: Data(contentsOf: URL(filePath: output)))
        }
    }

    @Test func everyDutyIsShownWithItsClassItsPlacesAndItsTests() throws {
        let all = try duties()
        #expect(all.count == 139)
        #expect(Set(all.map(\.class)) == ["M", "X", "C", "R", "H"])
        let heirs = try #require(all.first { $0.id == "IM-16.1c" })
        #expect(heirs.place.contains { $0.kind == "act" && $0.name == "decideDeath" })
        #expect(heirs.tests.contains { $0.file == "Tests/GatewayTests/DeathTests.swift" && !$0.sentence.isEmpty })
        for duty in all where duty.covered { #expect(duty.open == nil && !duty.place.isEmpty, "\(duty.id)") }
    }

    @Test func onlyWhatIsOpenIsShownWhenAskedFor() throws {
        let open = try duties("--open").map(\.id)
        #expect(open == (try duties().filter { !$0.covered }.map(\.id)))
    }

    @Test func aNumberIsThatDutyAndItsBeginningAllOfItsArticle() throws {
        #expect(try duties("IM-16.1c").map(\.id) == ["IM-16.1c"])
        #expect(try duties("IM-16.1").map(\.id) == ["IM-16.1a", "IM-16.1b", "IM-16.1c", "IM-16.1d", "IM-16.1e"])
        #expect(try duties("NX-2").map(\.id) == ["NX-2"])
    }

    @Test(arguments: [("zh", "落实之处", "已落实"), ("en", "Where", "Kept")])
    func aPersonIsShownATableAndWhatIsKept(language: String, title: String, kept: String) throws {
        let (end, text) = try said("IM-16.1", "--lang", language)
        #expect(end == .exit(0))
        #expect(text.contains(title) && text.split(separator: "\n").last?.hasPrefix(kept) == true)
    }

    @Test func aNumberThatIsNoneIsRefused() throws {
        let (end, text) = try said("NX-99")
        #expect(end == .exit(1))
        #expect(text.contains("regulation.unknown"))
    }
}
