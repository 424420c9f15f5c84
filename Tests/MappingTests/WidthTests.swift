import Mapping
import Subsidy
import Testing

/// Widths and pads of fixed records, where a slip takes digits off an amount or an account.
@Suite struct WidthTests {
    private func mapping(
        serial: String = "{name: serial, width: 10}",
        amount: String = "{name: amount, width: 14, pad: \"0\", align: right}",
        encoding: String = "GBK", more: String = ""
    ) -> String {
        """
        title: 定长结果
        counterpart: Bank
        exchange: batch.result
        direction: in
        record: LineResult
        document:
          format: fixed
          encoding: \(encoding)
          columns: [\(serial), \(amount), {name: state, width: 2}]
        fields:
          serial: serial
          amount: {from: amount, as: fen}
          outcome: {from: state, as: codes(results)}
        \(more)
        """
    }

    private func codes(_ text: String) -> [String] {
        faults(text, more: ["codes/results.yaml": Samples.codes]).map(\.code)
    }

    @Test func theSampleItselfIsFreeOfFaults() { #expect(codes(mapping()) == []) }

    /// Two of them added up are beyond what an integer holds.
    @Test(arguments: ["9223372036854775807", "4611686018427387904", "1048577"])
    func aWidthBeyondALineIsAFault(width: String) {
        let wide = "{name: amount, width: \(width), pad: \"0\", align: right}"
        let text = mapping(serial: "{name: serial, width: \(width)}", amount: wide)
        #expect(codes(text) == ["column.width", "column.width"])
        let summed = text.replacing("encoding: GBK", with: "encoding: GBK\n  recordLength: 12")
        #expect(Set(codes(summed)) == ["column.width", "document.width"])
    }

    @Test(arguments: ["0", "-5"]) func aWidthOfNothingIsAFault(width: String) {
        #expect(codes(mapping(serial: "{name: serial, width: \(width)}")) == ["column.width"])
    }

    /// 12300 padded with zeros on the right and 123 are the same bytes.
    @Test func digitsDoNotPadOnTheRight() {
        #expect(codes(mapping(amount: "{name: amount, width: 14, pad: \"0\"}")) == ["column.pad"])
        #expect(codes(mapping(amount: "{name: amount, width: 14, pad: \"9\", align: left}")) == ["column.pad"])
        #expect(codes(mapping(amount: "{name: amount, width: 14, pad: \"*\"}")) == [])
    }

    @Test(arguments: ["UTF-16LE", "UTF-16BE"]) func aCharacterOfUTF16HasTwoBytes(encoding: String) {
        #expect(codes(mapping(encoding: encoding)) == [])
        #expect(codes(mapping(serial: "{name: serial, width: 11}", encoding: encoding)) == ["column.width"])
    }

    /// 0640 in a column that zeros pad is read as 640.
    @Test func aTextThatZerosPadLosesItsOwnUnlessThereIsAReason() {
        let padded = "{name: serial, width: 10, pad: \"0\", align: right}"
        #expect(codes(mapping(serial: padded)) == ["column.zeros"])
        #expect(codes(mapping(serial: padded, more: "because: {serial: 流水号不以零开头}")) == [])
        #expect(codes(mapping(more: "because: {serial: 用不着}")) == ["because.unneeded"])
    }

    /// 12 yuan and 05 fen are not 12.5 yuan.
    @Test func aNumberInTwoColumnsKeepsItsZeros() throws {
        let yuan = "{name: yuan, width: 12, pad: \"0\", align: right}"
        let parts = { (fen: String) in
            mapping(amount: "\(yuan), \(fen)")
                .replacing("{from: amount, as: fen}", with: "{join: [yuan, fen], with: \".\", as: yuan}")
        }
        #expect(codes(parts("{name: fen, width: 2, pad: \"0\", align: right}")) == ["column.zeros"])
        #expect(codes(parts("{name: fen, width: 2}")) == [])
        let (records, _) = read(try compiled(parts("{name: fen, width: 2}")), [["A1", "12", "05", "S/"]])
        #expect(records.integer(0, try #require(records.schema.index("amount"))) == 1205)
    }

    @Test func aSignMayStandBeforeANumberThatZerosPad() throws {
        let text = mapping(amount: "{name: sign, width: 1}, {name: amount, width: 14, pad: \"0\", align: right}")
            .replacing("{from: amount, as: fen}", with: "{join: [sign, amount], with: \"\", as: fen}")
        #expect(codes(text) == [])
        let (records, _) = read(try compiled(text), [["A1", "-", "12300", "S/"]])
        #expect(records.integer(0, try #require(records.schema.index("amount"))) == -12_300)
    }

    /// Looking every key up among all others took minutes.
    @Test func thousandsOfCodesAndColumnsAreCheckedOneByOne() throws {
        let keys = (0..<3000).map { "  \"K\($0)\": ok\n" }.joined()
        let table = "title: 结果\nset: outcome\ncodes:\n" + keys
        let names = (0..<1000).map { "c\($0)" }.joined(separator: ", ")
        let text = """
            title: 宽表
            counterpart: Bank
            exchange: batch.result
            direction: in
            record: LineResult
            document: {format: delimited, encoding: UTF-8, delimiter: "|", columns: [\(names)]}
            fields: {serial: c0, amount: {from: c1, as: yuan}, outcome: {from: c2, as: codes(results)}}
            ignored: [\((3..<1000).map { "c\($0)" }.joined(separator: ", "))]
            """
        #expect(faults(text, more: ["codes/results.yaml": table]).map(\.description) == [])
        let twice = table + "  \" K7\": closed\n  KA: [ok]\n  KB: ~\n"
        #expect(
            faults(text, more: ["codes/results.yaml": twice]).map(\.code).sorted() == [
                "codes.empty", "codes.empty", "key.duplicate", "value.text",
            ])
    }
}
