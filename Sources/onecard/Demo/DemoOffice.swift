import Gateway
import Store
import Subsidy
import Trust
import Workflow

/// DemoOffice is what the people do when they see their work: by the state of each object, so that a story that was cut
/// short by a crash goes on where it stopped.
struct DemoOffice {
    let engine: Engine
    let clerk: DemoClerk
    let partners: DemoPartners
    let now: Instant

    /// What each subsidy project's money comes from, as the finance bureau knows it.
    static let budgetProjects = ["2130122": "15990126332T000002122", "2130135": "15990126332T000002135"]

    /// One round of everybody's work; the notes of what was done.
    func work() throws -> [String] {
        var notes: [String] = []
        notes += try release()
        notes += try links()
        notes += try lists()
        for roster in try engine.rosters() { notes += try self.roster(roster) }
        notes += try orders()
        notes += try failures()
        notes += try unknowns()
        notes += try suspense()
        return notes
    }

    private func done(_ answer: DemoClerk.Answer, _ who: String) -> [String] {
        switch answer {
        case .done(let message, _): ["\(who)：\(message)"]
        case .refused(let code, let message): ["\(who)：未办成（\(code)）\(message)"]
        }
    }

    // MARK: Configuration (IM-24.1)

    private func release() throws -> [String] {
        guard try !engine.isReleased() else { return [] }
        let digest = ["digest": engine.configurationDigest]
        return done(try clerk.act(.proposeRelease, digest, county: "", as: "engineer"), "实施工程师")
            + done(try clerk.act(.approveRelease, digest, county: "", as: "controller"), "内控复核")
    }

    // MARK: Budget links (IM-10.5)

    private func links() throws -> [String] {
        let county = DemoHome.innerMongolia
        let links = try engine.links()
        let tagged = try engine.store.read { c in try engine.taggedIndicators(county, on: now.day, c) }
        var notes: [String] = []
        for (project, budgetProject) in Self.budgetProjects.sorted(by: { $0.key < $1.key }) {
            guard tagged.usable.contains(where: { $0.budgetProject == budgetProject }) else { continue }
            guard let link = links.first(where: { $0.values["project"] == project }) else {
                if links.isEmpty, project == Self.budgetProjects.keys.min() {
                    notes.append(
                        "热点分类“惠民惠农财政补贴资金”的可用指标 \(tagged.usable.count) 条，未标识或标识有误 \(tagged.untagged) 条，只报告不猜测（IM-10.1）")
                }
                notes += done(
                    try clerk.act(
                        .proposeLink,
                        [
                            "county": county, "project": project, "budgetProject": budgetProject,
                            "from": "2026-01-01", "until": "2026-12-31",
                        ], county: county), "财政经办")
                continue
            }
            if link.state == LinkMachine.State.proposed.rawValue {
                notes += done(try clerk.act(.releaseLink, ["link": String(link.id)], county: county), "财政复核")
            }
        }
        return notes
    }

    // MARK: Lists and rosters

    private func lists() throws -> [String] {
        var notes: [String] = []
        for list in try engine.lists() {
            let id = String(list.id)
            switch list.state {
            case ListMachine.State.awaitingConfirmation.rawValue:
                let sum = Money(fen: Int64(list.values["sumFen"] ?? "") ?? 0).yuan
                notes += done(
                    try clerk.act(
                        .confirmList, ["list": id, "count": list.values["rows"] ?? "", "sum": sum], county: list.county,
                        as: "\(list.county)-confirmer"), "主管部门第二人")
            case ListMachine.State.accepted.rawValue:
                notes += done(try clerk.act(.buildRoster, ["list": id], county: list.county), "苏木乡镇")
            default: break
            }
        }
        return notes
    }

    private func roster(_ roster: WorkItem) throws -> [String] {
        guard let state = RosterMachine.State(rawValue: roster.state) else { return [] }
        let id = ["roster": String(roster.id)]
        switch state {
        case .building: return try building(roster)
        case .identityChecked: return try checked(roster)
        case .accountsSet: return try accountsSet(roster)
        case .publicising:
            let answer = try clerk.act(.closePublicity, id, county: roster.county)
            if case .refused(let code, _) = answer, code == "publicity.running" { return [] }
            return done(answer, "苏木乡镇")
        case .publicityClosed: return try sign(roster)
        case .signed: return try review(.departmentApprove, roster, "主管部门")
        case .departmentApproved: return try review(.financeApprove, roster, "财政局")
        case .financeApproved: return done(try clerk.act(.orderPayment, id, county: roster.county), "主管部门")
        case .ordered, .closed, .ended, .returned: return []
        }
    }

    private func asked(_ roster: WorkItem, _ exchange: Exchange) throws -> [WorkItem] {
        try engine.outbox().filter {
            $0.values["exchange"] == exchange.rawValue && $0.values["subject"] == "roster"
                && $0.values["subjectID"] == String(roster.id)
        }
    }

