import TestSupport
import Testing

@testable import Sandbox

/// What a bank asks about a customer, and what it takes for an answer.
@Suite struct BankHistoryTests {
    private let questions = [
        HistoryQuestion(serial: "L1", consent: "SQ4021", id: Samples.ids[0], name: Samples.names[0], purpose: "DK"),
        HistoryQuestion(serial: "L2", consent: "SQ4022", id: Samples.ids[1], name: Samples.names[1], purpose: "SX"),
    ]

    @Test func itsQuestionIsTheSample() throws {
        let bytes = DelimitedDialect().historyQuestions(questions, number: "LS20260401001")
        #expect(try bytes == Fixtures.bytes("bank/history/LS_20260401_001.txt"))
    }

    @Test func itReadsTheSampleAnswer() throws {
        let answers = try DelimitedDialect().readHistory(Fixtures.bytes("bank/history/LD_3021.txt"))
        #expect(
            answers == [
                HistoryAnswer(serial: "L1", code: "00", project: "耕地地力保护补贴", credits: 2, sumFen: 129_152),
                HistoryAnswer(serial: "L1", code: "00", project: "其他补贴", credits: 1, sumFen: 10_000),
                HistoryAnswer(serial: "L2", code: "10", project: "", credits: nil, sumFen: nil),
            ])
    }

    @Test(arguments: [
        ("A|1|", "A|2|", "count"), ("A|1|", "B|1|", "header"), ("########\r\n", "", "trailer"),
        ("|10|||||", "|10|某项目||||", "columns"), ("|10|||||", "|10||||", "columns"),
    ])
    func itRefuses(part: String, changed: String, reason: String) throws {
        let text = "A|1|LS1|20260401100000\r\nL1|10|||||\r\n########\r\n"
        #expect(try DelimitedDialect().readHistory(Array(text.utf8)).count == 1)
        let file = Array(text.replacing(part, with: changed).utf8)
        #expect(throws: FileRefusal(reason)) { try DelimitedDialect().readHistory(file) }
    }
}
