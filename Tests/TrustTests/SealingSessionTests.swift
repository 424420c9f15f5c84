import Foundation
import TestSupport
import Testing

@testable import Trust

@Suite("Sealing row after row", .article("IM-30.2"))
struct SealingSessionTests {
    private let plain = utf8("张三|159999199001011234")

    private func place(_ row: Int64) -> SealContext { SealContext(table: "person", row: row, fields: "identity") }

    private func session(_ sealer: Sealer, table: String = "person", fields: String = "identity") -> SealingSession {
        SealingSession(sealer, table: table, fields: fields)
    }

    private func seal(_ text: [UInt8], _ row: Int64, _ session: SealingSession) throws -> [UInt8] {
        var out: [UInt8] = []
        try session.seal(text.count, row: row, onto: &out) { $0.copyBytes(from: text) }
        return out
    }

    private func open(_ sealed: [UInt8], _ row: Int64, _ session: SealingSession) throws(TrustError) -> [UInt8] {
        var out: [UInt8] = []
        try sealed.withUnsafeBufferPointer { sealed throws(TrustError) in
            try session.open(UnsafeRawBufferPointer(sealed), row: row, onto: &out)
        }
        return out
    }

    @Test(arguments: Suite.allCases)
    func whatASessionSealsASealerOpensAndTheOtherWayRound(_ suite: Suite) throws {
        let sealer = Sealer(try .ephemeral(), suite: suite)
        let session = session(sealer)
        for (row, text) in [(Int64(7), plain), (.min, []), (0, [UInt8](repeating: 5, count: 100_000))] {
            #expect(try sealer.open(try seal(text, row, session), place(row)) == text)
            #expect(try open(try sealer.seal(text, place(row)), row, session) == text)
        }
    }

    /// Sealed with the keys that `withKnownKeys` writes: in the national suite by a program of Python, which has SM3 and
    /// the block cipher of OpenSSL and multiplies GCM's polynomials itself; in the other by OpenSSL's AES-256-GCM.
    private static let known: [(suite: Suite, row: Int64, text: String, sealed: String)] = [
        (
            .national, 7, "张三|159999199001011234",
            "0300000001d0d1d2d3d4d5d6d7d8d9dadbc5c7b51318e6628ef535bacb8081909d567efa88d16bd384c73e295c24021ce42204f72e"
                + "6671588cc1"
        ),
        (.national, -1, "", "0300000001000000000000000000000001bc9cc9f517b912c15c7b6347314e3d0d"),
        (
            .international, 7, "张三|159999199001011234",
            "01000000017e7855bd09f0d816dea190e0c5b0f28759febfda66ffebec644bcae24ffbb69c6bb3c73150b3d4f11f38d30d9468b8d6"
                + "76d16fbc23"
        ),
        (.international, -1, "", "01000000018e11a8b919dac6e4ffe56ad48d3f9b9f331f69a993977abf4c11d6a8"),
    ]

