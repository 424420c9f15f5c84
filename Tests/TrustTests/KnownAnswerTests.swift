import Testing

@testable import Trust

@Suite("Algorithms answer as their standards print")
struct KnownAnswerTests {
    @Test(arguments: [
        ("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (
            String(repeating: "abcd", count: 16),
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
        ),
    ])
    func sm3IsThatOfGBT32905AppendixA(_ text: String, _ digest: String) {
        #expect(hex(Digest.sm3(utf8(text))) == digest)
    }

    @Test func sha256IsThatOfFIPS180() {
        #expect(
            hex(Digest.sha256(utf8("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test(arguments: DigestAlgorithm.allCases)
    func aRunningDigestIsThatOfTheWholeAndStartsAnew(_ algorithm: DigestAlgorithm) {
        let running = RunningDigest(algorithm)
        for piece in ["ab", "", "c"] { running.update(utf8(piece)) }
        let whole = algorithm == .sm3 ? Digest.sm3(utf8("abc")) : Digest.sha256(utf8("abc"))
        #expect(running.finish() == whole)
        running.update(utf8("abc"))
        #expect(running.finish() == whole)
    }

    @Test func hmacSHA256IsThatOfRFC4231() {
        #expect(
            hex(MAC.hmacSHA256(key: [UInt8](repeating: 0x0B, count: 20), utf8("Hi There")))
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        #expect(
            hex(MAC.hmacSHA256(key: utf8("Jefe"), utf8("what do ya want for nothing?")))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test func hmacSM3IsThatOfAnotherImplementation() {
        #expect(
            hex(MAC.hmacSM3(key: Array(1...0x25), [UInt8](repeating: 0xCD, count: 50)))
                == "220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae")
        #expect(
            hex(MAC.hmacSM3(key: [], [])) == "0d23f72ba15e9c189a879aefc70996b06091de6e64d31b7a84004356dd915261")
    }

    @Test(arguments: DigestAlgorithm.allCases)
    func aMACStartsAgainUnderItsKey(_ algorithm: DigestAlgorithm) {
        let mac = RunningMAC(algorithm, key: utf8("key"))
        for _ in 0..<3 {
            utf8("message").withUnsafeBytes { mac.update($0) }
            #expect(mac.finish() == MAC.run(algorithm, utf8("key"), utf8("message")))
        }
    }

    @Test(arguments: DigestAlgorithm.allCases)
    func anHMACOfAnyLengthIsTheTwoDigestsThatItIsDefinedBy(_ algorithm: DigestAlgorithm) {
        for keyLength in [0, 1, 32, 63, 64, 65, 200] {
            let key = (0..<keyLength).map { UInt8($0 &* 7 & 255) }
            let short = keyLength > 64 ? Digest.run(algorithm, key) : key
            let block = short + [UInt8](repeating: 0, count: 64 - short.count)
            let prefix = [UInt8](repeating: 0x6B, count: [4, 0, 55, 56, 63, 64, 130][keyLength % 7])
            let mac = RunningMAC(algorithm, key: key, prefix: prefix)
            for count in 0..<140 {
                let text = (0..<count).map { UInt8($0 &* 31 & 255) }
                let inner = Digest.run(algorithm, block.map { $0 ^ 0x36 } + prefix + text)
                let code = Digest.run(algorithm, block.map { $0 ^ 0x5C } + inner)
                text[..<(count / 3)].withUnsafeBytes { mac.update($0) }
                text[(count / 3)...].withUnsafeBytes { mac.update($0) }
                #expect(mac.finish() == code, "key of \(keyLength), text of \(count)")
            }
        }
    }

    @Test func scryptIsThatOfRFC7914() throws {
        let small = PasswordHash.Cost(log2N: 4, r: 1, p: 1)
        #expect(
            try hex(PasswordHash.scrypt([], [], small, length: 64))
                == "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")
        let wide = PasswordHash.Cost(log2N: 10, r: 8, p: 16)
        #expect(
            try hex(PasswordHash.scrypt(utf8("password"), utf8("NaCl"), wide, length: 64))
                == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")
    }

    @Test func sm4GCMIsThatOfRFC8998() throws {
        let key = try #require(bytes(hex: "0123456789abcdeffedcba9876543210"))
        let nonce = try #require(bytes(hex: "00001234567800000000abcd"))
        let associated = try #require(bytes(hex: "feedfacedeadbeeffeedfacedeadbeefabaddad2"))
        let plain = ["aa", "bb", "cc", "dd", "ee", "ff", "ee", "aa"].map { String(repeating: $0, count: 8) }.joined()
        let cipher = AuthenticatedCipher(CipherKeys(suite: .national, encryption: Secret(key)))
        var out: [UInt8] = []
        cipher.seal(try #require(bytes(hex: plain)), nonce: nonce, associated: associated, onto: &out)
        #expect(
            hex(out) == "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
                + "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
                + "83de3541e4c2b58177e065a9bf7b62ec")
        #expect(
            cipher.open(out[...], nonce: nonce, associated: associated).map(hex) == plain)
    }

    @Test func sm4GCMEncryptsAsCounterModeElsewhereAfterAnyValueBefore() throws {
        let cipher = AuthenticatedCipher(CipherKeys(suite: .national, encryption: Secret(Array(0..<16))))
        let nonce = Array(UInt8(1)...12)
        for count in [70_001, 0, 1, 15, 16, 17, 70_001] {
            var out: [UInt8] = []
            cipher.seal(
                (0..<count).map { UInt8(($0 * 7 + 3) & 255) }, nonce: nonce, associated: Array(0..<UInt8(count % 256)),
                onto: &out)
            // As `openssl enc -sm4-ctr` gives them with the nonce, then 2, as the first counter.
            if count == 70_001 {
                #expect(
                    hex(Digest.sha256(Array(out[..<count])))
                        == "4f50941a3660644a6049905917824b15bdbb0ccc103378bfec6e72f01df9c8fa")
            } else {
                #expect(hex(out[..<count]) == "1017cf108d26b54538dc29f2f0d3d8a805".prefix(2 * count))
            }
            #expect(out.count == count + Suite.tagLength)
        }
    }

