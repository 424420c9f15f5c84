import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What a bank says of a line")
struct OutcomeTests {
    private static let paper = ListPaper([ListRow(Citizen(1))])

    @Test(
        "a code that tells nothing certain leaves the line unknown, never failed", .article("IM-20.3"),
        arguments: ["3051", "7777", "3999"])
    func uncertain(_ code: String) throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "F", code)
            #expect(try world.text("SELECT state FROM attempt") == "unknown")
            #expect(try world.number("SELECT COUNT(*) FROM failure") == 0)
            #expect(try world.number("SELECT open_fen FROM claim") == 10_000)
        }
    }

    @Test("a line that the bank still works on stays open", .article("IM-20.3"))
    func pending() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "W", "6051")
            #expect(try world.text("SELECT state FROM attempt") == "pending")
            #expect(try world.number("SELECT open_fen FROM claim") == 10_000)
        }
    }

    @Test("a line that was paid short is not paid in full")
    func short() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000", fen: 9_000)
            #expect(try world.text("SELECT state FROM attempt") == "shortPaid")
            #expect(try world.number("SELECT paid_fen FROM claim") == 9_000)
        }
    }

    @Test("a failed line gets its class, its owner and its clock", .article("IM-20.3", "IM-21.1a", "NX-10.1"))
    func failed() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "F", "3018")
            #expect(try world.rows("SELECT class, owner FROM failure") == [[.text("A"), .text("township")]])
            let clocks = try world.engine.clocks(now: world.now)
            #expect(clocks.contains { $0.reading.clock == .accountChange })
            #expect(try world.number("SELECT open_fen + paid_fen FROM claim") == 0)
        }
    }

    @Test(
        "lines that a bank merged by their account are no overpayment: each waits for its own word",
        .article("NX-8.2", "IM-20.3"))
    func merged() throws {
        try withGateway { world in
            _ = try world.sent(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2), payee: Citizen(1))]))
            let serials = try world.rows("SELECT serial FROM attempt ORDER BY id").map { $0[0].text ?? "" }
            let account = Citizen(1).account
            world.bank.offer(
                .batchResult, "res_1.txt", Paper.results([(serials[0], account, 20_000, "S", "0000")]))
            try world.run()
            #expect(try world.rows("SELECT DISTINCT state FROM attempt") == [[.text("unknown")]])
            #expect(try world.rows("SELECT kind, state FROM suspense") == [[.text("mergedLines"), .text("open")]])
            #expect(try world.number("SELECT COUNT(*) FROM recovery") == 0)
            world.bank.offer(
                .batchResult, "res_2.txt",
                Paper.results([
                    (serials[0], account, 10_000, "S", "0000"), (serials[1], account, 10_000, "S", "0000"),
                ]))
            try world.run()
            #expect(try world.rows("SELECT DISTINCT state FROM attempt") == [[.text("paid")]])
            #expect(try world.number("SELECT SUM(paid_fen) FROM claim") == 20_000)
        }
    }

    @Test("a sum that is too large and nobody else's is an overpayment", .article("NX-10.3"))
    func tooMuch() throws {
        try withGateway { world in
            _ = try world.sent(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
            let serial = try world.text("SELECT MIN(serial) FROM attempt")
            world.bank.offer(
                .batchResult, "res_1.txt", Paper.results([(serial, Citizen(1).account, 20_000, "S", "0000")]))
            try world.run()
            #expect(try world.rows("SELECT amount_fen FROM recovery") == [[.integer(10_000)]])
        }
    }

    @Test("a success that comes after a failure is a payment, and the failure is over")
    func lateSuccess() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "F", "3018", name: "res_1.txt")
            try world.result(Citizen(1), "S", "0000", name: "res_2.txt")
            #expect(try world.text("SELECT state FROM attempt") == "paidLate")
            #expect(try world.text("SELECT state FROM failure") == "settled")
            #expect(try world.number("SELECT paid_fen FROM claim") == 10_000)
        }
    }

    @Test(
        "a success that comes after the reissue was paid is an overpayment and opens a recovery",
        .article("NX-10.1", "NX-10.3"))
    func overpaid() throws {
        try withGateway { world in
            let first = try world.reissued(Self.paper)
            let again = try world.text("SELECT serial FROM attempt WHERE ordinal = 2")
            world.bank.offer(
                .batchResult, "res_2.txt", Paper.results([(again, Citizen.card(50), 10_000, "S", "0000")]))
            world.bank.offer(
                .batchResult, "res_3.txt", Paper.results([(first, Citizen(1).account, 10_000, "S", "0000")]))
            try world.run()
            #expect(try world.state(ofAttempt: first) == "overpaid")
            #expect(try world.state(ofAttempt: again) == "paid")
            #expect(
                try world.rows("SELECT amount_fen, article FROM recovery") == [[.integer(10_000), .text("NX-10.3")]])
            #expect(try world.number("SELECT paid_fen FROM claim") == 10_000)
        }
    }

    @Test("money that came back is a failure again, with the claim unpaid", .article("IM-20.3"))
    func lateReturn() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000")
            world.bank.offer(
                .batchReturn, "ret_1.txt", Paper.returned(try world.serial(Citizen(1)), Citizen(1).account, 10_000))
            try world.run()
            #expect(try world.text("SELECT state FROM attempt") == "lateReturned")
            #expect(try world.number("SELECT paid_fen FROM claim") == 0)
            #expect(try world.text("SELECT state FROM failure") == "open")
        }
    }

    @Test("money that comes back before anybody said that it was paid waits for that word", .article("IM-20.3"))
    func earlyReturn() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            world.bank.offer(
                .batchReturn, "ret_1.txt", Paper.returned(try world.serial(Citizen(1)), Citizen(1).account, 10_000))
            try world.run()
            #expect(try world.text("SELECT reason FROM document WHERE name = 'ret_1.txt'") == "return.early")
            #expect(try world.text("SELECT state FROM attempt") == "instructed")
            try world.result(Citizen(1), "S", "0000")
            #expect(try world.text("SELECT state FROM document WHERE name = 'ret_1.txt'") == "promoted")
            #expect(try world.text("SELECT state FROM attempt") == "lateReturned")
            #expect(try world.number("SELECT paid_fen FROM claim") == 0)
            #expect(try world.text("SELECT state FROM suspense WHERE kind = 'document'") == "resolved")
        }
    }

    @Test("the same word again changes nothing")
    func repeated() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            let moves = try world.number("SELECT COUNT(*) FROM event WHERE machine = 'attempt'")
            try world.result(Citizen(1), "S", "0000", name: "res_2.txt")
            #expect(try world.number("SELECT COUNT(*) FROM event WHERE machine = 'attempt'") == moves)
            #expect(try world.number("SELECT COUNT(*) FROM suspense") == 0)
        }
    }

    @Test("a line that was paid and is then said to have failed goes to suspense")
    func contradiction() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(1), "F", "3018", name: "res_2.txt")
            #expect(try world.text("SELECT state FROM attempt") == "paid")
            #expect(try world.rows("SELECT kind, state FROM suspense") == [[.text("outcome"), .text("open")]])
        }
    }

    @Test("of two words about one line in one file the second is judged by the first", arguments: ["S", "F"])
    func twoWords(_ flag: String) throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            let serial = try world.serial(Citizen(1))
            let rows = [("S", "0000"), (flag, flag == "S" ? "0000" : "3018")].map { flag, code in
                (serial, Citizen(1).account, Int64(10_000), flag, code)
            }
            world.bank.offer(.batchResult, "res_1.txt", Paper.results(rows))
            try world.run()
            #expect(try world.text("SELECT state FROM attempt") == "paid")
            #expect(try world.number("SELECT COUNT(*) FROM event WHERE machine = 'attempt' AND event = 'pay'") == 1)
            #expect(try world.number("SELECT paid_fen FROM claim") == 10_000)
            #expect(try world.number("SELECT COUNT(*) FROM suspense WHERE kind = 'outcome'") == (flag == "S" ? 0 : 1))
        }
    }

    @Test("a result file whose origin is not proved moves no money", arguments: [Arrival.Proof.none, .broken])
    func unproved(_ proof: Arrival.Proof) throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000", proof: proof)
            #expect(try world.text("SELECT state FROM attempt") == "instructed")
            #expect(try world.text("SELECT state FROM document WHERE name = 'res_1.txt'") == "quarantined")
        }
    }

    @Test("lines that the treasury pays itself take its word for each", .article("NX-8.3", "NX-9.4", "NX-10.1"))
    func treasuryDirect() throws {
        try withGateway { world in
            var paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])
            paper.county = GatewayWorld.ningxia
            let flow = try world.ordered(paper)
            let serials = try world.rows("SELECT serial FROM attempt ORDER BY id").map { $0[0].text ?? "" }
            let rows = zip(serials, [("0000", "100.00"), ("3018", "0.00")]).enumerated().map { index, line in
                """
                {"tracking_id":"\(line.0)","payee_acct_name":"x","payee_acct_no":"\(Citizen(index + 1).account)",\
                "pay_amt":"100.00","xpay_amt":"\(line.1.1)","bank_serial":"1","ret_code":"\(line.1.0)","add_word":"",\
                "xpay_date":"20260312"}
                """
            }
            world.books.change { books in
                books.details[flow.number] = rows.joined(separator: ",")
                books.requests[flow.number] = ("3", "200.00", "100.00")
            }
            for _ in 0..<2 {
                world.wait(hours: 1)
                try world.run()
            }
            #expect(try world.rows("SELECT state FROM attempt ORDER BY id") == [[.text("paid")], [.text("failed")]])
            #expect(try world.text("SELECT owner FROM failure") == "department")
        }
    }

    @Test("of an order whose every line failed between two looks the treasury has all money back", .article("NX-10.1"))
    func allReturned() throws {
        try withGateway { world in
            var paper = ListPaper([ListRow(Citizen(1))])
            paper.county = GatewayWorld.ningxia
            let flow = try world.ordered(paper)
            let serial = try world.text("SELECT serial FROM attempt")
            world.books.change { books in
                books.details[flow.number] = """
                    {"tracking_id":"\(serial)","payee_acct_name":"x","payee_acct_no":"\(Citizen(1).account)",\
                    "pay_amt":"100.00","xpay_amt":"0.00","bank_serial":"1","ret_code":"3018","add_word":"",\
                    "xpay_date":"20260312"}
                    """
                books.requests[flow.number] = ("8", "100.00", "0.00")
            }
            for _ in 1...3 {
                world.wait(hours: 1)
                try world.run()
            }
            #expect(try world.text("SELECT state FROM payment_order") == "returned")
            #expect(try world.text("SELECT state FROM attempt") == "failed")
            #expect(try world.number("SELECT COUNT(*) FROM suspense") == 0)
            #expect(try world.number("SELECT COUNT(*) FROM failure WHERE state = 'open'") == 1)
        }
    }

    @Test("a line of one bank's batch is not settled by another bank's file")
    func wrongBank() throws {
        try withGateway(adjust: { configuration in
            configuration.connections["bank-b"] = configuration.connections["bank-a"]
            configuration.connections["bank-b"]?.name = "bank-b"
            configuration.counties[0].routes["batch.result"] = ["bank-b"]
        }) { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000")
            #expect(try world.text("SELECT state FROM attempt") == "instructed")
            #expect(try world.text("SELECT kind FROM suspense") == "wrongBank")
        }
    }

    @Test("results go into the list as due, paid and unpaid, to the fen", .article("IM-33.2"))
    func feed() throws {
        try withGateway { world in
            let flow = try world.settled()
            let results = try world.store.read { c in try world.engine.results(of: flow.list, c) }
            #expect(results.lines.map(\.outcome) == ["paid", "unpaid", "unpaid"])
            #expect(
                [results.head.sum, results.head.paid, results.head.unpaid]
                    == [30_000, 10_000, 20_000].map(Money.init(fen:)))
        }
    }

    @Test("results that become again what they were go back under a number of their own", .article("IM-33.2"))
    func fedBackAgain() throws {
        try withGateway(adjust: { configuration in
            configuration.connections["dept"]?.mappings["result.feed"] = "department/result.json"
        }) { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            world.wait(days: 1)
            try world.run()
            world.bank.offer(
                .batchReturn, "ret_1.txt", Paper.returned(try world.serial(Citizen(1)), Citizen(1).account, 10_000))
            world.wait(days: 1)
            try world.run()
            world.wait(days: 1)
            try world.run()
            try world.result(Citizen(1), "S", "0000", name: "res_2.txt")
            world.wait(days: 1)
            try world.run()
            #expect(try world.text("SELECT state FROM attempt") == "paidLate")
            #expect(Set(world.office.sent(.resultFeed).map(\.number)).count == 3)
        }
    }
}
