import AdapterKit
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Transports

@Suite("SFTP when something is wrong")
struct SFTPFaultTests {
    @Test func aWrongHostKeyEndsTheCall() throws {
        try withSSHServer { server in
            try server.trust(server.port, as: "client")
            let wire = SFTPTransport(server.settings())
            #expect(ending { () throws(WireFault) in try wire.write([1], to: "file") } == .notSent)
            #expect(reason { () throws(WireFault) in try wire.list("") }.contains("主机密钥与登记的不同"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: server.data.path()).isEmpty)
        }
    }

    @Test func anotherTypeOfHostKeyEndsTheCall() throws {
        try withSSHServer { server in
            try server.trust(server.port, as: "stranger")
            let wire = SFTPTransport(server.settings())
            #expect(ending { () throws(WireFault) in try wire.list("") } == .notSent)
        }
    }

    @Test func anUnknownHostOrAMissingFileEndsTheCall() throws {
        try withSSHServer { server in
            try server.trust(1)
            let wire = SFTPTransport(server.settings())
            #expect(reason { () throws(WireFault) in try wire.list("") }.contains("未登记"))
            var settings = server.settings()
            settings.knownHosts += ".none"
            let blind = SFTPTransport(settings)
            #expect(ending { () throws(WireFault) in try blind.list("") } == .notSent)
            #expect(reason { () throws(WireFault) in try blind.list("") }.contains("登记文件不存在"))
            #expect(!FileManager.default.fileExists(atPath: settings.knownHosts))
        }
    }

    @Test func aKeyThatTheServerDoesNotKnowIsNotSent() throws {
        try withSSHServer { server in
            let wire = SFTPTransport(server.settings(key: "stranger"))
            #expect(reason { () throws(WireFault) in try wire.list("") }.contains("未接受登录"))
        }
    }

    @Test func aKeyFileThatOthersMayReadOrThatIsNoneIsNotUsed() throws {
        try withSSHServer { server in
            let readable = server.folder.appending(path: "client").path()
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: readable)
            let open = SFTPTransport(server.settings())
            #expect(reason { () throws(WireFault) in try open.list("") }.contains("chmod"))
            let wrong = SFTPTransport(server.settings(key: "known_hosts"))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: server.folder.appending(path: "known_hosts").path())
            #expect(reason { () throws(WireFault) in try wrong.list("") }.contains("私钥无法读取"))
        }
    }

    @Test func nobodyListeningIsNotSent() throws {
        let settings = SFTPTransport.Settings(
            host: "127.0.0.1", port: try Loopback.closedPort(), user: "u", key: "k", knownHosts: "h")
        let wire = SFTPTransport(settings)
        #expect(ending { () throws(WireFault) in try wire.list("") } == .notSent)
    }

    @Test func aServerThatNeverGreetsIsNotSentWithinTheLimit() throws {
        let mute = try Loopback { Loopback.drain($0) }
        defer { mute.stop() }
        let wire = SFTPTransport(
            .init(
                host: "127.0.0.1", port: mute.port, user: "u", key: "k", knownHosts: "h",
                connectLimit: .milliseconds(200)))
        let started = ContinuousClock.now
        #expect(ending { () throws(WireFault) in try wire.list("") } == .notSent)
        #expect(started.duration(to: .now) < .seconds(10))
    }

    @Test func aServerThatSpeaksNoSSHIsNotSent() throws {
        let other = try Loopback { Loopback.send($0, "220 ftp.example\r\n") }
        defer { other.stop() }
        let wire = SFTPTransport(
            .init(host: "127.0.0.1", port: other.port, user: "u", key: "k", knownHosts: "h"))
        #expect(ending { () throws(WireFault) in try wire.list("") } == .notSent)
    }

    @Test func aSessionThatBrokeBetweenCallsIsReplaced() throws {
        try withSSHServer { server in
            let relay = try Relay(to: server.port)
            defer { relay.loopback.stop() }
            try server.trust(relay.port)
            let wire = SFTPTransport(server.settings(port: relay.port))
            try wire.write([1], to: "file")
            relay.loopback.cut()
            try wire.rename("file", to: "other")
            #expect(try wire.list("").map(\.name) == ["other"])
            #expect(relay.loopback.connections == 2)
        }
    }

    @Test func aConnectionThatBreaksInAWriteIsInterruptedAndTheNextCallWorks() throws {
        try withSSHServer { server in
            let relay = try Relay(to: server.port, failing: .close, after: 500_000)
            defer { relay.loopback.stop() }
            try server.trust(relay.port)
            let wire = SFTPTransport(server.settings(port: relay.port))
            let large = [UInt8](repeating: 1, count: 2_000_000)
            #expect(ending { () throws(WireFault) in try wire.write(large, to: "file") } == .interrupted)
            #expect(relay.loopback.connections == 1)
            try wire.write([1], to: "file")
            #expect(try wire.read("file") == [1])
        }
    }

    @Test func aPeerThatFallsSilentInAWriteIsInterruptedAtTheLimit() throws {
        try withSSHServer { server in
            let relay = try Relay(to: server.port, failing: .silence, after: 500_000)
            defer { relay.loopback.stop() }
            try server.trust(relay.port)
            var settings = server.settings(port: relay.port)
            settings.callLimit = .seconds(1)
            let wire = SFTPTransport(settings)
            let large = [UInt8](repeating: 1, count: 2_000_000)
            #expect(reason { () throws(WireFault) in try wire.write(large, to: "file") }.contains("超过时限"))
        }
    }

    @Test func failedLoginsLeaveNoDescriptorsOpen() throws {
        try withSSHServer { server in
            try server.trust(server.port, as: "client")
            let wire = SFTPTransport(server.settings())
            // Descriptors whose peer is this test's server.
            func sockets() -> Int {
                (Int32(0)..<4096).count { descriptor in
                    var address = sockaddr_in()
                    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                    let isConnected = withUnsafeMutablePointer(to: &address) { pointer in
                        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                            getpeername(descriptor, $0, &length) == 0
                        }
                    }
                    return isConnected && UInt16(bigEndian: address.sin_port) == server.port
                }
            }
            for _ in 0..<5 { #expect(ending { () throws(WireFault) in try wire.list("") } == .notSent) }
            #expect(sockets() == 0)
            try server.trust(server.port)
            _ = try wire.list("")
            #expect(sockets() == 2)
            _ = try wire.list("")
        }
    }
}
