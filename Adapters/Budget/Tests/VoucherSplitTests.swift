import Subsidy
import TestSupport
import Testing

@Suite struct VoucherSplitTests {
    private let head = {
        var head = VoucherHead()
        (head.number, head.originalNumber, head.amount) = ("原", "10100111000002", Money(fen: 1))
        return head
    }()

    private func lines(_ count: Int) -> [VoucherLine] {
        (0..<count).map { index in
            var line = VoucherLine()
            line.serial = "F\(index)"
            line.amount = Money(fen: Int64(index) * 7 + 1)
            return line
        }
    }

    private func split(_ lines: [VoucherLine], most: Int = VoucherSplit.most) throws(VoucherSplit.Refusal) -> [(
        head: VoucherHead, lines: [VoucherLine]
    )] {
        try VoucherSplit.documents(of: lines, under: head, most: most) { "N\($0)" }
    }

    @Test(
        "陷阱：8207 一份最多 499 笔，500 笔拆成 499 笔和 1 笔",
        arguments: [
            (0, []), (1, [1]), (498, [498]), (499, [499]), (500, [499, 1]), (998, [499, 499]), (999, [499, 499, 1]),
            (1500, [499, 499, 499, 3]),
        ]) func fiveHundredLinesAreTwoDocuments(count: Int, sizes: [Int]) throws
    {
        let documents = try split(lines(count))
        #expect(documents.map(\.lines.count) == sizes)
        #expect(documents.map(\.head.number) == sizes.indices.map { "N\($0)" })
    }

    @Test func eachDocumentHasItsOwnSumAndAllOfThemHaveEveryLineOnce() throws {
        let all = lines(1234)
        let documents = try split(all)
        for document in documents {
            #expect(document.head.amount == document.lines.reduce(Money.zero) { $0 + ($1.amount ?? .zero) })
            #expect(document.head.originalNumber == "10100111000002")
        }
        #expect(documents.flatMap(\.lines).map(\.serial) == all.map(\.serial))
        let total = documents.reduce(Money.zero) { $0 + ($1.head.amount ?? .zero) }
        #expect(total == all.reduce(Money.zero) { $0 + ($1.amount ?? .zero) })
    }

    @Test(arguments: [1, 2, 3, 250, 499] as [UInt64]) func anyNumberOfLinesIsCutWithoutLoss(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let count = Int.random(in: 0...700, using: &random)
        let most = Int.random(in: 1...60, using: &random)
        let documents = try split(lines(count), most: most)
        #expect(documents.allSatisfy { (1...most).contains($0.lines.count) })
        #expect(documents.dropLast().allSatisfy { $0.lines.count == most })
        #expect(documents.flatMap(\.lines).map(\.serial) == lines(count).map(\.serial))
    }

    @Test func theSamePayeeTwiceIsTwoLines() throws {
        var both = lines(2)
        for index in both.indices { both[index].payeeAccount = "6299993100000000017" }
        #expect(try split(both).map(\.lines.count) == [2])
    }

    @Test func aSerialThatComesTwiceStopsEverything() {
        var twice = lines(501)
        twice[500].serial = "F3"
        #expect(throws: VoucherSplit.Refusal.serial(line: 500)) { try split(twice) }
        twice[500].serial = ""
        #expect(throws: VoucherSplit.Refusal.serial(line: 500)) { try split(twice) }
    }

    @Test(arguments: [nil, 0, -1] as [Int64?]) func anAmountThatIsNotMoreThanNothingStopsEverything(fen: Int64?) {
        var wrong = lines(3)
        wrong[1].amount = fen.map(Money.init(fen:))
        #expect(throws: VoucherSplit.Refusal.amount(line: 1)) { try split(wrong) }
    }

    @Test func aSumBeyondMoneyStopsEverything() {
        var much = lines(2)
        for index in much.indices { much[index].amount = Money(fen: Int64.max / 2 + 1) }
        #expect(throws: VoucherSplit.Refusal.sum) { try split(much) }
    }

    @Test func twoDocumentsWithOneNumberAreNotMade() {
        #expect(throws: VoucherSplit.Refusal.number(document: 1)) {
            try VoucherSplit.documents(of: lines(500), under: head) { _ in "N" }
        }
        #expect(throws: VoucherSplit.Refusal.number(document: 0)) {
            try VoucherSplit.documents(of: lines(1), under: head) { _ in "" }
        }
    }
}
