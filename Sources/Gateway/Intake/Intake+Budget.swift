import Mapping
import Store
import Subsidy
import Workflow

extension Engine {
    /// One page of indicators or of hot topics. Both are kept as they come; the filter by the topic's name (IM-10.4)
    /// is a query, so that a topic that arrives late or is taken away changes the answer.
    func intakeBudget(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        if mapping.record.name == HotTopic.name {
            return try apply(document, bytes, mapping, now: now, as: HotTopic.self) { work, _, records, _ in
                for (line, record) in records {
                    try work.execute(
                        """
                        INSERT INTO hot_topic (county, budget_project, name, deleted, document, line)
                        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (county, budget_project) DO UPDATE
                        SET name = excluded.name, deleted = excluded.deleted, document = excluded.document,
                        line = excluded.line, void_since = NULL
                        """,
                        .text(document.county), .text(record.budgetProject), .text(record.topicName),
                        .int(record.deleted == true ? 1 : 0), .integer(document.id), .int(line))
                }
                try keepIndicatorVersions(document.county, work)
                try noteSuccess(document, work)
                return 0
            }
        }
        return try apply(document, bytes, mapping, now: now, as: BudgetIndicator.self) { work, _, records, _ in
            for (line, record) in records {
                try upsert(record, line: line, document, work)
            }
            try keepIndicatorVersions(document.county, work)
            try noteSuccess(document, work)
            return 0
        }
    }

    private func upsert(_ record: BudgetIndicator, line: Int, _ document: LandedDocument, _ work: Work) throws {
        try work.execute(
            """
            INSERT INTO indicator (id, county, source_id, document_number, title, budget_project, year, amount_fen,
                reduced_fen, applied_fen, balance_fen, executable, deleted, document, line, first_seen, issued)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            ON CONFLICT (county, source_id) DO UPDATE SET document_number = excluded.document_number,
                title = excluded.title, budget_project = excluded.budget_project, year = excluded.year,
                amount_fen = excluded.amount_fen, reduced_fen = excluded.reduced_fen, applied_fen = excluded.applied_fen,
                balance_fen = excluded.balance_fen, executable = excluded.executable, deleted = excluded.deleted,
                document = excluded.document, line = excluded.line, void_since = NULL, issued = excluded.issued
            """,
            .integer(try work.id()), .text(document.county), .text(record.sourceID), .text(record.documentNumber),
            .text(record.title), .text(record.budgetProject), .integer(record.year ?? 0),
            .integer(record.amount?.fen ?? 0), .integer(record.reduced?.fen ?? 0),
            .integer(record.applied?.fen ?? 0), .integer(record.balance?.fen ?? record.amount?.fen ?? 0),
            .int(record.executable == true ? 1 : 0), .int(record.deleted == true ? 1 : 0), .integer(document.id),
            .int(line), .at(work.now), .day(record.documentDate))
    }

    /// What the treasury says of a request (IM-19.4). Its event time counts, not the time of asking.
    func intakePaymentStatus(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        var told: [String] = []
        _ = try apply(document, bytes, mapping, now: now, as: PaymentStatus.self) { work, read, records, faults in
            _ = try suspendUnreadable(
                faults, Set(records.map(\.line)), read.remains, document, work)
            for (line, record) in records {
                guard
                    let order = try work.rows(
                        "SELECT id, state, amount_fen, allocated_fen, disbursement FROM payment_order WHERE number = $1",
                        .text(record.requestNumber)
                    ).first
                else {
                    try suspend(document, line, "paymentStatus", record.requestNumber, record.paid, "没有该申请编号的支付单", work)
                    continue
                }
                if let word = try apply(record, line: line, order: order, document, &work) { told.append(word) }
                if record.state == nil {
                    let isKept =
                        read.omitsKept || read.faults.contains { $0.row == line && $0.field == "state" && $0.isKept }
                    faults.append(
                        Fault(
                            row: line, field: "state", code: "code.unmapped", message: "状态代码不在码表中", isKept: isKept))
                }
            }
            return 0
        }
        return told.joined(separator: "；")
    }

