package import AdapterKit
import Glibc

/// FolderTransport is a folder tree of this machine: a drop folder that the county's own OpenSSH or a mount feeds.
///
/// Paths are relative to the root. Each folder on the way is opened without following a symbolic link, so a path that
/// leaves the root, also by a link that a counterpart planted, is refused. Names of unfinished writes are not listed.
package struct FolderTransport: FileWire {
    private let root: String
    private let fileLimit: Int

    /// Does not look at the folder yet. Files over `fileLimit` bytes are not read.
    package init(root: String, fileLimit: Int = 2 << 30) {
        self.root = root
        self.fileLimit = fileLimit
    }

    private static let unfinished = (prefix: ".onecard-", suffix: ".part")

    /// The regular files of a folder, sorted by name. `refused` when it does not exist.
    package func list(_ folder: String) throws(WireFault) -> [RemoteFile] {
        let opened = try open(folder: WirePath(folder).components)
        // fdopendir takes the descriptor over.
        guard let stream = fdopendir(dup(opened.descriptor)) else { throw fault("列目录") }
        defer { closedir(stream) }
        rewinddir(stream)
        var files: [RemoteFile] = []
        errno = 0
        while let entry = readdir(stream) {
            let raw = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            let name = String(decoding: raw, as: UTF8.self)
            if name.hasPrefix(Self.unfinished.prefix), name.hasSuffix(Self.unfinished.suffix) { continue }
            var status = stat()
            // A file may go away between the two looks; it is then not there.
            // (By its raw bytes: a name that is not UTF-8 is shown too, repaired.)
            let isThere = (raw + [0]).withUnsafeBytes { raw in
                raw.baseAddress.map { name in
                    let name = name.assumingMemoryBound(to: CChar.self)
                    return fstatat(opened.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
                } ?? false
            }
            if isThere, status.isRegular {
                files.append(
                    RemoteFile(name: name, size: Int(status.st_size), modified: Int64(status.st_mtim.tv_sec)))
            }
            errno = 0
        }
        guard errno == 0 else { throw fault("列目录") }
        return files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    package func read(_ path: String) throws(WireFault) -> [UInt8] {
        let (folder, name) = try place(path)
        // Without waiting: a pipe of that name must not hang us.
        let file = Descriptor(openat(folder.descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC))
        guard file.descriptor >= 0 else { throw fault("读取文件") }
        var status = stat()
        guard fstat(file.descriptor, &status) == 0, status.isRegular else { throw .refused("不是普通文件，未读取") }
        guard status.st_size <= fileLimit else { throw .refused("文件超过 \(fileLimit) 字节上限，未读取") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.st_size))
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let got = Glibc.read(file.descriptor, &buffer, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw fault("读取文件") }
            if got == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<got])
            // It may grow while we read.
            guard bytes.count <= fileLimit else { throw .refused("文件超过 \(fileLimit) 字节上限，未读取") }
        }
    }

    /// Writes under a hidden name, brings it to disk, and gives it its name at once: nobody sees half a file.
    package func write(_ bytes: [UInt8], to path: String) throws(WireFault) {
        let (folder, name) = try place(path)
        let temporary = "\(Self.unfinished.prefix)\(UInt64.random(in: 0...UInt64.max))\(Self.unfinished.suffix)"
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = Descriptor(openat(folder.descriptor, temporary, flags, 0o640))
        guard file.descriptor >= 0 else { throw fault("写入文件") }
        do throws(WireFault) {
            var offset = 0
            while offset < bytes.count {
                let written = bytes.withUnsafeBytes { buffer in
                    Glibc.write(file.descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
                }
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { throw fault("写入文件") }
                offset += written
            }
            guard fsync(file.descriptor) == 0 else { throw fault("写盘") }
            guard renameat(folder.descriptor, temporary, folder.descriptor, name) == 0 else { throw fault("写入文件") }
        } catch {
            unlinkat(folder.descriptor, temporary, 0)
            throw error
        }
        try sync(folder)
    }

    /// Renames a regular file; refused when `to` exists. The last folder of `to` is made when it is missing (`taken/`).
    package func rename(_ from: String, to: String) throws(WireFault) {
        let (source, oldName) = try place(from)
        var status = stat()
        guard fstatat(source.descriptor, oldName, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw fault("改名") }
        guard status.isRegular else { throw .refused("不是普通文件，未改名") }
        let (target, newName) = try place(to, making: true)
        guard ExclusiveRename.run(source.descriptor, oldName, target.descriptor, newName) else { throw fault("改名") }
        try sync(target)
        try sync(source)
    }

    package func remove(_ path: String) throws(WireFault) {
        let (folder, name) = try place(path)
        guard unlinkat(folder.descriptor, name, 0) == 0 else { throw fault("删除文件") }
        try sync(folder)
    }

    private func place(_ path: String, making: Bool = false) throws(WireFault) -> (folder: Descriptor, name: String) {
        guard let (folder, name) = try WirePath(path).split else { throw .refused("路径不合规：缺少文件名") }
        return (try open(folder: folder, making: making), name)
    }

    private func open(folder: [String], making: Bool = false) throws(WireFault) -> Descriptor {
        var current = Descriptor(Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        guard current.descriptor >= 0 else { throw .notSent("交换目录无法打开（errno \(errno)），请检查目录、挂载与权限") }
        for (index, component) in folder.enumerated() {
            let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
            var next = openat(current.descriptor, component, flags)
            if next < 0, errno == ENOENT, making, index == folder.count - 1,
                mkdirat(current.descriptor, component, 0o750) == 0
            {
                try sync(current)
                next = openat(current.descriptor, component, flags)
            }
            guard next >= 0 else { throw fault("打开目录") }
            current = Descriptor(next)
        }
        return current
    }

    private func sync(_ folder: Descriptor) throws(WireFault) {
        guard fsync(folder.descriptor) == 0 else { throw fault("写盘") }
    }

    private func fault(_ doing: String) -> WireFault {
        switch errno {
        case ENOENT: .refused("\(doing)失败：没有这个文件或目录")
        case EEXIST: .refused("\(doing)失败：目标名称已存在")
        case EACCES, EPERM, EROFS: .refused("\(doing)失败：没有权限，请检查属主与权限")
        case ELOOP, ENOTDIR: .refused("\(doing)失败：路径上有符号链接或非目录，已拒绝")
        case EISDIR, EXDEV, ENAMETOOLONG, EMLINK: .refused("\(doing)失败：对象不适用（errno \(errno)）")
        default: .interrupted("\(doing)失败（errno \(errno)），请检查磁盘")
        }
    }
}

/// A file descriptor, closed with its owner.
private final class Descriptor {
    let descriptor: Int32
    init(_ descriptor: Int32) { self.descriptor = descriptor }
    deinit { if descriptor >= 0 { close(descriptor) } }
}

extension stat {
    fileprivate var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
}
