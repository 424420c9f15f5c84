import Testing

@testable import Trust

@Suite("Password hashes")
struct PasswordHashTests {
    @Test func onlyThePasswordMatches() throws {
        let stored = try PasswordHash(password: utf8("正确的口令"), cost: .light)
        let read = try PasswordHash(text: stored.text)
        #expect(try read.matches(utf8("正确的口令")))
        #expect(try !read.matches(utf8("正确的口令 ")))
        #expect(try !read.matches([]))
    }

    @Test func equalPasswordsHaveUnequalHashes() throws {
        let one = try PasswordHash(password: utf8("same"), cost: .light)
        #expect(try PasswordHash(password: utf8("same"), cost: .light).text != one.text)
    }

    @Test func theTextSaysItsCost() throws {
        let made = try PasswordHash(password: [1], cost: .light)
        #expect(made.text.hasPrefix("scrypt$10$8$1$"))
        #expect(try PasswordHash(text: made.text).cost == .light)
        #expect(PasswordHash.Cost.standard.log2N == 15)
    }

    @Test(arguments: [
        "", "scrypt$10$8$1$AAAA$AAAA", "scrypt$63$8$1$", "scrypt$21$8$1$", "scrypt$10$33$1$", "scrypt$10$8$17$",
        "scrypt$0$8$1$", "bcrypt$10$8$1$", "scrypt$10$8$1$x$",
    ])
    func aTextOfAnotherFormOrCostIsRefused(_ head: String) throws {
        let made = try PasswordHash(password: [1], cost: .light)
        let tail = made.text.split(separator: "$").suffix(2).joined(separator: "$")
        #expect(code { () throws(TrustError) in try PasswordHash(text: head + tail) } == "password.format")
    }
}
