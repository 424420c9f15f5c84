import Foundation
import Glibc
import Synchronization

/// Loopback listens on a free port of this machine and hands each connection to `serve`, on a thread of its own.
final class Loopback: Sendable {
    struct Failure: Error {}

    let port: UInt16
    private let listener: Int32
    private let open = Mutex<[Int32]>([])
    private let count = Mutex(0)

    /// Connections accepted so far.
    var connections: Int { count.withLock { $0 } }

    init(_ serve: @escaping @Sendable (Int32) -> Void) throws {
        (listener, port) = try Loopback.listen()
        Thread.detachNewThread { [self, listener] in
            while true {
                let peer = accept(listener, nil, nil)
                guard peer >= 0 else { return }
                count.withLock { $0 += 1 }
                open.withLock { $0.append(peer) }
                Thread.detachNewThread {
                    serve(peer)
                    shutdown(peer, Int32(SHUT_RDWR))
                }
            }
        }
    }

    /// Ends listening and every connection.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        cut()
    }

    /// Ends every connection there is now.
    func cut() { open.withLock { $0.forEach { shutdown($0, Int32(SHUT_RDWR)) } } }

    static func listen() throws -> (Int32, UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let done = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && Glibc.listen(listener, 16) == 0
                    && getsockname(listener, pointer, &length) == 0
            }
        }
        guard done else { throw Failure() }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    /// A port that nobody listens on.
    static func closedPort() throws -> UInt16 {
        let (listener, port) = try listen()
        close(listener)
        return port
    }

    /// A connection to a port of this machine; nil when nobody listens.
    static func connect(_ port: UInt16) -> Int32? {
        let peer = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        let done = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(peer, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if !done { close(peer) }
        return done ? peer : nil
    }

    static func send(_ peer: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(peer, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Reads a request with a body of `body` bytes, as text.
    @discardableResult static func request(_ peer: Int32, body: Int = 0) -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let head = String(decoding: text, as: UTF8.self)
            if let end = head.range(of: "\r\n\r\n"), head[end.upperBound...].utf8.count >= body { return head }
            let got = recv(peer, &buffer, buffer.count, 0)
            guard got > 0 else { return head }
            text.append(contentsOf: buffer[..<got])
        }
    }

    /// Waits until the other end goes away.
    static func drain(_ peer: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while recv(peer, &buffer, buffer.count, 0) > 0 {}
    }
}

/// Relay carries bytes to another port, and fails on demand once `limit` bytes of the client's have passed.
struct Relay {
    enum Failure: Sendable { case none, close, silence }

    let loopback: Loopback
    var port: UInt16 { loopback.port }

    init(to target: UInt16, failing failure: Failure = .none, after limit: Int = .max) throws {
        loopback = try Loopback { client in
            guard let server = Loopback.connect(target) else { return }
            defer { close(server) }
            Relay.carry(client, server, failure, limit)
        }
    }

    private static func carry(_ client: Int32, _ server: Int32, _ failure: Failure, _ limit: Int) {
        var left = limit
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            var ends = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&ends, 2, 30_000) > 0 else { return }
            for (index, end) in ends.enumerated() where end.revents != 0 {
                let got = recv(end.fd, &buffer, buffer.count, 0)
                guard got > 0 else { return }
                if index == 0 { left -= failure == .none ? 0 : got }
                if left < 0 {
                    if failure == .silence { Loopback.drain(client) }
                    return
                }
                var sent = 0
                while sent < got {
                    let count = buffer.withUnsafeBytes {
                        Glibc.send(
                            index == 0 ? server : client, $0.baseAddress?.advanced(by: sent), got - sent,
                            Int32(MSG_NOSIGNAL))
                    }
                    guard count > 0 else { return }
                    sent += count
                }
            }
        }
    }
}
