import AdapterKit
import Foundation
import TestSupport
import Testing

@testable import Transports

@Suite("SFTP to a real OpenSSH server")
struct SFTPTransportTests {
    @Test(arguments: SSHServer.KeyType.allCases)
    func filesGoThereAndComeBack(_ keys: SSHServer.KeyType) throws {
        try withSSHServer(keys) { server in
            let wire = SFTPTransport(server.settings())
            let bytes = (0..<300_001).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            try wire.write(bytes, to: "报盘 1.tmp")
            try wire.write([], to: "empty")
            try wire.rename("报盘 1.tmp", to: "报盘 1.txt")
            #expect(try wire.list("").map(\.name) == ["empty", "报盘 1.txt"])
            #expect(try wire.list(".").map(\.size) == [0, 300_001])
            #expect(try wire.read("报盘 1.txt") == bytes)
            #expect(try wire.read("empty") == [])
            try wire.remove("empty")
            #expect(try wire.list("").count == 1)
            let stored = try Data(contentsOf: server.data.appending(path: "报盘 1.txt"))
            #expect(Array(stored) == bytes)
        }
    }

    @Test(arguments: [1 << 10, 128 << 10, 1 << 20])
    func everyChunkSizeCarriesTheWhole(_ chunk: Int) throws {
        try withSSHServer { server in
            var settings = server.settings()
            settings.chunk = chunk
            let wire = SFTPTransport(settings)
            let bytes = (0..<300_007).map { UInt8(truncatingIfNeeded: $0 &* 13) }
            try wire.write(bytes, to: "file")
            #expect(try wire.read("file") == bytes)
        }
    }

    @Test func aWriteReplacesAndARenameDoesNot() throws {
        try withSSHServer { server in
            let wire = SFTPTransport(server.settings())
            try wire.write([1, 2, 3], to: "old")
            try wire.write([4], to: "old")
            #expect(try wire.read("old") == [4])
            try wire.write([5], to: "new")
            #expect(ending { () throws(WireFault) in try wire.rename("new", to: "old") } == .refused)
            #expect(try wire.read("old") == [4])
            #expect(try wire.read("new") == [5])
        }
    }

    @Test func aRenameMakesTheLastFolderOnly() throws {
        try withSSHServer { server in
            let wire = SFTPTransport(server.settings())
            for name in ["a", "b"] { try wire.write([1], to: name) }
            try wire.rename("a", to: "taken/a")
            try wire.rename("b", to: "taken/b")
            #expect(try wire.list("taken").map(\.name) == ["a", "b"])
            #expect(try wire.list("") == [])
            #expect(ending { () throws(WireFault) in try wire.rename("taken/a", to: "x/y/a") } == .refused)
        }
    }

    @Test func foldersAndLinksAreNotListed() throws {
        try withSSHServer { server in
            let manager = FileManager.default
            try manager.createDirectory(at: server.data.appending(path: "folder"), withIntermediateDirectories: true)
            try manager.createSymbolicLink(
                at: server.data.appending(path: "link"), withDestinationURL: URL(filePath: "/etc/passwd"))
            let wire = SFTPTransport(server.settings())
            try wire.write([1], to: "file")
            #expect(try wire.list("").map(\.name) == ["file"])
        }
    }

    @Test func whatTheServerDeniesIsRefusedAndTheSessionGoesOn() throws {
        try withSSHServer { server in
            let relay = try Relay(to: server.port)
            defer { relay.loopback.stop() }
            try server.trust(relay.port)
            let wire = SFTPTransport(server.settings(port: relay.port))
            #expect(ending { () throws(WireFault) in try wire.read("none") } == .refused)
            #expect(ending { () throws(WireFault) in try wire.list("none") } == .refused)
            #expect(ending { () throws(WireFault) in try wire.remove("none") } == .refused)
            #expect(ending { () throws(WireFault) in try wire.rename("none", to: "other") } == .refused)
            #expect(ending { () throws(WireFault) in try wire.write([1], to: "none/file") } == .refused)
            try wire.write([1], to: "file")
            #expect(relay.loopback.connections == 1)
        }
    }

    @Test(arguments: ["../x", "a/../../x", "/etc/passwd", "a//b", "a\nb", "a/./b", ""])
    func aPathThatLeavesTheFolderIsRefusedUnsent(_ path: String) throws {
        let wire = SFTPTransport(
            .init(host: "127.0.0.1", port: 1, user: "u", key: "k", knownHosts: "h", folder: "/srv"))
        #expect(ending { () throws(WireFault) in try wire.read(path) } == .refused)
        #expect(ending { () throws(WireFault) in try wire.write([1], to: path) } == .refused)
    }

    @Test func aFileOverTheLimitIsNotRead() throws {
        try withSSHServer { server in
            var settings = server.settings()
            settings.fileLimit = 10
            let wire = SFTPTransport(settings)
            try wire.write([UInt8](repeating: 1, count: 11), to: "file")
            #expect(ending { () throws(WireFault) in try wire.read("file") } == .refused)
        }
    }
}