    private func apply(
        _ status: PaymentStatus, line: Int, order: [SQLValue], _ document: LandedDocument, _ work: inout Work
    ) throws -> String? {
        guard let word = status.state, word != .notKnown else { return nil }
        let id = order.int(0)
        let paid = status.paid?.fen ?? 0
        guard word != .allocated || status.paid != nil else {
            try suspend(document, line, "paymentStatus", status.requestNumber, nil, "拨付成功而没有金额", work)
            return nil
        }
        let event: OrderMachine.Event
        switch word {
        case .accepted: event = .accept
        case .rejected: event = .reject
        case .allocated: event = paid == order.int(2) ? .allocate : .allocatePartly
        case .partlyAllocated: event = .allocatePartly
        case .returned: event = .return
        case .notKnown: return nil
        }
        guard let state = OrderMachine.State(rawValue: order.text(1)) else { return nil }
        guard paid >= order.int(3) || word == .returned else {
            try suspend(document, line, "paymentStatus", status.requestNumber, status.paid, "拨付金额比此前反馈的减少", work)
            return nil
        }
        guard paid <= order.int(2) else {
            try suspend(document, line, "paymentStatus", status.requestNumber, status.paid, "拨付金额超过支付单", work)
            return nil
        }
        try noteLink(of: id, status, line, document, work)
        guard let next = next(state, event, disbursement: order.text(4)) else {
            // The same word again changes nothing; any other word that fits nowhere is money unexplained, once.
            let reason = "拨付状态回退或不可能"
            if !repeats(state, event), try !isSuspended(status.requestNumber, reason, as: document, work) {
                try suspend(document, line, "paymentStatus", status.requestNumber, status.paid, reason, work)
            }
            return nil
        }
        work.occurred = status.occurredAt
        defer { work.occurred = nil }
        // A part that is told again at the next look is no further part.
        let isNews = next != state || paid != order.int(3)
        if isNews { try work.move(OrderMachine.self, id, event) }
        try work.execute(
            """
            UPDATE payment_order SET application = CASE WHEN $1 = '' THEN application ELSE $1 END,
                voucher = CASE WHEN $2 = '' THEN voucher ELSE $2 END WHERE id = $3
            """,
            .text(status.applicationNumber), .text(status.voucherNumber), .integer(id))
        for number in [status.applicationNumber, status.voucherNumber] {
            try refer(number, of: document.connection, to: "payment_order", id, document, work)
        }
        if isNews, next == .allocated || next == .partlyAllocated {
            try work.execute(
                "UPDATE payment_order SET allocated_fen = $1, allocated_at = $2 WHERE id = $3", .integer(paid),
                .at(status.occurredAt ?? work.now), .integer(id))
        }
        if next == .rejected { try withdrawAttempts(order: id, &work) }
        guard next != state else { return nil }
        let sum = paid > 0 ? " \(Money(fen: paid).grouped) 元" : ""
        return "拨付情况 \(status.requestNumber)：\(next.zh)\(sum)（IM-19.4）"
    }

    /// Which indicator finance has linked inside the budget system (NX-9.4): it may come with any word, or with a later one
    /// of the same state, and be another one than before. Each link to another project's is told once.
    private func noteLink(
        of order: Int64, _ status: PaymentStatus, _ line: Int, _ document: LandedDocument, _ work: Work
    ) throws {
        guard !status.indicatorID.isEmpty || !status.budgetProject.isEmpty else { return }
        let changed = try work.execute(
            """
            UPDATE payment_order SET indicator = CASE WHEN $1 = '' THEN indicator ELSE $1 END,
                budget_project = CASE WHEN $2 = '' THEN budget_project ELSE $2 END
            WHERE id = $3 AND disbursement = 'treasuryDirect' AND (($1 <> '' AND indicator <> $1)
                OR ($2 <> '' AND budget_project <> $2))
            """, .text(status.indicatorID), .text(status.budgetProject), .integer(order))
        guard changed > 0, try isForeign(order: order, work) else { return }
        try suspend(
            document, line, "foreignIndicator", status.requestNumber, status.paid,
            "预算系统关联的指标（\(status.budgetProject)）属于别的补贴项目", work)
    }

    /// Finance linked an indicator inside the budget system whose budget project a released link gives to other subsidies,
    /// and not to this one (NX-9.4).
    private func isForeign(order: Int64, _ work: Work) throws -> Bool {
        let linked = try work.rows(
            """
            SELECT CASE WHEN k.project = r.project THEN 1 ELSE 0 END FROM payment_order o JOIN roster r ON r.id = o.roster
            JOIN budget_link k ON k.county = o.county AND k.budget_project = o.budget_project AND k.state = 'released'
                AND k.from_day <= $2 AND k.until_day >= $2
            WHERE o.id = $1 AND o.disbursement = 'treasuryDirect' ORDER BY k.id
            """, .integer(order), .day(work.now.day))
        return !linked.isEmpty && !linked.contains { $0.int(0) == 1 }
    }