    private func building(_ roster: WorkItem) throws -> [String] {
        guard try asked(roster, .identityVerify).isEmpty else { return [] }
        return done(
            try clerk.act(.requestIdentityCheck, ["roster": String(roster.id)], county: roster.county), "苏木乡镇")
    }

    /// After the identity check: the dead are stopped or carried over, names corrected, the rest held; then accounts.
    private func checked(_ roster: WorkItem) throws -> [String] {
        var notes: [String] = []
        let lines = try engine.linesInQuestion(roster: roster.id)
        for line in lines where line.values["heirs"] == "0" && line.values["verdict"] != "match" {
            notes += try settle(line, roster)
        }
        guard notes.isEmpty else { return notes }
        let waiting = try asked(roster, .identityVerify).contains {
            ["ready", "sending", "unknown"].contains($0.state)
        }
        guard !waiting, lines.allSatisfy({ $0.values["verdict"] != "" || $0.values["heirs"] != "0" }) else { return [] }
        let first: Exchange = roster.county == DemoHome.innerMongolia ? .cardVerify : .accountVerify
        guard try asked(roster, first).isEmpty else { return [] }
        return done(
            try clerk.act(.requestAccountCheck, ["roster": String(roster.id)], county: roster.county), "苏木乡镇")
    }

    private func settle(_ line: WorkItem, _ roster: WorkItem) throws -> [String] {
        let id = String(line.id)
        let who = "苏木乡镇（\(line.values["name"] ?? "")，\(line.values["idNumber"] ?? "")）"
        switch VerdictCode(rawValue: line.values["verdict"] ?? "") {
        case .deceased:
            var arguments = ["line": id, "decision": "stop"]
            if engine.project(roster.values["project"] ?? "", roster.county)?.onDeath == .heirs,
                let heirs = heirs(line.values["amount"] ?? "")
            {
                arguments = ["line": id, "decision": "heirs", "heirs": heirs, "evidence": "户口簿与继承公证书 2026-017"]
            }
            return done(try clerk.act(.decideDeath, arguments, county: roster.county), who)
        case .review: return done(try clerk.act(.confirmReview, ["line": id], county: roster.county), who)
        case .mismatch:
            guard let known = partners.person("nameMismatch"),
                try asked(roster, .identityVerify).count <= retries(roster), isMasked(known, line)
            else { return try hold(line, roster, "主项不一致，待核实", who) }
            let asked = try clerk.act(
                .correctName, ["line": id, "name": known.name, "evidence": "户口簿复印件 2026-031"],
                county: roster.county)
            guard case .done(_, let values) = asked else { return done(asked, who) }
            let approved = try clerk.act(.approveChange, ["change": values["change"] ?? ""], county: roster.county)
            return done(asked, who) + done(approved, "苏木乡镇负责人")
        case .notFound: return try hold(line, roster, "公安查无此人，待核实", who)
        case .unavailable, .match, nil: return []
        }
    }

    /// The first check, and one more for each line that was asked about again.
    private func retries(_ roster: WorkItem) throws -> Int {
        (Int(roster.values["payable"] ?? "") ?? 0) / 50 + 4
    }

    private func isMasked(_ known: DemoPartners.Case, _ line: WorkItem) -> Bool {
        Mask.idNumber(known.id) == line.values["idNumber"]
    }

    private func hold(_ line: WorkItem, _ roster: WorkItem, _ reason: String, _ who: String) throws -> [String] {
        done(
            try clerk.act(.holdLine, ["line": String(line.id), "reason": reason], county: roster.county), who)
    }

    /// Two heirs, half each; the odd fen goes to the first.
    private func heirs(_ amount: String) -> String? {
        guard let one = partners.person("heirOne"), let two = partners.person("heirTwo"),
            let due = Money.yuan(amount.utf8)
        else { return nil }
        let half = Money(fen: due.fen / 2)
        func text(_ heir: DemoPartners.Case, _ sum: Money) -> String {
            let bank = partners.banks.first { $0.name == heir.bank }?.title ?? ""
            return "\(heir.id),\(heir.name),\(heir.account),\(bank),\(sum.yuan)"
        }
        return text(one, due - half) + ";" + text(two, half)
    }

    private func accountsSet(_ roster: WorkItem) throws -> [String] {
        var notes: [String] = []
        var seen: Set<Int64> = []
        for line in try engine.linesInQuestion(roster: roster.id)
        where line.values["account"] != "verified" && seen.insert(line.id).inserted {
            let reason =
                line.values["account"] == "dormant" ? "社保卡金融功能未激活，已通知本人激活（IM-21.2）" : "账户未通过银行验证，已通知本人变更（IM-16.2）"
            notes += try hold(line, roster, reason, "苏木乡镇（\(line.values["name"] ?? "")）")
        }
        let confidential = engine.project(roster.values["project"] ?? "", roster.county)?.confidential == true
        var arguments = ["roster": String(roster.id), "channel": confidential ? "offline" : "platform"]
        if confidential { arguments["evidence"] = "村务公开栏照片 2026-03-\(roster.id)，七日" }
        return notes + done(try clerk.act(.publishRoster, arguments, county: roster.county), "苏木乡镇")
    }

