import Foundation
import TestSupport
import Testing

@testable import Sandbox

/// A batch to each bank, and a fortnight of what the banks do with it.
@Suite struct StoryTests {
    private static let roles = [
        "a": [
            "closedAtPay", "shortPaid", "unknownCode", "lateReturned", "pendingAtPay", "fourByteName", "dotVariant",
            "nameMismatch",
        ],
        "b": ["dormantAtPay", "nameMismatchAtPay", "lateSuccess"],
    ]

    private func withStory(_ body: (Counterparts) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let folders = SandboxFolders(root: folder)
            try folders.make()
            let county = FolderDrop(root: folders.county)
            try body(Counterparts(world: World(size: .small), folders: folders, county: county))
        }
    }

    private func citizens(_ strangers: Counterparts, _ bank: String) throws -> [Citizen] {
        try (Self.roles[bank] ?? []).map { role in
            try #require(strangers.world.player(role))
        }
    }

    /// Bank a's batch of one amount for each of its cast; `off` spoils the header's sum.
    private func sendA(_ strangers: Counterparts, _ name: String, off: Int64 = 0, key: String? = nil) throws {
        let people = try citizens(strangers, "a")
        var text = "PO|\(people.count)|\(Int64(people.count) * 10_050 + off)\r\n"
        for (index, person) in people.enumerated() {
            text += "S\(index)|\(person.account)|\(person.name)|313191000011|示范商业银行|10050|补贴|\r\n"
        }
        let bytes = try #require(LegacyText.gb18030.encode(text + "########\r\n"))
        let key = key ?? strangers.world.secrets.bankA
        let folder = strangers.folders.bankA.appending(path: "in")
        DropFolder.put(folder, name, bytes)
        DropFolder.put(folder, name + ".ok", Array(SandboxCrypto.hmacSM3(Array(key.utf8), bytes).hex.utf8))
    }

    private func sendB(_ strangers: Counterparts, _ name: String) throws {
        let dialect = FixedDialect()
        let lines = try citizens(strangers, "b").enumerated().map { index, person in
            BatchLine(serial: "T\(index)", account: person.account, name: person.name, amountFen: 10_050)
        }
        let account = try #require(strangers.world.accounts.account(bank: "b")).number
        let answers = lines.map { line in
            LineAnswer(line: line, state: .paid, amountFen: 10_050, bankSerial: "", code: "", reason: "", at: 0)
        }
        // The same layout both ways: the status of a line is a space on its way in.
        var bytes = dialect.results(answers, of: BatchFile(lines: []), agency: account)
        for index in lines.indices { bytes[101 * (index + 1) + 65] = UInt8(ascii: " ") }
        let folder = strangers.folders.bankB.appending(path: "in")
        DropFolder.put(folder, name, bytes)
        let mac = SandboxCrypto.hmacSM3(Array(strangers.world.secrets.bankB.utf8), bytes).hex
        DropFolder.put(folder, name + ".done", Array(mac.utf8))
    }

    private func fund(_ strangers: Counterparts) {
        for account in strangers.world.accounts.accounts {
            strangers.world.accounts.credit(
                account.number, amountFen: 200_000, reference: "PR-\(account.bank)", at: World.start)
        }
    }

    private func at(_ day: Int64, _ hour: Int64) -> Int64 { CivilDay(2026, 3, day).at(hour) }

    private func text(_ folder: URL, _ name: String, _ encoding: LegacyText = .gb18030) throws -> String {
        try #require(encoding.decode([UInt8](try Data(contentsOf: folder.appending(path: name)))))
    }

    @Test func theBanksAnswerAsTheStoryHasIt() throws {
        try withStory { strangers in
            fund(strangers)
            try sendA(strangers, "req_20260302_001.txt")
            try sendB(strangers, "DF20260302001")
            _ = strangers.advance(to: at(3, 10))
            let out = strangers.folders.bankA.appending(path: "out")
            let first = try text(out, "res_20260303_001.txt").components(separatedBy: "\r\n")
            #expect(first[0] == "P|8|80300|5|50150")
            let flags = first[1...8].map { $0.components(separatedBy: "|")[5...6].joined(separator: " ") }
            #expect(
                flags == ["F 3018", "S 0000", "F 7777", "S 0000", "W 6051", "S 0000", "S 0000", "S 0000"])
            // The rest is visible while it is being written, without marker; the next call finishes it.
            _ = strangers.advance(to: at(4, 10))
            let marker = out.appending(path: "res_20260304_001.txt.chk").path
            #expect(FileManager.default.fileExists(atPath: out.appending(path: "res_20260304_001.txt").path))
            #expect(!FileManager.default.fileExists(atPath: marker))
            _ = strangers.advance(to: at(4, 11))
            #expect(FileManager.default.fileExists(atPath: marker))
            #expect(try text(out, "res_20260304_001.txt").contains("ZX2026030100000001"))
            _ = strangers.advance(to: at(5, 10))
            #expect(try text(out, "ret_20260305_001.txt").contains("20260302|001|S3|"))
            let late = try text(strangers.folders.county.appending(path: "banks/b"), "RS20260304001", .gbk)
            #expect(late.split(separator: "\n").count == 2 && late.contains("0000   "))
        }
    }

    @Test func allMoneyInTruthAddsUp() throws {
        try withStory { strangers in
            fund(strangers)
            try sendA(strangers, "req_20260302_001.txt")
            try sendB(strangers, "DF20260302001")
            _ = strangers.advance(to: at(20, 19))
            for bank in strangers.truth().banks {
                let paid = bank.instructions.reduce(0) { $0 + $1.paidFen }
                let returned = bank.instructions.reduce(0) { $0 + $1.returnedFen }
                #expect(bank.debitedFen == paid)
                #expect(bank.creditedFen == 200_000 + returned + 321)
                #expect(bank.balanceFen == bank.creditedFen - bank.debitedFen)
                #expect(bank.instructions.allSatisfy { $0.timesExecuted <= 1 && $0.state != "waiting" })
            }
            #expect(strangers.truth().banks[0].instructions.map(\.paidFen).reduce(0, +) == 60_200)
        }
    }

    @Test func statementsJoinWithoutAGap() throws {
        try withStory { strangers in
            fund(strangers)
            try sendA(strangers, "req_20260302_001.txt")
            _ = strangers.advance(to: at(20, 19))
            let out = strangers.folders.bankA.appending(path: "out")
            let names = try FileManager.default.contentsOfDirectory(atPath: out.path)
                .filter { $0.hasPrefix("stm_") && $0.hasSuffix(".txt") }.sorted()
            var balance: Int64 = 0
            var from = CivilDay(2026, 3, 2)
            for name in names {
                let rows = try text(out, name).components(separatedBy: "\r\n").map { $0.components(separatedBy: "|") }
                #expect(rows[0][1] == from.text && fen(rows[0][3]) == balance)
                for row in rows.dropFirst() where row.count == 10 {
                    balance += (row[7] == "C" ? 1 : -1) * (fen(row[2]) ?? 0)
                    #expect(fen(row[3]) == balance)
                }
                #expect(fen(rows[0][4]) == balance)
                from = try #require(CivilDay(rows[0][2])).adding(1)
            }
            #expect(names.count == 15 && balance == strangers.truth().banks[0].balanceFen)
        }
    }

    @Test func aBatchWithAWrongSumMovesNoMoney() throws {
        try withStory { strangers in
            fund(strangers)
            try sendA(strangers, "req_20260302_001.txt", off: 1)
            try sendA(strangers, "req_20260302_002.txt", key: "another key")
            _ = strangers.advance(to: at(6, 19))
            let bank = strangers.truth().banks[0]
            #expect(
                bank.refused == [
                    RefusedFile(file: "req_20260302_001.txt", reason: "sum"),
                    RefusedFile(file: "req_20260302_002.txt", reason: "mac"),
                ])
            #expect(bank.instructions.isEmpty && bank.debitedFen == 0 && bank.balanceFen == 200_000)
        }
    }

    @Test func aLineSentAgainIsNotPaidAgain() throws {
        try withStory { strangers in
            fund(strangers)
            try sendA(strangers, "req_20260302_001.txt")
            _ = strangers.advance(to: at(6, 19))
            try sendA(strangers, "req_20260302_001.txt")
            try sendA(strangers, "req_20260306_002.txt")
            _ = strangers.advance(to: at(10, 19))
            let bank = strangers.truth().banks[0]
            #expect(bank.batches == ["req_20260302_001", "req_20260306_002"])
            // A line that moved no money the first time may be paid now; no line moves money twice.
            #expect(bank.instructions.allSatisfy { $0.timesExecuted <= 1 && $0.paidFen <= $0.amountFen })
            #expect(bank.instructions.first { $0.serial == "S1" }?.state == "shortPaid")
        }
    }

    @Test func aBatchWaitsForItsMoney() throws {
        try withStory { strangers in
            try sendA(strangers, "req_20260302_001.txt")
            _ = strangers.advance(to: at(4, 19))
            #expect(strangers.truth().banks[0].debitedFen == 0)
            fund(strangers)
            _ = strangers.advance(to: at(5, 10))
            #expect(strangers.truth().banks[0].debitedFen == 50_150)
        }
    }

    @Test func sheWhoDiedBeforeHerPaymentIsInTheNextFeed() throws {
        try withStory { strangers in
            let world = strangers.world
            let person = try #require(world.player("diedBeforePay"))
            fund(strangers)
            let line = "D1|\(person.account)|\(person.name)|313191000011|示范商业银行|100|补贴|\r\n"
            let bytes = try #require(LegacyText.gb18030.encode("PO|1|100\r\n\(line)########\r\n"))
            let folder = strangers.folders.bankA.appending(path: "in")
            DropFolder.put(folder, "req_20260302_001.txt", bytes)
            let mac = SandboxCrypto.hmacSM3(Array(world.secrets.bankA.utf8), bytes).hex
            DropFolder.put(folder, "req_20260302_001.txt.ok", Array(mac.utf8))
            _ = strangers.advance(to: at(3, 19))
            #expect(world.citizen(person.id)?.deathDate == nil)
            _ = strangers.advance(to: at(4, 8))
            let feed = try text(strangers.folders.county.appending(path: "civil"), "HH_20260304.txt")
            #expect(feed.contains("\(person.id)|") && feed.contains("|20260301|20260302090000"))
        }
    }
}
