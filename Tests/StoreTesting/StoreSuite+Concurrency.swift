import Dispatch
import Foundation
import Store
import Synchronization
import Testing

extension StoreSuite {
    static let concurrency: [StoreProbe] = [
        StoreProbe("a reader sees what was committed while a write is under way") { store in
            try store.define(payee)
            try store.write { c in
                try addPayee(1, card: "a", c)
                let seen = try onOtherThreads(4) { _ in try store.read { c in try count("payee", c) } }
                #expect(seen == [0, 0, 0, 0])
            }
            #expect(try store.read { c in try count("payee", c) } == 1)
        },
        StoreProbe("a read keeps its snapshot while others commit") { store in
            try store.define(payee)
            try store.read { c in
                #expect(try count("payee", c) == 0)
                _ = try onOtherThreads(1) { _ in try store.write { c in try addPayee(1, card: "a", c) } }
                #expect(try count("payee", c) == 0)
            }
            #expect(try store.read { c in try count("payee", c) } == 1)
        },
        StoreProbe("writers at once lose no change and share no identifier") { store in
            try store.define(Infrastructure.statements + payee)
            try store.write { c in try addPayee(1, card: "a", c) }
            let blocks = try onOtherThreads(4) { _ in
                try (1...25).flatMap { _ in
                    try store.write { c in
                        try c.execute("UPDATE payee SET amount = amount + 1")
                        return try Array(IdSource.ids(3, c))
                    }
                }
            }
            #expect(Set(blocks.joined()) == Set(1...300))
            #expect(try store.read { c in try c.rows("SELECT amount FROM payee") } == [[.integer(100)]])
        },
        StoreProbe("identifiers of a write that failed are handed out again") { store in
            try store.define(Infrastructure.statements)
            #expect(throws: StoreError.self) {
                try store.write { c in
                    #expect(try IdSource.ids(5, c) == 1..<6)
                    throw StoreError(.other)
                }
            }
            try store.write { c throws in
                #expect(try IdSource.ids(2, c) == 1..<3)
                #expect(try IdSource.ids(0, c).isEmpty)
                #expect(try IdSource("other").id(c) == 1)
                #expect(try IdSource().id(c) == 3)
            }
        },
        StoreProbe("leases taken at once are all different") { store in
            try store.define(payee)
            try store.write { c in for id in 1...40 { try addPayee(Int64(id), card: "\(id)", c) } }
            let leased = try onOtherThreads(4) { _ in
                try (1...5).flatMap { _ in
                    try store.write { c in
                        try c.rows(
                            SQLText(
                                """
                                UPDATE payee SET state = 'leased' WHERE id IN (
                                    SELECT id FROM payee WHERE state = $1 ORDER BY id LIMIT $2\(c.skipLocked)
                                ) RETURNING id
                                """), [.text("new"), .integer(2)]
                        ).map { $0[0].integer ?? 0 }
                    }
                }
            }
            #expect(leased.joined().sorted() == Array(1...40))
        },
    ]

    private final class ThreadResults<Value: Sendable>: Sendable {
        let byThread = Mutex<[Int: Swift.Result<Value, any Error>]>([:])
    }

    /// Runs `body` on so many threads at once and waits for them; throws the first error.
    private static func onOtherThreads<Result: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        let results = ThreadResults<Result>()
        let group = DispatchGroup()
        for number in 0..<count {
            group.enter()
            Thread.detachNewThread {
                let result = Swift.Result { try body(number) }
                results.byThread.withLock { $0[number] = result }
                group.leave()
            }
        }
        group.wait()
        return try results.byThread.withLock { results in
            try results.sorted { $0.key < $1.key }.map { try $0.value.get() }
        }
    }
}
