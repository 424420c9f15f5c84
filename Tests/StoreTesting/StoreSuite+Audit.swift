import Foundation
import Store
import Subsidy
import Testing

extension StoreSuite {
    /// A seal good enough to tell different messages: four differently started FNV-1a. Real ones are Trust's.
    private static func hash(_ message: [UInt8], key: UInt64) -> [UInt8] {
        (0..<4).flatMap { lane in
            var state = 0xcbf2_9ce4_8422_2325 ^ (key &+ UInt64(lane) &* 0x9e37_79b9_7f4a_7c15)
            for byte in message { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
            return withUnsafeBytes(of: state.bigEndian) { Array($0) }
        }
    }

    private static let seal = AuditSeal(digest: { hash($0, key: 1) }, mac: { hash($0, key: 2) })

    /// A chain of six records in a store, with the heads of all of them in the second place.
    private static func withChain(_ store: any StoreDatabase, _ body: (AuditChain) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "onecard-heads-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let chain = AuditChain(seal: seal, secondPlace: folder.appending(path: "heads").path(percentEncoded: false))
        try store.define(Infrastructure.statements)
        for number in 1...6 { try add(number, to: chain, store) }
        #expect(try chain.verify(store) == [])
        try body(chain)
    }

    private static func add(_ number: Int, to chain: AuditChain, _ store: any StoreDatabase) throws {
        _ = try store.write { c in
            try chain.append(
                at: Instant(milliseconds: Int64(number)), principal: number % 2 == 0 ? nil : 4, act: "batch.release",
                object: "batch/\(number)", detail: "", rowsDigest: [UInt8(number)], c)
        }
        try chain.publishHead(store)
    }

    /// What `verify` finds after a change of the database.
    private static func findings(
        after statements: SQLText..., in chain: AuditChain, _ store: any StoreDatabase
    ) throws -> [AuditFinding] {
        try store.write { c in for statement in statements { try c.execute(statement) } }
        return try chain.verify(store)
    }

    /// Makes record 3 anew with another object and a digest that fits, as somebody without the key could.
    private static func rewriteThird(_ chain: AuditChain, key: UInt64, _ store: any StoreDatabase) throws {
        let rewriter = AuditChain(
            seal: AuditSeal(digest: seal.digest, mac: { hash($0, key: key) }), secondPlace: chain.heads.path)
        try store.write { c in
            try c.execute("DELETE FROM audit WHERE id > 2")
            try c.execute("UPDATE counter SET next = 3 WHERE name = 'audit'")
            for number in 3...6 {
                try rewriter.append(
                    AuditEntry(at: Instant(milliseconds: Int64(number)), principal: nil, act: "x", object: "y"), c)
            }
        }
    }

    static let audit: [StoreProbe] = [
        StoreProbe("an edit of any column of the audit is found at its record") { store in
            try withChain(store) { chain throws in
                let edits: [SQLText] = [
                    "UPDATE audit SET at = at + 1 WHERE id = 3", "UPDATE audit SET principal = 5 WHERE id = 3",
                    "UPDATE audit SET principal = NULL WHERE id = 3", "UPDATE audit SET act = 'x' WHERE id = 3",
                    "UPDATE audit SET object = 'batch/' || detail WHERE id = 3",
                    "UPDATE audit SET detail = 'x' WHERE id = 3",
                    "UPDATE audit SET rows_digest = previous WHERE id = 3",
                ]
                let original = try store.read { c in try c.rows("SELECT * FROM audit WHERE id = 3") }
                for edit in edits {
                    #expect(try findings(after: edit, in: chain, store) == [.edited(id: 3)])
                    try store.write { c in
                        try c.execute("DELETE FROM audit WHERE id = 3")
                        try c.execute("INSERT INTO audit VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", original[0])
                    }
                    #expect(try chain.verify(store) == [])
                }
            }
        },
        StoreProbe("a field's end cannot be moved into the next field") { store in
            try withChain(store) { chain throws in
                let edit: SQLText = "UPDATE audit SET act = 'batch.releaseb', object = 'atch/3' WHERE id = 3"
                #expect(try findings(after: edit, in: chain, store) == [.edited(id: 3)])
            }
        },
        StoreProbe("another link, digest or MAC is found") { store in
            try withChain(store) { chain throws in
                let link: SQLText = "UPDATE audit SET previous = digest WHERE id = 3"
                #expect(try findings(after: link, in: chain, store) == [.unlinked(id: 3), .edited(id: 3)])
            }
        },
        StoreProbe("a MAC that was not made with the key is found") { store in
            try withChain(store) { chain throws in
                let forge: SQLText = "UPDATE audit SET mac = digest WHERE id = 6"
                #expect(try findings(after: forge, in: chain, store) == [.forged(id: 6)])
            }
        },
        StoreProbe("a missing record is found, also the first") { store in
            try withChain(store) { chain throws in
                let missing = try findings(
                    after: "DELETE FROM audit WHERE id IN (3, 4)", "DELETE FROM audit WHERE id = 1", in: chain, store)
                #expect(missing == [.gap(first: 1, last: 1), .gap(first: 3, last: 4)])
            }
        },
        StoreProbe("two records that changed places are found by name") { store in
            try withChain(store) { chain throws in
                let swapped = try findings(
                    after: "UPDATE audit SET id = 99 WHERE id = 2", "UPDATE audit SET id = 2 WHERE id = 5",
                    "UPDATE audit SET id = 5 WHERE id = 99", in: chain, store)
                #expect(swapped.contains(.moved(id: 2, original: 5)))
                #expect(swapped.contains(.moved(id: 5, original: 2)))
                #expect(swapped.contains(.replaced(id: 2)) && swapped.contains(.replaced(id: 5)))
            }
        },
        StoreProbe("a chain cut back behind a head is found, with the counter set back as well") { store in
            try withChain(store) { chain throws in
                let cut = try findings(after: "DELETE FROM audit WHERE id > 4", in: chain, store)
                #expect(cut == [.cutBack(last: 4, head: 6)])
                let both = try findings(after: "UPDATE counter SET next = 5 WHERE name = 'audit'", in: chain, store)
                #expect(both == [.cutBack(last: 4, head: 6)])
                #expect(try chain.recover(store) == [.cutBack(last: 4, head: 6)])
                // Going on over the cut shows another record where the head was.
                for number in 5...7 { try add(number + 10, to: chain, store) }
                #expect(try chain.verify(store) == [.replaced(id: 5), .replaced(id: 6)])
            }
        },
        StoreProbe("a chain cut back to nothing is found") { store in
            try withChain(store) { chain throws in
                let cut = try findings(after: "DELETE FROM audit", "DELETE FROM counter", in: chain, store)
                #expect(cut == [.cutBack(last: 0, head: 6)])
            }
        },
        StoreProbe("a whole new end is found: by its MACs, or by the heads when it has the key") { store in
            try withChain(store) { chain throws in
                try rewriteThird(chain, key: 3, store)
                let forged = try chain.verify(store)
                #expect(Array(forged.prefix(4)) == (3...6).map { .forged(id: $0) })
                try rewriteThird(chain, key: 2, store)
                #expect(try chain.verify(store) == (3...6).map { .replaced(id: $0) })
                #expect(try chain.verify(store, and: []) != [])
            }
        },
        StoreProbe("a head that the key did not make says nothing about the chain and is named itself") { store in
            try withChain(store) { chain throws in
                let head = AuditHead(id: 900, digest: [1], mac: [2])
                #expect(try chain.verify(store, and: [head]) == [.headForged(id: 900)])
            }
        },
        StoreProbe("a record that was rolled back leaves no gap") { store in
            try withChain(store) { chain throws in
                expect(.other) {
                    try store.write { c in
                        try chain.append(
                            AuditEntry(at: Instant(milliseconds: 1), principal: nil, act: "a", object: "b"), c)
                        throw StoreError(.other)
                    }
                }
                try add(7, to: chain, store)
                #expect(try chain.verify(store) == [])
                #expect(try chain.heads.read().heads.map(\.id) == Array(1...7))
            }
        },
    ]
}
