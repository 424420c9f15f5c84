import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Sandbox

/// How strangers put files into the county's folder.
@Suite struct FileDropTests {
    private static let files = [
        DroppedFile(name: "HH_20260302.txt", bytes: [0xD5, 0xC5, 0x0A, 0x00]),
        DroppedFile(name: "HH_20260302.txt.ok", bytes: []),
    ]

    private func withCounty(_ body: (URL, Partners.SSH) throws -> Void) throws {
        try withTemporaryFolder { root in
            let county = root.appending(path: "county")
            try DropFolder.make(county.appending(path: "civil"))
            let server = try SSHServer(
                name: "county", type: "ed25519", folder: county, keys: root.appending(path: "keys"))
            defer { server.stop() }
            try server.waitUntilItAnswers()
            try body(root, server.entry)
        }
    }

    private func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test func filesComeOverSFTPWithTheirBytesAndNothingElse() throws {
        try withCounty { root, server in
            let drop = SFTPDrop(server: server, staging: root.appending(path: "staging"))
            try drop.put(Self.files, into: "civil")
            let civil = root.appending(path: "county/civil")
            #expect(try names(civil) == Self.files.map(\.name))
            for file in Self.files {
                #expect([UInt8](try Data(contentsOf: civil.appending(path: file.name))) == file.bytes)
            }
            #expect(try names(root.appending(path: "staging")) == [])
        }
    }

    @Test func aNameThatIsThereIsReplaced() throws {
        try withCounty { root, server in
            let drop = SFTPDrop(server: server, staging: root.appending(path: "staging"))
            try drop.put(Self.files, into: "civil")
            try drop.put([DroppedFile(name: Self.files[0].name, bytes: [0x31])], into: "civil")
            let file = root.appending(path: "county/civil").appending(path: Self.files[0].name)
            #expect([UInt8](try Data(contentsOf: file)) == [0x31])
        }
    }

    @Test func aServerWithAnotherHostKeyGetsNothing() throws {
        try withCounty { root, server in
            let other = try String(contentsOfFile: server.keyFile + ".pub", encoding: .utf8)
            let known = other.split(separator: " ").prefix(2).joined(separator: " ")
            try "[127.0.0.1]:\(server.port) \(known)\n".write(
                toFile: server.knownHosts, atomically: true, encoding: .utf8)
            let drop = SFTPDrop(server: server, staging: root.appending(path: "staging"))
            #expect(throws: DropFault.self) { try drop.put(Self.files, into: "civil") }
            #expect(try names(root.appending(path: "county/civil")) == [])
        }
    }

    @Test func eachFileIsRenamedBeforeItsMarkerIsSent() {
        #expect(
            SFTPDrop.batch(Self.files, from: #"/a "b"#, into: "civil") == #"""
                lcd "/a \"b"
                put 0/HH_20260302.txt civil/.tmp-HH_20260302.txt
                rename civil/.tmp-HH_20260302.txt civil/HH_20260302.txt
                put 1/HH_20260302.txt.ok civil/.tmp-HH_20260302.txt.ok
                rename civil/.tmp-HH_20260302.txt.ok civil/HH_20260302.txt.ok

                """#)
    }

    @Test func oneAdvanceIsOneSessionForEachParty() throws {
        try withTemporaryFolder { folder in
            let folders = SandboxFolders(root: folder)
            try folders.make()
            let county = RecordingDrop()
            let strangers = Counterparts(world: World(size: .small), folders: folders, county: county)
            _ = strangers.advance(to: CivilDay(2026, 3, 4).at(19))
            let sessions = county.sessions.withLock { $0 }
            #expect(sessions.map(\.folder) == ["banks/b", "civil"])
            #expect(
                sessions.last?.names
                    == ["HH_20260302", "DB_20260302", "HH_20260303", "HH_20260304"].flatMap {
                        [$0 + ".txt", $0 + ".txt.ok"]
                    })
        }
    }

    @Test func whatWasNotTakenGoesWithTheNext() {
        let county = RecordingDrop()
        let outbox = Outbox(party: "民政", folder: "civil", way: county)
        county.isDown.withLock { $0 = true }
        outbox.add("a", [1])
        #expect(outbox.send() == "民政：1个文件未能送达，下次再送（down）")
        county.isDown.withLock { $0 = false }
        outbox.add("b", [2])
        #expect(outbox.send() == nil && outbox.send() == nil)
        #expect(county.sessions.withLock { $0.map(\.names) } == [["a", "b"]])
    }
}

/// Remembers sessions; refuses them while it is down.
private final class RecordingDrop: FileDrop {
    let sessions: Mutex<[(folder: String, names: [String])]> = Mutex([])
    let isDown = Mutex(false)

    func put(_ files: [DroppedFile], into folder: String) throws(DropFault) {
        guard !isDown.withLock({ $0 }) else { throw DropFault(reason: "down") }
        sessions.withLock { $0.append((folder, files.map(\.name))) }
    }
}
