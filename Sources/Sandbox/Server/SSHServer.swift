import Foundation
import Glibc

/// One `sshd` child that serves SFTP to one key, below one folder.
///
/// A shell stands between: it ends the server when its own standard input closes, so that no server outlives the
/// sandbox, however the sandbox ends.
final class SSHServer {
    let name: String
    let port: Int
    let keyFile: String
    let knownHosts: String
    private let child: Process
    private let lifeline: Pipe

    enum Fault: Error, CustomStringConvertible {
        case keys(String)
        case silent(String)

        var description: String {
            switch self {
            case .keys(let name): "ssh-keygen 未能生成 \(name) 的密钥：请安装 openssh-client"
            case .silent(let name): "\(name) 的 sshd 没有启动：请安装 openssh-server，并确认 /run/sshd 存在"
            }
        }
    }

    /// Starts a server named `name` with keys of `type` (rsa, ed25519); `folder` is where a session begins.
    ///
    /// It answers a moment later: ``waitUntilItAnswers()``.
    init(name: String, type: String, folder: URL, keys: URL) throws {
        try DropFolder.make(keys)
        try DropFolder.make(folder)
        self.name = name
        let host = keys.appending(path: name + "-host").path
        keyFile = keys.appending(path: name + "-user").path
        knownHosts = keys.appending(path: name + "-known_hosts").path
        try Self.makeKeys([(name, type)], in: keys)
        port = Self.freePort()
        let public_ = (try? String(contentsOfFile: host + ".pub", encoding: .utf8)) ?? ""
        let known = public_.split(separator: " ").prefix(2).joined(separator: " ")
        try "[127.0.0.1]:\(port) \(known)\n".write(toFile: knownHosts, atomically: true, encoding: .utf8)
        if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
        let config = keys.appending(path: name + "-config").path
        try """
        Port \(port)
        ListenAddress 127.0.0.1
        HostKey \(host)
        PidFile none
        AuthorizedKeysFile \(keyFile).pub
        AuthenticationMethods publickey
        UsePAM no
        StrictModes no
        PermitRootLogin prohibit-password
        Subsystem sftp internal-sftp
        ForceCommand internal-sftp -d \(folder.path)
        DisableForwarding yes

        """.write(toFile: config, atomically: true, encoding: .utf8)
        lifeline = Pipe()
        child = Process()
        child.executableURL = URL(filePath: "/bin/sh")
        // No `wait` at the end: a child may be started with SIGCHLD blocked, and dash would wait for ever.
        child.arguments = [
            "-c",
            "/usr/sbin/sshd -D -e -f \"$1\" 2>\"$1.log\" & c=$!; trap 'kill $c' TERM INT; read -r _; kill $c",
            "sandbox-sshd", config,
        ]
        child.standardInput = lifeline
        child.standardOutput = FileHandle.nullDevice
        _ = fcntl(lifeline.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        try child.run()
    }

    /// Waits up to five seconds for the server to take connections; stops it when it does not.
    func waitUntilItAnswers() throws {
        guard Self.answers(port) else {
            stop()
            throw Fault.silent(name)
        }
    }

    func stop() {
        try? lifeline.fileHandleForWriting.close()
        child.waitUntilExit()
    }

    /// Makes the keys of all servers (name, type) that have none yet, at the same time.
    static func makeKeys(_ servers: [(name: String, type: String)], in keys: URL) throws {
        var makers: [(name: String, maker: ChildProgram?)] = []
        for server in servers {
            for file in ["\(server.name)-host", "\(server.name)-user"].map({ keys.appending(path: $0).path })
            where !FileManager.default.fileExists(atPath: file) {
                // 2048: what old bank servers have, and quick to find.
                let size = server.type == "rsa" ? ["-b", "2048"] : []
                let arguments = ["-q", "-t", server.type] + size + ["-N", "", "-C", "sandbox", "-f", file]
                makers.append((server.name, ChildProgram("/usr/bin/ssh-keygen", arguments)))
            }
        }
        let statuses = makers.map { ($0.name, $0.maker?.wait() ?? -1) }
        if let failed = statuses.first(where: { $0.1 != 0 }) { throw Fault.keys(failed.0) }
    }

    private static func freePort() -> Int {
        let socket = Loopback.socket()
        defer { close(socket) }
        return Loopback.bind(socket)
    }

    private static func answers(_ port: Int) -> Bool {
        for _ in 0..<1_000 {
            let socket = Loopback.socket()
            defer { close(socket) }
            if Loopback.connect(socket, port) { return true }
            usleep(5_000)
        }
        return false
    }
}

/// The few socket calls that the sandbox makes itself.
enum Loopback {
    static func socket() -> Int32 { Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0) }

    /// Binds to a free port and says which; 0 when none could be had.
    static func bind(_ socket: Int32) -> Int {
        var address = address(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        return bound ? Int(UInt16(bigEndian: address.sin_port)) : 0
    }

    static func connect(_ socket: Int32, _ port: Int) -> Bool {
        var address = address(UInt16(truncatingIfNeeded: port))
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
