import Gateway
import Sandbox
import Store
import Subsidy
import Workflow

/// A township's and its reviewers' work on rosters.
extension Desk {
    func rosters() throws {
        let found = try mine(
            """
            SELECT r.id, r.state, r.project, r.period, r.approval, COALESCE(r.accounts_asked, 0),
                (SELECT COUNT(*) FROM roster_line l WHERE l.roster = r.id AND l.state = 'payable'),
                (SELECT COUNT(*) FROM roster_line l WHERE l.roster = r.id AND l.state = 'held')
            FROM roster r WHERE r.county = $1 AND r.state NOT IN ('ordered', 'closed', 'ended') ORDER BY r.id
            """)
        try corrections()
        for row in found where office.isWilling() {
            guard let state = RosterMachine.State(rawValue: row[1].text ?? "") else { continue }
            // Nobody pays a roster of which no line is left.
            guard (row[6].integer ?? 0) > 0 else {
                if row[7].integer == 0 { try end(row[0].integer ?? 0, state) }
                continue
            }
            if county.isBesidePlatform, state != .financeApproved { continue }
            try roster(
                row[0].integer ?? 0, state, accountsAsked: row[5].integer ?? 0,
                Departments.key(row[2].text ?? "", row[3].text ?? "", row[4].text ?? ""))
        }
    }

    /// What a department corrected after the roster was made is taken over, where it still can be.
    private func corrections() throws {
        for row in try mine(
            """
            SELECT l.id FROM roster_line l JOIN roster r ON r.id = l.roster WHERE r.county = $1 AND l.state = 'held'
            AND l.reason = 'department.corrected' AND r.state NOT IN ('ordered', 'closed', 'ended') ORDER BY l.id
            """) where office.isWilling() && office.tried.insert("correct \(row[0].integer ?? 0) \(now.day)").inserted
        {
            try act(.acceptChange, ["line": text(row[0]), "reason": "与主管部门核对一致"], as: .townshipMaker)
        }
    }

    private func roster(_ id: Int64, _ state: RosterMachine.State, accountsAsked: Int64, _ key: String) throws {
        let roster = ["roster": String(id)]
        switch state {
        case .building:
            guard try !isAsking("identity.verify", id) else { return }
            try act(.requestIdentityCheck, roster, as: .townshipMaker)
        case .identityChecked: try checked(id, accountsAsked, key)
        case .accountsSet: try publish(id, key)
        case .publicising:
            let until = try rows("SELECT until_day FROM publicity WHERE roster = $1", .integer(id)).first?[0].integer
            guard Int64(now.day.number) > until ?? 0 || office.random.below(20) == 0 else { return }
            try act(.closePublicity, roster, as: .townshipMaker)
        case .publicityClosed:
            try overreach(.signRoster, roster, as: .townshipLeader)
            try review(.signRoster, id, as: .townshipLeader)
        case .signed:
            try overreach(.departmentApprove, roster, as: .department)
            if try sendsBack(id) { return }
            try review(.departmentApprove, id, as: .department)
        case .departmentApproved:
            try overreach(.financeApprove, roster, as: .financeChecker)
            try review(.financeApprove, id, as: .financeChecker)
        case .financeApproved:
            let code = try act(.orderPayment, roster, as: .department)
            // What stands against it is the platform's to mend, in its next word.
            if county.isBesidePlatform { return try stopAtPlatform(id, code) }
            // What was found out too long ago is asked anew at the day's beginning.
            if code == "payment.red", try redLines(id).isEmpty { return }
            // Whoever died since, or whose account was lost, sends the roster back to the township.
            if code == "plan.exceeded" { try enlargePlan(of: id) }
            if ["payee.deceased", "account.unverified", "roster.changed", "risk.open", "payment.red"].contains(code) {
                try act(.returnRoster, roster.merging(["reason": "须更正后重新签批"]) { $1 }, as: .financeChecker)
            }
        case .returned: try returned(id, key)
        case .ordered, .closed, .ended: return
        }
    }

