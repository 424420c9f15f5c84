import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What the catalogue says of a project")
struct CatalogueTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])
    private static let place = "catalogue/demo.yaml"

    /// The released catalogue with more said of the allowance for the old.
    private func catalogue(_ more: String, _ changes: [String: String] = [:]) throws -> [String: String] {
        [Self.place: try Released.text(Self.place, changes.merging(["zh: 高龄津贴": "zh: 高龄津贴\n    \(more)"]) { $1 })]
    }

    @Test("a project that is paid elsewhere is told as such: no list, no link", .article("IM-2.1", "NX-2"))
    func excluded() throws {
        try withGateway(files: try catalogue("excluded: 由单位随工资发放")) { world in
            let answer = try world.submit(Self.paper)
            #expect(answer.rejects.map(\.code) == ["list.projectExcluded"])
            #expect(answer.rejects.first?.message.contains("由单位随工资发放") == true)
            #expect(refusal { try world.link(Self.paper) } == "project.excluded")
        }
    }

    @Test(
        "a project that is stopped while its roster is in review stops the roster, and nobody can explain it away",
        .article("IM-7.2", "NX-5.1.2", "IM-18.2"))
    func stoppedInReview() throws {
        try withGateway { world in
            let flow = try world.publicised(Self.paper)
            try world.act(.signRoster, ["roster": flow.roster])
            try world.release(try catalogue("until: 2026-02-28"))
            #expect(refusal { try world.act(.departmentApprove, ["roster": flow.roster]) } == "alert.red")
            let explain = ["roster": flow.roster, "rule": "projectNotInForce", "explanation": "补办"]
            #expect(refusal { try world.act(.explainAlerts, explain) } == "alert.none")
            #expect(try world.submit(Self.paper.of("202604")).rejects.map(\.code) == ["list.projectNotInForce"])
        }
    }

    @Test("what began before the end is paid to its end", .article("IM-7.2"))
    func begunBefore() throws {
        try withGateway { world in
            let flow = try world.publicised(Self.paper)
            try world.release(try catalogue("until: 2026-03-01"))
            try world.approve(flow, Self.paper)
            #expect(try world.state(ofRoster: flow) == "financeApproved")
        }
    }

    @Test("a project that has left the catalogue is refused at each door by its name", .article("NX-5.1.2"))
    func gone() throws {
        try withGateway { world in
            let flow = try world.publicised(Self.paper)
            try world.release([Self.place: try Released.text(Self.place, ["\"2080502\"": "\"2080599\""])])
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "project.unknown")
        }
    }

    @Test("a standard that changes in the midst of a period does not touch that period", .article("NX-9.2"))
    func changedStandard() throws {
        let old = "{rate: \"100\", per: 人, rounding: halfUp, step: fen, tolerance: \"1.00\"}"
        let both = "[{rate: \"100\"}, {from: 2026-03-15, rate: \"120\"}]"
        try withGateway(files: [Self.place: try Released.text(Self.place, [old: both])]) { world in
            #expect(try world.submit(Self.paper).rejects.isEmpty)
            let later = try world.submit(Self.paper.of("202604")).rejects
            #expect(Set(later.map(\.code)) == ["amount.beyondTolerance"] && later.count == 2)
        }
    }

    @Test("a department may make its project public for longer, never for less", .article("IM-15.1", "NX-9.5"))
    func longerPublicity() throws {
        try withGateway(files: try catalogue("publicityDays: 8")) { world in
            let flow = try world.checked(Self.paper)
            let until = try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"]).values["until"]
            #expect(until == "2026-03-12")
        }
        try withGateway(files: try catalogue("publicityDays: 1")) { world in
            let flow = try world.checked(Self.paper)
            let until = try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"]).values["until"]
            #expect(until == "2026-03-09")
        }
    }

    @Test(
        "two phases stand side by side in one county: each project's accounts and failures go their own way",
        .article("NX-7.1", "NX-7.2"))
    func twoPhases() throws {
        try withGateway(files: try catalogue("phase: firstRound")) { world in
            let flow = try world.sent(Self.paper)
            #expect(try world.text("SELECT phase FROM roster WHERE id = \(flow.roster)") == "firstRound")
            try world.result(Citizen(1), "F", "3018")
            #expect(try world.engine.failures().map { $0.values["owner"] } == ["department"])
            #expect(try world.engine.failures().map { $0.values["office"] } == ["民政局 社会救助股 0000-0000003"])
            var other = ListPaper([ListRow(Citizen(3)).with("bz", "100")])
            other.project = "2081902"
            let second = try world.built(other)
            #expect(try world.text("SELECT phase FROM roster WHERE id = \(second.roster)") == "library")
        }
    }

    @Test("a failure of a department that was merged goes to its successor", .article("NX-4.1"))
    func mergedDepartment() throws {
        let merged = [
            "minzheng: {zh: 民政局, contact: 社会救助股, phone: \"0000-0000003\"}": "minzheng: {zh: 民政局, mergedInto: nongmu}"
        ]
        try withGateway(files: try catalogue("phase: firstRound", merged)) { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "F", "3018")
            #expect(try world.engine.failures().map { $0.values["office"] } == ["农牧局 惠农补贴股 0000-0000001"])
        }
    }

    @Test("a payment in a year whose list is not public must be explained", .article("IM-6.1", "IM-6.2"))
    func noYearlyList() throws {
        let files = [Self.place: try Released.text(Self.place, [", \"2026\": 2025-12-19": ""])]
        try withGateway(files: files) { world in
            let flow = try world.publicised(Self.paper)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.yellow")
            try world.act(
                .explainAlerts,
                ["roster": flow.roster, "rule": "yearlyListNotPublished", "explanation": "清单随预算草案公布"])
            try world.act(.signRoster, ["roster": flow.roster])
        }
    }

    @Test("a project's own term runs from its list to its last payment", .article("IM-32.1"))
    func payWithin() throws {
        try withGateway(files: try catalogue("payWithin: 10")) { world in
            func payment() throws -> ClockReading? {
                try world.engine.clocks(now: world.now).first { $0.reading.clock == .payment }?.reading
            }
            _ = try world.sent(Self.paper)
            let running = try #require(try payment())
            #expect(running.stopped == nil && running.deadline.day.text == "2026-03-16")
            try world.result(Citizen(1), "S", "0000")
            #expect(try payment()?.stopped == nil)
            try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
            #expect(try payment()?.stopped != nil)
        }
    }

    @Test("the term of a roster that ended without an order runs no longer", .article("IM-32.1", "IM-14.2"))
    func ended() throws {
        try withGateway(files: try catalogue("payWithin: 10")) { world in
            let flow = try world.checked(Self.paper)
            func payment() throws -> ClockReading? {
                try world.engine.clocks(now: world.now).first { $0.reading.clock == .payment }?.reading
            }
            #expect(try #require(try payment()).stopped == nil)
            try world.change(ChangePaper(1).withdraw(Citizen(1)).withdraw(Citizen(2)))
            try world.act(.endRoster, ["roster": flow.roster, "reason": "全部撤回"])
            #expect(try #require(try payment()).stopped != nil)
        }
    }

    @Test("a roster that was approved and forgotten is late after its days", .article("NX-6.2.5"))
    func forgotten() throws {
        try withGateway { world in
            let flow = try world.approved(Self.paper)
            func isLate() throws -> Bool? {
                try world.engine.clocks(now: world.now).first { $0.reading.clock == .ordering }?.reading
                    .isBreached(at: world.now)
            }
            #expect(try isLate() == false)
            world.wait(days: 6)
            #expect(try isLate() == true)
            #expect(try world.state(ofRoster: flow) == "financeApproved")
        }
    }
}

extension ListPaper {
    /// The same list for another period.
    func of(_ period: String) -> ListPaper {
        var paper = self
        paper.period = period
        return paper
    }
}
