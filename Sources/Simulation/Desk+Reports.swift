import Gateway
import Sandbox
import Store
import Subsidy
import Trust
import Workflow

/// What is told of the work, and who looks into it: briefings, samples, extracts, changes of the catalogue.
extension Desk {
    func reports() throws {
        try deathDays()
        try extracts()
        try visits()
        try catalogue()
        try briefing()
        guard !office.isPrompt, office.random.below(40) == 0 else { return }
        let project = county.projects[office.random.below(county.projects.count)].code
        let day = now.day - Int(1 + office.random.below(20))
        if office.random.below(2) == 0 {
            try act(
                .drawSample,
                [
                    "county": county.code, "project": project, "on": day.text, "size": "3",
                    "seed": String(office.random.below(1_000)),
                ], as: .department)
        } else {
            try act(
                .requestExtract,
                [
                    "county": county.code, "project": project, "on": day.text, "purpose": "专项检查",
                    "authority": "检〔2026〕\(office.random.below(1_000))号",
                ], as: .auditor)
        }
    }

    /// What happened in a month is told once, early in the next.
    private func briefing() throws {
        let (month, day) = (now.day.parts.month, now.day.parts.day)
        guard day > 2, office.tried.insert("briefing \(county.code) \(month)").inserted else { return }
        let through = now.day - Int(day)
        let code = try act(
            .makeBriefing,
            [
                "county": county.code, "from": (through - Int(through.parts.day) + 1).text, "through": through.text,
            ], as: .financeMaker)
        if code == "died" { office.tried.remove("briefing \(county.code) \(month)") }
    }

    private func visits() throws {
        for row in try mine(
            """
            SELECT v.sample, v.roster_line FROM sample_line v JOIN sample s ON s.id = v.sample
            WHERE s.county = $1 AND v.result = '' ORDER BY v.sample, v.ordinal
            """) where office.isWilling()
        {
            try act(
                .recordVisit,
                [
                    "sample": String(row[0].integer ?? 0), "line": String(row[1].integer ?? 0), "day": now.day.text,
                    "result": office.random.pick(["confirmed", "confirmed", "absent"]), "evidence": "走访记录",
                ], as: .department)
        }
    }

    private func extracts() throws {
        for row in try mine(
            "SELECT id, state FROM extract WHERE county = $1 AND state IN ('requested', 'approved') ORDER BY id"
        ) where office.isWilling() {
            let extract = ["extract": String(row[0].integer ?? 0)]
            if row[1].text == "approved" {
                try act(.takeExtract, extract, as: .auditor)
            } else if office.random.below(6) == 0 {
                try act(.refuseExtract, extract.merging(["reason": "文书与范围不符"]) { $1 }, as: .financeChecker)
            } else {
                try act(.approveExtract, extract, as: .financeChecker)
            }
        }
    }

    /// A county asks the levels above for a change of what it pays; papers are wanting, or it is verified and filed.
    private func catalogue() throws {
        for row in try mine(
            """
            SELECT id, state FROM catalogue_request WHERE county = $1 AND state IN ('requested', 'returned', 'verified')
            ORDER BY id
            """) where office.isWilling()
        {
            let request = ["request": String(row[0].integer ?? 0)]
            switch row[1].text {
            case "returned": try act(.resubmitChange, request.merging(["policy": Self.paper]) { $1 }, as: .department)
            case "verified": try above(.fileChange, request, as: .regionFinance)
            case _ where office.random.below(3) == 0:
                try above(
                    .returnChange, request.merging(["code": "basis", "reason": "依据不足"]) { $1 }, as: .leagueFinance)
            default: try above(.verifyChange, request, as: .leagueFinance)
            }
        }
        guard !office.isPrompt, office.random.below(150) == 0 else { return }
        try act(
            .requestChange,
            [
                "county": county.code, "catalogue": "demo", "project": county.projects[0].code, "kind": "change",
                "effective": (now.day + 60).text, "entry": String(repeating: "ab", count: 32), "form": Self.paper,
                "policy": Self.paper, "joint": Self.paper,
            ], as: .department)
    }

    private static let paper = Trust.base64(Array("%PDF-1.7 申请材料".utf8))

    /// An act of a level above the county.
    private func above(_ act: Act, _ arguments: [String: String], as role: Role) throws {
        _ = try office.act(act, arguments, as: role.rawValue, gateway, now: now)
    }

    /// The day of a death that a register told without one: the township finds it out, its leader looks again.
    private func deathDays() throws {
        let open = try mine("SELECT id, state FROM death_inquiry WHERE county = $1 AND state <> 'settled' ORDER BY id")
        guard !open.isEmpty else { return }
        let shown = Dictionary(
            try gateway.engine.deathInquiries().map { ($0.id, $0.values) }, uniquingKeysWith: { first, _ in first })
        for row in open where office.isWilling() {
            let inquiry = ["inquiry": String(row[0].integer ?? 0)]
            guard row[1].text == "asked" else {
                try overreach(.confirmDeathDay, inquiry, as: .townshipLeader)
                if office.random.below(8) == 0, !office.isPrompt {
                    try act(.rejectDeathDay, inquiry.merging(["reason": "与火化证明不符"]) { $1 }, as: .townshipLeader)
                } else {
                    try act(.confirmDeathDay, inquiry, as: .townshipLeader)
                }
                continue
            }
            let masked = shown[row[0].integer ?? 0]?["idNumber"]
            guard let died = country.dead.first(where: { Mask.idNumber($0.id) == masked }) else { continue }
            try act(
                .tellDeathDay, inquiry.merging(["day": Day(number: Int32(died.day)).text, "evidence": "死亡证明"]) { $1 },
                as: .townshipMaker)
        }
    }
}
