import Mapping
import Subsidy
import Testing

@Suite struct ExtendsTests {
    private let base = ["base.yaml": Samples.result, "codes/results.yaml": Samples.codes]

    @Test func aFileIsItsDifferenceFromTheBase() throws {
        let mapping = try compiled(
            "title: 另一家\nextends: base\ndocument: {encoding: UTF-8}\nfields: {amount: {as: yuan}}", more: base)
        #expect(mapping.title == "另一家")
        #expect(mapping.shape.encoding == .utf8)
        #expect(mapping.shape.newline == .crlf)
        let (records, faults) = read(mapping, [Samples.row(amount: "12.50")])
        #expect(faults.isEmpty)
        #expect(records.records(LineResult.self).first?.amount == Money(fen: 1250))
        #expect(mapping.sources == ["base.yaml", "codes/results.yaml", "m.yaml"])
    }

    @Test func aTildeTakesAFieldAway() throws {
        let mapping = try compiled(
            "extends: base\nfields: {paidOn: ~}\nignored: [spare, date]", more: base)
        #expect(read(mapping, [Samples.row(date: "no date")]).faults.isEmpty)
    }

    @Test func overridingNothingIsAFault() throws {
        let found = faults("extends: base\nfields:\n  bankSerial: ~\n", more: base)
        #expect(found.map(\.code) == ["extends.nothing"])
        #expect(found.first?.line == 3)
    }

    @Test func anotherSourceReplacesTheBasesSource() throws {
        let mapping = try compiled(
            "extends: base\nfields: {reasonText: {from: reason}, holderName: {const: 户}}\nignored: [spare, name]",
            more: base)
        let record = try #require(read(mapping, [Samples.row(reason: "账户")]).records.records(LineResult.self).first)
        #expect(record.reasonText == "账户")
        #expect(record.holderName == "户")
    }

    @Test func aCircleIsNamedInEveryFileOfIt() {
        let found = faults("extends: n", more: ["n.yaml": "extends: m", "o.yaml": "extends: o"])
        #expect(found.map(\.code) == ["extends.cycle", "extends.cycle", "extends.cycle"])
        #expect(found.map(\.file) == ["m.yaml", "n.yaml", "o.yaml"])
    }

    @Test func anUnknownBaseIsAFaultAndABrokenOneIsNamedOnce() {
        #expect(faults("extends: bsae", more: base).map(\.code) == ["extends.unknown"])
        #expect(faults("extends: base", more: ["base.yaml": "title: ["]).map(\.code) == ["yaml.syntax"])
    }

    @Test func aFaultOfTheBaseIsReportedAtTheBaseAndOnce() {
        let broken = base.merging(["base.yaml": Samples.result.replacing("ignored: [spare]\n", with: "")]) { $1 }
        let found = faults("extends: base", more: broken)
        #expect(found.map(\.code) == ["column.unmapped"])
        #expect(found.first?.file == "base.yaml")
    }
}
