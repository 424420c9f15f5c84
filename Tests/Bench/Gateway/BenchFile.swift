import Formats
import Glibc
import Mapping
import Subsidy

/// InputFile is read from its beginning, piece by piece.
final class InputFile {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BenchError("cannot open \(path)") }
    }

    deinit { close(descriptor) }

    func read(_ room: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = Glibc.read(descriptor, room.baseAddress, room.count)
        guard count >= 0 else { throw BenchError("cannot read") }
        return count
    }

    /// The whole of it, or its first `count` bytes.
    static func bytes(_ path: String, first count: Int = .max) throws -> [UInt8] {
        let file = try InputFile(path)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < count {
            let got = try piece.withUnsafeMutableBytes { try file.read($0) }
            if got == 0 { break }
            bytes.append(contentsOf: piece[..<min(got, count - bytes.count)])
        }
        return bytes
    }
}

/// OutputFile is written to its end.
final class OutputFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw BenchError("cannot create \(path)") }
    }

    private init(standard: Int32) { descriptor = standard }

    static let standard = OutputFile(standard: STDOUT_FILENO)
    static let errors = OutputFile(standard: STDERR_FILENO)

    deinit { if descriptor > STDERR_FILENO { close(descriptor) } }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var written = 0
        while written < bytes.count {
            let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            guard count > 0 else { throw BenchError("cannot write") }
            written += count
        }
    }

    func sync() throws { guard fsync(descriptor) == 0 else { throw BenchError("cannot bring the file to disk") } }
}

/// BenchMapping loads one mapping file and what it may need; it is compiled in this process, at this run.
enum BenchMapping {
    static func load(_ name: String, codes folders: [String]) throws -> CompiledMapping {
        let root = "Mappings/"
        var files = ["\(name).yaml": try InputFile.bytes("\(root)\(name).yaml")]
        for folder in folders {
            guard let directory = opendir("\(root)codes/\(folder)") else { throw BenchError("no codes of \(folder)") }
            defer { closedir(directory) }
            while let entry = readdir(directory) {
                let file = withUnsafePointer(to: &entry.pointee.d_name) { name in
                    name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard file.hasSuffix(".yaml") else { continue }
                files["codes/\(folder)/\(file)"] = try InputFile.bytes("\(root)codes/\(folder)/\(file)")
            }
        }
        guard let mapping = try MappingLibrary(files: files).mapping(name) else { throw BenchError("no \(name)") }
        return mapping
    }
}

extension CompiledMapping {
    /// The column of a canonical field, which this mapping is written to fill.
    func column(_ field: String) throws -> Int {
        guard let index = record.index(field) else { throw BenchError("no field \(field)") }
        return index
    }
}
