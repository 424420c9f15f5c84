import Foundation
import TestSupport
import Testing

/// One place that a planted bug changes: the lines as they are, and as the bug has them.
private struct Hunk {
    var file: String
    var now: [String] = []
    var planted: [String] = []
}

/// `Tests/Planted/run` plants each of these bugs in a copy and lets the simulation find it; that takes long. Here only
/// that they still fit the sources, which change under them.
@Suite("Planted bugs fit the sources, and are not in them")
struct PlantedTests {
    private static let patches = Repository.files(under: "Tests/Planted", suffix: ".patch")

    private func hunks(_ patch: String) throws -> [Hunk] {
        var hunks: [Hunk] = []
        var file = ""
        for line in try text(patch).split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2) {
            switch true {
            case line.hasPrefix("--- a/"): file = String(line.dropFirst(6))
            case line.hasPrefix("+++ "): continue
            case line.hasPrefix("@@ "): hunks.append(Hunk(file: file))
            case hunks.isEmpty || line.isEmpty: continue
            default:
                let words = String(line.dropFirst())
                if line.first != "+" { hunks[hunks.count - 1].now.append(words) }
                if line.first != "-" { hunks[hunks.count - 1].planted.append(words) }
            }
        }
        return hunks
    }

    private func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: Repository.root.appending(path: path)), as: UTF8.self)
    }

    @Test("at least ten bugs are planted, and each says in two languages what it is")
    func words() throws {
        #expect(Self.patches.count >= 10)
        for patch in Self.patches {
            let head = try text(patch).split(separator: "\n", omittingEmptySubsequences: false).prefix(2)
            #expect(head.first?.unicodeScalars.contains { $0.value > 0x4E00 } == true, "\(patch)")
            #expect(head.last?.utf8.allSatisfy { $0 < 0x80 } == true && head.last?.isEmpty == false, "\(patch)")
        }
    }

    @Test("each still finds its place, once, in sources that do not have it", arguments: patches)
    func fits(_ patch: String) throws {
        let hunks = try hunks(patch)
        #expect(!hunks.isEmpty)
        for hunk in hunks {
            #expect(hunk.file.hasPrefix("Sources/"))
            let source = try text(hunk.file)
            #expect(source.ranges(of: hunk.now.joined(separator: "\n")).count == 1, "\(patch): \(hunk.now)")
            #expect(!source.contains(hunk.planted.joined(separator: "\n")), "\(patch) is planted in \(hunk.file)")
        }
    }
}
