import Foundation
import Synchronization

/// One file for somebody else's folder; `name` is of ASCII letters, digits, `_`, `-` and `.`.
struct DroppedFile: Sendable, Equatable {
    var name: String
    var bytes: [UInt8]
}

/// The way by which a party's files come into a folder.
protocol FileDrop: Sendable {
    /// Puts the files down in their order, each first under a hidden name; a name that is there already is replaced.
    ///
    /// `folder` is relative to where the way leads. After a fault any number of the first files may be there: the whole
    /// may be put again.
    func put(_ files: [DroppedFile], into folder: String) throws(DropFault)
}

/// Why files did not arrive.
struct DropFault: Error, Equatable {
    var reason: String
}

/// The way of a party that owns the folder; the unit tests' way for all.
struct FolderDrop: FileDrop {
    let root: URL

    func put(_ files: [DroppedFile], into folder: String) throws(DropFault) {
        for file in files { DropFolder.put(root.appending(path: folder), file.name, file.bytes) }
    }
}

/// What one party has written and not yet sent: everything of one step goes in one session.
///
/// What could not be sent stays, in its order, and goes with the next: a stranger tries again.
final class Outbox: Sendable {
    /// Who sends, for what is said of it.
    let party: String
    let folder: String
    private let way: any FileDrop
    private let waiting: Mutex<[DroppedFile]> = Mutex([])

    init(party: String, folder: String, way: any FileDrop) {
        self.party = party
        self.folder = folder
        self.way = way
    }

    func add(_ name: String, _ bytes: [UInt8]) { waiting.withLock { $0.append(DroppedFile(name: name, bytes: bytes)) } }

    /// Sends what waits; what went wrong, in one line, or nil.
    func send() -> String? {
        waiting.withLock { files in
            guard !files.isEmpty else { return nil }
            do throws(DropFault) {
                try way.put(files, into: folder)
                files = []
                return nil
            } catch {
                return "\(party)：\(files.count)个文件未能送达，下次再送（\(error.reason)）"
            }
        }
    }
}
