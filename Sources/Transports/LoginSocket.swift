import AdapterKit
import Glibc

/// LoginSocket connects a TCP socket within a limit.
enum LoginSocket {
    /// Tries each address of the host in turn. Throws `notSent`.
    static func connect(_ host: String, _ port: UInt16, until end: ContinuousClock.Instant) throws(WireFault) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else {
            throw .notSent("无法解析对端主机名，请检查地址与域名服务")
        }
        defer { freeaddrinfo(list) }
        var next = list
        var isLate = false
        while let address = next?.pointee {
            switch attempt(address, until: end) {
            case .connected(let socket): return socket
            case .late: isLate = true
            case .failed: break
            }
            next = address.ai_next
        }
        throw .notSent(isLate ? "连接对端超时，请检查网络" : "无法连接对端，请检查地址、端口与网络")
    }

    private enum Attempt { case connected(Int32), late, failed }

    private static func attempt(_ address: addrinfo, until end: ContinuousClock.Instant) -> Attempt {
        let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.ai_family, address.ai_socktype | flags, address.ai_protocol)
        guard descriptor >= 0 else { return .failed }
        var isOn: Int32 = 1
        // Without it, each write waits for the peer's delayed acknowledgement: 1 MB/s.
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &isOn, socklen_t(MemoryLayout<Int32>.size))
        if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return .connected(descriptor) }
        guard errno == EINPROGRESS else {
            close(descriptor)
            return .failed
        }
        let left = Int32(clamping: milliseconds(ContinuousClock.now.duration(to: end)))
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard poll(&waiting, 1, left) == 1 else {
            close(descriptor)
            return .late
        }
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0, error == 0 else {
            close(descriptor)
            return .failed
        }
        return .connected(descriptor)
    }
}
