import AdapterKit
import Store
import Subsidy
import Trust
import Workflow

/// A payable share on its way into an order.
struct PayableShare {
    var share: Int64
    /// Which attempt of the share the next one is.
    var ordinal: Int64
    var account: Int64
    var bank: String
    var due: Money
}

extension Engine {
    /// The payment order of a finally approved roster (IM-19.1), and the request to the treasury in the same
    /// transaction (IM-19.2). Through agency accounts there is one order a bank; direct from the treasury one in all.
    func orderPayment(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        try orderPayment(of: try input.id("roster"), &work)
    }

    /// … `isMirrored`: the platform applies for the money; here it is only booked.
    func orderPayment(of roster: Int64, isMirrored: Bool = false, _ work: inout Work) throws -> ActResult {
        let facts = try rosterFacts(roster, work)
        if !isMirrored { try requireNoOpenWord(about: roster, work) }
        try requireUnchanged(roster, work)
        try requirePlan(roster, work)
        let shares = try payableShares(roster, work)
        guard !shares.isEmpty else { throw GatewayError(.conflict, "order.empty", "清册没有可发放的明细") }
        let dead = try deadShares(of: roster, work)
        guard dead.isDisjoint(with: shares.map(\.share)) else {
            throw GatewayError(
                .refused, "payee.deceased", "终审后收到收款人死亡信息 \(dead.count) 条，须退回清册停发或转录（IM-16.1c、d）")
        }
        try requireUnflagged(roster, work)
        if facts.disbursement == .treasuryDirect { try requireNotRed(shares.map(\.share), of: roster, work) }
        try work.move(RosterMachine.self, roster, .order)
        var told: [String] = []
        switch facts.disbursement {
        case .treasuryDirect:
            told.append(try order(shares, agency: nil, roster: roster, facts, isMirrored: isMirrored, &work))
        case .agencyAccount:
            var byBank: [String: [PayableShare]] = [:]
            for share in shares { byBank[share.bank, default: []].append(share) }
            for (bank, shares) in byBank.sorted(by: { $0.key < $1.key }) {
                try requireAgent(bank, facts.county, work.now.day)
                guard
                    let agency = configuration.agencyAccounts.first(where: {
                        $0.county == facts.county && $0.connection == bank
                    })
                else {
                    throw GatewayError(.configuration, "agency.missing", "旗县 \(facts.county) 在该行没有代发户（IM-19.3）")
                }
                told.append(
                    try order(shares, agency: agency, roster: roster, facts, isMirrored: isMirrored, &work))
            }
        }
        return ActResult("roster:\(roster)", told.joined(separator: "；"))
    }

    /// The shares of a roster's payable lines; those of one `order` that has failed as a whole, without what has left.
    func payableShares(_ roster: Int64, of order: Int64? = nil, _ work: Work) throws -> [PayableShare] {
        try work.rows(
            """
            SELECT s.id, a.id, a.bank, s.due_fen, a.state,
                COALESCE((SELECT MAX(t.ordinal) FROM attempt t WHERE t.share = s.id), 0) + 1
            FROM roster_line l JOIN share s ON s.roster_line = l.id LEFT JOIN account a ON a.id = s.account
            WHERE l.roster = $1 AND l.state = 'payable' AND (CAST($2 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM attempt t
                LEFT JOIN failure f ON f.attempt = t.id WHERE t.share = s.id AND t.payment_order = $2
                AND COALESCE(f.state, '') NOT IN ('leaving', 'movedOut'))) ORDER BY s.id
            """, .integer(roster), .integer(order ?? 0)
        ).map { row in
            guard row.text(4) == AccountMachine.State.verified.rawValue else {
                throw GatewayError(.refused, "account.unverified", "清册中有账户未通过验证，不能生成支付单（IM-12.5）")
            }
            return PayableShare(
                share: row.int(0), ordinal: row.int(5), account: row.int(1), bank: row.text(2),
                due: Money(fen: row.int(3)))
        }
    }

