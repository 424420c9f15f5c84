import Subsidy
import Trust

/// ConfigurationManifest is what a configuration is made of: each file with its SHA-256. The configuration's digest is
/// that of these lines, so a manifest that was kept proves itself.
package struct ConfigurationManifest: Sendable, Equatable {
    /// Path and digest, in the order of paths.
    package let files: [(path: String, digest: String)]

    package static func == (a: ConfigurationManifest, b: ConfigurationManifest) -> Bool { a.text == b.text }

    /// The manifest of these files.
    package init(_ contents: [String: [UInt8]]) {
        files = contents.sorted { $0.key < $1.key }.map { ($0.key, hex(Digest.sha256($0.value))) }
    }

    /// A manifest as `text` gives it; nil when it is none.
    package init?(_ text: String) {
        var files: [(String, String)] = []
        for line in text.split(separator: "\n") {
            guard let space = line.lastIndex(of: " ") else { return nil }
            files.append((String(line[..<space]), String(line[line.index(after: space)...])))
        }
        self.files = files
    }

    package var text: String { files.map { "\($0.path) \($0.digest)\n" }.joined() }
    package var digest: String { hex(Digest.sha256(Array(text.utf8))) }

    /// What differs from an earlier one, in the order of paths: `before` is nil for what is new, `after` for what is gone.
    package func changes(
        since earlier: ConfigurationManifest
    ) -> [(path: String, before: String?, after: String?)] {
        func byPath(_ manifest: ConfigurationManifest) -> [String: String] {
            Dictionary(manifest.files.map { ($0.path, $0.digest) }, uniquingKeysWith: { first, _ in first })
        }
        let (old, new) = (byPath(earlier), byPath(self))
        return Set(old.keys).union(new.keys).sorted().compactMap { path in
            old[path] == new[path] ? nil : (path, old[path], new[path])
        }
    }
}
