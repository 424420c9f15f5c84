import Mapping
import Subsidy
import TestSupport
import Testing

/// What is written is read back as the same records, over seeded random ones.
@Suite struct RoundTripTests {
    private let list = """
        title: 报送清单
        counterpart: Department
        exchange: list.submit
        direction: both
        record: ApprovedListLine
        head: ApprovedListHead
        document:
          format: delimited
          encoding: GB18030
          delimiter: "|"
          header: {tag: H, columns: [kind, project, period, approval, county, count, sum]}
          trailer: {tag: T, columns: [kind, count, sum]}
          columns: [xh, who, whoID, payee, payeeID, account, phone, village, mu, rate, amount, day, note, plot]
        fields:
          sequence: xh
          beneficiaryName: who
          beneficiaryID: whoID
          payeeName: payee
          payeeID: payeeID
          account: account
          phone: phone
          village: village
          quantity: mu
          rate: rate
          amount: {from: amount, as: yuan}
          filledOn: {from: day, as: date(yyyy-MM-dd), empty: ["-"]}
          note: note
        headFields:
          project: header.project
          period: header.period
          approvalNumber: header.approval
          county: header.county
          count: {from: header.count, as: integer}
          sum: {from: header.sum, as: yuan}
        ext: [plot]
        controls:
          - count: header.count
          - {sum: amount, equals: header.sum, as: yuan}
          - count: trailer.count
          - {sum: amount, equals: trailer.sum, as: yuan}
        """

    private static func random(_ source: inout SplitMix64) -> ApprovedListLine {
        let names = ["马某某", "阿依古丽·买买提", "𬭎某", "欧阳某"]
        func identity() -> String {
            let day = Day(number: Int32.random(in: -12_000...14_000, using: &source))
            let tail = String(Int.random(in: 1000...1999, using: &source)).dropFirst()
            return Samples.identity("640199\(day.compact)\(tail)")
        }
        var line = ApprovedListLine()
        line.sequence = Int64.random(in: 1...99_999, using: &source)
        line.beneficiaryName = names.randomElement(using: &source) ?? ""
        line.beneficiaryID = identity()
        line.payeeName = names.randomElement(using: &source) ?? ""
        line.payeeID = identity()
        if Bool.random(using: &source) {
            line.account = Samples.card("62999\(Int.random(in: 9_000_000_000_000...9_999_999_999_999, using: &source))")
        }
        if Bool.random(using: &source) { line.phone = "1380000\(Int.random(in: 1000...9999, using: &source))" }
        line.quantity = ExactDecimal(millionths: Int64.random(in: 1...900_000_000, using: &source))
        line.rate = Bool.random(using: &source) ? ExactDecimal(millionths: 97_321_500) : nil
        line.amount = Money(fen: Int64.random(in: -500...9_000_000, using: &source))
        line.filledOn =
            Bool.random(using: &source) ? Day(number: Int32.random(in: 19_000...21_000, using: &source)) : nil
        line.note = Bool.random(using: &source) ? "备注 内有空格" : ""
        return line
    }

    @Test(arguments: [1, 7, 20_260_302] as [UInt64]) func whatIsWrittenIsReadBack(_ seed: UInt64) throws {
        var source = SplitMix64(seed: seed)
        var records = RecordBatch((0..<200).map { _ in RoundTripTests.random(&source) })
        records.extensions = (0..<200).map { $0 % 3 == 0 ? [(name: "plot", value: "地块\($0)")] : [] }
        let mapping = try compiled(list)
        var faults: [Fault] = []
        let rows = mapping.write(records, faults: &faults)
        var back = RecordBatch(mapping.record)
        mapping.read(rows, into: &back, faults: &faults)
        #expect(faults.isEmpty, "seed \(seed): \(faults.prefix(3))")
        #expect(back.count == 200)
        for column in records.columns.indices {
            #expect(back.columns[column].integers == records.columns[column].integers, "seed \(seed)")
            #expect(back.columns[column].text == records.columns[column].text, "seed \(seed)")
            #expect(back.columns[column].missing == records.columns[column].missing, "seed \(seed)")
        }
        #expect(back.extensions.map { $0.map(\.value) } == records.extensions.map { $0.map(\.value) })
    }

    @Test func theEdgesOfAWrittenDocumentProveItsRows() throws {
        var source = SplitMix64(seed: 3)
        let records = RecordBatch((0..<40).map { _ in RoundTripTests.random(&source) })
        var head = ApprovedListHead()
        (head.project, head.period, head.approvalNumber, head.county) = ("2130135", "2026", "12号", "159901")
        let mapping = try compiled(list)
        var faults: [Fault] = []
        let rows = mapping.write(records, faults: &faults)
        let edges = mapping.writeEdges(head: RecordBatch([head]), records: records, faults: &faults)
        var tally = mapping.newTally()
        mapping.add(rows, &tally)
        #expect(mapping.check(tally, header: edges.header, trailer: edges.trailer).isEmpty)
        #expect(edges.trailer?.string(0, 0) == "T")
        let read = mapping.readHead(header: edges.header, trailer: edges.trailer, parameters: [:], faults: &faults)
        #expect(read?.records(ApprovedListHead.self).first?.count == 40)
        #expect(faults.isEmpty)
        mapping.add(rows, &tally)
        #expect(mapping.check(tally, header: edges.header, trailer: edges.trailer).count == 4)
    }
}
