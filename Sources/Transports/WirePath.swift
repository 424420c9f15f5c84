import AdapterKit

/// WirePath is a checked path of a file wire: its components, none of which leaves the folder.
struct WirePath {
    var components: [String]

    /// `""` and `.` name the wire's own folder. Throws `refused` for an absolute path, `..`, an empty or overlong
    /// component, and control characters.
    init(_ path: String) throws(WireFault) {
        guard path != "", path != "." else {
            components = []
            return
        }
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if parts.last == "" { parts.removeLast() }
        let isSound = parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".." && part.utf8.count <= 255
                && part.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }
        guard isSound, !parts.isEmpty else { throw .refused("路径不合规：须为目录内的相对路径") }
        components = parts
    }

    /// The folder and the name in it; nil for the wire's own folder.
    var split: (folder: [String], name: String)? {
        guard let name = components.last else { return nil }
        return (Array(components.dropLast()), name)
    }
}
