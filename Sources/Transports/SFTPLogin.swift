import AdapterKit
import CSSH
import Glibc

/// SFTPLogin is what happens on a new connection, in this order: key exchange, host key, user key, SFTP.
struct SFTPLogin {
    let ssh: ssh_session
    let settings: SFTPTransport.Settings

    func run(_ socket: Int32) throws(WireFault) -> sftp_session {
        try options(socket)
        guard ssh_connect(ssh) == SSH_OK else { throw .notSent("SSH 握手失败，请核对对端算法与服务状态") }
        try checkHost()
        try authenticate()
        guard let sftp = sftp_new(ssh) else { throw .notSent("对端未开放 SFTP，请与对端核对") }
        guard sftp_init(sftp) == SSH_OK else {
            sftp_free(sftp)
            throw .notSent("对端未开放 SFTP，请与对端核对")
        }
        return sftp
    }

    private func options(_ socket: Int32) throws(WireFault) {
        var (off, on): (Int32, Int32) = (0, 1)
        var port = UInt32(settings.port)
        var seconds = Swift.max(1, settings.connectLimit.components.seconds)
        var socket = socket
        // The socket first: from here on libssh closes it.
        let done =
            ssh_options_set(ssh, SSH_OPTIONS_FD, &socket) == 0
            && ssh_options_set(ssh, SSH_OPTIONS_PROCESS_CONFIG, &off) == 0
            && ssh_options_set(ssh, SSH_OPTIONS_NODELAY, &on) == 0
            && ssh_options_set(ssh, SSH_OPTIONS_TIMEOUT, &seconds) == 0
            && ssh_options_set(ssh, SSH_OPTIONS_HOST, settings.host) == 0
            && ssh_options_set(ssh, SSH_OPTIONS_PORT, &port) == 0
            && ssh_options_set(ssh, SSH_OPTIONS_USER, settings.user) == 0
            && ssh_options_set(ssh, SSH_OPTIONS_KNOWNHOSTS, settings.knownHosts) == 0
            && ssh_options_set(ssh, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null") == 0
        guard done else { throw .notSent("SFTP 连接参数不合规，请检查主机、端口与用户名") }
    }

    /// libssh goes on with any host key: refusing it is for us.
    private func checkHost() throws(WireFault) {
        // libssh calls a host unknown when the file is missing.
        guard access(settings.knownHosts, R_OK) == 0 else {
            throw .notSent("主机密钥登记文件不存在或无法读取，已停止，请检查连接配置")
        }
        switch ssh_session_is_known_server(ssh) {
        case SSH_KNOWN_HOSTS_OK: return
        case SSH_KNOWN_HOSTS_CHANGED:
            throw .notSent("对端主机密钥与登记的不同，已停止：可能被冒充，请向对端电话核对后再更新登记")
        case SSH_KNOWN_HOSTS_OTHER:
            throw .notSent("对端换用了未登记类型的主机密钥，已停止，请向对端核对后登记")
        case SSH_KNOWN_HOSTS_UNKNOWN, SSH_KNOWN_HOSTS_NOT_FOUND:
            throw .notSent("对端主机密钥未登记，已停止，请核对指纹后登记")
        default: throw .notSent("主机密钥登记文件无法读取，已停止，请检查连接配置")
        }
    }

    private func authenticate() throws(WireFault) {
        var status = stat()
        guard stat(settings.key, &status) == 0 else { throw .notSent("SFTP 私钥文件不存在，请检查连接配置") }
        guard status.st_mode & 0o077 == 0 else { throw .notSent("SFTP 私钥文件可被他人读取，请 chmod 0600") }
        var key: ssh_key?
        // Never without a passphrase: the library would ask for one at the terminal.
        let imported = ssh_pki_import_privkey_file(settings.key, settings.passphrase ?? "", nil, nil, &key)
        guard imported == SSH_OK else { throw .notSent("SFTP 私钥无法读取，请检查格式与口令") }
        defer { ssh_key_free(key) }
        guard ssh_userauth_publickey(ssh, nil, key) == SSH_AUTH_SUCCESS.rawValue else {
            throw .notSent("对端未接受登录，请核对用户名与公钥登记")
        }
    }
}