    /// Where a word leads. A sum that came to an agency account and went back unseen leaves its lines unpaid and nobody's:
    /// a person says what became of them.
    private func next(
        _ state: OrderMachine.State, _ event: OrderMachine.Event, disbursement: String
    ) -> OrderMachine.State? {
        let wasSeen = state == .allocated || state == .partlyAllocated
        if event == .return, disbursement == "agencyAccount", !wasSeen { return nil }
        return OrderMachine.next(state, event)
    }

    /// Whether an answer that says the same to the letter was put aside before: the treasury is asked again and again.
    private func isSuspended(
        _ reference: String, _ reason: String, as document: LandedDocument, _ work: Work
    ) throws -> Bool {
        try !work.rows(
            """
            SELECT 1 FROM suspense s JOIN document d ON d.id = s.document
            WHERE s.reference = $1 AND s.kind = 'paymentStatus' AND s.reason = $2 AND d.digest = $3 LIMIT 1
            """, .text(reference), .text(reason), .text(document.digest)
        ).isEmpty
    }

    private func repeats(_ state: OrderMachine.State, _ event: OrderMachine.Event) -> Bool {
        switch event {
        case .accept: [.accepted, .allocated, .partlyAllocated].contains(state)
        case .allocate, .allocatePartly: state == .allocated
        case .reject: state == .rejected
        case .return: state == .returned
        default: false
        }
    }

    /// A request that the treasury refused moved no money: its attempts are withdrawn.
    private func withdrawAttempts(order: Int64, _ work: inout Work) throws {
        let attempts = try work.rows(
            "SELECT id, share FROM attempt WHERE payment_order = $1 AND state IN ('held', 'instructed')",
            .integer(order))
        try work.move(AttemptMachine.self, attempts.map { ($0.int(0), .withdraw) })
        try settleClaims(of: attempts.map { $0.int(0) }, work)
        // What arrived beside a request to pay again that was refused is the payment.
        for share in try overpaidShares(of: order, work).sorted() { try countOverpaid(share: share, &work) }
    }

    /// Rows of a document about money that could not be read: each is a word that nobody may lose, kept with the
    /// sum that could be read, and with what stands where a serial should if it is one of ours: in a row whose columns have
    /// slipped it may be anybody's number.
    func suspendUnreadable(
        _ faults: [Fault], _ read: Set<Int>, _ remains: [Int: ReadDocument.Remains], _ document: LandedDocument,
        _ work: Work
    ) throws -> Int {
        let lines = Set(faults.map(\.row)).subtracting(read).subtracting([0])
        for line in lines.sorted() {
            let rest = remains[line]
            try suspend(
                document, line, "unreadable", rest.map(\.serial).flatMap { Engine.isSerial($0) ? $0 : nil } ?? "",
                rest?.amount, "涉及资金的一行无法读取", work)
        }
        return lines.count
    }

    /// A word about money that fits no transition: kept, shown, and in the way of the proof until it is resolved (G2).
    func suspend(
        _ document: LandedDocument, _ line: Int, _ kind: String, _ reference: String, _ amount: Money?,
        _ reason: String, _ work: Work
    ) throws {
        try work.execute(
            """
            INSERT INTO suspense (id, county, kind, document, line, reference, amount_fen, reason, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', 0) ON CONFLICT (document, line, kind) DO NOTHING
            """,
            .integer(try work.id()), .text(document.county), .text(kind), .integer(document.id), .int(line),
            .text(reference), .integer(amount?.fen ?? 0), .text(reason))
    }
}

extension OrderMachine.State {
    /// The state in people's words.
    package var zh: String {
        switch self {
        case .created: "已生成"
        case .sending: "提交中"
        case .accepted: "预算系统已受理"
        case .rejected: "被退回"
        case .unknown: "结果不明"
        case .allocated: "已拨付"
        case .partlyAllocated: "部分拨付"
        case .returned: "已退款"
        case .cancelled: "已取消"
        }
    }
}
