package import AdapterKit
import Synchronization

/// SFTPTransport is a folder tree at a counterpart's SSH server, over libssh.
///
/// It keeps one session and one call at a time (a lock). A kept session is asked first whether it still answers, and
/// replaced when it does not; no operation is ever repeated, so a fault says what it knows: `notSent` until the session
/// stands, `refused` when the server said no, `interrupted` when it broke or took longer than the limit.
///
/// The server's host key must stand in the known-hosts file: an unknown, changed or unlisted key ends the call before any
/// name, key or byte of ours is shown. Configuration files and agents of the account are not consulted.
package final class SFTPTransport: FileWire {
    package struct Settings: Sendable {
        package var host: String
        package var port: UInt16
        package var user: String
        /// A private key's file (RSA, Ed25519, ECDSA), readable by its owner alone.
        package var key: String
        package var passphrase: String?
        /// OpenSSH's `known_hosts` form; other ports than 22 as `[host]:port`.
        package var knownHosts: String
        /// The folder there that paths are relative to; empty for the one that the login starts in.
        package var folder: String
        /// For connection, key exchange and login together.
        package var connectLimit: Duration
        /// For one call.
        package var callLimit: Duration
        /// Bytes in one request. Every server takes 32 KiB; OpenSSH drops the channel above 128 KiB, so more
        /// is taken as that.
        package var chunk: Int
        package var fileLimit: Int

        package init(
            host: String, port: UInt16 = 22, user: String, key: String, passphrase: String? = nil, knownHosts: String,
            folder: String = "", connectLimit: Duration = .seconds(15), callLimit: Duration = .seconds(300),
            chunk: Int = 32 << 10, fileLimit: Int = 2 << 30
        ) {
            self.host = host
            self.port = port
            self.user = user
            self.key = key
            self.passphrase = passphrase
            self.knownHosts = knownHosts
            self.folder = folder
            self.connectLimit = connectLimit
            self.callLimit = callLimit
            self.chunk = chunk
            self.fileLimit = fileLimit
        }
    }

    private let settings: Settings
    private let kept = Mutex<SFTPSession?>(nil)
    private var chunk: Int { min(max(settings.chunk, 1 << 10), 128 << 10) }

    /// Does not connect.
    package init(_ settings: Settings) { self.settings = settings }

    /// The regular files of a folder, sorted by name.
    package func list(_ folder: String) throws(WireFault) -> [RemoteFile] {
        let path = try full(folder, isFolder: true)
        return try call { session throws(WireFault) in try session.list(path) }
    }

    package func read(_ path: String) throws(WireFault) -> [UInt8] {
        let path = try full(path)
        let (chunk, limit) = (self.chunk, settings.fileLimit)
        return try call { session throws(WireFault) in try session.read(path, chunk: chunk, limit: limit) }
    }

    /// Writes, and brings to disk where the server can (`fsync@openssh.com`).
    package func write(_ bytes: [UInt8], to path: String) throws(WireFault) {
        let path = try full(path)
        let chunk = self.chunk
        try call { session throws(WireFault) in try session.write(bytes, to: path, chunk: chunk) }
    }

    /// Renames; refused when `to` exists. The last folder of `to` is made when it is missing (`taken/`).
    package func rename(_ from: String, to: String) throws(WireFault) {
        let old = try full(from)
        let new = try full(to)
        try call { session throws(WireFault) in try session.rename(old, to: new) }
    }

    package func remove(_ path: String) throws(WireFault) {
        let path = try full(path)
        try call { session throws(WireFault) in try session.remove(path) }
    }

    /// The path as the server takes it. Absolute paths are taken only where the connection names no folder.
    private func full(_ path: String, isFolder: Bool = false) throws(WireFault) -> String {
        let isAbsolute = path.hasPrefix("/") && settings.folder.isEmpty
        let components = try WirePath(isAbsolute ? String(path.dropFirst()) : path).components
        guard isFolder || !components.isEmpty else { throw .refused("路径不合规：缺少文件名") }
        let tail = components.joined(separator: "/")
        if isAbsolute { return "/" + tail }
        if settings.folder.isEmpty { return tail.isEmpty ? "." : tail }
        let head = settings.folder.hasSuffix("/") ? String(settings.folder.dropLast()) : settings.folder
        return tail.isEmpty ? (head.isEmpty ? "/" : head) : "\(head)/\(tail)"
    }

    private func call<Result: Sendable>(
        _ body: @Sendable (SFTPSession) throws(WireFault) -> Result
    ) throws(WireFault) -> Result {
        try kept.withLock { kept throws(WireFault) in
            if kept?.answers(within: settings.connectLimit) != true {
                kept = nil
                kept = try SFTPSession(settings)
            }
            guard let session = kept else { throw .notSent("未能建立 SFTP 会话") }
            do throws(WireFault) {
                return try session.limited(to: settings.callLimit) { () throws(WireFault) in try body(session) }
            } catch {
                if case .refused = error { throw error }
                kept = nil
                throw error
            }
        }
    }
}
