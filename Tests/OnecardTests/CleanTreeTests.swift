import Foundation
import TestSupport
import Testing

/// Nothing of the machine on which a file was written, and no secret, lies in the tree.
@Suite struct CleanTreeTests {
    /// Every file that is kept, the hidden ones of `.ci` included.
    private static let files: [String] = {
        let folders = ["Sources", "Adapters", "Tests", "Mappings", "Fixtures"]
        let single = ["Package.swift", "Makefile", "README.md", "README.zh-CN.md", ".swift-format", ".gitignore"]
        let scripts =
            (try? FileManager.default.contentsOfDirectory(
                atPath: Repository.root.appending(path: ".ci").path(percentEncoded: false))) ?? []
        return folders.flatMap { Repository.files(under: $0) } + single + scripts.map { ".ci/\($0)" }
    }()

    @Test func noFileIsLeftOverFromAnEditorOrABuild() {
        #expect(Self.files.count > 50)
        for path in Self.files {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let leftOver = name.wholeMatch(of: /.*(\.orig|\.rej|\.bak|\.swp|\.tmp|\.o|\.pyc|~)|Placeholder\.swift|core/)
            #expect(leftOver == nil, "\(path)")
            #expect(name.allSatisfy { !$0.isWhitespace }, "\(path)")
        }
    }

    @Test func noPathOfThisMachineIsWrittenDown() throws {
        let root = Repository.root.path(percentEncoded: false)
        let parent = Repository.root.deletingLastPathComponent().path(percentEncoded: false)
        var paths = [root, "/tmp/bash" + "_jobs"]
        // The folder beside which the checkout lies names a machine too, unless every machine has it.
        if !["/", "/tmp/", "/root/", "/home/", "/usr/", "/var/", "/opt/", "/src/"].contains(parent) {
            paths.append(parent)
        }
        for file in Self.files {
            guard let text = try? Repository.text(file) else { continue }  // a sample in another encoding
            for path in paths { #expect(!text.contains(path), "\(file)") }
            #expect(text.firstMatch(of: /\/home\/\w+\/|\/Users\/\w+\//) == nil, "\(file)")
        }
    }

    @Test func noPrivateKeyIsKept() throws {
        for file in Self.files {
            let bytes = try Data(contentsOf: Repository.root.appending(path: file))
            #expect(bytes.range(of: Data(("PRIVATE" + " KEY-----").utf8)) == nil, "\(file)")
        }
    }
}
