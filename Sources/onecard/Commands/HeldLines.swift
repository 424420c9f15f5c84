import Foundation
import Gateway
import Glibc

/// HeldLines are lines that may yet come to nothing: they are written once it is known that they count.
///
/// A few megabytes are held in memory. What is more lies in a file without a name, which nobody else can open and
/// which is gone when this process ends, however it ends.
final class HeldLines {
    private static let most = 4 << 20
    private var lines: [UInt8] = []
    private var file: Int32 = -1

    deinit { if file >= 0 { close(file) } }

    func append(_ text: String) throws {
        lines += text.utf8
        if lines.count >= Self.most { try store() }
    }

    /// Writes all that is held to standard output.
    func release() throws {
        guard file >= 0 else { return Output.write(lines) }
        try store()
        guard lseek(file, 0, SEEK_SET) == 0 else { throw Self.unwritable }
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Glibc.read(file, &piece, piece.count)
            guard count >= 0 else { throw Self.unwritable }
            if count == 0 { return }
            Output.write(Array(piece[..<count]))
        }
    }

    private func store() throws {
        if file < 0 { try open() }
        var written = 0
        while written < lines.count {
            let count = lines.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            guard count > 0 else { throw Self.unwritable }
            written += count
        }
        lines.removeAll(keepingCapacity: true)
    }

    private func open() throws {
        var path = Array(FileManager.default.temporaryDirectory.appending(path: "onecard-XXXXXX").path.utf8CString)
        file = mkstemp(&path)
        guard file >= 0, fcntl(file, F_SETFD, FD_CLOEXEC) == 0, unlink(path) == 0 else { throw Self.unwritable }
    }

    private static let unwritable = GatewayError(
        .refused, "file.temporary", "写不了临时文件，请检查临时目录（TMPDIR）的空间和权限")
}
