import Glibc

/// Appending adds whole lines to a file that several tests write to.
enum Appending {
    struct Failure: Error { let errno: Int32 }

    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Failure(errno: errno) }
        defer { close(file) }
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else { throw Failure(errno: errno) }
    }
}
