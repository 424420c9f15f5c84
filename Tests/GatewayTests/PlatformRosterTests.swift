import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Rosters that a platform makes")
struct PlatformRosterTests {
    @Test(
        "a roster with a row that cannot be taken in is made when the platform has corrected or stopped that row, not without it",
        .article("IM-29.1"), arguments: ["corrected", "stopped"])
    func unfitRow(_ how: String) throws {
        try withPlatform { world in
            var unfit = PlatformPaper("NEW", [1, 2])
            unfit.rows[0].amount = "900.00"
            try world.hear(unfit)
            let word = try world.word()
            #expect(word.state == "objected" && word.values["reason"] == "roster.rows")
            #expect(try world.engine.platformFindings(word: word.id).map { $0.values["row"] } == ["1"])
            #expect(
                try world.text("SELECT code FROM reject WHERE document = (SELECT MAX(document) FROM platform_word)")
                    == "amount.beyondTolerance")
            #expect(try world.number("SELECT COUNT(*) FROM roster") == 0)
            #expect(try world.number("SELECT COUNT(*) FROM claim") == 0)
            if how == "corrected" { unfit.rows[0].amount = "100.00" } else { unfit.rows[0].state = "已停发" }
            unfit.version = 2
            try world.hear(unfit)
            #expect(try world.engine.platformWords().map(\.state) == ["superseded", "mirrored"])
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == (how == "corrected" ? 20_000 : 10_000))
        }
    }

    @Test(
        "where the platform's check has become too old, the register is asked here and its answer decides",
        .article("IM-29.1", "IM-16.1a"))
    func expiredCheck() throws {
        try withPlatform { world in
            try world.hear(PlatformPaper("PUBLICISED", [1, 2]))
            #expect(try world.rosterState() == "publicityClosed")
            world.wait(days: 31)
            #expect(world.police.sent(.identityVerify).isEmpty)
            world.platform.next(
                .rosterPull, .done(Evidence(answer: PlatformPaper("SIGNED", [1, 2], version: 2).bytes)))
            world.wait(hours: 1)
            try world.run()
            #expect(world.police.sent(.identityVerify).count == 1)
            world.wait(hours: 1)
            try world.run()
            #expect(try world.rosterState() == "signed")
            #expect(try world.word().state == "mirrored")
        }
    }

    @Test(
        "what spoke against a row was ours to mend: the roster is made on the next day, and nobody can accept it before",
        .article("IM-29.1"))
    func mendedHere() throws {
        try withPlatform { world in
            var paper = PlatformPaper("NEW", [1])
            paper.rows[0].amount = "900.00"
            try world.hear(paper)
            let word = ["word": String(try world.word().id), "explanation": "标准已调整", "evidence": "文件"]
            try world.act(.explainWord, word, as: "nx.financeMaker")
            #expect(refusal { try world.act(.acceptWord, word, as: "nx.financeChecker") } == "word.noRoster")
            try world.act(.rejectWord, word, as: "nx.financeChecker")
            let place = "catalogue/demo.yaml"
            let standard = "standard: {rate: \"100\", per: 人"
            let raised = try Released.text(place, [standard: standard.replacing("100", with: "900")])
            try world.release(try Beside.files(Beside.whole).merging([place: raised]) { $1 })
            world.wait(days: 1)
            try world.run()
            #expect(try world.word().state == "mirrored")
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 90_000)
            #expect(try world.number("SELECT COUNT(*) FROM reject") == 0)
        }
    }

    @Test(
        "two rosters of one approval are two, also where the second could not be made at first", .article("IM-3.1"))
    func sameApproval() throws {
        try withPlatform { world in
            try world.hear(PlatformPaper("NEW", [1]))
            var second = PlatformPaper("NEW", [2])
            second.number = "R2"
            second.rows[0].amount = "900.00"
            try world.hear(second)
            #expect(try world.word().values["reason"] == "roster.rows")
            second.version = 2
            second.rows[0].amount = "100.00"
            try world.hear(second)
            #expect(try world.word().state == "mirrored")
            #expect(try world.number("SELECT COUNT(*) FROM roster") == 2)
        }
    }

    @Test(
        "what the register told us of somebody stands against the platform's word, also when it begins anew",
        .article("IM-29.1", "IM-16.1b"))
    func registerBefore() throws {
        try withPlatform { world in
            try world.hear(PlatformPaper("PUBLICISED", [1, 2]))
            world.wait(days: 31)
            world.books.change { $0.identity[Citizen(1).id] = .some(nil) }
            try world.hear(PlatformPaper("SIGNED", [1, 2], version: 2))
            #expect(try world.rosterState() == "publicityClosed")
            #expect(try world.word().values["reason"] == "alert.red")
            var stopped = PlatformPaper("SIGNED", [1, 2], version: 3)
            stopped.rows[1].state = "已停发"
            try world.hear(stopped)
            #expect(try world.rosterState() != "signed")
            #expect(try world.word().values["reason"] == "alert.red")
            #expect(
                try world.text("SELECT verdict FROM roster_line WHERE state = 'payable' ORDER BY id LIMIT 1")
                    == "notFound")
        }
    }

    @Test(
        "while the register is asked the word waits; an asking that was refused is repeated on the next day",
        .article("IM-29.1", "IM-16.1a"))
    func refusedAsking() throws {
        try withPlatform { world in
            try world.hear(PlatformPaper("PUBLICISED", [1]))
            world.wait(days: 31)
            world.police.next(.identityVerify, .refused(Refusal("police.closed", "未授权")))
            try world.hear(PlatformPaper("SIGNED", [1], version: 2))
            #expect(world.police.sent(.identityVerify).count == 1)
            #expect(try world.rosterState() == "publicityClosed")
            try world.run()
            #expect(world.police.sent(.identityVerify).count == 1)
            world.wait(days: 1)
            try world.run()
            #expect(world.police.sent(.identityVerify).count == 2)
            #expect(try world.rosterState() == "signed")
        }
    }

    @Test("a roster of which every line was stopped ends, and its clocks with it", .article("IM-29.1"))
    func allStopped() throws {
        try withPlatform { world in
            try world.hear(PlatformPaper("ISSUED", [1]))
            try world.hear(PlatformPaper("ISSUED", [1], version: 2, state: "已停发"))
            #expect(try world.rosterState() == "ended")
            #expect(try world.word().state == "mirrored")
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 0)
        }
    }

    @Test("what one word meets stops nothing else", .article("IM-29.1"))
    func oneBank() throws {
        try withGateway(
            files: try Beside.files(Beside.whole),
            adjust: { configuration in
                Beside.adjust(&configuration)
                configuration.connections["bank-a"]?.mappings["account.verify"] = nil
            }
        ) { world in
            try world.hear(PlatformPaper("PUBLICISED", [1]))
            world.wait(days: 61)
            try world.hear(PlatformPaper("SIGNED", [1], version: 2))
            #expect(try world.engine.run(now: world.now).remarks.contains { $0.contains("暂不能照录") })
            var second = PlatformPaper("NEW", [2])
            (second.number, second.approval) = ("R2", "宁民发〔2026〕2号")
            try world.hear(second)
            #expect(try world.number("SELECT COUNT(*) FROM roster") == 2)
        }
    }
}
