import Glibc
import Synchronization

/// HeadFileError is a failed write or read of the second place, by its errno.
package struct HeadFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package var code: Int32

    package var description: String { "审计链头文件读写失败(errno \(code)):请检查该文件所在的磁盘、目录和权限。" }
}

/// HeadFile is the second place: a file that is only ever appended to, one head a line, best on another machine's disk
/// or with the append-only attribute.
package final class HeadFile: Sendable {
    package let path: String
    /// Writers of one process, in turn, and the furthest head that they wrote. The order of heads does not matter.
    private let written = Mutex<Int64>(0)

    package init(path: String) { self.path = path }

    /// Writes the head and makes it durable. After this, a cut of the chain behind it is found.
    package func append(_ head: AuditHead) throws(HeadFileError) {
        try written.withLock { furthest throws(HeadFileError) in
            try write(head)
            furthest = max(furthest, head.id)
        }
    }

    /// `append`, unless this process wrote that head, or one behind it, before.
    package func publish(_ head: AuditHead) throws(HeadFileError) {
        try written.withLock { furthest throws(HeadFileError) in
            guard head.id > furthest else { return }
            try write(head)
            furthest = head.id
        }
    }

    private func write(_ head: AuditHead) throws(HeadFileError) {
        let isNew = access(path, F_OK) != 0
        let file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw HeadFileError(code: errno) }
        defer { close(file) }
        var bytes = Array(head.line.utf8) + [UInt8(ascii: "\n")]
        // A crash may have torn the last line; it stays as it is, and ours begins on a line of its own.
        var last: UInt8 = 0
        let size = lseek(file, 0, SEEK_END)
        if size > 0, pread(file, &last, 1, size - 1) == 1, last != UInt8(ascii: "\n") {
            bytes.insert(UInt8(ascii: "\n"), at: 0)
        }
        let written = Glibc.write(file, bytes, bytes.count)
        guard written < 0 || written == bytes.count else { throw HeadFileError(code: ENOSPC) }
        guard written >= 0, fsync(file) == 0 else { throw HeadFileError(code: errno) }
        if isNew { try syncFolder() }
    }

    /// A new file is durable when its folder is.
    private func syncFolder() throws(HeadFileError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw HeadFileError(code: errno) }
        defer { close(handle) }
        guard fsync(handle) == 0 else { throw HeadFileError(code: errno) }
    }

    /// All heads, and the lines that are none. A file that is not there holds no head. A line torn by a crash is no
    /// finding: at the file's end, or when the next line begins with it because its head was written again.
    package func read() throws(HeadFileError) -> (heads: [AuditHead], findings: [AuditFinding]) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return ([], []) }
            throw HeadFileError(code: errno)
        }
        defer { close(file) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count >= 0 else { throw HeadFileError(code: errno) }
            if count == 0 { break }
            content.append(contentsOf: buffer[..<count])
        }
        return HeadFile.parse(content)
    }

    static func parse(_ content: [UInt8]) -> (heads: [AuditHead], findings: [AuditFinding]) {
        var heads: [AuditHead] = []
        var findings: [AuditFinding] = []
        // What follows the last newline is empty, or the beginning of a line that was never finished.
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
        for (number, line) in lines.enumerated() {
            if number + 1 < lines.count, !line.isEmpty, lines[number + 1].count > line.count,
                lines[number + 1].starts(with: line)
            {
                continue
            }
            if let head = AuditHead(line: String(decoding: line, as: UTF8.self)) {
                heads.append(head)
            } else {
                findings.append(.headUnreadable(line: number + 1))
            }
        }
        return (heads, findings)
    }
}
