import Subsidy
import TestSupport
import Testing

@Suite struct RecordBatchTests {
    /// Every record of the model, so that none is left out of the round trip.
    @Test func everyRecordOfTheModelIsListedOnce() {
        let names = CanonicalModel.types.map { $0.name }
        #expect(CanonicalModel.schemas.map(\.name) == names)
        #expect(Set(names).count == names.count)
        for name in names { #expect(CanonicalModel.schema(name)?.name == name) }
        #expect(CanonicalModel.schema("NoSuchRecord") == nil)
    }

    @Test(arguments: CanonicalModel.schemas.map(\.name))
    func aSchemaNamesEachFieldOnceAndInBothLanguages(record: String) throws {
        let schema = try #require(CanonicalModel.schema(record))
        #expect(Set(schema.fields.map(\.name)).count == schema.fields.count)
        #expect(!schema.zh.isEmpty)
        for (index, field) in schema.fields.enumerated() {
            #expect(!field.zh.isEmpty && !field.en.isEmpty, "\(field.name)")
            #expect(schema.index(field.name) == index)
            if case .code(let set) = field.type {
                #expect(!set.codes.isEmpty && Set(set.codes).count == set.codes.count, "\(field.name)")
            }
        }
        #expect(schema.index("noSuchField") == nil)
    }

    @Test(arguments: CanonicalModel.schemas.map(\.name))
    func numbersAccountsAndPhonesAreInnerAndNamesAreAtMostMasked(record: String) throws {
        // The agency account is a bureau's, not a person's; it stands in these heads and in no line.
        let ofABureau = ["PaymentRequestHead", "DisbursementBatchHead", "StatementHead"].contains(record)
        for field in try #require(CanonicalModel.schema(record)).fields {
            switch field.type {
            case .account where ofABureau: #expect(field.privacy == .clear)
            case .idNumber, .account, .phone: #expect(field.privacy == .inner, "\(record).\(field.name)")
            case .name: #expect(field.privacy != .clear, "\(record).\(field.name)")
            default: break
            }
        }
    }

    @Test(arguments: [61, 62] as [UInt64])
    func everyRecordComesBackThroughItsSwiftValue(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for type in CanonicalModel.types { expectRoundTrip(type, &random) }
    }

    /// Columns → Swift values → columns. Each field's value is its own, so two fields on one property would show.
    private func expectRoundTrip<Record: CanonicalRecord>(_: Record.Type, _ random: inout SplitMix64) {
        let schema = RecordSchema(Record.self)
        var batch = RecordBatch(schema)
        for row in 1...20 {
            for (column, field) in schema.fields.enumerated() { fill(&batch, column, field, row, &random) }
            batch.end(row: row)
        }
        let again = RecordBatch(batch.records(Record.self))
        #expect(again.schema.name == schema.name && again.rows == batch.rows)
        for (column, field) in schema.fields.enumerated() {
            for row in 0..<batch.count {
                #expect(again.isMissing(row, column) == batch.isMissing(row, column), "\(schema.name).\(field.name)")
                if field.type.isInteger {
                    #expect(again.integer(row, column) == batch.integer(row, column), "\(schema.name).\(field.name)")
                } else {
                    #expect(again.text(row, column) == batch.text(row, column), "\(schema.name).\(field.name)")
                }
            }
        }
    }

    private func fill(
        _ batch: inout RecordBatch, _ column: Int, _ field: RecordSchema.Entry, _ row: Int, _ random: inout SplitMix64
    ) {
        // The first record has every field: nothing is then missing by chance only.
        if row > 1, Int.random(in: 0...3, using: &random) == 0 { return batch.setMissing(column) }
        switch field.type {
        case .flag: batch.set(column, integer: Int64.random(in: 0...1, using: &random))
        case .day: batch.set(column, integer: Int64.random(in: -36_000...110_000, using: &random))
        case .code(let set):
            batch.set(column, text: set.codes[Int.random(in: 0..<set.codes.count, using: &random)].utf8)
        case let type where type.isInteger: batch.set(column, integer: Int64(column) << 40 + Int64(row))
        default: batch.set(column, text: "马\(field.name)\(row)𬭎".utf8)
        }
    }

    @Test func anEmptyRecordIsAllMissing() {
        for type in CanonicalModel.types {
            func check<Record: CanonicalRecord>(_: Record.Type) {
                let batch = RecordBatch([Record()])
                #expect(batch.count == 1)
                #expect(batch.schema.fields.indices.allSatisfy { batch.isMissing(0, $0) }, "\(Record.name)")
            }
            check(type)
        }
    }

    @Test func anAbandonedRecordLeavesNoTrace() throws {
        let schema = RecordSchema(LineResult.self)
        var batch = RecordBatch(schema)
        var random = SplitMix64(seed: 71)
        var kept: [Int] = []
        for row in 1...200 {
            let whole = Bool.random(using: &random)
            let given = whole ? schema.fields.count : Int.random(in: 0...schema.fields.count, using: &random)
            for (column, field) in schema.fields.enumerated().prefix(given) {
                fill(&batch, column, field, row, &random)
            }
            if whole {
                batch.extensions.append([(name: "row", value: "\(row)")])
                batch.end(row: row, range: row..<row + 5)
                kept.append(row)
            } else {
                if given == schema.fields.count { batch.extensions.append([(name: "row", value: "\(row)")]) }
                batch.abandon()
            }
        }
        #expect(batch.rows == kept)
        #expect(batch.ranges == kept.map { $0..<$0 + 5 })
        #expect(batch.extensions.map { $0.first?.value } == kept.map { "\($0)" })
        for (column, field) in schema.fields.enumerated() where field.type == .text {
            for row in 0..<batch.count where !batch.isMissing(row, column) {
                #expect(batch.string(row, column) == "马\(field.name)\(kept[row])𬭎")
            }
        }
    }
}
