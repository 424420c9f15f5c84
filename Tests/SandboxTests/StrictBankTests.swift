import TestSupport
import Testing

@testable import Sandbox

/// Banks take a file whole or not at all.
@Suite struct StrictBankTests {
    let agency = Samples.agency["b"] ?? ""

    @Test func bankAReadsTheSampleBatch() throws {
        let bytes = try Fixtures.bytes("bank/cmbc/req_20260316_001.txt")
        #expect(try DelimitedDialect().readBatch(bytes, agency: "") == Samples.batch("a"))
    }

    @Test func bankBReadsTheSampleBatch() throws {
        let bytes = try Fixtures.bytes("bank/nongxin/DF20260316001")
        #expect(try FixedDialect().readBatch(bytes, agency: agency) == Samples.batch("b"))
    }

    @Test func bothBanksReadTheSampleQuestions() throws {
        let a = try DelimitedDialect().readVerification(Fixtures.bytes("bank/cmbc/ver_0001.txt"))
        let b = try FixedDialect().readVerification(Fixtures.bytes("bank/nongxin/YZ0001"))
        #expect(a.map(\.id) == Samples.ids && b.map(\.id) == Samples.ids)
        #expect(a.map(\.name) == Samples.names && b.map(\.account) == (0..<4).map { Samples.account($0, at: "b") })
    }

    @Test(arguments: [
        ("PO|4|474157", "PO|4|474158", "sum"), ("PO|4|", "PO|5|", "count"), ("PO|", "P|", "header"),
        ("########\r\n", "", "trailer"), ("|7500|", "|75.00|", "amount"), ("0002|", "0001|", "serial"),
        ("|耕地地力保护补贴|\r\n", "|耕地地力保护补贴|\n", "lineEnd"), ("|7500|耕地", "|7500|x|耕地", "columns"),
    ])
    func bankARefuses(part: String, changed: String, reason: String) throws {
        let bytes = try Fixtures.bytes("bank/cmbc/req_20260316_001.txt")
        let text = try #require(LegacyText.gb18030.decode(bytes))
        let range = try #require(text.unicodeScalars.ranges(of: Array(part.unicodeScalars)).first)
        var scalars = text.unicodeScalars
        scalars.replaceSubrange(range, with: Array(changed.unicodeScalars))
        let file = try #require(LegacyText.gb18030.encode(String(scalars)))
        #expect(throws: FileRefusal(reason)) { try DelimitedDialect().readBatch(file, agency: "") }
    }

    @Test(arguments: [
        // The header's sum one fen more, its count one more; a record one byte short; another agency account.
        (92, UInt8(ascii: "8"), "sum"), (75, UInt8(ascii: "5"), "count"), (99, UInt8(ascii: "\n"), "length"),
        (22, UInt8(ascii: "9"), "account"), (101 + 21, UInt8(ascii: "3"), "record"),
        (101 + 90, UInt8(ascii: ","), "amount"),
    ])
    func bankBRefuses(at: Int, byte: UInt8, reason: String) throws {
        var bytes = try Fixtures.bytes("bank/nongxin/DF20260316001")
        bytes[at] = byte
        #expect(throws: FileRefusal(reason)) { try FixedDialect().readBatch(bytes, agency: agency) }
    }

    @Test func bankBRefusesAFileThatBrokeOff() throws {
        let bytes = try Fixtures.bytes("bank/nongxin/DF20260316001")
        #expect(throws: FileRefusal("trailer")) {
            try FixedDialect().readBatch(Array(bytes.dropLast(30)), agency: agency)
        }
        #expect(throws: FileRefusal("count")) {
            try FixedDialect().readBatch(Array(bytes.dropLast(101)), agency: agency)
        }
    }
}
