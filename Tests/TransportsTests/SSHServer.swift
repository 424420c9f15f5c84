import Foundation
import Glibc
import Transports

/// SSHServer is a real OpenSSH server for one test, on this machine, in a temporary folder.
struct SSHServer {
    enum KeyType: String, Sendable, CaseIterable { case rsa, ed25519 }
    struct Failure: Error { let reason: String }

    let folder: URL
    let port: UInt16
    /// What the client sees as its files.
    var data: URL { folder.appending(path: "data") }
    private let process: Process

    init(_ folder: URL, keys: KeyType) throws {
        self.folder = folder
        for name in ["host", "client", "stranger"] {
            let type = name == "stranger" ? KeyType.ed25519 : keys
            try SSHServer.run(
                "/usr/bin/ssh-keygen",
                ["-q", "-t", type.rawValue, "-N", "", "-f", folder.appending(path: name).path()]
                    + (type == .rsa ? ["-b", "2048"] : []))
        }
        try FileManager.default.createDirectory(at: folder.appending(path: "data"), withIntermediateDirectories: true)
        // As root, sshd ends in silence without it.
        if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
        port = try Loopback.closedPort()
        let home = folder.path()
        try """
        Port \(port)
        ListenAddress 127.0.0.1
        HostKey \(home)host
        PidFile none
        AuthorizedKeysFile \(home)client.pub
        AuthenticationMethods publickey
        UsePAM no
        StrictModes no
        PermitRootLogin prohibit-password
        Subsystem sftp internal-sftp
        ForceCommand internal-sftp -d \(home)data
        DisableForwarding yes

        """.write(toFile: home + "config", atomically: true, encoding: .utf8)
        process = Process()
        // A limit of its own: a server must not outlive a test run that was killed.
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["300", "/usr/sbin/sshd", "-D", "-e", "-f", home + "config"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        try trust(port)
        try awaitGreeting()
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// Writes the known-hosts file for a port, with the server's key or that of a stranger.
    func trust(_ port: UInt16, as key: String = "host") throws {
        let parts = try String(contentsOf: folder.appending(path: "\(key).pub"), encoding: .utf8).split(separator: " ")
        try "[127.0.0.1]:\(port) \(parts[0]) \(parts[1])\n"
            .write(to: folder.appending(path: "known_hosts"), atomically: true, encoding: .utf8)
    }

    func settings(port: UInt16? = nil, key: String = "client") -> SFTPTransport.Settings {
        SFTPTransport.Settings(
            host: "127.0.0.1", port: port ?? self.port, user: NSUserName(), key: folder.appending(path: key).path(),
            knownHosts: folder.appending(path: "known_hosts").path(), folder: data.path())
    }

    /// sshd listens a moment after it was started: asks every 10 ms, at most 10 s.
    private func awaitGreeting() throws {
        for _ in 0..<1000 {
            if let peer = Loopback.connect(port) {
                close(peer)
                return
            }
            guard process.isRunning else { throw Failure(reason: "sshd ended: is openssh-server installed?") }
            poll(nil, 0, 10)
        }
        throw Failure(reason: "sshd does not listen")
    }

    static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(reason: "\(program) failed") }
    }
}
