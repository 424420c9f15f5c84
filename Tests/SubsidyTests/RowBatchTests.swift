import Subsidy
import TestSupport
import Testing

@Suite struct RowBatchTests {
    @Test func cellsAreSlicesInTheirRowsAndColumns() {
        var batch = RowBatch(columns: 3)
        for (row, cells) in [["a", "", "马六"], ["", "bc", ""]].enumerated() {
            for cell in cells { batch.cell(cell.utf8) }
            batch.end(row: row + 7, range: row * 10..<row * 10 + 9)
        }
        #expect(batch.count == 2)
        #expect((0..<3).map { batch.string(0, $0) } == ["a", "", "马六"])
        #expect((0..<3).map { batch.string(1, $0) } == ["", "bc", ""])
        #expect(Array(batch[1, 1]) == Array("bc".utf8))
        #expect(batch.rows == [7, 8])
        #expect(batch.ranges == [0..<9, 10..<19])
    }

    @Test func anAbsentCellIsNotAnEmptyOne() {
        var batch = RowBatch(columns: 2)
        batch.cell("".utf8)
        batch.missing()
        batch.end(row: 1, range: 0..<1)
        #expect(!batch.isAbsent(0, 0) && batch.isAbsent(0, 1))
        #expect(batch[0, 0].isEmpty && batch[0, 1].isEmpty)
    }

    @Test(arguments: [51, 52, 53] as [UInt64])
    func abandonedRowsLeaveNoTrace(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let columns = Int.random(in: 1...6, using: &random)
        var batch = RowBatch(columns: columns)
        var kept: [[String?]] = []
        for row in 1...300 {
            let cells: [String?] = (0..<columns).map { _ in
                switch Int.random(in: 0...3, using: &random) {
                case 0: nil
                case 1: ""
                default: String(random.next(), radix: 36)
                }
            }
            let whole = Bool.random(using: &random)
            let given = whole ? columns : Int.random(in: 0...columns, using: &random)
            for cell in cells.prefix(given) {
                if let cell { batch.cell(cell.utf8) } else { batch.missing() }
            }
            if whole {
                batch.end(row: row, range: row..<row + 1)
                kept.append(cells)
            } else {
                batch.abandon()
            }
        }
        let read = (0..<batch.count).map { row in
            (0..<columns).map { batch.isAbsent(row, $0) ? nil : batch.string(row, $0) }
        }
        #expect(read == kept, "seed \(seed)")
        #expect(batch.text.count == kept.joined().reduce(0) { $0 + ($1?.utf8.count ?? 0) })
    }

    @Test func aBatchIsUsedAgainAfterItIsEmptied() {
        var batch = RowBatch(columns: 1)
        batch.cell("old".utf8)
        batch.end(row: 1, range: 0..<3)
        batch.removeAll()
        #expect(batch.isEmpty && batch.text.isEmpty && batch.rows.isEmpty && batch.ranges.isEmpty)
        batch.cell("new".utf8)
        batch.end(row: 2, range: 4..<7)
        #expect(batch.string(0, 0) == "new" && batch.rows == [2])
    }
}
