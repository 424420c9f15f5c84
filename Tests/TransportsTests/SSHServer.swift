import TestSupport
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
    private let process: ChildProcess

    init(_ folder: URL, keys: KeyType) throws {
        self.folder = folder
        for name in ["host", "client", "stranger"] {
            // The stranger's is of a type that no server here has.
            let type = name == "stranger" ? "ecdsa" : keys.rawValue
            try ChildProcess.run(
                "/usr/bin/ssh-keygen",
                ["-q", "-t", type, "-N", "", "-f", folder.appending(path: name).path()]
                    + (type == "rsa" ? ["-b", "2048"] : []))
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
        process = try .server("/usr/sbin/sshd", ["-D", "-e", "-f", home + "config"])
        try trust(port)
        try awaitGreeting()
    }

    func stop() {
        process.stop()
    }

    /// Writes the known-hosts file for a port, with the server's key or another one.
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
            poll(nil, 0, 10)
        }
        throw Failure(reason: "sshd does not listen: is openssh-server installed, and /run/sshd there?")
    }
}
