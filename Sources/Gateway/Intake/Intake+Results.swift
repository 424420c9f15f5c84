import AdapterKit
import Mapping
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// What a bank or the treasury says became of lines (IM-20.3, NX-9.4), and what came back later (退汇).
    ///
    /// A file moves money only with the bank's signature or MAC; an answer over the treasury's authenticated line needs
    /// none. Lines are found by our own serial, never by row number; amount and account must be those we sent.
    func intakeResults(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant, returns: Bool
    ) throws -> String {
        do {
            return try bookResults(document, bytes, mapping, now: now, returns: returns)
        } catch let early as EarlyReturn {
            // Rolled back whole: money cannot have come back that nobody has said was paid. Its turn comes with the word
            // about the line that it named first (`readEarlyReturns`).
            let fault = Fault(row: 0, field: early.serial, code: Engine.earlyReturn, message: "退汇先于发放结果到达，待该笔结果入账后自动办理")
            return try quarantine(document, fault, now: now)
        }
    }

    /// The code of a return that came before the word that its line was paid.
    static let earlyReturn = "return.early"

    /// … and of which line.
    private struct EarlyReturn: Error { var serial: String }

    private func bookResults(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant, returns: Bool
    ) throws -> String {
        var told: [String: Int] = [:]
        let note = try apply(document, bytes, mapping, now: now, as: LineResult.self) { work, read, records, faults in
            told["suspense", default: 0] += try suspendUnreadable(
                faults, Set(records.map(\.line)), read.remains, document, work)
            return try book(records, document, returns: returns, &told, &work)
        }
        told = told.filter { $0.value > 0 }
        let words = told.sorted { $0.key < $1.key }.map { "\(AttemptWord.zh($0.key)) \($0.value)" }
        return note + (words.isEmpty ? "" : "：" + words.joined(separator: "，"))
    }

    /// Books what was said of lines, and counts in `told` what it came to; the sum of what was said.
    func book(
        _ records: [(line: Int, record: LineResult)], _ document: LandedDocument, returns: Bool,
        _ told: inout [String: Int], _ work: inout Work
    ) throws -> Int64 {
        var touched: [Int64] = []
        var waiting = WaitingMoves(AttemptMachine.self)
        var sum: Int64 = 0
        for (line, record) in records {
            sum = try Engine.total(sum, record.amount)
            guard let attempt = try attempt(record, line: line, document, work) else {
                told["suspense", default: 0] += 1
                continue
            }
            touched.append(attempt.id)
            if !waiting.contains(attempt.id),
                try pay(attempt, record, line, returns: returns, document, &waiting, &work)
            {
                told[AttemptMachine.State.paid.rawValue, default: 0] += 1
                continue
            }
            // What is not simply paid may look at what was said before it.
            try waiting.make(&work)
            guard let attempt = try self.attempt(record, line: line, document, work) else { continue }
            if !returns, try suspendMerged(attempt, record, line, beside: records, document, &work) {
                told["suspense", default: 0] += 1
                continue
            }
            let word = try apply(record, line: line, to: attempt, returns: returns, document, &work)
            told[word, default: 0] += 1
        }
        try waiting.make(&work)
        try settleClaims(of: touched, work)
        try settleBatches(of: touched, &work)
        return sum
    }

    struct KnownAttempt {
        var id: Int64
        var state: AttemptMachine.State
        var amount: Money
        var share: Int64
        var order: Int64
        var county: String
        var disbursement: String
        var paid: Money
        var bankSerial: String
    }

    /// The attempt that a line speaks of; nil, and suspense, when it is none of ours or not the account we named.
    private func attempt(
        _ record: LineResult, line: Int, _ document: LandedDocument, _ work: Work
    ) throws -> KnownAttempt? {
        let found = try work.rows(
            """
            SELECT a.id, a.state, a.amount_fen, a.share, a.payment_order, o.county, o.disbursement, ac.digest, b.bank,
                a.paid_fen, a.executor_serial
            FROM attempt a JOIN payment_order o ON o.id = a.payment_order JOIN account ac ON ac.id = a.account
            LEFT JOIN batch b ON b.id = a.batch WHERE a.serial = $1
            """, .text(record.serial))
        guard let row = found.first, let state = AttemptMachine.State(rawValue: row.text(1)) else {
            try suspend(document, line, "foreignLine", record.serial, record.amount, "不是本方批次的明细", work)
            return nil
        }
        guard row[8].isNull || row.text(8) == bankConnection(document.connection) else {
            try suspend(document, line, "wrongBank", record.serial, record.amount, "该明细不是发给此银行的", work)
            return nil
        }
        if !record.account.isEmpty, row.bytes(7) != sealer.digest("account", Array(record.account.utf8)) {
            try suspend(document, line, "wrongAccount", record.serial, record.amount, "银行返回的账号与指令不一致", work)
            return nil
        }
        return KnownAttempt(
            id: row.int(0), state: state, amount: Money(fen: row.int(2)), share: row.int(3), order: row.int(4),
            county: row.text(5), disbursement: row.text(6), paid: Money(fen: row.int(9)), bankSerial: row.text(10))
    }

    /// A bank may be sent to by one connection and answer by another; both name the same bank.
    func bankConnection(_ connection: String) -> String {
        configuration.connections[connection]?.setting("bank", default: connection) ?? connection
    }

    /// Applies one word about one attempt; what it was, for the note.
    private func apply(
        _ record: LineResult, line: Int, to attempt: KnownAttempt, returns: Bool, _ document: LandedDocument,
        _ work: inout Work
    ) throws -> String {
        let paid = record.paid ?? record.amount
        var meaning = OutcomeRule.meaning(outcome: record.outcome, instructed: attempt.amount, paid: paid)
        if returns {
            // What comes back must be what was paid; half of it, or a word that is no return, is for people to look at.
            switch meaning {
            case .failed(let failure), .returned(let failure): meaning = .returned(failure)
            default:
                try suspend(document, line, "outcome", record.serial, record.amount, "退汇文件中有非退汇的结果", work)
                return "suspense"
            }
            guard ![.instructed, .pending, .unknown].contains(attempt.state) else {
                throw EarlyReturn(serial: record.serial)
            }
            guard attempt.state == .lateReturned || record.amount == attempt.paid else {
                try suspend(document, line, "returnAmount", record.serial, record.amount, "退汇金额与已付金额不符", work)
                return "suspense"
            }
        }
        var event = OutcomeRule.event(meaning)
        if event == .pay, attempt.state == .failed || attempt.state == .lateReturned, try isOccupied(attempt, work) {
            event = .payAgain
        }
        return try book(event, meaning, record, line, attempt, document, &work)
    }

    /// A sum that is too large for its line, and just what this line and others to the same account come to: a bank that
    /// merges lines has overpaid nobody, and has not said which items it paid (NX-8.2). None of them is known to be paid
    /// until it says so line by line, or two people settle each.
    private func suspendMerged(
        _ attempt: KnownAttempt, _ record: LineResult, _ line: Int, beside records: [(line: Int, record: LineResult)],
        _ document: LandedDocument, _ work: inout Work
    ) throws -> Bool {
        guard let paid = record.paid ?? record.amount, paid > attempt.amount,
            OutcomeRule.meaning(outcome: record.outcome, instructed: attempt.amount, paid: paid) == .paid
        else { return false }
        let others = try work.rows(
            """
            SELECT o.id, o.amount_fen, o.serial FROM attempt a JOIN account c ON c.id = a.account
            JOIN attempt o ON o.payment_order = a.payment_order AND COALESCE(o.batch, 0) = COALESCE(a.batch, 0)
            AND o.id <> a.id AND o.state IN ('instructed', 'pending', 'unknown')
            JOIN account d ON d.id = o.account AND d.digest = c.digest WHERE a.id = $1 ORDER BY o.id
            """, .integer(attempt.id))
        // What the same file speaks of by itself is in no other line's sum.
        let named = Set(others.isEmpty ? [] : records.map(\.record.serial))
        let silent = others.filter { !named.contains($0.text(2)) }
        let one = silent.first { attempt.amount + Money(fen: $0.int(1)) == paid }
        let all = silent.reduce(attempt.amount) { $0 + Money(fen: $1.int(1)) } == paid ? silent : []
        let merged = one.map { [$0] } ?? all
        guard !merged.isEmpty else { return false }
        try suspend(
            document, line, "mergedLines", record.serial, record.amount, "银行把同一账户的几笔合并为一笔，须逐笔反馈（NX-8.2）", work)
        for id in [attempt.id] + merged.map({ $0.int(0) }) {
            try work.moveIfPossible(AttemptMachine.self, id, .lose)
        }
        return true
    }

    /// What nearly every line says: paid in full, as it was instructed. Nothing follows from it but the move, which waits
    /// for its neighbours. False for anything else.
    private func pay(
        _ attempt: KnownAttempt, _ record: LineResult, _ line: Int, returns: Bool, _ document: LandedDocument,
        _ waiting: inout WaitingMoves<AttemptMachine>, _ work: inout Work
    ) throws -> Bool {
        let told = record.paid ?? record.amount
        let meaning = OutcomeRule.meaning(outcome: record.outcome, instructed: attempt.amount, paid: told)
        guard !returns, told == attempt.amount, OutcomeRule.event(meaning) == .pay,
            AttemptMachine.next(attempt.state, .pay) == .paid
        else { return false }
        waiting.append(attempt.id, .pay)
        try note(record, line, of: attempt, .paid, paid: attempt.amount, over: .zero, document, &work)
        return true
    }

    private func book(
        _ event: AttemptMachine.Event, _ meaning: OutcomeRule.Meaning, _ record: LineResult, _ line: Int,
        _ attempt: KnownAttempt, _ document: LandedDocument, _ work: inout Work
    ) throws -> String {
        guard let next = AttemptMachine.next(attempt.state, event) else {
            if repeats(attempt, event, record) { return "repeated" }
            try suspend(document, line, "outcome", record.serial, record.amount, "结果与明细当前状态不符", work)
            return "suspense"
        }
        let told = record.paid ?? record.amount ?? attempt.amount
        let paid: Money = [.paid, .shortPaid, .paidLate].contains(next) ? min(told, attempt.amount) : .zero
        let over = next == .overpaid ? told : max(.zero, paid == .zero ? .zero : told - attempt.amount)
        if next == .paidLate { try stopReissue(of: attempt, &work) }
        try work.move(AttemptMachine.self, attempt.id, event)
        try note(record, line, of: attempt, next, paid: paid, over: over, document, &work)
        if [.failed, .lateReturned].contains(next) { try doubt(accountOf: attempt.id, record.outcome, &work) }
        try follow(next, meaning, attempt, over: over, document, &work)
        return next.rawValue
    }

    /// Keeps what was said of an attempt beside its state.
    private func note(
        _ record: LineResult, _ line: Int, of attempt: KnownAttempt, _ next: AttemptMachine.State, paid: Money,
        over: Money, _ document: LandedDocument, _ work: inout Work
    ) throws {
        if attempt.paid > .zero { try keepPast(attempt: attempt.id, work) }
        try work.execute(
            """
            UPDATE attempt SET paid_fen = $1, over_fen = CASE WHEN CAST($9 AS BIGINT) > 0 THEN over_fen ELSE $2 END, outcome = $3, reason_code = $4,
                paid_on = COALESCE($5, paid_on), result_document = $6, result_line = $7,
                executor_serial = CASE WHEN $8 = '' THEN executor_serial ELSE $8 END, returned_fen = $9 WHERE id = $10
            """,
            .integer(paid.fen), .integer(over.fen), .optional(record.outcome?.rawValue), .text(record.reasonCode),
            .day(paid > .zero ? record.paidOn ?? work.now.day : nil), .integer(document.id), .int(line),
            .text(record.bankSerial), .integer(next == .lateReturned ? attempt.paid.fen : 0), .integer(attempt.id))
        if attempt.disbursement == RegionProfile.Disbursement.treasuryDirect.rawValue {
            // The treasury is the payer: what it says was not paid, or came back, it has.
            try work.execute(
                "UPDATE attempt SET money_back = $1 WHERE id = $2",
                .int([.failed, .lateReturned].contains(next) ? 1 : 0), .integer(attempt.id))
        }
        work.touch("attempt \(attempt.id) paid \(paid.fen) over \(over.fen) document \(document.id) line \(line)")
    }

    /// An account that could not be paid to is not what its bank had verified.
    private func doubt(accountOf attempt: Int64, _ outcome: OutcomeCode?, _ work: inout Work) throws {
        guard let event = PaidAccountRule.event(outcome),
            let account = try work.rows(
                "SELECT c.id FROM attempt a JOIN account c ON c.id = a.account WHERE a.id = $1 AND c.state = 'verified'",
                .integer(attempt)
            ).first?.int(0)
        else { return }
        try work.move(AccountMachine.self, account, event)
    }

    /// The same word once more, with the same sum and the bank's same serial, changes nothing. Anything else that fits no
    /// move is money that we do not know of.
    private func repeats(_ attempt: KnownAttempt, _ event: AttemptMachine.Event, _ record: LineResult) -> Bool {
        let sameSerial =
            record.bankSerial.isEmpty || attempt.bankSerial.isEmpty || record.bankSerial == attempt.bankSerial
        let sameSum = (record.paid ?? record.amount ?? attempt.paid) == attempt.paid
        switch event {
        case .pay: return [.paid, .paidLate].contains(attempt.state) && sameSerial && sameSum
        case .payShort: return attempt.state == .shortPaid && sameSerial && sameSum
        case .fail: return attempt.state == .failed
        case .returnLate: return attempt.state == .lateReturned
        default: return false
        }
    }

    /// What follows from a state: a failure gets its class, owner and clock (IM-21, NX-10.1); a late success closes it;
    /// an overpayment opens a recovery (NX-10.3).
    private func follow(
        _ state: AttemptMachine.State, _ meaning: OutcomeRule.Meaning, _ attempt: KnownAttempt, over: Money,
        _ document: LandedDocument, _ work: inout Work
    ) throws {
        switch (state, meaning) {
        case (.failed, .failed(let failure)), (.lateReturned, .returned(let failure)):
            try openFailure(failure, attempt, &work)
            try countOverpaid(share: attempt.share, &work)
        case (.shortPaid, _):
            // The rest is owed by the bank: somebody must have it on the desk.
            try work.execute(
                """
                INSERT INTO failure (id, attempt, class, owner, started, state, sequence)
                VALUES ($1, $2, 'E', $3, $4, 'open', 0) ON CONFLICT (attempt) DO NOTHING
                """,
                .integer(try work.id()), .integer(attempt.id),
                .text(try owner(.bank, ofAttempt: attempt.id, county: attempt.county, work).rawValue), .at(work.now))
        case (.paidLate, _):
            try settleFailures(of: [attempt.id], &work)
        default: break
        }
        if over > .zero {
            try openRecovery(attempt: attempt.id, over, reason: "银行多付或重复付款", article: "NX-10.3", document.id, work)
        }
    }

    /// A failure gets its class, owner and clock; one that had been settled or paid again is open anew, and what was
    /// approved for it before counts no more.
    private func openFailure(_ failure: FailureClass, _ attempt: KnownAttempt, _ work: inout Work) throws {
        let owner = try owner(failure, ofAttempt: attempt.id, county: attempt.county, work).rawValue
        let known = try work.rows("SELECT id, state FROM failure WHERE attempt = $1", .integer(attempt.id)).first
        guard let known else {
            try work.execute(
                """
                INSERT INTO failure (id, attempt, class, owner, started, state, sequence)
                VALUES ($1, $2, $3, $4, $5, 'open', 0)
                """,
                .integer(try work.id()), .integer(attempt.id), .text(failure.rawValue), .text(owner), .at(work.now))
            return
        }
        try work.moveIfPossible(FailureMachine.self, known.int(0), .reopen)
        try keepPast(failure: known.int(0), work)
        try work.execute(
            """
            UPDATE failure SET class = $1, owner = $2, started = $3, ended = NULL, new_account = NULL, approved = 0
            WHERE id = $4
            """, .text(failure.rawValue), .text(owner), .at(work.now), known[0])
    }

    func openRecovery(
        attempt: Int64, _ amount: Money, reason: String, article: String, _ document: Int64?, _ work: Work
    ) throws {
        try work.execute(
            """
            INSERT INTO recovery (id, claim, attempt, amount_fen, reason, article, document, opened, state, sequence)
            SELECT $1, s.claim, a.id, $2, $3, $4, $5, $6, 'opened', 0 FROM attempt a JOIN share s ON s.id = a.share
            WHERE a.id = $7 ON CONFLICT (attempt, article) DO NOTHING
            """,
            .integer(try work.id()), .integer(amount.fen), .text(reason), .text(article), .optional(document),
            .at(work.now), .integer(attempt))
    }
}

/// The states of attempts in people's words.
enum AttemptWord {
    static func zh(_ word: String) -> String {
        switch word {
        case "held": "待发"
        case "instructed": "已指令"
        case "pending": "处理中"
        case "unknown": "结果不明"
        case "paid": "已发放"
        case "shortPaid": "少付"
        case "failed": "失败"
        case "lateReturned": "退汇"
        case "paidLate": "迟到成功"
        case "overpaid": "多付"
        case "withdrawn": "已撤回"
        case "suspense": "挂账"
        case "repeated": "重复"
        default: word
        }
    }
}
