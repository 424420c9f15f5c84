import AdapterKit
import CSSH
import Glibc

/// SFTPSession is one authenticated session. `@unchecked Sendable`: `SFTPTransport`'s lock gives it to one call at a time.
final class SFTPSession: @unchecked Sendable {
    private let ssh: ssh_session
    private let sftp: sftp_session
    private let cutoff: Cutoff

    /// Connects, checks the host key, logs in. Throws `notSent` only: nothing of a file has left by then.
    init(_ settings: SFTPTransport.Settings) throws(WireFault) {
        let end = ContinuousClock.now + settings.connectLimit
        let socket = try LoginSocket.connect(settings.host, settings.port, until: end)
        let cutoff = Cutoff(socket)
        guard let ssh = ssh_new() else {
            close(socket)
            throw .notSent("SSH 组件无法启动，请检查主机内存")
        }
        cutoff.arm(ContinuousClock.now.duration(to: end))
        do throws(WireFault) {
            sftp = try SFTPLogin(ssh: ssh, settings: settings).run(socket)
        } catch {
            let isLate = cutoff.disarm()
            cutoff.cut()
            ssh_free(ssh)
            throw isLate ? .notSent("对端 SSH 未在时限内应答，请检查网络与对端服务") : error
        }
        cutoff.disarm()
        self.ssh = ssh
        self.cutoff = cutoff
    }

    deinit {
        // A peer that reads nothing must not hold us while we say goodbye.
        cutoff.arm(.seconds(2))
        sftp_free(sftp)
        ssh_disconnect(ssh)
        ssh_free(ssh)
        cutoff.disarm()
    }

    /// Runs `body`; when it takes longer, the connection is cut and `body` faults.
    func limited<Result>(
        to limit: Duration, _ body: () throws(WireFault) -> Result
    ) throws(WireFault) -> Result {
        cutoff.arm(limit)
        do throws(WireFault) {
            let result = try body()
            cutoff.disarm()
            return result
        } catch {
            let isLate = cutoff.disarm()
            // After the cut nothing may wait for the peer any more.
            if case .interrupted = error { cutoff.cut() }
            throw isLate ? .interrupted("SFTP 操作超过时限，已中断") : error
        }
    }

    /// Whether a kept session still works; one small question.
    func answers(within limit: Duration) -> Bool {
        guard ssh_is_connected(ssh) == 1 else { return false }
        cutoff.arm(limit)
        let found = sftp_lstat(sftp, ".")
        defer { sftp_attributes_free(found) }
        let isAlive = found != nil || wasAnswered
        if cutoff.disarm() || !isAlive { cutoff.cut() }
        return isAlive
    }

    func list(_ folder: String) throws(WireFault) -> [RemoteFile] {
        guard let opened = sftp_opendir(sftp, folder) else { throw fault("列目录") }
        defer { sftp_closedir(opened) }
        var files: [RemoteFile] = []
        while let entry = sftp_readdir(sftp, opened) {
            defer { sftp_attributes_free(entry) }
            guard entry.pointee.type == UInt8(SSH_FILEXFER_TYPE_REGULAR), let name = entry.pointee.name else {
                continue
            }
            files.append(
                RemoteFile(
                    name: String(cString: name), size: Int(clamping: entry.pointee.size),
                    modified: Int64(entry.pointee.mtime)))
        }
        guard sftp_dir_eof(opened) == 1 else { throw fault("列目录") }
        // A server that names a path is not listing a folder.
        return files.filter { !$0.name.contains("/") }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    func read(_ path: String, chunk: Int, limit: Int) throws(WireFault) -> [UInt8] {
        guard let file = sftp_open(sftp, path, O_RDONLY, 0) else { throw fault("读取文件") }
        defer { sftp_close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: chunk)
        while true {
            let got = sftp_read(file, &buffer, chunk)
            guard got >= 0 else { throw fault("读取文件") }
            if got == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<got])
            guard bytes.count <= limit else { throw .refused("文件超过 \(limit) 字节上限，未读取") }
        }
    }

    func write(_ bytes: [UInt8], to path: String, chunk: Int) throws(WireFault) {
        guard let file = sftp_open(sftp, path, O_WRONLY | O_CREAT | O_TRUNC, 0o640) else { throw fault("写入文件") }
        do throws(WireFault) {
            var offset = 0
            while offset < bytes.count {
                let written = bytes.withUnsafeBytes { buffer in
                    sftp_write(file, buffer.baseAddress?.advanced(by: offset), min(chunk, buffer.count - offset))
                }
                guard written > 0 else { throw fault("写入文件") }
                offset += written
            }
            if sftp_extension_supported(sftp, "fsync@openssh.com", "1") == 1, sftp_fsync(file) != 0 {
                throw fault("写盘")
            }
        } catch {
            sftp_close(file)
            throw error
        }
        guard sftp_close(file) == SSH_NO_ERROR.rawValue else { throw fault("写入文件") }
    }

    func rename(_ old: String, to new: String) throws(WireFault) {
        // Version 3 of the protocol leaves open what a rename over an existing name does; not every server refuses.
        if let present = sftp_lstat(sftp, new) {
            sftp_attributes_free(present)
            throw .refused("改名失败：目标名称已存在")
        }
        guard wasAnswered else { throw fault("改名") }
        if let slash = new.lastIndex(of: "/"), slash != new.startIndex { try make(String(new[..<slash])) }
        guard sftp_rename(sftp, old, new) == 0 else { throw fault("改名") }
    }

    private func make(_ folder: String) throws(WireFault) {
        if let present = sftp_lstat(sftp, folder) { return sftp_attributes_free(present) }
        guard wasAnswered, sftp_mkdir(sftp, folder, 0o750) == 0 else { throw fault("建目录") }
    }

    func remove(_ path: String) throws(WireFault) {
        guard sftp_unlink(sftp, path) == 0 else { throw fault("删除文件") }
    }

    /// Whether the failure just seen is the server's own answer, on a connection that still stands.
    private var wasAnswered: Bool {
        ssh_is_connected(ssh) == 1 && ssh_get_error_code(UnsafeMutableRawPointer(ssh)) == SSH_REQUEST_DENIED.rawValue
    }

    private func fault(_ doing: String) -> WireFault {
        guard wasAnswered else { return .interrupted("\(doing)时 SFTP 连接中断") }
        return switch sftp_get_error(sftp) {
        case SSH_FX_NO_SUCH_FILE, SSH_FX_NO_SUCH_PATH: .refused("\(doing)失败：对端没有这个文件或目录")
        case SSH_FX_PERMISSION_DENIED, SSH_FX_WRITE_PROTECT: .refused("\(doing)失败：对端不允许，请与对端核对权限")
        case SSH_FX_FILE_ALREADY_EXISTS: .refused("\(doing)失败：目标名称已存在")
        case SSH_FX_NO_CONNECTION, SSH_FX_CONNECTION_LOST: .interrupted("\(doing)时 SFTP 连接中断")
        default: .refused("\(doing)失败：对端拒绝（SFTP \(sftp_get_error(sftp))）")
        }
    }
}
