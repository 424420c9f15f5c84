import Synchronization

/// Folder trees in memory: the counterparts' servers and the county's own, without a disk.
package final class MemoryFolders: Sendable {
    private struct File {
        var bytes: [UInt8]
        var modified: Int64
    }

    private let clock: SandboxClock
    /// By folder, then by name.
    private let state: Mutex<[String: [String: File]]> = Mutex([:])

    init(clock: SandboxClock) { self.clock = clock }

    /// Files right below a folder, by name.
    package func list(_ folder: String) -> [(name: String, size: Int, modified: Int64)] {
        state.withLock { state in
            (state[Self.trimmed(folder)] ?? [:]).sorted { $0.key < $1.key }.map {
                ($0.key, $0.value.bytes.count, $0.value.modified / 1_000)
            }
        }
    }

    package func read(_ path: String) -> [UInt8]? {
        let (folder, name) = Self.parts(path)
        return state.withLock { $0[folder]?[name]?.bytes }
    }

    package func write(_ bytes: [UInt8], to path: String) {
        let (folder, name) = Self.parts(path)
        let modified = clock.now
        state.withLock { $0[folder, default: [:]][name] = File(bytes: bytes, modified: modified) }
    }

    /// False when there is nothing to rename, or the name is taken.
    package func rename(_ from: String, to: String) -> Bool {
        let (folder, name) = Self.parts(from)
        let (target, newName) = Self.parts(to)
        return state.withLock { state in
            guard let file = state[folder]?[name], state[target]?[newName] == nil else { return false }
            state[folder]?[name] = nil
            state[target, default: [:]][newName] = file
            return true
        }
    }

    package func remove(_ path: String) -> Bool {
        let (folder, name) = Self.parts(path)
        return state.withLock { $0[folder]?.removeValue(forKey: name) != nil }
    }

    private static func trimmed(_ folder: String) -> String {
        folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    }

    private static func parts(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (trimmed(String(path[..<slash])), String(path[path.index(after: slash)...]))
    }
}

extension MemoryFolders: FileDrop {
    func put(_ files: [DroppedFile], into folder: String) throws(DropFault) {
        for file in files { write(file.bytes, to: "\(folder)/\(file.name)") }
    }
}

/// One folder of the trees as a bank's inbox.
struct MemoryInbox: BankInbox {
    let folders: MemoryFolders
    let folder: String

    func names() -> [String] { folders.list(folder).map(\.name) }
    func read(_ name: String) -> [UInt8]? { folders.read("\(folder)/\(name)") }
}

/// The way into one tree: what a party calls `out` lies below its own root.
struct MemoryDrop: FileDrop {
    let folders: MemoryFolders
    let root: String

    func put(_ files: [DroppedFile], into folder: String) throws(DropFault) {
        try folders.put(files, into: "\(root)/\(folder)")
    }
}
