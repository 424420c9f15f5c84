import Glibc
import Trust

/// Vault keeps the bytes of every document, sealed before anybody parses them (G3, G7). A file's name is the
/// document's number: no name of a counterpart's file reaches the disk.
struct Vault: Sendable {
    private let folder: String
    private let sealer: Sealer

    init(folder: String, sealer: Sealer) throws {
        self.folder = folder
        self.sealer = sealer
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw GatewayError(.configuration, "home.landing", "无法创建目录 \(folder)，请检查主目录的权限")
        }
    }

    private func path(_ document: Int64) -> String { "\(folder)/\(document).sealed" }

    /// Seals the bytes on disk, durable when this returns. Writing a number twice replaces what a crash left behind.
    func keep(_ bytes: [UInt8], as document: Int64) throws {
        try SealedFile.write(bytes, to: path(document), document: document, sealer: sealer, replacing: true)
    }

    /// Seals the bytes under a number that nothing has; throws when something has it.
    func keep(_ bytes: [UInt8], onlyAs document: Int64) throws {
        try SealedFile.write(bytes, to: path(document), document: document, sealer: sealer, replacing: false)
    }

    func has(_ document: Int64) -> Bool { access(path(document), F_OK) == 0 }

    func bytes(of document: Int64) throws -> [UInt8] {
        try SealedFile.read(path(document), document: document, sealer: sealer)
    }
}
