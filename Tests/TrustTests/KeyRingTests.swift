import Foundation
import TestSupport
import Testing

@testable import Trust

@Suite("Keys in a folder of their own", .article("IM-30.2"))
struct KeyRingTests {
    private let place = SealContext(table: "person", row: 1, fields: "identity")

    private func withKeys(_ body: (String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "keys").path(percentEncoded: false)
            _ = try KeyRing.create(at: path)
            try body(path)
        }
    }

    private func loading(_ path: String, outside home: String? = nil) -> String? {
        code { () throws(TrustError) in try KeyRing.load(from: path, outside: home) }
    }

    private func chmod(_ path: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test func keysThatWereCreatedLoadAgain() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "keys").path(percentEncoded: false)
            let made = Sealer(try KeyRing.create(at: path), suite: .national)
            let loaded = Sealer(try KeyRing.load(from: path), suite: .national)
            #expect(try loaded.open(made.seal([1, 2], place), place) == [1, 2])
            #expect(loaded.digest("account", [1]) == made.digest("account", [1]))
            #expect(loaded.auditMAC([1]) == made.auditMAC([1]))
        }
    }

    @Test func folderAndFilesAreTheirOwnersAlone() throws {
        try withKeys { path in
            let manager = FileManager.default
            #expect(try manager.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o700)
            let names = try manager.contentsOfDirectory(atPath: path).sorted()
            #expect(names == ["audit.key", "digest.key", "sealing-1.key"])
            for name in names {
                #expect(try manager.attributesOfItem(atPath: "\(path)/\(name)")[.posixPermissions] as? Int == 0o600)
            }
        }
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o602])
    func aFileThatOthersMayTouchIsRefused(_ mode: Int) throws {
        try withKeys { path in
            try chmod("\(path)/digest.key", mode)
            #expect(loading(path) == "keys.mode")
        }
    }

    @Test(arguments: [0o750, 0o705, 0o710])
    func aFolderThatOthersMayEnterIsRefused(_ mode: Int) throws {
        try withKeys { path in
            try chmod(path, mode)
            #expect(loading(path) == "keys.mode")
        }
    }

    @Test func keysAreNeverOverwritten() throws {
        try withKeys { path in
            let before = try Data(contentsOf: URL(filePath: "\(path)/digest.key"))
            #expect(code { () throws(TrustError) in try KeyRing.create(at: path) } == "keys.exists")
            #expect(try Data(contentsOf: URL(filePath: "\(path)/digest.key")) == before)
        }
    }

    @Test func keysInsideTheHomeAreRefused() throws {
        try withTemporaryFolder { folder in
            let home = folder.path(percentEncoded: false)
            let path = home + "keys"
            #expect(code { () throws(TrustError) in try KeyRing.create(at: path, outside: home) } == "keys.home")
            _ = try KeyRing.create(at: path, outside: home + "elsewhere")
            #expect(loading(path, outside: home) == "keys.home")
            try FileManager.default.createSymbolicLink(atPath: home + "way", withDestinationPath: home)
            #expect(loading(home + "way/keys", outside: home) == "keys.home")
        }
    }

    @Test func aDamagedExchangedOrMissingFileIsFound() throws {
        try withKeys { path in
            let digest = URL(filePath: "\(path)/digest.key")
            let whole = try Data(contentsOf: digest)
            var damaged = whole
            damaged[20] = damaged[20] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
            for bytes in [
                damaged, whole.dropLast(), whole + whole, try Data(contentsOf: URL(filePath: "\(path)/audit.key")),
            ] {
                try bytes.write(to: digest)
                #expect(loading(path) == "keys.damaged")
            }
            try FileManager.default.removeItem(at: digest)
            #expect(loading(path) == "keys.missing")
            try FileManager.default.createSymbolicLink(atPath: digest.path(), withDestinationPath: "\(path)/audit.key")
            #expect(loading(path) == "file.io")
        }
    }

    @Test(arguments: Suite.allCases)
    func aNewSealingKeyLeavesOldValuesReadable(_ suite: Suite) throws {
        try withKeys { path in
            let old = Sealer(try KeyRing.load(from: path), suite: suite)
            let sealed = try old.seal([1], place)
            let keys = try KeyRing.addSealingKey(at: path)
            let new = Sealer(keys, suite: suite)
            #expect(keys.versions == [1, 2])
            #expect(try new.open(sealed, place) == [1])
            #expect(new.digest("account", [1]) == old.digest("account", [1]))
            let later = try new.seal([1], place)
            #expect(Array(later[1..<5]) == [0, 0, 0, 2])
            #expect(code { () throws(TrustError) in try old.open(later, place) } == "seal.key")
        }
    }

    @Test func noDescriptionShowsAKey() throws {
        try withKeys { path in
            let file = try String(contentsOfFile: "\(path)/digest.key", encoding: .utf8)
            let key = try #require(file.split(separator: " ").dropFirst(2).first)
            let raw = try #require(bytes(hex: String(key)))
            var shown = ""
            dump(try KeyRing.load(from: path), to: &shown)
            shown += "\(try KeyRing.load(from: path))"
            #expect(shown.contains("secret"))
            #expect(!shown.contains("\(raw[0]), \(raw[1]), \(raw[2])"))
            #expect(!shown.contains(key))
        }
    }
}
