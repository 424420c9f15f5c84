import TestSupport
import Testing

@testable import Trust

@Suite("Sealed fields", .article("IM-30.2"))
struct SealerTests {
    private let place = SealContext(table: "person", row: 7, fields: "identity")
    private let plain = utf8("张三|159999199001011234")

    @Test(arguments: Suite.allCases)
    func aSealedValueOpensInItsPlace(_ suite: Suite) throws {
        let sealer = Sealer(try .ephemeral(), suite: suite)
        for text in [plain, [], [UInt8](repeating: 5, count: 100_000)] {
            let sealed = try sealer.seal(text, place)
            #expect(sealed.count == 5 + Suite.nonceLength + text.count + 16)
            #expect(try sealer.open(sealed, place) == text)
        }
    }

    @Test(arguments: Suite.allCases)
    func aSealedValueHidesItsTextAndNeverRepeats(_ suite: Suite) throws {
        let sealer = Sealer(try .ephemeral(), suite: suite)
        let sealed = try (0..<200).map { _ in try sealer.seal(plain, place) }
        #expect(Set(sealed).count == 200)
        #expect(Set(sealed.map { Array($0[5..<5 + Suite.nonceLength]) }).count == 200)
        #expect(!sealed.contains { $0.indices.contains { index in sealed[0][index...].starts(with: plain) } })
    }

    @Test(arguments: Suite.allCases)
    func aSealedValueOpensInNoOtherPlace(_ suite: Suite) throws {
        let sealer = Sealer(try .ephemeral(), suite: suite)
        let sealed = try sealer.seal(plain, place)
        let others = [
            SealContext(table: "person", row: 8, fields: "identity"),
            SealContext(table: "account", row: 7, fields: "identity"),
            SealContext(table: "person", row: 7, fields: "phone"),
        ]
        for other in others {
            #expect(code { () throws(TrustError) in try sealer.open(sealed, other) } == "seal.broken")
        }
    }

    @Test(arguments: Suite.allCases)
    func aSealedValueThatWasEditedInAnyBitDoesNotOpen(_ suite: Suite) throws {
        let sealer = Sealer(try .ephemeral(), suite: suite)
        let sealed = try sealer.seal(plain, place)
        for bit in 0..<sealed.count * 8 {
            var edited = sealed
            edited[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(code { () throws(TrustError) in try sealer.open(edited, place) } != nil, "bit \(bit)")
        }
    }

    @Test(arguments: Suite.allCases)
    func aSealedValueThatWasCutOrLengthenedDoesNotOpen(_ suite: Suite) throws {
        let sealer = Sealer(try .ephemeral(), suite: suite)
        let sealed = try sealer.seal(plain, place)
        for length in 0..<sealed.count {
            let cut = Array(sealed[..<length])
            #expect(code { () throws(TrustError) in try sealer.open(cut, place) } != nil, "length \(length)")
        }
        #expect(code { () throws(TrustError) in try sealer.open(sealed + [0], place) } == "seal.broken")
    }

    @Test func aSuiteOpensWhatTheOtherSealed() throws {
        let keys = try KeyRing.ephemeral()
        let sealed = try Sealer(keys, suite: .international).seal(plain, place)
        #expect(try Sealer(keys, suite: .national).open(sealed, place) == plain)
    }

    @Test(arguments: Suite.allCases)
    func anotherRingOpensNothing(_ suite: Suite) throws {
        let sealed = try Sealer(try .ephemeral(), suite: suite).seal(plain, place)
        let other = Sealer(try .ephemeral(), suite: suite)
        #expect(code { () throws(TrustError) in try other.open(sealed, place) } == "seal.broken")
    }

    @Test(arguments: Suite.allCases)
    func aDigestDependsOnKindValueAndKeyAlone(_ suite: Suite) throws {
        let keys = try KeyRing.ephemeral()
        let sealer = Sealer(keys, suite: suite)
        let digest = sealer.digest("idNumber", plain)
        #expect(digest.count == 16)
        #expect(Sealer(keys, suite: suite).digest("idNumber", plain) == digest)
        #expect(sealer.digest("account", plain) != digest)
        #expect(sealer.digest("idNumber", plain + [0]) != digest)
        #expect(sealer.digest("idNumbe", utf8("r") + plain) != digest)
        #expect(Sealer(try .ephemeral(), suite: suite).digest("idNumber", plain) != digest)
    }

    @Test func digestsAndAuditMACsOfTwoSuitesShareNothing() throws {
        let keys = try KeyRing.ephemeral()
        let made = Suite.allCases.flatMap { suite in
            [Sealer(keys, suite: suite).digest("", plain), Sealer(keys, suite: suite).auditMAC(plain)]
        }
        #expect(Set(made).count == 4)
    }

    @Test(arguments: Suite.allCases)
    func manyThreadsShareOneSealer(_ suite: Suite) async throws {
        let sealer = Sealer(try .ephemeral(), suite: suite)
        let digest = sealer.digest("account", plain)
        let broken = try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    var broken = 0
                    for row in 0..<200 {
                        let place = SealContext(table: "line", row: Int64(worker * 1000 + row), fields: "payee")
                        let text = utf8("\(worker)/\(row)")
                        if try sealer.open(try sealer.seal(text, place), place) != text { broken += 1 }
                        if sealer.digest("account", plain) != digest { broken += 1 }
                    }
                    return broken
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(broken == 0)
    }
}
