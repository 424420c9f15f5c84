import AdapterKit
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// The platform has taken steps back: what it does it may undo, as long as nothing is ordered. The note, when the
    /// word is not to be followed.
    func takeBack(_ word: PlatformWord, _ theirs: PlatformRoster, now: Instant) throws -> String? {
        guard let state = try rosterState(word.roster), PlatformRule.isBack(word.said, from: state) else { return nil }
        if state.isFixed {
            guard try profile(word.county).runner(.order) == .platform else { return nil }
            return try object(to: word, "word.regressed", "清册已申请支付，平台却退回到“\(word.said.zh)”，请与平台核对", now: now)
        }
        // Steps that people took here are theirs; the platform need not know of them.
        let reached = PlatformRule.implied(by: word.said)
        let undone = Engine.events(upTo: state).dropFirst(reached.count)
        let profile = try profile(word.county)
        guard undone.contains(where: { profile.runner(PlatformRule.step(of: $0)) == .platform }),
            RosterMachine.next(state, .rebuild) != nil || RosterMachine.next(state, .return) != nil
        else { return nil }
        try change(word.id, now: now) { work in
            work.document = word.document.id
            try sendBack(word.roster, from: state, &work)
        }
        return nil
    }

    /// The moves that led to a state.
    private static func events(upTo state: RosterMachine.State) -> [RosterMachine.Event] {
        var events: [RosterMachine.Event] = []
        var reached = RosterMachine.State.building
        while reached != state, let event = PlatformRule.next(reached), let next = RosterMachine.next(reached, event) {
            events.append(event)
            reached = next
        }
        return reached == state ? events : []
    }

    /// Takes here, one after the other, the steps that the word implies and that are the platform's; at a step of our own
    /// it waits for it, and at one that our checks do not bear it stops.
    func goOn(_ word: PlatformWord, _ theirs: PlatformRoster, now: Instant) throws -> String {
        let profile = try profile(word.county)
        let implied = PlatformRule.implied(by: word.said)
        if try rosterState(word.roster) == .returned {
            guard profile.runner(.roster) == .platform else {
                return try wait(word, "roster.returned", "本方清册已退回，等待重新造册", now: now)
            }
            // Who returned it here waits for the platform's next word, and this is it.
            try change(word.id, now: now) { work in try sendBack(word.roster, from: .returned, &work) }
        }
        if let told = try end(word, now: now) { return told }
        while let state = try rosterState(word.roster), let event = PlatformRule.next(state), implied.contains(event) {
            let step = PlatformRule.step(of: event)
            guard profile.runner(step) == .platform else {
                return try wait(word, "step.here", "平台已到“\(word.said.zh)”，本方的“\(step.zh)”尚未办理", now: now)
            }
            do {
                try take(event, word, now: now)
            } catch let error as GatewayError {
                try askDoubted(word, now: now)
                _ = try askExpired(roster: word.roster, county: word.county, now: now)
                if theirs.moneySaid == nil, try isAsking(word.roster) {
                    return try wait(word, "checks.asked", "核查或账户验证由本方重新进行，待结果", now: now)
                }
                return try object(to: word, error.code, error.message, money: theirs.moneySaid, now: now)
            }
        }
        if let told = try bookMoney(word, theirs, now: now) { return told }
        return try change(word.id, now: now) { work in
            work.document = word.document.id
            try noteMirrored(word, &work)
            return "平台清册 \(word.number)：\(word.said.zh)，已照录（IM-29.1）"
        }
    }

    /// Whether the register or a bank is still to answer about a roster.
    private func isAsking(_ roster: Int64) throws -> Bool {
        try store.read { c in
            try !c.rows("SELECT 1 FROM question WHERE roster = $1 AND answered = 0 LIMIT 1", [.integer(roster)]).isEmpty
        }
    }

    /// A roster of the platform's of which every line was stopped ends: there is nobody to pay, and nobody here who could
    /// say so.
    private func end(_ word: PlatformWord, now: Instant) throws -> String? {
        guard try profile(word.county).runner(.roster) == .platform, let state = try rosterState(word.roster),
            RosterMachine.next(state, .end) != nil,
            try store.read({ c in
                try c.rows(
                    "SELECT 1 FROM roster_line WHERE roster = $1 AND state IN ('payable', 'held') LIMIT 1",
                    [.integer(word.roster)])
            }).isEmpty
        else { return nil }
        return try change(word.id, now: now) { work in
            work.document = word.document.id
            try work.move(RosterMachine.self, word.roster, .end)
            try noteMirrored(word, &work)
            return "平台清册 \(word.number)：明细已全部停发，已办结（IM-29.1）"
        }
    }

    /// All that the word says is done here: nothing of it is left to explain.
    private func noteMirrored(_ word: PlatformWord, _ work: inout Work) throws {
        try settleSuspense(ofWords: [word.id], &work)
        try reason(of: word.id, "", "", work)
        try work.execute("DELETE FROM platform_finding WHERE word = $1", .integer(word.id))
        try work.move(PlatformWordMachine.self, word.id, .mirror)
    }

    func wait(_ word: PlatformWord, _ code: String, _ message: String, now: Instant) throws -> String {
        try change(word.id, now: now) { work in
            try work.moveIfPossible(PlatformWordMachine.self, word.id, .wait)
            try reason(of: word.id, code, message, work)
            return "平台清册 \(word.number)：\(message)"
        }
    }

    /// One step, with the checks that a person who took it here would meet (IM-18.1).
    private func take(_ event: RosterMachine.Event, _ word: PlatformWord, now: Instant) throws {
        let stages: [RosterMachine.Event: AlertRule.Stage] = [
            .sign: .submit, .departmentApprove: .departmentReview, .financeApprove: .financeReview, .order: .release,
        ]
        if let stage = stages[event] { try runAlerts(roster: word.roster, stage: stage, now: now) }
        try change(word.id, now: now) { work in
            work.document = word.document.id
            switch event {
            case .identityChecked: try takeIdentities(word, work)
            case .accountsSet: try takeAccounts(word, &work)
            case .publish: return try takePublicity(word, &work)
            case .closePublicity: try closePublicity(word, &work)
            case .order:
                _ = try orderPayment(of: word.roster, isMirrored: true, &work)
                return
            case .sign, .departmentApprove, .financeApprove:
                if let stage = stages[event] { try requireNoRed(word.roster, stage, work) }
                if event == .sign { try requireAsPublished(word.roster, work) }
                if event != .sign { try requireUnchanged(word.roster, work) }
                try requirePlan(word.roster, work)
            case .close, .reopen, .return, .rebuild, .end: break
            }
            try work.move(RosterMachine.self, word.roster, event)
            guard event == .sign else { return }
            try work.execute(
                "UPDATE roster SET digest = $1 WHERE id = $2", .text(try rosterDigest(word.roster, work.c)),
                .integer(word.roster))
        }
    }

    /// The explanations of yellow and blue lights are given where the step is done; red has none anywhere (IM-18.2).
    private func requireNoRed(_ roster: Int64, _ stage: AlertRule.Stage, _ work: Work) throws {
        let red =
            try work.rows(
                """
                SELECT CAST(COUNT(*) AS BIGINT) FROM alert WHERE roster = $1 AND stage = $2 AND state = 'open'
                AND colour = 'red'
                """, .integer(roster), .text(stage.rawValue)
            ).first?.int(0) ?? 0
        guard red == 0 else {
            throw GatewayError(.refused, "alert.red", "平台已通过，而本方有红灯 \(red) 条：请平台更正、停发相应明细后重新发送（IM-18.2）")
        }
    }

    /// The platform asked the police: its word is everybody's verdict, but what the police told us of somebody stands
    /// against it, and who is being asked about is waited for.
    private func takeIdentities(_ word: PlatformWord, _ work: Work) throws {
        try work.execute(
            """
            INSERT INTO roster_person (roster, person, verdict, at, document)
            SELECT DISTINCT l.roster, p.id, 'match', CAST($2 AS BIGINT), CAST($3 AS BIGINT)
            FROM roster_line l JOIN list_line ll ON ll.id = l.list_line
            JOIN person p ON p.id IN (l.payee, ll.subject, ll.beneficiary) WHERE l.roster = $1 AND l.state <> 'removed'
            AND NOT EXISTS (SELECT 1 FROM roster_person k JOIN document d ON d.id = k.document
                WHERE k.roster = l.roster AND k.person = p.id AND d.exchange = 'identity.verify')
            AND NOT EXISTS (SELECT 1 FROM question q JOIN outbox o ON o.id = q.outbox WHERE q.roster = l.roster
                AND q.person = p.id AND q.answered = 0 AND o.exchange = 'identity.verify')
            ON CONFLICT (roster, person) DO UPDATE SET verdict = excluded.verdict, at = excluded.at,
                document = excluded.document
            """, .integer(word.roster), .at(work.now), .integer(word.document.id))
        for connection in configuration.connections.values.sorted(by: { $0.name < $1.name })
        where connection.counterpart == .publicSecurity {
            try work.execute(
                """
                UPDATE roster_person SET verdict = 'deceased' WHERE roster = $1 AND person IN (SELECT p.id FROM person p
                    JOIN death d ON d.id_digest = p.id_digest WHERE d.connection = $2)
                """, .integer(word.roster), .text(connection.name))
        }
        let people = try work.rows(
            "SELECT person FROM roster_person WHERE roster = $1 ORDER BY person", .integer(word.roster))
        try refreshVerdicts(word.roster, of: people.map { $0.int(0) }, work)
    }

    /// The platform asked the banks. What a bank told us of an account stands against its word.
    private func takeAccounts(_ word: PlatformWord, _ work: inout Work) throws {
        let accounts = try work.rows(
            """
            SELECT DISTINCT a.id FROM roster_line l JOIN share s ON s.roster_line = l.id
            JOIN account a ON a.id = s.account
            WHERE l.roster = $1 AND l.state = 'payable' AND a.state IN ('registered', 'verified') ORDER BY a.id
            """, .integer(word.roster)
        ).map { $0.int(0) }
        try work.move(AccountMachine.self, accounts.map { ($0, .verify) })
        try Selection.with(accounts, work.c) { token in
            try work.execute(
                "UPDATE account SET verified = $1 FROM selection p WHERE p.token = $2 AND account.id = p.subject",
                .at(work.now), token)
        }
    }

    /// What a bank told us of an account may be over: it is asked again, once a day, and its answer decides.
    private func askDoubted(_ word: PlatformWord, now: Instant) throws {
        let accounts = try store.read { c in
            try c.rows(
                """
                SELECT DISTINCT a.id FROM roster_line l JOIN share s ON s.roster_line = l.id
                JOIN account a ON a.id = s.account
                WHERE l.roster = $1 AND l.state = 'payable' AND a.bank <> ''
                AND a.state IN ('rejected', 'dormant', 'closed', 'frozen')
                AND NOT EXISTS (SELECT 1 FROM question q JOIN outbox o ON o.id = q.outbox
                    WHERE q.account = a.id AND (q.answered = 0 OR o.created > $2)) ORDER BY a.id
                """, [.integer(word.roster), .at(now + .seconds(-20 * 3600))])
        }
        guard !accounts.isEmpty else { return }
        try change(word.id, now: now) { work in
            try askAccounts(accounts.map { $0.int(0) }, county: word.county, roster: word.roster, &work)
        }
    }

    /// The platform shows the roster on its own pages: what it shows is noted, and nothing is published from here.
    private func takePublicity(_ word: PlatformWord, _ work: inout Work) throws {
        let board = try publicBoard(word.roster, work.c)
        try board.requireNoNumbers()
        try work.move(RosterMachine.self, word.roster, .publish)
        let started = word.madeDay ?? word.heard
        let until = try publicUntil(word, from: started, work)
        try work.execute(
            """
            INSERT INTO publicity (roster, started, until_day, channel, digest, evidence)
            VALUES ($1, $2, $3, 'mirrored', $4, $5)
            ON CONFLICT (roster) DO UPDATE SET started = excluded.started, until_day = excluded.until_day,
            digest = excluded.digest, channel = excluded.channel, evidence = excluded.evidence, closed = NULL
            """,
            .integer(word.roster), .at(work.now), .day(until), .text(hex(Digest.sha256(Array(board.text.utf8)))),
            .text(word.number))
        try work.execute(
            "UPDATE roster_line SET public_from = $1 WHERE roster = $2 AND state = 'payable'", .at(work.now),
            .integer(word.roster))
        try notePublished(roster: word.roster, work)
    }

    private func publicUntil(_ word: PlatformWord, from day: Day, _ work: Work) throws -> Day {
        let facts = try rosterFacts(word.roster, work)
        let days = publicityDays(facts.project, try profile(word.county))
        return try calendar(word.county).deadline(from: day, workingDays: days).day
    }

    /// It cannot have been public before it was made, nor after we heard that it was public no more (IM-16.3).
    private func closePublicity(_ word: PlatformWord, _ work: inout Work) throws {
        let until = try publicUntil(word, from: word.madeDay ?? word.heard, work)
        guard word.heard > until || word.state == .accepted else {
            throw GatewayError(
                .refused, "publicity.short", "平台的公示不足规定的工作日（最早应至 \(until.text)），请平台补足或由两人核实（IM-16.3）")
        }
        try work.execute(
            "UPDATE publicity SET closed = $1 WHERE roster = $2", .at(work.now), .integer(word.roster))
    }

    // MARK: Money

    /// What the platform says of money. Where it orders, its word is the treasury's; where it pays, each line's result is
    /// booked like a bank's. Where money moves here, its word books nothing and must not run ahead of ours.
    func bookMoney(_ word: PlatformWord, _ theirs: PlatformRoster, now: Instant) throws -> String? {
        guard PlatformRule.isAboutMoney(word.said) else { return nil }
        let profile = try profile(word.county)
        let results = try store.read { c in try platformResults(theirs, word, c) }
        guard profile.runner(.payment) == .platform else {
            if profile.runner(.order) == .platform { try allocate(word, nil, now: now) }
            let ahead = results.filter { $0.result.outcome == .ok && !AttemptMachine.settled.contains($0.state) }
            guard !ahead.isEmpty else { return nil }
            return try wait(word, "word.money", "平台称 \(ahead.count) 行已支付，本方尚无银行结果，未采信", now: now)
        }
        let paid = results.filter { $0.result.outcome == .ok }.reduce(Money.zero) { $0 + ($1.result.amount ?? .zero) }
        try allocate(word, paid, now: now)
        try change(word.id, now: now) { work in
            work.document = word.document.id
            var told: [String: Int] = [:]
            let back = results.filter { $0.result.outcome != .ok && AttemptMachine.settled.contains($0.state) }
            let first = results.filter { $0.result.outcome == .ok || !AttemptMachine.settled.contains($0.state) }
            _ = try book(first.map { ($0.line, $0.result) }, word.document, returns: false, &told, &work)
            _ = try book(back.map { ($0.line, $0.result) }, word.document, returns: true, &told, &work)
        }
        return nil
    }

    /// The treasury's money has come, by the platform's word: all of it, or as much as was paid to people.
    private func allocate(_ word: PlatformWord, _ paid: Money?, now: Instant) throws {
        try change(word.id, now: now) { work in
            work.document = word.document.id
            let orders = try work.rows(
                """
                SELECT id, amount_fen, allocated_fen, state FROM payment_order WHERE roster = $1
                AND state IN ('accepted', 'partlyAllocated', 'allocated') ORDER BY id
                """, .integer(word.roster))
            for order in orders {
                let sum = paid?.fen ?? order.int(1)
                guard sum > order.int(2), sum <= order.int(1) else { continue }
                try work.move(
                    OrderMachine.self, order.int(0), sum == order.int(1) ? .allocate : .allocatePartly)
                try work.execute(
                    """
                    UPDATE payment_order SET allocated_fen = $1, allocated_at = COALESCE(allocated_at, $2),
                        voucher = CASE WHEN $3 = '' THEN voucher ELSE $3 END WHERE id = $4
                    """, .integer(sum), .at(work.now), .text(word.voucher), order[0])
                try refer(
                    word.voucher, of: word.document.connection, to: "payment_order", order.int(0), word.document, work)
            }
        }
    }
}
