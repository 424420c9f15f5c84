import Glibc

/// KeyFolder reads and writes key files, and refuses what others could read.
struct KeyFolder {
    let path: String

    init(_ path: String) { self.path = path }

    /// Refuses a key folder inside the gateway's home: who copies the home must not get the keys with it.
    static func refuse(_ folder: String, inside home: String?) throws(TrustError) {
        guard let home, let homePath = real(home) else { return }
        // The folder may not exist yet: then its parent decides.
        guard let place = real(folder) ?? real(Disk.folder(of: folder)) else {
            throw TrustError("keys.folder", "密钥目录的上级目录不存在，请先创建")
        }
        guard place != homePath, !place.hasPrefix(homePath == "/" ? "/" : homePath + "/") else {
            throw TrustError("keys.home", "密钥目录不得位于网关数据目录之内，请另选位置")
        }
    }

    private static func real(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// Refuses a folder that is not ours or that others may enter.
    func check() throws(TrustError) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw TrustError("keys.folder", "密钥目录不存在或不是目录，请检查路径")
        }
        try KeyFolder.check(status, "密钥目录", "0700")
    }

    /// The names of key files, without `.key`, sorted.
    func names() throws(TrustError) -> [String] {
        guard let folder = opendir(path) else { throw Disk.failure("打开密钥目录") }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".key") { names.append(String(name.dropLast(4))) }
        }
        return names.sorted()
    }

    func write(_ name: String, _ secret: Secret) throws(TrustError) {
        let descriptor: Int32
        do { descriptor = try Disk.createNew(file(name)) } catch {
            throw error.code == "file.exists" ? TrustError("keys.exists", "密钥文件已存在，未覆盖") : error
        }
        defer { close(descriptor) }
        let text = "onecard-key \(name) \(hex(secret.bytes))"
        try Disk.write(Array("\(text) \(KeyFolder.check(text))\n".utf8), to: descriptor)
        try Disk.sync(descriptor)
    }

    func read(_ name: String) throws(TrustError) -> Secret {
        let descriptor = open(file(name), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? TrustError("keys.missing", "缺少密钥文件 \(name).key，请恢复") : Disk.failure("打开密钥文件")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw TrustError("keys.damaged", "密钥文件 \(name).key 不是普通文件，请恢复")
        }
        try KeyFolder.check(status, "密钥文件 \(name).key", "0600")
        let text = String(decoding: try Disk.read(1024, from: descriptor), as: UTF8.self)
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "onecard-key", parts[1] == name,
            parts[3] == KeyFolder.check(parts[..<3].joined(separator: " ")) + "\n",
            let key = bytes(hex: String(parts[2])), key.count == 32
        else { throw TrustError("keys.damaged", "密钥文件 \(name).key 已损坏或被调换，请从备份恢复") }
        return Secret(key)
    }

    private func file(_ name: String) -> String { "\(path)/\(name).key" }

    private static func check(_ text: String) -> String { hex(Digest.sha256(Array(text.utf8))[..<8]) }

    private static func check(_ status: stat, _ what: String, _ mode: String) throws(TrustError) {
        guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            throw TrustError("keys.mode", "\(what)可被他人读取或属主不符，请改属主并 chmod \(mode)")
        }
    }
}
