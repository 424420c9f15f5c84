import Subsidy
import Trust

/// ArchiveBundle is the files of one closed order under one digest: a manifest, the books as text, and every document
/// that went in or out, each by its number, so that two files of one name never meet (NX-6.2.9).
struct ArchiveBundle {
    struct Entry {
        var name: String
        var bytes: [UInt8]
    }

    var entries: [Entry] = []

    /// One line an entry: name, size, SHA-256.
    var manifest: String {
        entries.map { "\($0.name)\t\($0.bytes.count)\t\(hex(Digest.sha256($0.bytes)))\n" }.joined()
    }

    /// Length-prefixed, so that no entry can pretend to be two; the manifest first.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for entry in [Entry(name: "manifest", bytes: Array(manifest.utf8))] + entries {
            append(Array(entry.name.utf8), to: &bytes)
            append(entry.bytes, to: &bytes)
        }
        return bytes
    }

    private func append(_ part: [UInt8], to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt64(part.count).bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: part)
    }

    /// Reads a bundle back; nil when it is none, or when an entry is not what its manifest says.
    init?(_ bytes: [UInt8]) {
        var parts: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard rest.count >= 8 else { return nil }
            let count = rest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            rest = rest.dropFirst(8)
            guard count <= UInt64(rest.count) else { return nil }
            parts.append(rest.prefix(Int(count)))
            rest = rest.dropFirst(Int(count))
        }
        guard parts.count >= 2, parts.count.isMultiple(of: 2) else { return nil }
        for index in stride(from: 2, to: parts.count, by: 2) {
            entries.append(
                Entry(name: String(decoding: parts[index], as: UTF8.self), bytes: Array(parts[index + 1])))
        }
        guard parts[0].elementsEqual("manifest".utf8), parts[1].elementsEqual(manifest.utf8) else { return nil }
    }

    init() {}
}
