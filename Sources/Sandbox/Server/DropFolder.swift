import Foundation

/// Files put down the way careful strangers do: a hidden temporary name, then the name.
enum DropFolder {
    static func put(_ folder: URL, _ name: String, _ bytes: [UInt8]) {
        let temporary = folder.appending(path: ".tmp-" + name)
        let target = folder.appending(path: name)
        // A folder that cannot be written shows as a file that never comes: what a silent counterpart looks like.
        guard FileManager.default.createFile(atPath: temporary.path, contents: Data(bytes)) else { return }
        rename(temporary.path, target.path)
    }

    static func make(_ folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
}
