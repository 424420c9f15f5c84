import Gateway
import Sandbox
import Store
import Subsidy
import Workflow

/// What comes from the internet side and goes there: tokens, wishes, complaints, pages.
extension Desk {
    func outside() throws {
        try tokens()
        try stolenPhones()
        try requests()
        try confirmations()
        try complaints()
        try pages()
    }

    /// Now and then somebody who was instructed to be paid comes by and takes a token home.
    private func tokens() throws {
        guard office.random.below(4) == 0, !office.isPrompt else { return }
        let found = try mine(
            """
            SELECT l.id, MIN(a.serial) FROM attempt a JOIN share s ON s.id = a.share
            JOIN roster_line l ON l.id = s.roster_line AND l.heirs = 0 AND l.payee = s.payee
            JOIN roster r ON r.id = l.roster
            WHERE r.county = $1 AND NOT EXISTS (SELECT 1 FROM portal_token t WHERE t.person = l.payee
                AND t.county = r.county AND t.revoked IS NULL)
            GROUP BY l.id ORDER BY l.id
            """)
        guard !found.isEmpty else { return }
        let row = found[office.random.below(found.count)]
        guard let truth = country.instruction(row[1].text ?? ""),
            let citizen = country.citizen(account: truth.account), !country.isDead(citizen.id)
        else { return }
        let line = row[0].integer ?? 0
        let told = try values(.issueToken, ["line": String(line), "evidence": "本人到场并出示身份证"], as: .townshipMaker)
        guard let token = told?["token"] else { return }
        office.tokenLines[citizen.id] = line
        country.give(token, to: citizen.id, county: county.code)
    }

    private func stolenPhones() throws {
        for person in country.robbed(county: county.code) {
            guard let line = office.tokenLines[person] else { continue }
            try act(.revokeToken, ["line": String(line), "reason": "手机被盗"], as: .townshipMaker)
        }
    }

    /// Whoever asked is called: what they know of is taken on, what they do not know of is refused.
    private func requests() throws {
        for row in try mine(
            "SELECT id, number FROM portal_request WHERE county = $1 AND state = 'received' ORDER BY id"
        ) where office.isWilling() {
            let request = ["request": String(row[0].integer ?? 0)]
            guard let wish = country.wish(row[1].text ?? "", county: county.code) else {
                throw Breach("IM-12.4", "request \(row[1].text ?? "") was never wished for")
            }
            guard wish.isTheirs, !country.isDead(wish.person) else {
                try act(.refuseRequest, request.merging(["reason": "与本人核实，并非本人申请"]) { $1 }, as: .townshipMaker)
                continue
            }
            let answer =
                wish.kind == .application
                ? ["evidence": "电话核实"]
                : [
                    "evidence": "电话核实", "account": wish.account, "bank": Country.bankTitle(wish.bank),
                    "fallback": "lost",
                ]
            let code = try act(.acceptRequest, request.merging(answer) { $1 }, as: .townshipMaker)
            // What cannot be done now is given back with its reason; the person may ask again.
            guard !code.isEmpty, code != "died" else { continue }
            try act(.refuseRequest, request.merging(["reason": "暂不能办理"]) { $1 }, as: .townshipMaker)
        }
    }

    /// An account that somebody wants to be paid to counts when a leader has approved it.
    private func confirmations() throws {
        for row in try mine(
            """
            SELECT b.id, MAX(l.id) FROM library_account b JOIN roster_line l ON l.payee = b.person
            JOIN roster r ON r.id = l.roster WHERE r.county = $1 AND b.state = 'confirmed' GROUP BY b.id ORDER BY b.id
            """) where office.isWilling()
        {
            let line = ["line": String(row[1].integer ?? 0)]
            try overreach(.approveConfirmation, line, as: .townshipLeader)
            if office.random.below(12) == 0 {
                try act(.rejectConfirmation, line.merging(["reason": "证件复印件不清"]) { $1 }, as: .townshipLeader)
            } else {
                try act(.approveConfirmation, line, as: .townshipLeader)
            }
        }
    }

    /// A complaint is taken down, answered by the office that answers for it, and closed by finance.
    private func complaints() throws {
        if !office.isPrompt, office.random.below(60) == 0 {
            let said = ["county": county.code, "channel": "hotline", "text": "来电反映补贴金额有误", "contact": "来电人"]
            if let complaint = try values(.registerComplaint, said, as: .townshipMaker)?["complaint"] {
                let answer = ["complaint": complaint, "outcome": "unfounded", "explanation": "自行答复"]
                try overreach(.answerComplaint, answer, as: .department)
            }
        }
        for row in try mine("SELECT id, state FROM complaint WHERE county = $1 AND state <> 'closed' ORDER BY id")
        where office.isWilling() {
            let complaint = ["complaint": String(row[0].integer ?? 0)]
            if row[1].text == ComplaintMachine.State.open.rawValue {
                let outcome = office.random.pick(["founded", "partlyFounded", "unfounded", "explained"])
                try act(
                    .answerComplaint, complaint.merging(["outcome": outcome, "explanation": "已核实并告知"]) { $1 },
                    as: .department)
            } else if office.random.below(10) == 0, !office.isPrompt {
                try act(.reopenComplaint, complaint.merging(["reason": "答复未说明依据"]) { $1 }, as: .financeChecker)
            } else {
                try act(.closeComplaint, complaint, as: .financeChecker)
            }
        }
    }

    /// Somebody looks whether the board in a village shows what the host shows, and takes it down some day; now and then
    /// a page is taken back.
    private func pages() throws {
        for row in try mine(
            """
            SELECT publication FROM publication_channel WHERE county = $1 AND channel = '村务公开栏' AND state = 'shown'
            ORDER BY publication
            """) where office.isWilling()
        {
            try compareBoard(row[0].integer ?? 0, "")
        }
        guard !office.isPrompt, office.random.below(20) == 0 else { return }
        let found = try mine(
            """
            SELECT id, checksum FROM publication WHERE county = $1 AND kind = 'roster' AND state = 'published' ORDER BY id
            """)
        guard let row = found.first else { return }
        guard office.random.below(4) == 0 else { return try compareBoard(row[0].integer ?? 0, row[1].text ?? "") }
        try act(
            .withdrawPublication, ["publication": String(row[0].integer ?? 0), "reason": "标题有误"], as: .department)
    }

    private func compareBoard(_ publication: Int64, _ checksum: String) throws {
        try act(
            .compareChannel,
            [
                "publication": String(publication), "channel": "村务公开栏", "checksum": String(checksum.prefix(8)),
                "evidence": "照片",
            ], as: .townshipMaker)
    }
}
