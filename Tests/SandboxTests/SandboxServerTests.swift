import Foundation
import TestSupport
import Testing

@testable import Sandbox

/// The whole process: three SFTP servers, one HTTP port, one description of both.
@Suite struct SandboxServerTests {
    @Test func partnersAppearWhenEverythingAnswers() async throws {
        try await withTemporaryFolder { folder in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await SandboxServer.run(directory: folder, size: .small, handlesSignals: false)
                }
                let partners = try await partners(in: folder)
                #expect(partners.banks.map(\.name) == ["a", "b"] && partners.lists.count == 4)
                #expect(partners.departments.map(\.publicKey.utf8.count) == [130, 0, 130])
                #expect(try listing(partners.banks[0].send).contains("out"))
                #expect(try listing(partners.banks[1].send).contains("in"))
                // The first day's feed came by a session of its own, before anybody else's.
                #expect(try sessions(folder) == 1 && exists(folder, "county/civil/HH_20260302.txt.ok"))
                #expect(try listing(partners.county).contains("civil"))
                let act = Array(#"{"act":"psb.outage","from":1,"until":2}"#.utf8)
                let answer = await LoopbackPost.send(
                    gateway: partners.http, path: "/control/act", headers: [], body: act)
                #expect(answer.status == 200)
                let drop = await LoopbackPost.send(
                    gateway: partners.http, path: "/control/act", headers: [],
                    body: Array(#"{"act":"drop.lincao.good"}"#.utf8))
                let list = "county/dept/lincao/QD_159901_2130135_2026_03.txt"
                #expect(drop.status == 200 && exists(folder, list) && exists(folder, list + ".ok"))
                #expect(try sessions(folder) == 3)
                group.cancelAll()
                _ = await group.nextResult()
            }
        }
    }

    /// How many have logged in at the county's server.
    private func sessions(_ folder: URL) throws -> Int {
        let log = try String(contentsOf: folder.appending(path: "keys/county-config.log"), encoding: .utf8)
        return log.components(separatedBy: "Accepted publickey").count - 1
    }

    private func exists(_ folder: URL, _ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: path).path)
    }

    /// Reads what the server wrote last; every reading yields, so that the server can run.
    private func partners(in folder: URL) async throws -> Partners {
        let file = folder.appending(path: "partners.json")
        while true {
            if let data = try? Data(contentsOf: file) { return try JSONDecoder().decode(Partners.self, from: data) }
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    /// What an SFTP client sees in the session's folder; throws when it cannot log in.
    private func listing(_ server: Partners.SSH) throws -> String {
        let client = Process()
        client.executableURL = URL(filePath: "/usr/bin/sftp")
        client.arguments = [
            "-q", "-b", "-", "-P", String(server.port), "-i", server.keyFile, "-o", "IdentitiesOnly=yes", "-o",
            "UserKnownHostsFile=\(server.knownHosts)", "-o", "StrictHostKeyChecking=yes", "-F", "/dev/null",
            "\(server.user)@\(server.host)",
        ]
        let input = Pipe()
        let output = Pipe()
        client.standardInput = input
        client.standardOutput = output
        try client.run()
        try input.fileHandleForWriting.write(contentsOf: Data("ls\n".utf8))
        try input.fileHandleForWriting.close()
        let seen = output.fileHandleForReading.readDataToEndOfFile()
        client.waitUntilExit()
        #expect(client.terminationStatus == 0)
        return String(decoding: seen, as: UTF8.self)
    }
}
