import Glibc

/// Disk is the few file operations that keys and sealed documents need, each brought to disk before it returns.
enum Disk {
    /// Creates a file that must not exist yet, readable by its owner alone.
    static func createNew(_ path: String) throws(TrustError) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? TrustError("file.exists", "同名文件已存在，未覆盖") : failure("创建文件")
        }
        return descriptor
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32) throws(TrustError) {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failure("写入文件") }
            offset += written
        }
    }

    /// Reads until `count` bytes are there or the file ends.
    static func read(_ count: Int, from descriptor: Int32) throws(TrustError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var length = 0
        while length < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: length), count - length)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw failure("读取文件") }
            if got == 0 { break }
            length += got
        }
        bytes.removeLast(count - length)
        return bytes
    }

    /// Brings a file's content to disk.
    static func sync(_ descriptor: Int32) throws(TrustError) {
        guard fsync(descriptor) == 0 else { throw failure("写盘") }
    }

    /// Brings a folder's list of names to disk.
    static func syncFolder(_ folder: String) throws(TrustError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("打开目录") }
        defer { close(descriptor) }
        try sync(descriptor)
    }

    /// Gives a finished file its name: refused when the name exists, unless `replacing`.
    static func publish(_ temporary: String, as path: String, replacing: Bool) throws(TrustError) {
        if replacing {
            guard rename(temporary, path) == 0 else { throw failure("改名") }
        } else {
            // A hard link refuses an existing name on every file system, where rename would overwrite it.
            guard link(temporary, path) == 0 else {
                throw errno == EEXIST ? TrustError("file.exists", "同名文件已存在，未覆盖") : failure("改名")
            }
            unlink(temporary)
        }
        try syncFolder(folder(of: path))
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func failure(_ doing: String) -> TrustError {
        TrustError("file.io", "\(doing)失败（errno \(errno)），请检查磁盘与权限")
    }
}
