import Glibc

/// SealedFile keeps a document's raw bytes, sealed, in a file.
///
/// Layout: `OCF1`, suite (1 byte), key version (4), salt (32); then chunks of 64 KiB plain text, each with its tag (16
/// bytes); only the last may be shorter. Each file has a key of its own, made with the salt. Each chunk is authenticated
/// with the header, the document's id, its number and whether it is the last: a file that was cut, reordered, edited or
/// put in another document's place does not read.
package enum SealedFile {
    static let chunkLength = 64 * 1024
    static let magic = Array("OCF1".utf8)
    static let headerLength = 4 + 1 + 4 + 32

    /// Seals `bytes` into `path`. Throws `file.exists` (unless `replacing`), `file.io`, `random`.
    package static func write(
        _ bytes: [UInt8], to path: String, document: Int64, sealer: Sealer, replacing: Bool = false
    ) throws(TrustError) {
        let writer = try SealedFileWriter(path, document: document, sealer: sealer)
        try writer.append(bytes)
        try writer.finish(replacing: replacing)
    }

    /// The whole document. Throws as `read(_:document:sealer:chunk:)`.
    package static func read(_ path: String, document: Int64, sealer: Sealer) throws(TrustError) -> [UInt8] {
        var bytes: [UInt8] = []
        try read(path, document: document, sealer: sealer) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// Calls `chunk` with one authenticated chunk after another. That nothing is missing at the end is certain only
    /// when it returns: what was made of the chunks is to be dropped when it throws. Throws `file.broken`, `seal.key`,
    /// `file.io`.
    package static func read(
        _ path: String, document: Int64, sealer: Sealer, chunk: ([UInt8]) -> Void
    ) throws(TrustError) {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw Disk.failure("打开原始文件") }
        defer { close(descriptor) }
        let header = try Disk.read(headerLength, from: descriptor)
        guard header.count == headerLength, Array(header[..<4]) == magic, let suite = Suite(mark: header[4]) else {
            throw broken
        }
        let version = header[5..<9].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let cipher = try sealer.fileCipher(suite, version, salt: Array(header[9...]))
        let whole = chunkLength + Suite.tagLength
        var index: UInt64 = 0
        var current = try Disk.read(whole, from: descriptor)
        while true {
            let next = current.count == whole ? try Disk.read(whole, from: descriptor) : []
            let place = ChunkPlace(header: header, document: document, index: index, isLast: next.isEmpty)
            guard let plain = cipher.open(current[...], nonce: place.nonce, associated: place.associated) else {
                throw broken
            }
            chunk(plain)
            if next.isEmpty { return }
            index += 1
            current = next
        }
    }

    private static var broken: TrustError {
        TrustError("file.broken", "原始文件已被改动、截短或替换，请从备份恢复并核查")
    }
}

/// Where a chunk stands in its file: what it is authenticated with, and its nonce.
struct ChunkPlace {
    var header: [UInt8]
    var document: Int64
    var index: UInt64
    var isLast: Bool

    var associated: [UInt8] { header + bigEndian(document) + bigEndian(index) + [isLast ? 1 : 0] }

    /// The number of the chunk, then the flag.
    var nonce: [UInt8] {
        let number = bigEndian(index) + [isLast ? 1 : 0]
        return number + [UInt8](repeating: 0, count: Suite.nonceLength - number.count)
    }
}

/// SealedFileWriter seals a document as it arrives. It belongs to one thread; without `finish` nothing remains.
package final class SealedFileWriter {
    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private let cipher: AuthenticatedCipher
    private var place: ChunkPlace
    private var waiting: [UInt8] = []
    /// After a chunk that was not written nothing more is: the file would lack it.
    private var failure: TrustError?
    private var isFinished = false

    package init(_ path: String, document: Int64, sealer: Sealer) throws(TrustError) {
        let salt = try Random.bytes(32)
        let header = SealedFile.magic + [sealer.suite.mark] + bigEndian(sealer.version) + salt
        self.path = path
        cipher = try sealer.fileCipher(sealer.suite, sealer.version, salt: salt)
        place = ChunkPlace(header: header, document: document, index: 0, isLast: false)
        temporary = "\(path).\(hex(try Random.bytes(8))).tmp"
        descriptor = try Disk.createNew(temporary)
        try Disk.write(header, to: descriptor)
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(temporary) }
    }

    /// Takes the next bytes; a whole chunk is written once it is known not to be the last.
    package func append(_ bytes: [UInt8]) throws(TrustError) {
        try bytes.withUnsafeBufferPointer { bytes throws(TrustError) in try append(UnsafeRawBufferPointer(bytes)) }
    }

    package func append(_ bytes: UnsafeRawBufferPointer) throws(TrustError) {
        precondition(!isFinished, "a finished file takes no bytes")
        if let failure { throw failure }
        var rest = bytes[...]
        while !rest.isEmpty {
            if waiting.count == SealedFile.chunkLength { try flush(isLast: false) }
            let next = rest.prefix(SealedFile.chunkLength - waiting.count)
            waiting.append(contentsOf: UnsafeRawBufferPointer(rebasing: next))
            rest = rest.dropFirst(next.count)
        }
    }

    /// Writes the last chunk, brings the file to disk and gives it its name. Throws `file.exists`, `file.io`.
    package func finish(replacing: Bool = false) throws(TrustError) {
        precondition(!isFinished, "a file is finished once")
        try flush(isLast: true)
        try Disk.sync(descriptor)
        try Disk.publish(temporary, as: path, replacing: replacing)
        isFinished = true
    }

    private func flush(isLast: Bool) throws(TrustError) {
        if let failure { throw failure }
        place.isLast = isLast
        waiting.append(contentsOf: repeatElement(0, count: Suite.tagLength))
        let (nonce, associated) = (place.nonce, place.associated)
        waiting.withUnsafeMutableBytes { text in
            associated.withUnsafeBytes { cipher.seal(text, nonce: nonce, associated: $0) }
        }
        do {
            try Disk.write(waiting, to: descriptor)
        } catch {
            failure = error
            throw error
        }
        place.index += 1
        waiting.removeAll(keepingCapacity: true)
    }
}
