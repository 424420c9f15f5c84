import Foundation
import TestSupport
import Testing

@testable import Trust

@Suite("Sealed documents")
struct SealedFileTests {
    private static let whole = SealedFile.chunkLength + Suite.tagLength

    /// Seals `count` bytes as document 1, lets `edit` change the file, and reads it as `document`.
    private func reading(
        _ count: Int, _ suite: Suite, document: Int64 = 1, edit: (inout [UInt8]) -> Void
    ) throws -> Result<[UInt8], TrustError> {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "raw").path(percentEncoded: false)
            let sealer = Sealer(try .ephemeral(), suite: suite)
            try SealedFile.write(text(count), to: path, document: 1, sealer: sealer)
            var bytes = Array(try Data(contentsOf: URL(filePath: path)))
            edit(&bytes)
            try Data(bytes).write(to: URL(filePath: path))
            return Result { () throws(TrustError) in try SealedFile.read(path, document: document, sealer: sealer) }
        }
    }

    private func text(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) } }

    @Test(arguments: Suite.allCases, [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
    func aDocumentComesBack(_ suite: Suite, _ count: Int) throws {
        let result = try reading(count, suite) { _ in }
        #expect(try result.get() == text(count))
    }

    @Test func aDocumentArrivesInPiecesAndIsReadInChunks() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "raw").path(percentEncoded: false)
            let sealer = Sealer(try .ephemeral(), suite: .national)
            let writer = try SealedFileWriter(path, document: 9, sealer: sealer)
            for piece in [1, 70_000, 0, 60_000] { try writer.append([UInt8](repeating: 7, count: piece)) }
            try writer.finish()
            var counts: [Int] = []
            try SealedFile.read(path, document: 9, sealer: sealer) { counts.append($0.count) }
            #expect(counts == [65_536, 64_465])
        }
    }

    @Test(arguments: Suite.allCases)
    func aDocumentInAnotherPlaceDoesNotRead(_ suite: Suite) throws {
        #expect(try broken(reading(10, suite, document: 2) { _ in }))
    }

    @Test(arguments: Suite.allCases)
    func aDocumentCutAtAChunkDoesNotRead(_ suite: Suite) throws {
        for chunks in 0...2 {
            let length = SealedFile.headerLength + chunks * Self.whole
            #expect(try broken(reading(3 * 65_536, suite) { $0.removeSubrange(length...) }), "\(chunks) chunks")
        }
    }

    @Test(arguments: Suite.allCases)
    func aDocumentCutInsideAChunkOrLengthenedDoesNotRead(_ suite: Suite) throws {
        #expect(try broken(reading(100_000, suite) { $0.removeLast() }))
        #expect(try broken(reading(100_000, suite) { $0.append(0) }))
        #expect(try broken(reading(65_536, suite) { $0.append(contentsOf: repeatElement(0, count: 16)) }))
    }

    @Test(arguments: Suite.allCases)
    func chunksInAnotherOrderDoNotRead(_ suite: Suite) throws {
        let result = try reading(3 * 65_536, suite) { bytes in
            let start = SealedFile.headerLength
            let first = Array(bytes[start..<start + Self.whole])
            let second = Array(bytes[start + Self.whole..<start + 2 * Self.whole])
            bytes.replaceSubrange(start..<start + 2 * Self.whole, with: second + first)
        }
        #expect(broken(result))
    }

    @Test(arguments: Suite.allCases)
    func anEditedByteAnywhereIsFound(_ suite: Suite) throws {
        for place in [0, 4, 9, 40, 41, 30_000, SealedFile.headerLength + Self.whole - 1, 65_700] {
            #expect(try broken(reading(66_000, suite) { $0[place] ^= 1 }), "byte \(place)")
        }
    }

    @Test func nothingIsOverwrittenUnlessAsked() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "raw").path(percentEncoded: false)
            let sealer = Sealer(try .ephemeral(), suite: .international)
            func write(_ text: String, replacing: Bool) throws(TrustError) {
                try SealedFile.write(utf8(text), to: path, document: 1, sealer: sealer, replacing: replacing)
            }
            try write("first", replacing: false)
            #expect(code { () throws(TrustError) in try write("second", replacing: false) } == "file.exists")
            #expect(try SealedFile.read(path, document: 1, sealer: sealer) == utf8("first"))
            try write("third", replacing: true)
            #expect(try SealedFile.read(path, document: 1, sealer: sealer) == utf8("third"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["raw"])
        }
    }

    @Test func anUnfinishedDocumentLeavesNothing() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "raw").path(percentEncoded: false)
            do {
                let writer = try SealedFileWriter(path, document: 1, sealer: Sealer(try .ephemeral(), suite: .national))
                try writer.append(text(200_000))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()).isEmpty)
        }
    }

    @Test func theFileIsItsOwnersAlone() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "raw").path(percentEncoded: false)
            try SealedFile.write([1], to: path, document: 1, sealer: Sealer(try .ephemeral(), suite: .national))
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    private func broken(_ result: Result<[UInt8], TrustError>) -> Bool {
        guard case .failure(let error) = result else { return false }
        return ["file.broken", "seal.key"].contains(error.code)
    }
}
