import TestSupport
import Testing

@testable import Sandbox

@Suite("treasury") struct RegistersTreasuryTests {
    let caller = RegisterCaller()

    private func post(_ body: JSONText) -> RegisterAnswer {
        caller.budget.answer(caller.budgetCall("POST", "/pay/applications", body.text))
    }

    private func get(_ path: String) -> RegisterAnswer {
        caller.budget.answer(caller.budgetCall("GET", "/pay/applications/" + path))
    }

    private var farmlandIndicator: String {
        get throws {
            try #require(
                caller.book?.indicators.first { $0.project == IndicatorBook.farmland && $0.isExecutable }
            ).id
        }
    }

    private func application(
        _ number: String, amount: String = "12345.67", indicator: String? = nil, account: String? = nil,
        details: [JSONText] = [], division: String = "159901000", count: Int? = nil
    ) -> JSONText {
        .members([
            "pay_app_no": .string(number), "mof_div_code": .string(division), "fiscal_year": "2026",
            "create_date": "20260302", "agency_code": "302001", "bgt_id": .string(indicator ?? ""),
            "pro_code": "", "pay_app_amt": .string(amount), "use_des": "高龄津贴发放", "pay_type_code": "1",
            "pay_bus_type_code": "9", "set_mode_code": "1", "payee_acct_name": "奈仁旗财政局一卡通代发户",
            "payee_acct_no": .string(account ?? caller.world.accounts.accounts[0].number),
            "payee_acct_bank_name": "草原银行", "detail_count": .string(String(count ?? max(1, details.count))),
            "roster_digest": "ab12", "audit_head": "cd34", "details": .list(details),
        ])
    }

    /// Lines of the seniors' list as an application carries them.
    private func seniors(_ caller: RegisterCaller) throws -> [JSONText] {
        let list = try #require(caller.world.lists.first { $0.project == "2080502" })
        return try list.lines.map { line in
            let payee = try #require(caller.world.citizen(line.payeeID))
            return .members([
                "tracking_id": .string("T\(line.serial)"), "payee_acct_name": .string(payee.accountHolder),
                "payee_acct_no": .string(payee.account), "payee_acct_bank_name": .string(line.bankName),
                "pay_amt": .string(yuan(line.amountFen)), "per_name": .string(line.beneficiaryName),
                "iden_no": .string(line.beneficiaryID), "village_name": .string(line.village), "pay_month": "03",
            ])
        }
    }

    @Test(.article("IM-19.2")) func firstAnswerIsLostAfterAcceptanceAndTheNumberIsNeverTakenTwice() throws {
        let body = application("PR1", indicator: try farmlandIndicator)
        try expectSample(Array(body.text.utf8), "budget/application.agency.request.json")
        let first = post(body)
        #expect(first.isLost)
        let again = post(body)
        #expect(!again.isLost)
        #expect(try again.value("code") == "1001")
        #expect(try again.value("data.status") == "1")
        try expectSample(again.body, "budget/application.again.response.json")
        #expect(try get("PR1").value("data.pay_app_id") == again.value("data.pay_app_id"))
        let truth = try #require(caller.treasury.truth().first)
        #expect(truth.timesCreated == 1)
        #expect(truth.timesPosted == 2)
        #expect(!post(application("PR2", indicator: try farmlandIndicator)).isLost)
    }

    @Test func allocationComesOnTheNextWorkingDayAtTwo() throws {
        // A Friday: the next working day is Monday.
        caller.world.clock.set(CivilDay(2026, 3, 6).at(10))
        _ = post(application("PR1", indicator: try farmlandIndicator))
        let account = caller.world.accounts.accounts[0].number
        #expect(caller.treasury.advance(now: CivilDay(2026, 3, 9).at(13, 59)).isEmpty)
        #expect(caller.world.accounts.balance(account) == 0)
        let said = caller.treasury.advance(now: CivilDay(2026, 3, 9).at(18))
        #expect(said == ["国库：支付申请PR1已拨付12345.67元至代发户"])
        #expect(caller.treasury.advance(now: CivilDay(2026, 3, 10).at(18)).isEmpty)
        let entry = try #require(caller.world.accounts.entries(account).first)
        #expect(caller.world.accounts.entries(account).count == 1)
        #expect(entry.amountFen == 1_234_567)
        #expect(entry.reference == "PR1")
        #expect(entry.at == CivilDay(2026, 3, 9).at(14))
        caller.world.clock.set(CivilDay(2026, 3, 9).at(18))
        #expect(try get("PR1").value("data.status_time") == "20260309140000")
        try expectSample(get("PR1").body, "budget/status.agency.response.json")
    }

    @Test(.article("NX-9.4")) func directPaymentPaysEveryLineButOneAndBringsTheIndicator() throws {
        let lines = try seniors(caller)
        let sum = try #require(caller.world.lists.first { $0.project == "2080502" }).sumFen
        let body = application("PN1", amount: yuan(sum), account: "", details: lines, division: "640199000")
        try expectSample(Array(body.text.utf8), "budget/application.direct.request.json")
        let accepted = post(body)
        #expect(!accepted.isLost)
        #expect(try accepted.value("data.bgt_id") == "")
        #expect(try get("PN1/details").rows("data.rows").isEmpty)
        _ = caller.treasury.advance(now: CivilDay(2026, 3, 3).at(14))
        caller.world.clock.set(CivilDay(2026, 3, 3).at(14))
        let status = get("PN1")
        #expect(try status.value("data.status") == "3")
        #expect(try status.value("data.pro_code") == "64019926332T000002502")
        #expect(try status.value("data.xpay_amt") == yuan(sum - 30_000))
        let rows = try get("PN1/details").rows("data.rows")
        #expect(rows.count == lines.count)
        #expect(rows.filter { $0["ret_code"] != "0000" }.map { $0["add_word"] } == ["账户已销户"])
        try expectSample(status.body, "budget/status.direct.response.json")
        try expectSample(get("PN1/details").body, "budget/details.response.json")
        #expect(caller.treasury.truth()[0].instructions.count { $0.timesExecuted == 1 } == lines.count - 1)
    }

    @Test func inTheFullWorldOneLineFailsAndItsNewAccountIsPaid() throws {
        let full = RegisterCaller(size: .full)
        let lines = try seniors(full)
        let sum = try #require(full.world.lists.first { $0.project == "2080502" }).sumFen
        let body = application("PN1", amount: yuan(sum), account: "", details: lines, division: "640199000")
        _ = full.treasury.post(Array(body.text.utf8))
        let note = try #require(full.world.casebook.first { $0.role == "treasuryFailed" })
        let again = JSONText.members([
            "tracking_id": "N1", "payee_acct_name": .string(note.name),
            "payee_acct_no": .string(try #require(note.newAccount)), "pay_amt": "300.00", "iden_no": .string(note.id),
        ])
        let second = application("PN2", amount: "300.00", account: "", details: [again], division: "640199000")
        _ = full.treasury.post(Array(second.text.utf8))
        _ = full.treasury.advance(now: CivilDay(2026, 3, 3).at(14))
        let truth = full.treasury.truth()
        #expect(truth[0].instructions.filter { $0.state == "failed" }.map(\.account) == [note.account])
        #expect(truth[1].status == "2")
    }

    @Test func aNumberNeverReceivedIsNotKnown() throws {
        #expect(try get("PX9").value("code") == "404")
        #expect(try get("PX9").value("data.status") == "0")
        try expectSample(get("PX9").body, "budget/status.unknown.response.json")
        #expect(try get("PX9/details").value("code") == "404")
    }

    @Test func whatTheOfficeCannotPayIsRejectedOnceAndForAll() throws {
        let good = try farmlandIndicator
        let book = try #require(caller.book)
        let deleted = try #require(book.indicators.first { $0.isDeleted }).id
        let frozen = try #require(book.indicators.first { !$0.isExecutable }).id
        let wrong: [(JSONText, String)] = [
            (application("R1", indicator: deleted), "指标不存在"),
            (application("R2", indicator: frozen), "指标不可执行"),
            (application("R3", amount: "9999999999.00", indicator: good), "指标余额不足"),
            (application("R4", indicator: good, account: "300199000000000099"), "收款账户不是已备案的代发户"),
            (application("R5", amount: "0.00", indicator: good), "pay_app_amt应为大于零的金额"),
            (application("R6", amount: "1.00", details: try seniors(caller)), "details合计与pay_app_amt不符"),
            (application("R7", details: try seniors(caller), count: 1), "details条数与detail_count不符"),
            (application("R8", indicator: good, division: "110101000"), "mof_div_code不存在"),
        ]
        for (body, message) in wrong {
            let answer = post(body)
            #expect(try answer.value("code") == "0")
            #expect(try answer.value("data.status") == "9")
            #expect(try answer.value("data.message") == message)
        }
        #expect(caller.treasury.advance(now: CivilDay(2026, 3, 5).at(14)).isEmpty)
        #expect(try post(wrong[0].0).value("code") == "1001")
        try expectSample(get("R1").body, "budget/status.rejected.response.json")
        // A rejected application is not the one whose answer is lost.
        #expect(post(application("PR1", indicator: good)).isLost)
    }

    @Test func anApplicationLowersItsIndicatorsBalance() throws {
        let id = try farmlandIndicator
        let before = try #require(caller.book?.indicators.first { $0.id == id })
        _ = post(application("PR1", amount: "1000.00", indicator: id))
        _ = post(application("PR1", amount: "1000.00", indicator: id))
        let after = try #require(caller.book?.indicators.first { $0.id == id })
        #expect(after.appliedFen == before.appliedFen + 100_000)
        let refusal = caller.book?.refusal(of: id, project: "", amountFen: before.amountFen - 99_999)
        #expect(refusal == "指标余额不足")
    }
}
