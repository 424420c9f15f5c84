import Glibc

/// PassingFile keeps bytes out of memory for a while: in a file without a name, in pieces sealed with a key that only
/// this instance has. What a disk still holds of it afterwards nobody can read.
///
/// It belongs to one thread. Each piece has its number as nonce, so none can be moved, and the key seals nothing else.
package final class PassingFile {
    private static let suite = Suite.international

    let descriptor: Int32
    private let cipher: AuthenticatedCipher
    /// Bytes of each piece as it was given.
    private var lengths: [Int] = []

    /// Makes the file in `folder`. Throws `file.io`, `random`.
    package init(in folder: String) throws(TrustError) {
        let key = try Random.bytes(32)
        cipher = AuthenticatedCipher(
            CipherKeys(suite: PassingFile.suite, encryption: Secret(key)))
        var path = Array("\(folder)/onecard-XXXXXX".utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { throw Disk.failure("创建临时文件") }
        guard unlink(path) == 0 else {
            let failure = Disk.failure("隐去临时文件")
            close(descriptor)
            throw failure
        }
    }

    deinit { close(descriptor) }

    /// Adds a piece behind the others. Throws `file.io`; the file is of no use then.
    package func append(_ bytes: [UInt8]) throws(TrustError) {
        var sealed: [UInt8] = []
        sealed.reserveCapacity(bytes.count + Suite.tagLength)
        cipher.seal(bytes, nonce: nonce(lengths.count), associated: [], onto: &sealed)
        guard lseek(descriptor, 0, SEEK_END) >= 0 else { throw Disk.failure("写入临时文件") }
        try Disk.write(sealed, to: descriptor)
        lengths.append(bytes.count)
    }

    /// Calls `body` with one piece after another. Throws `file.io`, and `file.broken` when the file is not what was
    /// written.
    package func read(_ body: ([UInt8]) -> Void) throws(TrustError) {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw Disk.failure("读取临时文件") }
        for (index, length) in lengths.enumerated() {
            let sealed = try Disk.read(length + Suite.tagLength, from: descriptor)
            guard let piece = cipher.open(sealed[...], nonce: nonce(index), associated: []) else {
                throw TrustError("file.broken", "临时文件已被改动或截短，请重新执行")
            }
            body(piece)
        }
    }

    private func nonce(_ index: Int) -> [UInt8] {
        let number = bigEndian(Int64(index))
        return [UInt8](repeating: 0, count: Suite.nonceLength - number.count) + number
    }
}
