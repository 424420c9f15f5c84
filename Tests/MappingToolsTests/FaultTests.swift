import Mapping
import MappingTools
import Subsidy
import Testing

/// What a run says of a document, and what it refuses.
@Suite struct FaultTests {
    private func reading(_ mapping: String, _ document: String, faults: Int = 100) throws -> DocumentRun.Reading {
        let library = try MappingLibrary(files: ["m.yaml": Array(mapping.utf8)])
        let compiled = try #require(library.mapping("m"))
        var limits = DocumentLimits.standard
        limits.faults = faults
        return try DocumentRun(compiled, limits: limits).read(Array(document.utf8)) { _, _ in }
    }

    private static let statement = """
        title: 流水
        counterpart: CardIssuer
        exchange: card.verify
        direction: in
        record: CardStatus
        document: {format: delimited, encoding: UTF-8, delimiter: "|", columns: [id, name]}
        fields:
          idNumber: id
          name: name
        """

    @Test func aDocumentWhoseRowsAreNearlyAllAtFaultIsRefused() throws {
        let document = String(repeating: "1|马某\n", count: 3)
        let told = try reading(Self.statement, document, faults: 3)
        #expect(told.faults(.rejects).map(\.code) == ["idNumber.length", "idNumber.length", "idNumber.length"])
        #expect(!told.isRefused)
        let refused = try reading(Self.statement, document, faults: 2)
        #expect(refused.faults(.refuses).map(\.code) == ["document.tooManyFaults"])
    }

    @Test func aRejectedRecordIsRejectedThoughAnotherOfItsRowKeepsTheSameFault() throws {
        let mapping = """
            title: 婚姻
            counterpart: CivilAffairs
            exchange: welfare.sync
            direction: in
            record: WelfareStatus
            document: {format: delimited, encoding: UTF-8, delimiter: "|", columns: [man, manDay, woman, womanDay]}
            fields:
              kind: {const: marriage}
              state: {const: active}
            groups:
              - {idNumber: man, until: {from: manDay, as: date(yyyyMMdd), unreadable: keep}}
              - {idNumber: woman, until: {from: womanDay, as: date(yyyyMMdd)}}
            """
        let (man, woman) = (Self.identity("64019919680412001"), Self.identity("64019919690412002"))
        let rejected = try reading(mapping, "\(man)|20300101|\(woman)|x\n")
        #expect(rejected.accepted == 1 && rejected.faults(.rejects).map(\.code) == ["date.format"])
        let kept = try reading(mapping, "\(man)|x|\(woman)|20300101\n")
        #expect(kept.accepted == 2 && kept.faults(.keeps).map(\.code) == ["date.format"] && !kept.hasRejects)
    }

    @Test func whatIsOnlyToldIsToldSoOftenAndNoRowIsLost() throws {
        let mapping = """
            title: 婚姻
            counterpart: CivilAffairs
            exchange: welfare.sync
            direction: in
            record: WelfareStatus
            document: {format: delimited, encoding: UTF-8, delimiter: "|", columns: [id, day]}
            fields:
              idNumber: id
              kind: {const: marriage}
              state: {const: active}
              until: {from: day, as: date(yyyyMMdd), unreadable: keep}
            """
        let row = "\(Self.identity("64019919680412001"))|x\n"
        let all = try reading(mapping, String(repeating: row, count: 3), faults: 4)
        #expect(all.accepted == 3 && all.faults(.keeps).count == 3)
        #expect(!all.faults(.keeps).contains { $0.message.contains("不再逐条列出") })
        let bounded = try reading(mapping, String(repeating: row, count: 5), faults: 2)
        #expect(bounded.accepted == 5 && !bounded.hasRejects && !bounded.isRefused)
        let told = bounded.faults(.keeps)
        #expect(told.map(\.row) == [1, 2] && told.map { $0.message.contains("不再逐条列出") } == [false, true])
    }

    private static func identity(_ first: String) -> String {
        first + String(decoding: [IdentityNumber.checkDigit(first.utf8)], as: UTF8.self)
    }

    @Test(arguments: [
        ("{\"note\": \"x\"}", []), ("{\"note\": \"***\"}", ["ext.note field.masked"]),
        ("{\"note\": 1}", ["ext.note field.format"]), ("{\"notes\": \"x\"}", ["ext.notes field.unknown"]),
        ("\"x\"", ["ext field.format"]), ("null", []),
    ])
    func anExtraColumnIsWrittenAsItStandsOrNotAtAll(_ bag: String, _ expected: [String]) throws {
        let schema = try #require(CanonicalModel.schema("CardStatus"))
        let id = Self.identity("64019919680412001")
        var lines = RecordLines(schema, head: nil, parameters: [:], extras: ["note"])
        lines.read(Array("{\"idNumber\": \"\(id)\", \"ext\": \(bag)}".utf8))
        #expect(lines.faults.map { "\($0.field) \($0.code)" } == expected)
        #expect(lines.records.count == (expected.isEmpty ? 1 : 0))
        if bag.contains("x"), expected.isEmpty { #expect(lines.records.extensions.first?.first?.value == "x") }
    }
}