    private func withKnownKeys(_ body: (KeyRing) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "keys").path(percentEncoded: false)
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            for (index, name) in ["sealing-1", "digest", "audit"].enumerated() {
                try KeyFolder(path).write(name, Secret((0..<32).map { UInt8(index * 32 + $0) }))
            }
            try body(try KeyRing.load(from: path))
        }
    }

    @Test func whatOtherProgramsSealedWithTheseKeysOpens() throws {
        try withKnownKeys { keys in
            for known in Self.known {
                let sealed = try #require(bytes(hex: known.sealed))
                let sealer = Sealer(keys, suite: .national)
                #expect(try open(sealed, known.row, session(sealer)) == utf8(known.text))
                #expect(try sealer.open(sealed, place(known.row)) == utf8(known.text))
            }
        }
    }

    @Test func digestsAndAuditMACsAreThoseOfOtherPrograms() throws {
        let known: [(Suite, String, String)] = [
            (
                .national, "0843ae6edb265d50067253b16fab99be",
                "f26b26213d2218b519080a0434613a5794c9029e18773502b0e5bbe90c1162e0"
            ),
            (
                .international, "162119e9db9b7f18f064d773fafbacbd",
                "9b6018e9170f231649946a4dd25fec313772b962277a04611dff7361f6cf6421"
            ),
        ]
        try withKnownKeys { keys in
            for (suite, digest, code) in known {
                let sealer = Sealer(keys, suite: suite)
                #expect(hex(sealer.digest("idNumber", utf8("159999199001011234"))) == digest)
                #expect(hex(sealer.auditMAC([1, 2, 3])) == code)
            }
        }
    }

    @Test(arguments: Suite.allCases)
    func valuesAreAppendedOneAfterAnotherAndNeverRepeat(_ suite: Suite) throws {
        let sealer = Sealer(try .ephemeral(), suite: suite)
        let session = session(sealer)
        var out: [UInt8] = []
        var ends: [Int] = []
        for row in 0..<600 {
            try session.seal(plain.count, row: Int64(row), onto: &out) { $0.copyBytes(from: plain) }
            ends.append(out.count)
        }
        let values = ends.indices.map { Array(out[($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0]]) }
        #expect(Set(values.map { Array($0[5..<5 + Suite.nonceLength]) }).count == 600)
        var texts: [UInt8] = []
        for (row, value) in values.enumerated() {
            try value.withUnsafeBytes { try session.open($0, row: Int64(row), onto: &texts) }
        }
        #expect(texts == (0..<600).flatMap { _ in plain })
    }

    @Test(arguments: Suite.allCases)
    func aValueOpensInNoOtherPlaceAndNothingOfItIsAppended(_ suite: Suite) throws {
        let sealer = Sealer(try .ephemeral(), suite: suite)
        let sealed = try seal(plain, 7, session(sealer))
        let others = [
            (session(sealer), Int64(8)), (session(sealer, table: "account"), 7), (session(sealer, fields: "phone"), 7),
        ]
        for (other, row) in others {
            var out = utf8("before")
            #expect(
                code { () throws(TrustError) in
                    try sealed.withUnsafeBufferPointer { sealed throws(TrustError) in
                        try other.open(UnsafeRawBufferPointer(sealed), row: row, onto: &out)
                    }
                } == "seal.broken")
            #expect(out == utf8("before"))
        }
    }

    @Test(arguments: Suite.allCases)
    func aValueThatWasEditedInAnyBitOrCutDoesNotOpen(_ suite: Suite) throws {
        let session = session(Sealer(try .ephemeral(), suite: suite))
        let sealed = try seal(plain, 7, session)
        for bit in 0..<sealed.count * 8 {
            var edited = sealed
            edited[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(code { () throws(TrustError) in try open(edited, 7, session) } != nil, "bit \(bit)")
        }
        for length in 0..<sealed.count {
            let cut = Array(sealed[..<length])
            #expect(code { () throws(TrustError) in try open(cut, 7, session) } != nil, "length \(length)")
        }
        #expect(try open(sealed, 7, session) == plain)
    }

    @Test func aSessionOpensValuesOfEveryKeyVersionAndSuiteInAnyOrder() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "keys").path(percentEncoded: false)
            let first = try KeyRing.create(at: path)
            var sealers = Suite.allCases.map { Sealer(first, suite: $0) }
            let second = try KeyRing.addSealingKey(at: path)
            sealers += Suite.allCases.map { Sealer(second, suite: $0) }
            let session = session(Sealer(second, suite: .national))
            for _ in 1...2 {
                for sealer in sealers {
                    #expect(try open(try sealer.seal(plain, place(7)), 7, session) == plain)
                }
            }
            let old = SealingSession(Sealer(first, suite: .national), table: "person", fields: "identity")
            let newer = try seal(plain, 7, session)
            #expect(code { () throws(TrustError) in try open(newer, 7, old) } == "seal.key")
        }
    }

    @Test(arguments: Suite.allCases)
    func aSessionMakesTheDigestsOfTheSealer(_ suite: Suite) throws {
        let sealer = Sealer(try .ephemeral(), suite: suite)
        let session = DigestSession(sealer, kind: "idNumber")
        var out: [UInt8] = []
        let values = [plain, [], [UInt8](repeating: 1, count: 300), plain]
        for value in values { value.withUnsafeBytes { session.append($0, to: &out) } }
        #expect(out == values.flatMap { sealer.digest("idNumber", $0) })
    }
}
