import AdapterKit
import Foundation
import TestSupport
import Testing

@testable import Transports

@Suite("A folder of this machine")
struct FolderTransportTests {
    private func withWire(_ body: (FolderTransport, URL) throws -> Void) throws {
        try withTemporaryFolder { outer in
            let root = outer.appending(path: "root")
            try FileManager.default.createDirectory(
                at: root.appending(path: "in"), withIntermediateDirectories: true)
            try Data("outside".utf8).write(to: outer.appending(path: "secret"))
            try body(FolderTransport(root: root.path(), fileLimit: 100_000), root)
        }
    }

    @Test func filesGoThereAndComeBack() throws {
        try withWire { wire, root in
            try wire.write([1, 2], to: "in/清单.txt")
            try wire.write([3], to: "in/清单.txt")
            try wire.write([], to: "in/a.ok")
            #expect(try wire.read("in/清单.txt") == [3])
            let files = try wire.list("in")
            #expect(files.map(\.name) == ["a.ok", "清单.txt"])
            #expect(files.map(\.size) == [0, 1])
            #expect(abs(files[0].modified - Int64(Date().timeIntervalSince1970)) < 60)
            #expect(try wire.list("") == [])
            try wire.remove("in/a.ok")
            #expect(try FileManager.default.contentsOfDirectory(atPath: root.path() + "/in") == ["清单.txt"])
        }
    }

    @Test func aRenameRefusesAnExistingName() throws {
        try withWire { wire, _ in
            try wire.write([1], to: "in/a")
            try wire.write([2], to: "in/b")
            #expect(ending { () throws(WireFault) in try wire.rename("in/a", to: "in/b") } == .refused)
            #expect(try wire.read("in/a") == [1])
            #expect(try wire.read("in/b") == [2])
            try wire.rename("in/a", to: "in/c")
            #expect(try wire.list("in").map(\.name) == ["b", "c"])
        }
    }

    @Test func aRenameMakesTheLastFolderOnly() throws {
        try withWire { wire, _ in
            for name in ["a", "b"] { try wire.write([1], to: "in/\(name)") }
            try wire.rename("in/a", to: "in/taken/a")
            try wire.rename("in/b", to: "in/taken/b")
            #expect(try wire.list("in/taken").map(\.name) == ["a", "b"])
            #expect(ending { () throws(WireFault) in try wire.rename("in/taken/a", to: "x/y/a") } == .refused)
            #expect(ending { () throws(WireFault) in try wire.write([1], to: "none/a") } == .refused)
        }
    }

    @Test(arguments: ["../secret", "in/../../secret", "/etc/passwd", "in//a", "..", "in/a\u{0}b"])
    func aPathThatLeavesTheRootIsRefused(_ path: String) throws {
        try withWire { wire, _ in
            try wire.write([1], to: "in/x")
            #expect(ending { () throws(WireFault) in try wire.read(path) } == .refused)
            #expect(ending { () throws(WireFault) in try wire.write([1], to: path) } == .refused)
            #expect(ending { () throws(WireFault) in try wire.remove(path) } == .refused)
            #expect(ending { () throws(WireFault) in try wire.rename("in/x", to: path) } == .refused)
            #expect(ending { () throws(WireFault) in try wire.list(path) } == .refused)
        }
    }

    @Test func symbolicLinksAreNotFollowed() throws {
        try withWire { wire, root in
            let manager = FileManager.default
            try manager.createSymbolicLink(atPath: root.path() + "/file", withDestinationPath: "../secret")
            try manager.createSymbolicLink(atPath: root.path() + "/folder", withDestinationPath: "..")
            #expect(ending { () throws(WireFault) in try wire.read("file") } == .refused)
            #expect(ending { () throws(WireFault) in try wire.rename("file", to: "other") } == .refused)
            #expect(ending { () throws(WireFault) in try wire.read("folder/secret") } == .refused)
            #expect(ending { () throws(WireFault) in try wire.write([1], to: "folder/new") } == .refused)
            #expect(ending { () throws(WireFault) in try wire.list("folder") } == .refused)
            #expect(try wire.list("") == [])
            try wire.write([1], to: "file")
            let outside = try String(contentsOfFile: root.path() + "/../secret", encoding: .utf8)
            #expect(outside == "outside")
        }
    }

    @Test func whatIsNoRegularFileOrTooLargeIsRefused() throws {
        try withWire { wire, root in
            mkfifo(root.path() + "/pipe", 0o600)
            #expect(ending { () throws(WireFault) in try wire.read("pipe") } == .refused)
            #expect(ending { () throws(WireFault) in try wire.read("in") } == .refused)
            #expect(ending { () throws(WireFault) in try wire.remove("in") } == .refused)
            #expect(ending { () throws(WireFault) in try wire.read("none") } == .refused)
            try wire.write([UInt8](repeating: 1, count: 100_001), to: "large")
            #expect(ending { () throws(WireFault) in try wire.read("large") } == .refused)
        }
    }

    @Test func unfinishedWritesAndNamesInAnotherEncoding() throws {
        try withWire { wire, root in
            try Data().write(to: root.appending(path: ".onecard-1.part"))
            let gbk = root.path().utf8CString.dropLast() + [0x2F, -71, -2, 0]
            let file = open(Array(gbk), O_WRONLY | O_CREAT, 0o600)
            #expect(file >= 0)
            close(file)
            #expect(try wire.list("").map(\.name) == ["\u{FFFD}\u{FFFD}"])
        }
    }

    @Test func aMissingRootIsNotSent() throws {
        let wire = FolderTransport(root: "/nonexistent/onecard")
        #expect(ending { () throws(WireFault) in try wire.list("") } == .notSent)
        #expect(ending { () throws(WireFault) in try wire.write([1], to: "a") } == .notSent)
    }
}