    private func end(_ id: Int64, _ state: RosterMachine.State) throws {
        let arguments = ["roster": String(id), "reason": "明细已全部移出"]
        switch state {
        case .signed: try act(.returnRoster, arguments, as: .department)
        case .departmentApproved, .financeApproved: try act(.returnRoster, arguments, as: .financeChecker)
        case .returned: try act(.rebuildRoster, ["roster": String(id)], as: .townshipMaker)
        default: try act(.endRoster, arguments, as: .townshipMaker)
        }
    }

    private func sendsBack(_ id: Int64) throws -> Bool {
        guard office.faults.contains(.returned), !office.isPrompt, office.random.below(15) == 0 else { return false }
        return try act(.returnRoster, ["roster": String(id), "reason": "请核对面积"], as: .department).isEmpty
    }

    private func returned(_ id: Int64, _ key: String) throws {
        // The dead are taken out before the roster is made anew.
        for line in try rows(
            """
            SELECT DISTINCT l.id FROM roster_line l JOIN list_line ll ON ll.id = l.list_line
            JOIN share s ON s.roster_line = l.id
            JOIN person p ON p.id = s.payee OR (l.heirs = 0 AND p.id IN (ll.subject, ll.beneficiary))
            JOIN death d ON d.id_digest = p.id_digest WHERE l.roster = $1 AND l.state = 'payable' ORDER BY l.id
            """, .integer(id))
        {
            try act(.holdLine, ["line": text(line[0]), "reason": "有死亡信息"], as: .townshipMaker)
        }
        try holdFlagged(id)
        try act(.rebuildRoster, ["roster": String(id)], as: .townshipMaker)
    }

    private func text(_ value: SQLValue) -> String { String(value.integer ?? 0) }

    /// Whether questions of a kind are on their way for a roster.
    private func isAsking(_ exchange: String, _ roster: Int64) throws -> Bool {
        try !rows(
            """
            SELECT 1 FROM question q JOIN outbox o ON o.id = q.outbox WHERE q.roster = $1 AND q.answered = 0
            AND o.exchange = $2 LIMIT 1
            """, .integer(roster), .text(exchange)
        ).isEmpty
    }

    // MARK: Checks

    private func checked(_ id: Int64, _ accountsAsked: Int64, _ key: String) throws {
        let before = office.told.count
        for line in try gateway.engine.linesInQuestion(roster: id)
        where line.values["heirs"] == "0" && line.values["verdict"] != "match" {
            try settle(line, id, key)
        }
        guard office.told.count == before, try !isAsking("identity.verify", id) else { return }
        guard try !isAsking("card.verify", id), try !isAsking("account.verify", id) else {
            // A bank that never answered is asked again after some days.
            if now.milliseconds - accountsAsked > 4 * 86_400_000 {
                try act(.requestAccountCheck, ["roster": String(id)], as: .townshipMaker)
            }
            return
        }
        guard accountsAsked == 0 || now.milliseconds - accountsAsked > 86_400_000 else { return }
        try act(.requestAccountCheck, ["roster": String(id)], as: .townshipMaker)
    }

    private func settle(_ line: WorkItem, _ roster: Int64, _ key: String) throws {
        let id = ["line": String(line.id)]
        switch VerdictCode(rawValue: line.values["verdict"] ?? "") {
        case .deceased:
            let heirs = office.random.below(2) == 0 ? heirs(of: line, key) : nil
            if let heirs {
                let code = try act(
                    .decideDeath,
                    id.merging(["decision": "heirs", "heirs": heirs, "evidence": "继承公证书"]) { $1 }, as: .townshipMaker)
                if code.isEmpty { return }
            }
            try act(.decideDeath, id.merging(["decision": "stop"]) { $1 }, as: .townshipMaker)
        case .review:
            guard try !isAsking("identity.verify", roster), office.tried.insert("review \(line.id)").inserted else {
                return
            }
            try act(.confirmReview, id, as: .townshipMaker)
        case .mismatch:
            if let known = beneficiary(of: line, key), office.tried.insert("name \(line.id)").inserted {
                try correctName(id, known.name)
            } else if try !isAsking("identity.verify", roster) {
                try act(.holdLine, id.merging(["reason": "主项不一致"]) { $1 }, as: .townshipMaker)
            }
        case .notFound: try act(.holdLine, id.merging(["reason": "公安查无此人"]) { $1 }, as: .townshipMaker)
        case .unavailable, nil:
            guard try !isAsking("identity.verify", roster) else { return }
            try act(.requestIdentityCheck, ["roster": String(roster)], as: .townshipMaker)
        case .match: return
        }
    }

