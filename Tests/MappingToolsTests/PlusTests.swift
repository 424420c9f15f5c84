import Mapping
import MappingTools
import Testing

/// A column whose numbers are written with a plus.
@Suite struct PlusTests {
    private static let batch = Samples.batch
        .replacing(
            "{name: sum, width: 10, pad: \"0\", align: right}",
            with: "{name: sum, width: 10, pad: \"0\", align: right, sign: \"+\"}"
        )
        .replacing(
            "{name: amount, width: 10, pad: \"0\", align: right}",
            with: "{name: amount, width: 10, pad: \"0\", align: right, sign: \"+\"}")

    private static let tests = """
        tests:
          - name: 写出带正号
            write:
              head: {batchNumber: B1, count: "1", sum: "100.00"}
              records: [{serial: A1, account: "\(Samples.account)", holderName: 马某, amount: "100.00"}]
            output: |
              10001+000100.00
              2A1    \(Samples.account)马某    +000100.00
          - name: 读后写出逐字节相同
            roundTrip: plus.txt
            parameters: {batch: B1}
        """

    @Test func aNumberIsReadAndWrittenWithItsPlus() throws {
        let file = Array("10001+000100.00\n2A1    \(Samples.account)abcd    +000100.00\n".utf8)
        #expect(outcome(Self.batch, Self.tests, fixtures: ["plus.txt": file]) == [])
    }

    @Test func theTestsNoticeWhenThePlusIsLost() throws {
        let bench = bench([
            "m.yaml": Self.batch,
            "m.tests.yaml": Self.tests.replacing(
                "  - name: 读后写出逐字节相同\n    roundTrip: plus.txt\n    parameters: {batch: B1}", with: ""),
        ])
        let survivors = try #require(bench.mutate().first).survivors.map(\.text)
        #expect(!survivors.contains { $0.hasSuffix("drop sign") })
        #expect(try #require(bench.mutate().first).noticed > 5)
    }

    @Test(arguments: [
        ("{name: holderName, width: 8}", "{name: holderName, width: 8, sign: \"+\"}"), ("sign: \"+\"", "sign: \"-\""),
    ])
    func aPlusGoesBeforeNumbersOnly(_ old: String, _ new: String) {
        let bench = bench(["m.yaml": Self.batch.replacing(old, with: new)])
        #expect(Set(bench.faults.map(\.code)) == ["column.sign"])
    }
}
