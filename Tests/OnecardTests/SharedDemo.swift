import Foundation
import TestSupport
import Testing

/// SharedDemo is one run of the small demo that every test of what it leaves behind looks at; nobody changes it.
///
/// It is kept under `.build`, where the next run takes its place.
struct SharedDemo {
    let folder: URL
    let end: ChildProcess.End
    /// What the program said, and then what it complained of.
    let said: String
    let casebook: [CaseNote]

    /// Run at the first call, by one test while the others wait.
    static func world() throws -> SharedDemo { try shared.get() }
    private static let shared = Result { try SharedDemo() }

    private init() throws {
        folder = Repository.root.appending(path: ".build/onecard-demo", directoryHint: .isDirectory)
        let log = Repository.root.appending(path: ".build/onecard-demo.log")
        try? FileManager.default.removeItem(at: log)
        // What it complains of is kept apart: it would fall into the middle of a line.
        let line = "exec \"$0\" demo --dir \"$1\" --size small --verify-duties 2>\"$2\""
        let complaints = log.path + ".errors"
        let arguments = ["-c", line, DemoWorld.program, folder.path, complaints]
        end = try ChildProcess("/bin/sh", arguments, output: log.path).wait()
        said = try String(contentsOf: log, encoding: .utf8) + String(contentsOfFile: complaints, encoding: .utf8)
        let partners = try Data(contentsOf: folder.appending(path: "sandbox/partners.json"))
        casebook = try JSONDecoder().decode(Partners.self, from: partners).casebook
    }

    private struct Partners: Decodable {
        let casebook: [CaseNote]
    }

    var home: URL { folder.appending(path: "home") }

    /// The person whom the sandbox gave this role.
    func note(_ role: String) throws -> CaseNote { try #require(casebook.first { $0.role == role }, "\(role)") }

    /// The line that failed, got another account and was paid after all, as the demo's last words name it.
    func reissuedLine() throws -> String {
        String(try #require(said.firstMatch(of: /onecard trace (\d+) --home/)).1)
    }

    /// Runs a command on this home; its end and what it said.
    func command(_ arguments: String...) throws -> (end: ChildProcess.End, said: String) {
        try withTemporaryFolder { folder in
            let output = folder.appending(path: "output").path
            let end = try ChildProcess(DemoWorld.program, arguments + ["--home", home.path], output: output).wait()
            return (end, try String(contentsOfFile: output, encoding: .utf8))
        }
    }

    /// Runs a command that must end well, and reads its JSON.
    func answer<Answer: Decodable>(_ arguments: String..., as type: Answer.Type = Answer.self) throws -> Answer {
        try withTemporaryFolder { folder in
            let output = folder.appending(path: "output").path
            let all = arguments + ["--json", "--home", home.path]
            try #require(try ChildProcess(DemoWorld.program, all, output: output).wait() == .exit(0), "\(all)")
            return try JSONDecoder().decode(type, from: Data(contentsOf: URL(filePath: output)))
        }
    }
}

/// CaseNote is one person of the sandbox's casebook.
struct CaseNote: Decodable {
    let role, id, name, account, phone: String
    let listedName, newAccount: String?
}
