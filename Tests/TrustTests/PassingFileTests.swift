import Foundation
import Glibc
import TestSupport
import Testing

@testable import Trust

@Suite("What is put aside for a while")
struct PassingFileTests {
    private static let pieces = [utf8("马某某，640199"), [], [UInt8](repeating: 0x41, count: 70_000), utf8("end")]

    /// Puts the pieces aside, lets `edit` change what lies in the file, and reads them.
    private func reading(_ edit: (inout [UInt8]) -> Void) throws -> Result<[[UInt8]], TrustError> {
        try withTemporaryFolder { folder in
            let file = try PassingFile(in: folder.path(percentEncoded: false))
            for piece in Self.pieces { try file.append(piece) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).isEmpty)
            var bytes = [UInt8](repeating: 0, count: 100_000)
            bytes.removeLast(bytes.count - pread(file.descriptor, &bytes, bytes.count, 0))
            edit(&bytes)
            #expect(ftruncate(file.descriptor, 0) == 0)
            #expect(pwrite(file.descriptor, bytes, bytes.count, 0) == bytes.count)
            return Result { () throws(TrustError) in
                var read: [[UInt8]] = []
                try file.read { read.append($0) }
                return read
            }
        }
    }

    @Test func thePiecesComeBackInOrderAndStandNowhereInPlain() throws {
        let result = try reading { bytes in
            #expect(!String(decoding: bytes, as: UTF8.self).contains("640199"))
            #expect(bytes.count == Self.pieces.reduce(0) { $0 + $1.count + Suite.tagLength })
        }
        #expect(try result.get() == Self.pieces)
    }

    @Test func aFileThatWasChangedOrCutDoesNotRead() throws {
        let edits: [(inout [UInt8]) -> Void] = [
            { $0[3] ^= 1 }, { $0.removeLast() }, { $0.removeAll() }, { $0 = Array($0.dropFirst(16)) },
        ]
        for edit in edits { #expect(throws: TrustError.self) { try reading(edit).get() } }
    }
}