    /// One official asks for it, and the leader approves what waits.
    private func correctName(_ line: [String: String], _ name: String) throws {
        try act(.correctName, line.merging(["name": name, "evidence": "户口簿复印件"]) { $1 }, as: .townshipMaker)
        for change in try gateway.engine.libraryChanges()
        where change.state == "proposed" && change.county == county.code {
            try act(.approveChange, ["change": String(change.id)], as: .townshipLeader)
        }
    }

    /// Whom a line is for, as the department's list tells those who may see it.
    private func beneficiary(of line: WorkItem, _ key: String) -> Citizen? {
        guard let list = office.departments.lists[key], let masked = line.values["idNumber"] else { return nil }
        return list.beneficiaries.first { Mask.idNumber($0) == masked }.flatMap { country.citizen($0) }
    }

    /// Two neighbours who are heirs today, half each; the odd fen goes to the first.
    private func heirs(of line: WorkItem, _ key: String) -> String? {
        guard let list = office.departments.lists[key], let due = Money.yuan((line.values["amount"] ?? "").utf8) else {
            return nil
        }
        let living = Set(list.payees).sorted().filter { !country.isDead($0) }
        guard living.count > 2, due.fen > 1 else { return nil }
        let first = office.random.below(living.count - 1)
        let half = Money(fen: due.fen / 2)
        let shares = [(living[first], due - half), (living[first + 1], half)]
        return shares.compactMap { id, sum in
            country.citizen(id).map { "\(id),\($0.name),\($0.account),\(Country.bankTitle($0.bank)),\(sum.yuan)" }
        }.joined(separator: ";")
    }

    private func publish(_ id: Int64, _ key: String) throws {
        var seen: Set<Int64> = []
        for line in try gateway.engine.linesInQuestion(roster: id)
        where line.values["account"] != "verified" && seen.insert(line.id).inserted {
            try act(.holdLine, ["line": String(line.id), "reason": "账户未通过银行验证"], as: .townshipMaker)
        }
        let isConfidential = key.hasPrefix("2081902 ")
        try act(
            .publishRoster,
            isConfidential
                ? ["roster": String(id), "channel": "offline", "evidence": "村务公开栏照片"]
                : ["roster": String(id), "channel": "platform"], as: .townshipMaker)
    }

    // MARK: Reviews

    /// A review meets alerts: red lines are held or the roster goes back, the others are answered; then again.
    private func review(_ act: Act, _ id: Int64, as role: Role) throws {
        for _ in 0..<4 {
            let code = try self.act(act, ["roster": String(id)], as: role)
            let open = try rows(
                """
                SELECT DISTINCT rule, colour, CASE WHEN colour = 'red' THEN roster_line ELSE 0 END FROM alert
                WHERE roster = $1 AND state = 'open' ORDER BY colour, rule, 3
                """, .integer(id))
            switch code {
            case "alert.red":
                guard act == .signRoster else {
                    try self.act(.returnRoster, ["roster": String(id), "reason": "红灯"], as: role)
                    return
                }
                for line in Set(open.filter { $0[1].text == "red" }.map { $0[2].integer ?? 0 }).sorted() {
                    try self.act(.holdLine, ["line": String(line), "reason": "红灯"], as: .townshipMaker)
                }
            case "alert.yellow", "alert.blue":
                for rule in Set(open.filter { $0[1].text != "red" }.compactMap { $0[0].text }).sorted() {
                    try self.act(
                        .explainAlerts, ["roster": String(id), "rule": rule, "explanation": "已入户核实"], as: .townshipMaker
                    )
                }
            case "plan.exceeded":
                try enlargePlan(of: id)
                return
            case "roster.changed":
                try self.act(
                    .returnRoster, ["roster": String(id), "reason": "清册变化"],
                    as: role == .townshipLeader ? .department : role)
                return
            default: return
            }
        }
    }
}
