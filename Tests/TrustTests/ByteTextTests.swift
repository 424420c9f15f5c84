import Testing

@testable import Trust

@Suite("Bytes as text")
struct ByteTextTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy"),
    ])
    func base64IsThatOfRFC4648(_ plain: String, _ text: String) {
        #expect(base64(utf8(plain)) == text)
        #expect(bytes(base64: text) == utf8(plain))
    }

    @Test(arguments: ["Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "Z===", "====", "Zm9v\n", "Zm-_", "=m9v"])
    func base64OfAnotherFormIsRefused(_ text: String) { #expect(bytes(base64: text) == nil) }

    @Test func everyByteComesBack() {
        let all = Array(UInt8.min...UInt8.max)
        #expect(bytes(hex: hex(all)) == all)
        #expect(bytes(hex: hex(all).uppercased()) == all)
        #expect(bytes(base64: base64(all)) == all)
    }

    @Test(arguments: ["0", "0g", "0x", " 0", "００"])
    func hexOfAnotherFormIsRefused(_ text: String) { #expect(bytes(hex: text) == nil) }

    @Test func equalityNeedsEveryByteAndTheLength() {
        #expect(MAC.equal([1, 2, 3], [1, 2, 3]))
        #expect(MAC.equal([], []))
        #expect(!MAC.equal([1, 2, 3], [1, 2, 4]))
        #expect(!MAC.equal([1, 2, 3], [1, 2]))
    }
}
