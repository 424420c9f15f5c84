import TestSupport
import Testing

@testable import Trust

@Suite("SM2 signatures")
struct SM2Tests {
    // GB/T 32918.5-2017, A.2.
    private let secret = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"
    private let point =
        "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
        + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
    private let signature =
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        + "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    private let message = utf8("message digest")

    @Test func theSignatureThatTheStandardPrintsVerifies() throws {
        let key = try SM2PublicKey(point: #require(bytes(hex: point)))
        let raw = try #require(bytes(hex: signature))
        #expect(key.verify(message, signature: raw))
        #expect(key.verify(message, der: try #require(SM2Signature.der(raw: raw))))
    }

    @Test func anotherMessageIdentifierKeyOrSignatureDoesNotVerify() throws {
        let key = try SM2PublicKey(point: #require(bytes(hex: point)))
        var raw = try #require(bytes(hex: signature))
        #expect(!key.verify(message + [0], signature: raw))
        #expect(!key.verify(message, signature: raw, identifier: utf8("ALICE123@YAHOO.COM")))
        #expect(!(try SM2PrivateKey.generate().publicKey.verify(message, signature: raw)))
        #expect(!key.verify(message, signature: Array(raw.dropLast())))
        #expect(!key.verify(message, signature: [UInt8](repeating: 0, count: 64)))
        raw[63] ^= 1
        #expect(!key.verify(message, signature: raw))
    }

    @Test func aPrivateNumberHasItsPublicPoint() throws {
        let key = try SM2PrivateKey(bytes: #require(bytes(hex: secret)))
        #expect(hex(key.publicKey.point) == point)
        #expect(hex(key.bytes) == secret)
    }

    @Test func whatAKeySignsVerifiesUnderItsIdentifierAlone() throws {
        let key = try SM2PrivateKey.generate()
        for length in [0, 1, 1000] {
            let text = [UInt8](repeating: 9, count: length)
            let raw = try key.sign(text)
            #expect(raw.count == 64)
            #expect(key.publicKey.verify(text, signature: raw))
            #expect(!key.publicKey.verify(text, signature: raw, identifier: utf8("another")))
            #expect(key.publicKey.verify(text, der: try key.signDER(text)))
        }
    }

    @Test func anImportedKeySignsAsItself() throws {
        let key = try SM2PrivateKey.generate()
        let again = try SM2PrivateKey(bytes: key.bytes)
        #expect(again.publicKey == key.publicKey)
        #expect(key.publicKey.verify(message, signature: try again.sign(message)))
    }

    @Test func numbersOutOfRangeAndPointsOffTheCurveAreRefused() throws {
        let order = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123"
        let below = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122"
        for text in [String(repeating: "0", count: 64), order, below, "01", String(repeating: "f", count: 64)] {
            let number = try #require(bytes(hex: text))
            #expect(code { () throws(TrustError) in try SM2PrivateKey(bytes: number) } == "key.format")
        }
        var off = try #require(bytes(hex: point))
        off[64] ^= 1
        #expect(code { () throws(TrustError) in try SM2PublicKey(point: off) } == "key.format")
        #expect(code { () throws(TrustError) in try SM2PublicKey(point: [0]) } == "key.format")
        let compressed = [2] + off[1..<33]
        #expect(code { () throws(TrustError) in try SM2PublicKey(point: compressed) } == "key.format")
    }

    @Test func noDescriptionShowsAPrivateKey() throws {
        let key = try SM2PrivateKey(bytes: #require(bytes(hex: secret)))
        var shown = "\(key)"
        dump(key, to: &shown)
        #expect(shown.contains("secret"))
        #expect(!shown.lowercased().contains("3945208f"))
        #expect(!shown.contains("57, 69, 32"))
    }

    @Test func derComesBackForEveryLengthOfNumber() throws {
        var random = SplitMix64(seed: 7)
        for zeros in [0, 1, 2, 30, 31] {
            for _ in 0..<20 {
                var raw = (0..<64).map { _ in UInt8.random(in: 0...255, using: &random) }
                for index in 0..<zeros {
                    raw[index] = 0
                    raw[32 + index] = 0
                }
                let der = try #require(SM2Signature.der(raw: raw))
                #expect(SM2Signature.raw(der: der) == raw)
            }
        }
    }

    @Test(arguments: [
        "3006020101020101ff", "3007020101020101", "30070202000102 0101", "3006020181020101", "3106020101020101",
        "3005020101020100", "30060201010201", "3006020001020101", "308106020101020101", "",
    ])
    func derOfAnotherFormIsRefused(_ text: String) throws {
        let der = try #require(bytes(hex: text.filter { $0 != " " }))
        #expect(SM2Signature.raw(der: der) == nil)
    }
}
