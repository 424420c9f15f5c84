package import AdapterKit
import Synchronization

/// One operation on a file wire, as it was asked for.
package enum FileOperation: Sendable, Hashable {
    case list(String)
    case read(String)
    case write(String, [UInt8])
    case rename(String, String)
    case remove(String)

    /// The path that is changed; nil for what only looks.
    package var changes: String? {
        switch self {
        case .list, .read: nil
        case .write(let path, _), .remove(let path): path
        case .rename(_, let to): to
        }
    }

    /// Every path named.
    package var paths: [String] {
        switch self {
        case .list(let path), .read(let path), .write(let path, _), .remove(let path): [path]
        case .rename(let from, let to): [from, to]
        }
    }
}

/// What goes wrong on a file wire, and with which operation (from 0).
package struct FileTrouble: Sendable {
    package enum Kind: Sendable, CaseIterable {
        /// Nothing is done, and the wire says so.
        case notSent
        /// Nothing is done, and the wire cannot say.
        case lostBefore
        /// It is done, and the wire cannot say.
        case lostAfter
        /// Half of a write is done; other operations as `lostBefore`.
        case torn
    }

    package var at: Int
    package var kind: Kind

    package init(at: Int, _ kind: Kind) {
        self.at = at
        self.kind = kind
    }
}

/// ScriptedFiles is a folder tree in memory that remembers every operation.
package final class ScriptedFiles: FileWire {
    private struct State: Sendable {
        var files: [String: [UInt8]]
        var operations: [FileOperation] = []
        var trouble: FileTrouble?
        /// Bytes that a file gains right after it was listed.
        var growth: [String: [UInt8]] = [:]
        /// Sizes that a listing tells though they are not so.
        var lies: [String: Int] = [:]
    }

    private let state: Mutex<State>

    package init(_ files: [String: [UInt8]] = [:], trouble: FileTrouble? = nil) {
        state = Mutex(State(files: files, trouble: trouble))
    }

    package var operations: [FileOperation] { state.withLock { $0.operations } }
    package var paths: [String] { state.withLock { $0.files.keys.sorted() } }
    package func bytes(_ path: String) -> [UInt8]? { state.withLock { $0.files[path] } }

    /// Lets the far end put a file there.
    package func put(_ path: String, _ bytes: [UInt8]) { state.withLock { $0.files[path] = bytes } }
    /// Lets the far end take a file away.
    package func drop(_ path: String) { state.withLock { $0.files[path] = nil } }
    /// The file gains `bytes` after its folder was listed next.
    package func grow(_ path: String, by bytes: [UInt8]) { state.withLock { $0.growth[path] = bytes } }
    /// Listings tell this size of the file.
    package func lie(_ path: String, size: Int) { state.withLock { $0.lies[path] = size } }
    /// From now on everything works, and operations are counted from 0 again.
    package func heal() {
        state.withLock {
            $0.trouble = nil
            $0.operations = []
        }
    }

    package func list(_ folder: String) throws(WireFault) -> [RemoteFile] {
        try operate(.list(folder)) { state throws(WireFault) in
            let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
            let inside = state.files.keys.filter { $0.hasPrefix(prefix) && !$0.dropFirst(prefix.count).contains("/") }
            let listing = inside.sorted().map { path in
                RemoteFile(
                    name: String(path.dropFirst(prefix.count)),
                    size: state.lies[path] ?? state.files[path, default: []].count, modified: 0)
            }
            for path in inside {
                if let more = state.growth.removeValue(forKey: path) { state.files[path, default: []] += more }
            }
            return listing
        }
    }

    package func read(_ path: String) throws(WireFault) -> [UInt8] {
        try operate(.read(path)) { state throws(WireFault) in
            guard let bytes = state.files[path] else { throw .refused("没有这个文件") }
            return bytes
        }
    }

    package func write(_ bytes: [UInt8], to path: String) throws(WireFault) {
        try operate(.write(path, bytes)) { state throws(WireFault) in state.files[path] = bytes }
    }

    package func rename(_ from: String, to: String) throws(WireFault) {
        try operate(.rename(from, to)) { state throws(WireFault) in
            guard let bytes = state.files[from] else { throw .refused("没有这个文件") }
            guard state.files[to] == nil else { throw .refused("已有同名文件") }
            state.files[from] = nil
            state.files[to] = bytes
        }
    }

    package func remove(_ path: String) throws(WireFault) {
        try operate(.remove(path)) { state throws(WireFault) in
            guard state.files.removeValue(forKey: path) != nil else { throw .refused("没有这个文件") }
        }
    }

    private func operate<Value: Sendable>(
        _ operation: FileOperation, _ body: @Sendable (inout State) throws(WireFault) -> Value
    ) throws(WireFault) -> Value {
        let result: Result<Value, WireFault> = state.withLock { state in
            let index = state.operations.count
            state.operations.append(operation)
            do {
                guard let trouble = state.trouble, trouble.at == index else { return .success(try body(&state)) }
                switch trouble.kind {
                case .notSent: throw WireFault.notSent("无法连接")
                case .lostBefore: break
                case .lostAfter: _ = try body(&state)
                case .torn:
                    if case .write(let path, let bytes) = operation {
                        state.files[path] = Array(bytes.prefix(bytes.count / 2))
                    }
                }
                throw WireFault.interrupted("连接中断")
            } catch let fault as WireFault {
                return .failure(fault)
            } catch {
                return .failure(.interrupted("连接中断"))
            }
        }
        return try result.get()
    }
}
