import Dispatch
import Glibc

/// What a server on this machine answered.
struct LoopbackAnswer: Sendable {
    var status: Int
    var body: [UInt8]
}

/// An HTTP/1.1 POST to 127.0.0.1, one connection each, as a department's small client makes it.
enum LoopbackPost {
    /// Posts to `http://127.0.0.1:PORT` (`gateway`); status 0 when nobody answered.
    static func send(gateway: String, path: String, headers: [(String, String)], body: [UInt8]) async -> LoopbackAnswer
    {
        await withCheckedContinuation { continuation in
            // The call blocks: a thread of its own, not the cooperative pool's.
            DispatchQueue.global().async {
                continuation.resume(returning: exchange(gateway, path, headers, body))
            }
        }
    }

    /// The port of a loopback address; nil for any other host.
    static func port(_ gateway: String) -> Int? {
        for host in ["http://127.0.0.1:", "http://localhost:"] where gateway.hasPrefix(host) {
            return Int(gateway.dropFirst(host.count).prefix { $0.isNumber })
        }
        return nil
    }

    private static func exchange(
        _ gateway: String, _ path: String, _ headers: [(String, String)], _ body: [UInt8]
    ) -> LoopbackAnswer {
        let silent = LoopbackAnswer(status: 0, body: [])
        let socket = Loopback.socket()
        defer { close(socket) }
        guard let port = port(gateway), Loopback.connect(socket, port) else { return silent }
        var limit = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var head = "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        guard write(socket, Array((head + "\r\n").utf8) + body) else { return silent }
        return parse(readAll(socket)) ?? silent
    }

    private static func write(_ socket: Int32, _ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private static func readAll(_ socket: Int32) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return all }
            all += buffer.prefix(count)
        }
    }

    private static func parse(_ bytes: [UInt8]) -> LoopbackAnswer? {
        let end = Array("\r\n\r\n".utf8)
        guard let at = (0..<max(0, bytes.count - 3)).first(where: { Array(bytes[$0..<($0 + 4)]) == end }) else {
            return nil
        }
        let head = String(decoding: bytes[..<at], as: UTF8.self)
        guard let status = head.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        let body = Array(bytes[(at + 4)...])
        let isChunked = head.lowercased().contains("transfer-encoding: chunked")
        return LoopbackAnswer(status: status, body: isChunked ? unchunked(body) : body)
    }

    private static func unchunked(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var rest = bytes[...]
        while let line = rest.firstIndex(of: 13),
            let size = Int(String(decoding: rest[..<line], as: UTF8.self), radix: 16), size > 0,
            rest.endIndex >= line + 2 + size + 2
        {
            out += rest[(line + 2)..<(line + 2 + size)]
            rest = rest[(line + 4 + size)...]
        }
        return out
    }
}
