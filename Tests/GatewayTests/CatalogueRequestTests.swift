import Gateway
import Mapping
import Store
import Subsidy
import TestSupport
import Testing
import Trust
import Workflow

@Suite("A catalogue changes by a request with its papers, filed before it is released")
struct CatalogueRequestTests {
    private static let place = "catalogue/demo.yaml"
    private static let papers = ["form": "5Lit", "policy": "5paH", "joint": "5Lu2"]

    /// The released catalogue with the allowance for the old stopped, and what its entry is then.
    private func stopped(_ until: String = "2026-06-30") throws -> (files: [String: String], entry: String) {
        let files = [
            Self.place: try Released.text(Self.place, ["zh: 高龄津贴": "zh: 高龄津贴\n    until: \(until)"])
        ]
        return (files, try entry(files, "demo", "2080502"))
    }

    private func entry(_ files: [String: String], _ catalogue: String, _ code: String) throws -> String {
        let project = try #require(try Released.library(with: files).catalogue(catalogue)?.project(code))
        return hex(Digest.sha256(Array(CatalogueEntry.text(project).utf8)))
    }

    private func ask(_ world: GatewayWorld, _ entry: String, _ changes: [String: String] = [:]) throws -> String {
        let arguments = [
            "county": GatewayWorld.innerMongolia, "catalogue": "demo", "project": "2080502", "kind": "stop",
            "effective": "2026-06-30", "entry": entry,
        ].merging(Self.papers) { $1 }.merging(changes) { $1 }
        return try world.act(.requestChange, arguments.filter { !$0.value.isEmpty }).values["request"] ?? ""
    }

    /// Two people release what is loaded.
    private func release(_ world: GatewayWorld) throws {
        let digest = ["digest": world.engine.configurationDigest]
        try world.act(.proposeRelease, digest, as: "wide.operator")
        try world.act(.approveRelease, digest, as: "wide.financeChecker")
    }

    /// The first release, and then the files that are to follow it.
    private func withReleased(_ files: [String: String], _ body: (GatewayWorld) throws -> Void) throws {
        try withGateway(sandbox: false) { world in
            try release(world)
            world.wait(hours: 1)
            try world.release(files, digest: "second digest")
            try body(world)
        }
    }

    @Test(
        "a county's change is verified by its league and filed by the region, and is not usable before",
        .article("IM-7.3", "IM-33.1c"))
    func filedFirst() throws {
        let (files, entry) = try stopped()
        try withReleased(files) { world in
            func released() -> String { refusal { try release(world) } }
            #expect(released() == "catalogue.unrequested")
            let request = ["request": try ask(world, entry)]
            #expect(released() == "catalogue.unfiled")
            #expect(refusal { try world.act(.fileChange, request) } == "catalogue.unverified")
            try world.act(.verifyChange, request)
            #expect(released() == "catalogue.unfiled")
            #expect(refusal { try world.act(.buildRoster, ["list": "1"]) } == "release.differs")
            try world.act(.fileChange, request)
            #expect(released() == "")
            #expect(try world.engine.catalogueRequests().map(\.state) == ["inForce"])
        }
    }

    @Test("a region's own change needs its form and its policy, and no league", .article("IM-7.2"))
    func regions() throws {
        let region = """
            title: 自治区目录
            level: region
            departments:
              minzheng: {zh: 民政厅, contact: 救助处, phone: "0000-0000009"}
            projects:
              - code: "3000001"
                zh: 试验补贴
                department: minzheng
                unit: person
                onDeath: stop
                standard: {rate: "10", per: 人}
                from: 2026-07-01
            """
        let files = ["catalogue/region.yaml": region]
        let entry = try entry(files, "region", "3000001")
        try withReleased(files) { world in
            #expect(refusal { try release(world) } == "catalogue.unrequested")
            let about = [
                "county": "*", "catalogue": "region", "project": "3000001", "kind": "add", "effective": "2026-07-01",
                "entry": entry, "form": "5Lit",
            ]
            func ask(_ changes: [String: String]) throws -> String {
                try world.act(.requestChange, about.merging(changes) { $1 }, as: "wide.department").values["request"]
                    ?? ""
            }
            #expect(refusal { try ask([:]) } == "catalogue.papers")
            #expect(refusal { try ask(["policy": "***"]) } == "catalogue.paper")
            let request = ["request": try ask(["policy": "5paH"])]
            #expect(refusal { try world.act(.verifyChange, request, as: "wide.leagueFinance") } == "catalogue.level")
            #expect(refusal { try world.act(.fileChange, request) } == "scope.foreign")
            try world.act(.fileChange, request, as: "wide.regionFinance")
            #expect(refusal { try release(world) } == "")
        }
    }

    @Test("a stop says how many rosters it catches, and those cannot go on", .article("IM-7.2"))
    func stopInReview() throws {
        let (files, entry) = try stopped("2026-02-28")
        try withGateway { world in
            try release(world)
            let flow = try world.publicised(ListPaper([ListRow(Citizen(1))]))
            let asked = try world.act(
                .requestChange,
                [
                    "county": GatewayWorld.innerMongolia, "catalogue": "demo", "project": "2080502", "kind": "stop",
                    "effective": "2026-02-28", "entry": entry,
                ].merging(Self.papers) { $1 })
            #expect(asked.message.contains("在办的 1 份清册"))
            let request = ["request": asked.values["request"] ?? ""]
            try world.act(.verifyChange, request)
            try world.act(.fileChange, request)
            try world.release(files, digest: "second digest")
            try release(world)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
        }
    }

