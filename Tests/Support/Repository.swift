package import Foundation

/// Repository is where this package's data folders lie, whatever the current directory is.
package enum Repository {
    /// The folder of `Package.swift`.
    package static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The folder of mapping files, code tables, profiles and calendars. `ONECARD_TEST_MAPPINGS` names another, so that
    /// tests can be run on rules that were changed to see whether they notice.
    package static let mappings =
        ProcessInfo.processInfo.environment["ONECARD_TEST_MAPPINGS"].map {
            URL(filePath: $0, directoryHint: .isDirectory)
        } ?? root.appending(path: "Mappings", directoryHint: .isDirectory)

    /// Where a path relative to the root lies.
    private static func place(_ path: String) -> URL {
        guard path == "Mappings" || path.hasPrefix("Mappings/") else { return root.appending(path: path) }
        return mappings.appending(path: path.dropFirst("Mappings/".count))
    }

    /// Regular files under a folder of the repository, build products and hidden files left out, sorted by path.
    ///
    /// - Parameters:
    ///   - folder: relative to the root; empty for the whole repository.
    ///   - suffix: how the name ends; empty for every file.
    /// - Returns: paths relative to the root.
    package static func files(under folder: String, suffix: String = "") -> [String] {
        let start = (folder.isEmpty ? root : place(folder)).resolvingSymlinksInPath()
        let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
        let base = start.path(percentEncoded: false)
        let skipped = base.count + (base.hasSuffix("/") ? 0 : 1)
        let found = FileManager.default.enumerator(
            at: start, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles])
        var paths: [String] = []
        for case let url as URL in found ?? .init() {
            let isFile = try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile
            guard isFile == true, url.lastPathComponent.hasSuffix(suffix) else { continue }
            paths.append(prefix + url.path(percentEncoded: false).dropFirst(skipped))
        }
        return paths.sorted()
    }

    /// The text of one file, path relative to the root; throws when it is not there or not UTF-8.
    package static func text(_ path: String) throws -> String {
        try String(contentsOf: place(path), encoding: .utf8)
    }

    /// Every file of `Mappings/` as `MappingLibrary` takes them: path relative to `Mappings/`, bytes.
    package static func mappingFiles() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for path in self.files(under: "Mappings", suffix: ".yaml") where !path.hasSuffix(".tests.yaml") {
            files[String(path.dropFirst("Mappings/".count))] = try Array(Data(contentsOf: place(path)))
        }
        return files
    }
}

/// Fixtures are the byte-exact samples under `Fixtures/`.
package enum Fixtures {
    /// A sample by its path under `Fixtures/`, such as `bank/result.cmbc.txt`.
    package static func url(_ path: String) -> URL { Repository.root.appending(path: "Fixtures").appending(path: path) }

    /// The bytes of a sample; throws when it is not there.
    package static func bytes(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: url(path))) }
}
