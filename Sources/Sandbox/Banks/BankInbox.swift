import Foundation

/// Where a bank finds the files that we put there.
protocol BankInbox: Sendable {
    func names() -> [String]
    func read(_ name: String) -> [UInt8]?
}

/// A folder on disk.
struct FolderInbox: BankInbox {
    let folder: URL

    func names() -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }

    func read(_ name: String) -> [UInt8]? {
        (try? Data(contentsOf: folder.appending(path: name))).map { [UInt8]($0) }
    }
}