    @Test func aesGCMIsThatOfTheGCMSpecification() throws {
        // McGrew and Viega, test case 16.
        let key = try #require(bytes(hex: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"))
        let nonce = try #require(bytes(hex: "cafebabefacedbaddecaf888"))
        let associated = try #require(bytes(hex: "feedfacedeadbeeffeedfacedeadbeefabaddad2"))
        let plain = try #require(
            bytes(
                hex: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"))
        let cipher = AuthenticatedCipher(CipherKeys(suite: .international, encryption: Secret(key)))
        var out: [UInt8] = []
        cipher.seal(plain, nonce: nonce, associated: associated, onto: &out)
        #expect(
            hex(out) == "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662" + "76fc6ece0f4e1768cddf8853bb2d551b")
    }

    @Test func aes128ECBOpensWhatAnotherToolSealed() throws {
        // openssl enc -aes-128-ecb, key 0123456789abcdef, text secret-of-30-min.
        let sealed = try #require(bytes(base64: "59gQI4oB4ySkqpTE+Qb9BTdyIuBhqSTFkc2cJ+oWPtQ="))
        let key = utf8("0123456789abcdef")
        #expect(try AES128.decryptECB(sealed, key: key) == utf8("secret-of-30-min"))
        #expect(try AES128.encryptECB(utf8("secret-of-30-min"), key: key) == sealed)
        #expect(
            code { () throws(TrustError) in try AES128.decryptECB(sealed, key: utf8("0123456789abcdeF")) }
                == "cipher.broken")
        #expect(code { () throws(TrustError) in try AES128.decryptECB(sealed.dropLast(), key: key) } == "cipher.broken")
        #expect(code { () throws(TrustError) in try AES128.decryptECB(sealed, key: [1]) } == "key.format")
    }
}
