import TestSupport
import Testing

@testable import Sandbox

@Suite("budget indicators") struct RegistersBudgetTests {
    let caller = RegisterCaller()

    private func pages(_ path: String, year: String) throws -> [[[String: String]]] {
        var pages: [[[String: String]]] = []
        var count = 1
        while pages.count < count {
            let answer = page(path, year: year, number: pages.count + 1)
            count = try #require(Int(try answer.value("data.pages")))
            pages.append(try answer.rows("data.rows"))
        }
        return pages
    }

    private func page(
        _ path: String, year: String, number: Int, division: String = "159901000"
    ) -> RegisterAnswer {
        let query = ["mof_div_code": division, year: "2026", "page": String(number), "size": "20"]
        return caller.budget.answer(caller.budgetCall("GET", path, query: query))
    }

    @Test(.article("IM-10.1")) func aSubsidyRowComesTwiceOverTwoPages() throws {
        let indicators = try pages("/bgt/indicators", year: "fiscal_year")
        #expect(indicators.map(\.count) == [20, 8])
        #expect(indicators[0].last == indicators[1].first)
        #expect(IndicatorBook.projects.values.contains(indicators[1][0]["pro_code"] ?? ""))
        let topics = try pages("/bgt/hot-topics", year: "setup_year")
        #expect(topics[0].last == topics[1].first)
        #expect(topics[0].last?["hot_topic_cate_name"] == "\u{3000}惠民惠农财政补贴资金\u{3000}")
        #expect(topics[0].last?["pro_code"] == IndicatorBook.grassland)
    }

    @Test func pagesAreAsCommitted() throws {
        for number in 1...2 {
            try expectSample(
                page("/bgt/indicators", year: "fiscal_year", number: number).body, "budget/indicators.\(number).json")
            try expectSample(
                page("/bgt/hot-topics", year: "setup_year", number: number).body, "budget/hot-topics.\(number).json")
        }
    }

    @Test(.article("IM-10.1")) func exactlyOneLiveIndicatorHasNoTopic() throws {
        let topics = try pages("/bgt/hot-topics", year: "setup_year").flatMap { $0 }
        let live = try pages("/bgt/indicators", year: "fiscal_year").flatMap { $0 }.filter { $0["is_deleted"] == "2" }
        let tagged = Set(topics.filter { $0["is_deleted"] == "2" }.compactMap { $0["pro_code"] })
        #expect(live.compactMap { $0["pro_code"] }.filter { !tagged.contains($0) } == [IndicatorBook.untagged])
        #expect(topics.filter { $0["is_deleted"] == "1" }.map { $0["pro_code"] } == [IndicatorBook.ended])
    }

    @Test func everyRowBalances() throws {
        for row in try pages("/bgt/indicators", year: "fiscal_year").flatMap({ $0 }) {
            let amounts = ["amount", "dis_amt", "pay_app_amt", "cur_amt"].map { fen(row[$0] ?? "") ?? -1 }
            #expect(amounts[0] - amounts[1] - amounts[2] == amounts[3])
        }
    }

    @Test func otherCountiesYearsAndPagesAreEmptyOrRefused() throws {
        #expect(
            try page("/bgt/indicators", year: "fiscal_year", number: 1, division: "640199000").rows("data.rows") == [])
        #expect(try page("/bgt/indicators", year: "fiscal_year", number: 9).rows("data.rows") == [])
        #expect(page("/bgt/indicators", year: "fiscal_year", number: 0).status == 400)
        #expect(page("/bgt/indicators", year: "setup_year", number: 1).status == 400)
        #expect(page("/bgt/indicators", year: "fiscal_year", number: 1, division: "110101000").status == 400)
        #expect(page("/bgt/others", year: "fiscal_year", number: 1).status == 404)
    }

    @Test func longerPagesThanTwentyAreCutToTwenty() throws {
        let query = ["mof_div_code": "159901000", "fiscal_year": "2026", "page": "1", "size": "100"]
        let answer = caller.budget.answer(caller.budgetCall("GET", "/bgt/indicators", query: query))
        #expect(try answer.rows("data.rows").count == 20)
        #expect(try answer.value("data.pages") == "2")
    }

    @Test func anUnsignedReadIsRefused() {
        var call = caller.budgetCall("GET", "/pay/applications/1")
        call.headers["x-sign"] = ""
        #expect(caller.budget.answer(call).status == 401)
    }
}
