import Testing

@testable import Trust

@Suite("SM4 in counter mode")
struct CounterStreamTests {
    private func run(_ nonce: String, _ text: [UInt8]) throws -> [UInt8] {
        let stream = CounterStream(Secret(Array(0..<16)))
        let nonce = try #require(bytes(hex: nonce))
        var text = text
        text.withUnsafeMutableBytes { stream.apply(to: $0, nonce: nonce) }
        return text
    }

    private func text(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(($0 * 7 + 3) & 255) } }

    /// As `openssl enc -sm4-ctr` gives them; the counter runs over within each.
    private static let known: [(nonce: String, sealed: String)] = [
        (
            "fffffffffffffffffffffffffffffffe",
            "55433663cdad381bd774f3710f96312d19ad7fd1c28f17cbd30b19f475fa7e34fd7cc54f8fffa3aeb216666ac8a1c7efa98f93bb55"
                + "1236796c0c0356eb046e50e1975c173dc6b7a855e4b2bb1cca17493b91d57374d55cbe992179fa5c132ca08f134f2d"
        ),
        (
            "00000000000000010fffffffffffffff",
            "90d06541355e32c3fadca04d0724411a9b43fd0e44f251c628deca5049b0be16d07fb46ec5a8b1908914e361e000f6ecce5292bb40"
                + "985e9783a941fc515b636be3799dd81de7ca913bfa105baf393137bef50b275ad23ccb57176af3ada062de13497bda"
        ),
        (
            "0000000000000001ffffffffffffffff",
            "9eafb5119828afe40d2e57c036727f8c5174ef8bd90b291e19814b2b5f81d36f65a650e34e9bf00d195a027a580417f16bb611fc70"
                + "3ac7fe8de706042ffb65b82cce43301159057c58c2b0380d14c39c436d5bcffab52f767b3d58d3ed9c5aac4a3c58e2"
        ),
    ]

    @Test func aTextOfAnyLengthIsEncryptedAsByOtherImplementations() throws {
        for known in Self.known {
            let sealed = try #require(bytes(hex: known.sealed))
            for count in 0...100 {
                #expect(try run(known.nonce, text(count)) == Array(sealed[..<count]), "\(count) bytes")
            }
        }
    }

    @Test func aTextLongerThanWhatIsHeldAtOnceIsToo() throws {
        let sealed = try run("0000000000000001ffffffffffffff00", text(70_001))
        #expect(
            hex(Digest.sha256(sealed)) == "ec62eb8fcf2ec41be384cf95fa9ef675fed1fa88a1d3ecef23801b32db2aafcd")
        #expect(try run("0000000000000001ffffffffffffff00", sealed) == text(70_001))
    }

    @Test func aStreamStartsAnewForEachText() throws {
        let stream = CounterStream(Secret(Array(0..<16)))
        let nonce = try #require(bytes(hex: Self.known[0].nonce))
        for count in [100, 1, 33, 100] {
            var text = text(count)
            text.withUnsafeMutableBytes { stream.apply(to: $0, nonce: nonce) }
            #expect(hex(text) == Self.known[0].sealed.prefix(2 * count))
        }
    }
}
