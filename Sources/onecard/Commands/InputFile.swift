import Foundation
import Gateway
import Glibc
import Mapping

/// InputFile is a document named on the command line, read from its beginning; `-` is standard input.
final class InputFile {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.missing(path) }
    }

    /// Names the file nearby that was probably meant; the name that was asked for is nobody's secret.
    private static func missing(_ path: String) -> GatewayError {
        let url = URL(filePath: path)
        let folder = url.deletingLastPathComponent().path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let near = names.isEmpty ? nil : Nearest.closest(url.lastPathComponent, among: names.sorted())
        guard let near, near != url.lastPathComponent else { return unreadable }
        return GatewayError(.notFound, "file.missing", "读不到该文件，是否想写 \(near)？请检查路径和权限")
    }

    deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

    /// Fills some of the bytes and says how many; 0 at the end.
    func pull(_ room: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Glibc.read(descriptor, room.baseAddress, room.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw Self.unreadable }
        }
    }

    /// Bytes of a file that can be read again, as a pipe cannot; nil where they are not there any more.
    func bytes(_ range: Range<Int>) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            while count < range.count {
                let got = pread(
                    descriptor, buffer.baseAddress.map { $0 + count }, range.count - count,
                    off_t(range.lowerBound + count))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { return }
                count += got
            }
        }
        return bytes.count == range.count ? bytes : nil
    }

    /// Whether its bytes can be read again.
    var isSeekable: Bool { lseek(descriptor, 0, SEEK_CUR) >= 0 }

    /// The whole of a file.
    static func read(_ path: String) throws -> [UInt8] { try InputFile(path).rest() }

    /// All that has not been read.
    func rest() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = try piece.withUnsafeMutableBytes { try pull($0) }
            if count == 0 { return bytes }
            bytes += piece[..<count]
        }
    }

    private static let unreadable = GatewayError(.notFound, "file.missing", "读不到该文件，请检查路径和权限")
}