    @Test(
        "a change that a department asked for goes to the publicity side by itself once it is filed and released",
        .article("NX-6.2.2", "NX-5.2.3"))
    func publishedForFinance() throws {
        let (files, entry) = try stopped("2026-02-28")
        try withGateway(sandbox: false, adjust: { $0.publishOutside() }) { world in
            func state() throws -> String? {
                try world.run()
                let items = try #require(world.published().last?["items"] as? [[String: Any]])
                return items.first { $0["project"] as? String == "高龄津贴" }?["state"] as? String
            }
            try release(world)
            #expect(try state() == "ZX")
            let request = ["request": try ask(world, entry, ["effective": "2026-02-28"])]
            try world.act(.verifyChange, request)
            #expect(try state() == "ZX")
            try world.act(.fileChange, request)
            world.wait(hours: 1)
            try world.release(files, digest: "second digest")
            try release(world)
            // The portal's list names the stopped policy as stopped, and says which list it replaces.
            #expect(try state() == "TZ")
            let versions = world.published().filter { $0["kind"] as? String == "ZC" }
            #expect(versions.map { $0["version"] as? Int } == [1, 2])
            #expect(versions[1]["replaces"] as? String == versions[0]["number"] as? String)
        }
    }

    @Test(
        "what is released is what was asked for: the same entry, kind and day; and nothing is ever deleted",
        .article("IM-7.2", "IM-7.3", "NX-5.1.2"))
    func sameEntry() throws {
        let (files, entry) = try stopped()
        func filed(_ world: GatewayWorld, _ changes: [String: String]) throws {
            let request = ["request": try ask(world, entry, changes)]
            try world.act(.verifyChange, request)
            try world.act(.fileChange, request)
        }
        try withReleased(files) { world in
            try filed(world, ["effective": "2026-07-01"])
            #expect(refusal { try release(world) } == "catalogue.effective")
        }
        try withReleased(files) { world in
            try filed(world, ["kind": "change"])
            #expect(refusal { try release(world) } == "catalogue.effective")
        }
        try withReleased(try stopped("2026-05-31").files) { world in
            try filed(world, [:])
            #expect(refusal { try release(world) } == "catalogue.unrequested")
        }
        let gone = [Self.place: try Released.text(Self.place, ["\"2080502\"": "\"2080599\""])]
        try withReleased(gone) { world in
            #expect(refusal { try release(world) } == "catalogue.removed")
        }
    }

    @Test("it is returned with a coded reason, mended, and withdrawn only while it is open", .article("IM-7.3"))
    func returned() throws {
        let (_, entry) = try stopped()
        try withGateway { world in
            #expect(refusal { try ask(world, entry, ["joint": ""]) } == "catalogue.papers")
            #expect(refusal { try ask(world, "abc") } == "catalogue.entry")
            #expect(refusal { try ask(world, entry, ["county": GatewayWorld.ningxia]) } == "scope.foreign")
            let request = ["request": try ask(world, entry)]
            func giveBack(_ code: String, as login: String) -> String {
                refusal { try world.act(.returnChange, request.merging(["code": code]) { $1 }, as: login) }
            }
            #expect(giveBack("whim", as: "leagueFinance") == "catalogue.return")
            #expect(giveBack("basis", as: "leagueFinance") == "")
            #expect(try world.engine.catalogueRequests().map { $0.values["returned"] } == ["basis"])
            try world.act(.resubmitChange, request.merging(["policy": "5paH5Lu2"]) { $1 })
            try world.act(.verifyChange, request)
            #expect(giveBack("standard", as: "regionFinance") == "")
            try world.act(.resubmitChange, request)
            try world.act(.withdrawChange, request)
            #expect(refusal { try world.act(.verifyChange, request) } == "store.check")
        }
    }

    @Test("its papers are kept sealed, and given back as they were", .article("IM-7.2"))
    func sealed() throws {
        let (_, entry) = try stopped()
        try withGateway { world in
            _ = try ask(world, entry)
            let digest = try world.text("SELECT digest FROM catalogue_paper WHERE kind = 'policy'")
            #expect(try world.engine.cataloguePaper(digest) == Array("文".utf8))
            #expect(digest == hex(Digest.sha256(Array("文".utf8))))
            #expect(refusal { try world.engine.cataloguePaper("00") } == "catalogue.paper")
        }
    }

    @Test("a project in use without its term or its papers is told", .article("IM-32.1"))
    func terms() throws {
        func told(_ world: GatewayWorld) throws -> [String] {
            try world.engine.findings(now: world.now).filter {
                $0.state == FindingKind.missingTerms.rawValue && $0.county == GatewayWorld.innerMongolia
            }.compactMap { $0.values["subject"] }.filter { $0.hasPrefix("2080502") }
        }
        try withGateway { world in
            let found = try told(world)
            #expect(found == ["2080502 缺发放时限、申报指南、分配方案、审批流程"])
        }
        let more = "zh: 高龄津贴\n    payWithin: 30\n    papers: {guide: 民发1号, flow: 民发2号}"
        try withGateway(files: [Self.place: try Released.text(Self.place, ["zh: 高龄津贴": more])]) { world in
            let found = try told(world)
            #expect(found == ["2080502 缺分配方案"])
        }
    }
}
