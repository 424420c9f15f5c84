import Foundation

/// DataFolder reads the files that the tools work on.
package struct DataFolder {
    private let root: URL

    package init(_ path: String) { root = URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL }

    /// Every `.yaml` file below the folder, tests included: path below it and bytes.
    package func yaml() -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        while let url = walk?.nextObject() as? URL {
            guard url.pathExtension == "yaml", let data = FileManager.default.contents(atPath: url.path) else {
                continue
            }
            files[String(url.standardizedFileURL.path.dropFirst(root.path.count + 1))] = Array(data)
        }
        return files
    }

    /// The bytes of one file below the folder; nil when it is not there.
    package func bytes(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: root.appending(path: path).path).map(Array.init)
    }
}