    /// One order, its attempts, and the request to the treasury. `isReissue`: it pays again what a first order could not.
    func order(
        _ shares: [PayableShare], agency: GatewayConfiguration.AgencyAccount?, roster: Int64, _ facts: RosterFacts,
        isReissue: Bool = false, isMirrored: Bool = false, _ work: inout Work
    ) throws -> String {
        let amount = shares.reduce(Money.zero) { $0 + $1.due }
        let funding =
            agency == nil
            ? (id: "", budgetProject: "")
            : try indicator(for: facts.project, county: facts.county, amount: amount, work)
        let order = try work.id()
        let number = "ZF\(facts.county)\(work.now.day.compact)\(order)"
        try work.execute(
            """
            INSERT INTO payment_order (id, county, roster, number, disbursement, agency_account, indicator,
                budget_project, amount_fen, line_count, roster_digest, state, sequence, created, reissue)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'created', 0, $12, $13)
            """,
            .integer(order), .text(facts.county), .integer(roster), .text(number),
            .text(facts.disbursement.rawValue), .optional(agency?.name), .text(funding.id),
            .text(funding.budgetProject),
            .integer(amount.fen), .int(shares.count), .text(facts.digest), .at(work.now), .int(isReissue ? 1 : 0))
        let attempts = try insertAttempts(shares, order: order, work)
        if facts.disbursement == .treasuryDirect {
            try work.move(AttemptMachine.self, attempts.map { ($0.id, .instruct) })
        }
        try settleClaims(of: attempts.map(\.id), work)
        if !isMirrored {
            try postRequest(order, number, amount, agency, funding, attempts.map(\.id), facts, &work)
        }
        try work.move(OrderMachine.self, order, .send)
        if isMirrored { try work.move(OrderMachine.self, order, .accept) }
        return "支付单 \(number)：\(shares.count) 笔 \(amount.grouped) 元"
    }

    static let attemptColumns = [
        "id", "share", "ordinal", "payment_order", "serial", "account", "amount_fen", "state", "sequence",
    ]

    private func insertAttempts(
        _ shares: [PayableShare], order: Int64, _ work: Work
    ) throws -> [(id: Int64, serial: String)] {
        let ids = try work.ids(shares.count)
        let attempts = ids.map { (id: $0, serial: Engine.serial($0)) }
        try work.c.load(
            "attempt", columns: Engine.attemptColumns,
            zip(attempts, shares).map { attempt, share in
                [
                    .integer(attempt.id), .integer(share.share), .integer(share.ordinal), .integer(order),
                    .text(attempt.serial),
                    .integer(share.account), .integer(share.due.fen), .text("held"), .integer(0),
                ]
            })
        return attempts
    }

    /// Our own serial of an instruction: short enough for the narrowest dialect (20 bytes), never used twice.
    static func serial(_ attempt: Int64) -> String { "F" + String(attempt + 1_000_000_000_000).dropFirst() }

