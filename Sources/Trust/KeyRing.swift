import Glibc

/// KeyRing is the gateway's own keys: for sealing, by version; for digests; for the audit chain.
///
/// They lie in a folder of mode 0700, one file of mode 0600 each, outside the gateway's home, so that a copy of the home
/// opens nothing. A file holds one line: `onecard-key PURPOSE VERSION HEX CHECK`, where CHECK is the start of the SHA-256
/// of what stands before it; a damaged or exchanged file is found.
package struct KeyRing: Sendable {
    struct SealingKey: Sendable {
        let version: UInt32
        let secret: Secret
    }

    let sealing: [SealingKey]
    let latest: SealingKey
    let digest: Secret
    let audit: Secret

    /// The versions of sealing keys at hand, oldest first.
    package var versions: [UInt32] { sealing.map(\.version) }
    /// The version that new values are sealed with.
    package var version: UInt32 { latest.version }

    private init(_ first: SealingKey, _ later: [SealingKey], digest: Secret, audit: Secret) {
        sealing = [first] + later
        latest = later.last ?? first
        self.digest = digest
        self.audit = audit
    }

    /// Keys in memory alone: for tests and demonstrations. What they seal is lost with the process.
    package static func ephemeral() throws(TrustError) -> KeyRing {
        KeyRing(
            SealingKey(version: 1, secret: Secret(try Random.bytes(32))), [],
            digest: Secret(try Random.bytes(32)), audit: Secret(try Random.bytes(32)))
    }

    /// Makes new keys in `folder`, which is created; its parent must exist. Throws `keys.exists` when a key is there
    /// already (a key is never overwritten), `keys.home` when the folder lies inside `home`, `keys.folder`, `file.io`.
    package static func create(at folder: String, outside home: String? = nil) throws(TrustError) -> KeyRing {
        try KeyFolder.refuse(folder, inside: home)
        if mkdir(folder, 0o700) != 0, errno != EEXIST { throw Disk.failure("创建密钥目录") }
        let files = KeyFolder(folder)
        try files.check()
        guard try files.names().isEmpty else { throw TrustError("keys.exists", "目录里已有密钥，未覆盖；请换一个目录") }
        for name in ["sealing-1", "digest", "audit"] { try files.write(name, Secret(try Random.bytes(32))) }
        try Disk.syncFolder(folder)
        try Disk.syncFolder(Disk.folder(of: folder))
        return try load(from: folder, outside: home)
    }

    /// Reads the keys. Throws `keys.mode` when folder or file could be read by others or is not ours, `keys.missing`,
    /// `keys.damaged`, `keys.home`.
    package static func load(from folder: String, outside home: String? = nil) throws(TrustError) -> KeyRing {
        try KeyFolder.refuse(folder, inside: home)
        let files = KeyFolder(folder)
        try files.check()
        var sealing: [SealingKey] = []
        for name in try files.names() where name.hasPrefix("sealing-") {
            guard let version = UInt32(name.dropFirst("sealing-".count)), version > 0, name == "sealing-\(version)"
            else {
                throw TrustError("keys.damaged", "密钥文件名不合规，请恢复密钥目录")
            }
            sealing.append(SealingKey(version: version, secret: try files.read(name)))
        }
        sealing.sort { $0.version < $1.version }
        guard let first = sealing.first else { throw TrustError("keys.missing", "没有加密密钥，请先创建或恢复密钥") }
        return KeyRing(
            first, Array(sealing.dropFirst()), digest: try files.read("digest"), audit: try files.read("audit"))
    }

    /// Adds a sealing key of the next version; values sealed before stay readable. Throws as `load`.
    package static func addSealingKey(at folder: String) throws(TrustError) -> KeyRing {
        let version = try load(from: folder).version + 1
        try KeyFolder(folder).write("sealing-\(version)", Secret(try Random.bytes(32)))
        try Disk.syncFolder(folder)
        return try load(from: folder)
    }
}