    private func sign(_ roster: WorkItem) throws -> [String] {
        try review(.signRoster, roster, "苏木乡镇负责人")
    }

    /// A review meets alerts: red lines are held, yellow is explained, blue is acknowledged; then it is tried again.
    private func review(_ act: Act, _ roster: WorkItem, _ who: String) throws -> [String] {
        var notes: [String] = []
        for _ in 0..<4 {
            let answer = try clerk.act(act, ["roster": String(roster.id)], county: roster.county)
            guard case .refused(let code, let message) = answer, code.hasPrefix("alert.") else {
                return notes + done(answer, who)
            }
            notes.append("监督预警：\(message)")
            let open = try engine.alerts(roster: roster.id).filter { $0.state == "open" }
            if code == "alert.red" {
                for line in Set(open.filter { $0.values["colour"] == "red" }.compactMap { $0.values["line"] }).sorted()
                {
                    let alert = open.first { $0.values["line"] == line && $0.values["colour"] == "red" }
                    notes += done(
                        try clerk.act(
                            .holdLine, ["line": line, "reason": alert?.values["message"] ?? "红灯"],
                            county: roster.county), "苏木乡镇")
                }
                continue
            }
            for rule in Set(open.compactMap { $0.values["rule"] }).sorted() {
                notes += done(
                    try clerk.act(
                        .explainAlerts,
                        ["roster": String(roster.id), "rule": rule, "explanation": "已入户核实，情况属实，附核查记录"],
                        county: roster.county), "苏木乡镇（\(rule)）")
            }
        }
        return notes
    }

    // MARK: Payment and what follows

    private func orders() throws -> [String] {
        let batches = try engine.batches()
        var notes: [String] = []
        for order in try engine.orders()
        where order.state == OrderMachine.State.allocated.rawValue
            && order.values["disbursement"] == RegionProfile.Disbursement.agencyAccount.rawValue
            && !batches.contains(where: { $0.values["order"] == String(order.id) })
        {
            notes += done(try clerk.act(.releaseBatch, ["order": String(order.id)], county: order.county), "财政经办")
        }
        return notes
    }

    /// One closed account is changed, approved, verified and paid again; the rest keep their clocks running.
    private func failures() throws -> [String] {
        var notes: [String] = []
        for failure in try engine.failures() where failure.values["outcome"] == OutcomeCode.closed.rawValue {
            let id = ["failure": String(failure.id)]
            switch FailureMachine.State(rawValue: failure.state) {
            case .open where failure.values["newAccount"] == "":
                guard let known = partners.person("closedAtPay"), let account = known.newAccount,
                    failure.county == DemoHome.innerMongolia
                else { continue }
                let bank = partners.banks.first { $0.name == known.newBank }?.title ?? ""
                notes += done(
                    try clerk.act(
                        .changeAccount,
                        id.merging([
                            "account": account, "holder": known.name, "bank": bank, "by": "self",
                            "evidence": "本人申请与新卡复印件",
                            "fallback": "lost",
                        ]) { $1 }, county: failure.county), "苏木乡镇")
                notes += done(try clerk.act(.approveAccount, id, county: failure.county), "苏木乡镇负责人")
            case .mended: notes += done(try clerk.act(.reissue, id, county: failure.county), "财政经办")
            case .requested: notes += done(try clerk.act(.approveReissue, id, county: failure.county), "财政复核")
            default: continue
            }
        }
        return notes
    }

    /// A code that no table knows: asked of the bank by phone, settled with its letter.
    private func unknowns() throws -> [String] {
        var notes: [String] = []
        for attempt in try engine.unknownAttempts() where attempt.values["code"] != "" && now.time.hour >= 15 {
            notes += done(
                try clerk.act(
                    .settleUnknown,
                    [
                        "attempt": String(attempt.id), "outcome": "failed", "class": "A",
                        "evidence": "银行书面答复：未付款，账户类型不符",
                    ], county: attempt.county), "财政经办（代码 \(attempt.values["code"] ?? "")）")
            notes += done(
                try clerk.act(.confirmSettlement, ["attempt": String(attempt.id)], county: attempt.county), "财政复核")
        }
        return notes
    }

    private func suspense() throws -> [String] {
        var notes: [String] = []
        for item in try engine.suspense() where item.state != SuspenseMachine.State.resolved.rawValue {
            guard item.values["kind"] == "foreignLine" else { continue }
            let id = ["suspense": String(item.id)]
            if item.state == SuspenseMachine.State.open.rawValue {
                notes += done(
                    try clerk.act(
                        .explainSuspense, id.merging(["explanation": "银行误附他方批次一行，已取得更正函"]) { $1 },
                        county: item.county), "财政经办（挂账）")
            } else {
                notes += done(try clerk.act(.confirmSuspense, id, county: item.county), "财政复核（挂账）")
            }
        }
        return notes
    }
}