    /// Whether a text has the form of our own serials.
    static func isSerial(_ text: String) -> Bool {
        text.utf8.count == 13 && text.utf8.first == UInt8(ascii: "F")
            && text.utf8.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private func postRequest(
        _ order: Int64, _ number: String, _ amount: Money, _ agency: GatewayConfiguration.AgencyAccount?,
        _ funding: (id: String, budgetProject: String), _ attempts: [Int64], _ facts: RosterFacts, _ work: inout Work
    ) throws {
        guard let name = routes(.paymentRequest, facts.county).first else {
            throw noRoute(.paymentRequest, facts.county)
        }
        var head = PaymentRequestHead()
        head.requestNumber = number
        head.orderNumber = number
        head.division = facts.county + "000"
        head.agency = facts.project.department
        head.indicatorID = funding.id
        head.budgetProject = funding.budgetProject
        head.project = facts.project.code
        head.purpose = facts.project.zh + facts.period
        head.rosterDigest = facts.digest
        head.payeeAccountName = agency?.accountName ?? ""
        head.payeeAccount = agency?.account ?? ""
        head.payeeBank = agency?.bankName ?? ""
        head.createdOn = work.now.day
        head.year = Int64(work.now.day.year)
        head.count = Int64(attempts.count)
        head.amount = amount
        head.auditHead = try audit.head(work.c)
        let lines = agency == nil ? try requestLines(attempts, facts, work) : []
        try post(
            Outgoing(
                county: facts.county, exchange: .paymentRequest, connection: try connection(name),
                subject: "payment_order", subjectID: order, number: number),
            head: head, records: lines, &work)
    }

    private func requestLines(_ attempts: [Int64], _ facts: RosterFacts, _ work: Work) throws -> [PaymentRequestLine] {
        try attempts.map { attempt in
            let row = try work.row(
                """
                SELECT a.serial, a.account, a.amount_fen, ll.subject, ll.village FROM attempt a
                JOIN share s ON s.id = a.share JOIN roster_line l ON l.id = s.roster_line
                JOIN list_line ll ON ll.id = l.list_line WHERE a.id = $1
                """, .integer(attempt), missing: "attempt.unknown", "没有该笔指令")
            let account = try open(account: row.int(1), work.c)
            let subject = try open(person: row.int(3), work.c)
            var line = PaymentRequestLine()
            line.serial = row.text(0)
            line.payeeName = account.holder
            line.payeeAccount = account.number
            line.payeeBank = account.bankName
            line.amount = Money(fen: row.int(2))
            line.beneficiaryName = subject.name
            line.beneficiaryID = subject.idNumber
            line.village = row.text(4)
            line.month = String(facts.period.suffix(2))
            return line
        }
    }

    /// Releases the lines of an allocated order to their bank (IM-20.1): the account of each line is compared with what
    /// the bank verified, and the sum with what the treasury allocated.
    func releaseBatch(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let order = try input.id("order")
        let row = try work.row(
            """
            SELECT o.state, o.amount_fen, o.allocated_fen, o.agency_account, o.county, r.project, o.disbursement, o.roster,
                o.voucher
            FROM payment_order o JOIN roster r ON r.id = o.roster WHERE o.id = $1
            """, .integer(order), missing: "order.unknown", "没有该支付单")
        let isWhole = row.text(0) == OrderMachine.State.allocated.rawValue && row.int(1) == row.int(2)
        guard isWhole || row.text(0) == OrderMachine.State.partlyAllocated.rawValue else {
            throw GatewayError(.refused, "order.notAllocated", "预算系统尚未拨付成功，不能向银行发送（IM-20.1）")
        }
        guard let agency = configuration.agencyAccounts.first(where: { $0.name == row.text(3) }) else {
            throw GatewayError(.refused, "order.direct", "国库直接支付的支付单没有银行批次（NX-9.4）")
        }
        guard !row.text(8).isEmpty else {
            throw GatewayError(.refused, "order.noVoucher", "国库支付凭证号尚未反馈，没有支付依据，不能向银行发送（NX-3.2）")
        }
        let stopped = try deadShares(of: row.int(7), work).union(redShares(of: row.int(7), work))
            .union(overpaidShares(of: order, work))
        let waiting = try work.rows(
            """
            SELECT a.id, a.share, a.amount_fen FROM attempt a WHERE a.payment_order = $1 AND a.state = 'held'
            AND NOT EXISTS (SELECT 1 FROM failure f WHERE f.attempt = a.id AND f.state = 'leaving') ORDER BY a.id
            """, .integer(order))
        let held = try covered(waiting, by: row.int(2), of: order, work)
        guard !held.isEmpty || waiting.isEmpty else {
            throw GatewayError(.refused, "order.notAllocated", "已拨付的金额不足以发放下一笔，等待其余资金（IM-20.1）")
        }
        // Who died after the order was made, or is red at the last door, is not paid: those lines stay held, shown as not
        // yet released, until what stops them is answered and the rest is released.
        let going = held.filter { !stopped.contains($0.int(1)) }.map { $0.int(0) }
        let red = held.count - going.count
        guard !going.isEmpty || red == 0 else {
            return ActResult("order:\(order)", "死亡或红灯，\(red) 笔暂不下达，不发送批次（IM-16.1d、IM-18.2）")
        }
        var file = try sendBatch(going, order: order, agency, county: row.text(4), row.text(5), &work)
        if red > 0 { file += "；死亡或红灯，\(red) 笔暂不下达（IM-16.1d、IM-18.2）" }
        if waiting.count > held.count { file += "；\(waiting.count - held.count) 笔等待其余资金" }
        return ActResult("order:\(order)", file)
    }

    /// Of the waiting lines, in their order, those that the money which has come so far covers beside what has gone out
    /// (requirements 1d.11): a part of the money releases a part of the lines, as a batch of its own.
    private func covered(_ held: [[SQLValue]], by allocated: Int64, of order: Int64, _ work: Work) throws
        -> [[SQLValue]]
    {
        let gone =
            try work.rows(
                """
                SELECT COALESCE(CAST(SUM(s.due_fen) AS BIGINT), 0) FROM share s WHERE s.id IN (SELECT a.share
                    FROM attempt a WHERE a.payment_order = $1 AND a.state NOT IN ('held', 'withdrawn'))
                """, .integer(order)
            ).first?.int(0) ?? 0
        var left = allocated - gone
        return held.prefix { line in
            left -= line.int(2)
            return left >= 0
        }
    }

    /// Shares whose lines are red at the release of the money (IM-18.1): red has no override there either.
    private func redShares(of roster: Int64, _ work: Work) throws -> Set<Int64> {
        try Set(
            work.rows(
                """
                SELECT DISTINCT s.id FROM alert a JOIN share s ON s.roster_line = a.roster_line
                WHERE a.roster = $1 AND a.stage = 'release' AND a.colour = 'red' AND a.state = 'open' ORDER BY s.id
                """, .integer(roster)
            ).map { $0.int(0) })
    }

    /// Where no batch is released here, the request for the money is the last door: red has no override at it (IM-18.2).
    func requireNotRed(_ shares: [Int64], of roster: Int64, _ work: Work) throws {
        let red = try redShares(of: roster, work).intersection(shares)
        guard !red.isEmpty else { return }
        let why = try Selection.with(Array(red), work.c) { token in
            try work.rows(
                """
                SELECT DISTINCT y.message FROM selection p JOIN share s ON s.id = p.subject
                JOIN alert y ON y.roster_line = s.roster_line AND y.stage = 'release' AND y.colour = 'red'
                AND y.state = 'open' WHERE p.token = $1 ORDER BY y.message
                """, token)
        }.map { $0.text(0) }.joined(separator: "；")
        throw GatewayError(
            .refused, "payment.red", "支付前 \(red.count) 笔出现红灯，不能支付：\(why)。请更正、暂缓或移出后重新办理（IM-18.2）")
    }

    /// Makes one batch of some held attempts and posts its file.
    func sendBatch(
        _ attempts: [Int64], order: Int64, _ agency: GatewayConfiguration.AgencyAccount, county: String,
        _ project: String, _ work: inout Work
    ) throws -> String {
        guard !attempts.isEmpty else { throw GatewayError(.conflict, "batch.empty", "没有待发送的明细") }
        try requireAgent(agency.connection, county, work.now.day)
        let connection = try connection(agency.connection)
        let batch = try work.id()
        let name = try fileName(.batchSend, connection, number: String(batch), work)
        let number =
            connection.setting("number.batch.send", default: name).replacing("{name}", with: name)
            .split(separator: ".").first.map(String.init) ?? name
        let lines = try instructions(attempts, project, county, work)
        let sum = lines.reduce(Money.zero) { $0 + ($1.amount ?? .zero) }
        try work.execute(
            """
            INSERT INTO batch (id, county, payment_order, disbursement, bank, number, file_name, line_count, sum_fen,
                state, sequence, released, voucher)
            SELECT $1, $2, $3, 'agencyAccount', $4, $5, $6, $7, $8, 'released', 0, $9, voucher FROM payment_order
            WHERE id = $3
            """,
            .integer(batch), .text(county), .integer(order), .text(agency.connection), .text(number), .text(name),
            .int(lines.count), .integer(sum.fen), .at(work.now))
        try Selection.with(attempts, work.c) { token in
            try work.execute(
                "UPDATE attempt SET batch = $1 FROM selection p WHERE p.token = $2 AND attempt.id = p.subject",
                .integer(batch), token)
        }
        try work.move(AttemptMachine.self, attempts.map { ($0, .instruct) })
        var head = DisbursementBatchHead()
        head.batchNumber = number
        head.batchSequence = String(number.suffix(3))
        head.payerUnit = agency.unit
        head.payerAccount = agency.account
        head.payerName = agency.accountName
        head.day = work.now.day
        head.count = Int64(lines.count)
        head.sum = sum
        try post(
            Outgoing(
                county: county, exchange: .batchSend, connection: connection, subject: "batch", subjectID: batch,
                number: number, fileName: name),
            head: head, records: lines, &work)
        try work.move(BatchMachine.self, batch, .send)
        return "批次 \(number)：\(lines.count) 笔 \(sum.grouped) 元，发往 \(agency.bankName)（IM-20.1）"
    }

    /// The lines of a batch in the order of its attempts' numbers; each account is still the one that its bank verified.
    private func instructions(
        _ attempts: [Int64], _ project: String, _ county: String, _ work: Work
    ) throws -> [InstructionLine] {
        let purpose = self.project(project, county)?.zh ?? project
        var lines: [InstructionLine] = []
        lines.reserveCapacity(attempts.count)
        try Selection.with(attempts, work.c) { token in
            try work.c.scan(
                """
                SELECT a.serial, a.amount_fen, c.id, c.sealed, c.state, s.account, c.digest FROM selection p
                JOIN attempt a ON a.id = p.subject JOIN account c ON c.id = a.account JOIN share s ON s.id = a.share
                WHERE p.token = $1 ORDER BY p.subject
                """, [token], as: [.text, .integer, .integer, .bytes, .text, .integer, .bytes], rows: 512
            ) { columns in
                for row in 0..<columns[0].count {
                    let id = columns[2].integers[row]
                    let account = try open(account: id, sealed: Array(columns[3].bytes(row)))
                    guard columns[4].value(row).text == AccountMachine.State.verified.rawValue,
                        columns[5].integers[row] == id,
                        columns[6].bytes(row).elementsEqual(sealer.digest("account", Array(account.number.utf8)))
                    else {
                        throw GatewayError(.refused, "account.changed", "有一笔明细的账户与银行验证通过的账户不一致，停止发送（IM-12.5）")
                    }
                    var line = InstructionLine()
                    line.sequence = Int64(lines.count + 1)
                    line.serial = columns[0].value(row).text ?? ""
                    line.account = account.number
                    line.holderName = account.holder
                    line.bankName = account.bankName
                    line.amount = Money(fen: columns[1].integers[row])
                    line.purpose = purpose
                    lines.append(line)
                }
            }
        }
        guard lines.count == attempts.count else { throw GatewayError(.notFound, "attempt.unknown", "没有该笔指令") }
        return lines
    }
}
