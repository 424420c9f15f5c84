import Mapping
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// What a department says of lines that it sent before (IM-14.2): kept word by word, whether their list is here
    /// already or comes later. Carrying them out is another step.
    func intakeListChanges(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        let head: ListChangeHead
        switch try changeHead(document, bytes, mapping) {
        case .failure(let fault): return try refuse(document, fault, now: now)
        case .success(let found): head = found
        }
        if let fault = try reusedVersion(head, document) { return try quarantine(document, fault, now: now) }
        return try apply(document, bytes, mapping, now: now, as: ListChangeLine.self) { work, _, records, faults in
            for (line, record) in records {
                if let fault = try keep(record, line: line, head, document, work) { faults.append(fault) }
            }
            return 0
        }
    }

    private func changeHead(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping
    ) throws -> Result<ListChangeHead, Fault> {
        guard mapping.record.name == ListChangeLine.name else { return .failure(Reading.misplaced(mapping)) }
        let read = try Reading.read(bytes, mapping, parameters: document.parameters) { _, _ in }
        if let fault = read.refusal { return .failure(fault) }
        guard var head = read.head?.records(ListChangeHead.self).first, let version = head.version, version > 0 else {
            return .failure(Fault(row: 0, field: "version", code: "change.head", message: "更正缺少项目、期次、批复文号或更正序号"))
        }
        head.approvalNumber = ApprovalNumber.fold(head.approvalNumber)
        guard head.county == document.county, routes(.listChange, head.county).contains(document.connection) else {
            return .failure(Fault(row: 0, field: "county", code: "list.county", message: "该主管部门无权报送此旗县的清单"))
        }
        guard Period(head.period) != nil, project(head.project, head.county) != nil else {
            return .failure(Fault(row: 0, field: "project", code: "list.project", message: "补贴项目不在本地区目录中，或期次有误"))
        }
        if let count = head.count, count != Int64(read.rows) {
            return .failure(Fault(row: 0, field: "count", code: "control.count", message: "申报笔数与更正行数不符，整份退回"))
        }
        return .success(head)
    }

    /// A number of a message that was used for other words before: nobody can tell which of the two holds.
    private func reusedVersion(_ head: ListChangeHead, _ document: LandedDocument) throws -> Fault? {
        let digests = try store.read { c in
            try c.rows(
                """
                SELECT DISTINCT d.digest FROM list_change x JOIN document d ON d.id = x.document
                WHERE x.connection = $1 AND x.county = $2 AND x.project = $3 AND x.period = $4 AND x.approval = $5
                AND x.version = $6 ORDER BY d.digest
                """,
                [
                    .text(document.connection), .text(head.county), .text(head.project), .text(head.period),
                    .text(head.approvalNumber), .integer(head.version ?? 0),
                ])
        }
        guard digests.contains(where: { $0.text(0) != document.digest }) else { return nil }
        return Fault(
            row: 0, field: "version", code: "change.versionReused", message: "该更正序号已用于另一份内容，已隔离，请部门以新的序号重报")
    }

    /// Keeps one word; a fault when it is about nobody of the list, or says nothing that can be done. The same word again
    /// is no fault: it is there already.
    private func keep(
        _ record: ListChangeLine, line: Int, _ head: ListChangeHead, _ document: LandedDocument, _ work: Work
    ) throws -> Fault? {
        guard let kind = record.kind else { return nil }
        guard kind == .withdraw || (record.amount.map { $0 > .zero } ?? false) else {
            return Fault(row: line, field: "amount", code: "amount.notPositive", message: "更正后的金额必须大于零；全部取消请报撤回")
        }
        let id = try IdentityNumber(reading: record.beneficiaryID.utf8)
        let digest = sealer.digest("idNumber", Array(id.text.utf8))
        let key: [SQLValue] = [
            .text(document.connection), .text(head.county), .text(head.project), .text(head.period),
            .text(head.approvalNumber),
        ]
        let found = try work.c.rows(
            """
            SELECT ll.id, ll.payee FROM list x JOIN document d ON d.id = x.document JOIN list_line ll ON ll.list = x.id
            JOIN person p ON p.id = ll.beneficiary WHERE d.connection = $1 AND x.county = $2 AND x.project = $3
            AND x.period = $4 AND x.approval = $5 AND p.id_digest = $6
            AND (CAST($7 AS BIGINT) = 0 OR ll.line = $7) AND x.state <> 'reading' ORDER BY ll.id
            """, key + [.bytes(digest), .integer(record.row ?? 0)])
        guard found.count < 2 else {
            return Fault(row: line, field: "row", code: "change.ambiguous", message: "该享受人在清单中有多行，请注明原清单行号")
        }
        if found.isEmpty, try isKnown(key, work) {
            return Fault(row: line, field: "beneficiaryID", code: "change.line", message: "该清单中没有这一享受人，新增请另行报送清单")
        }
        let payee = kind == .correct ? try self.payee(of: record, work) : nil
        var account: Int64?
        if kind == .correct, !record.account.isEmpty {
            guard let owner = payee ?? found.first?.int(1) else {
                return Fault(row: line, field: "payeeID", code: "change.payee", message: "更正账号而清单未到，请同时注明收款人身份证号")
            }
            account = try self.account(
                AccountNumber(reading: record.account.utf8), of: owner,
                holder: payee == nil ? try open(person: owner, work.c).name : record.payeeName,
                bankName: record.bank, kind: "list", source: document.id, work)
        }
        try work.c.execute(
            """
            INSERT INTO list_change (id, county, connection, project, period, approval, version, document, line, kind,
                id_digest, list_row, amount_fen, standard_fen, payee, account, list_line, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'waiting', 0)
            ON CONFLICT (connection, county, project, period, approval, version, id_digest, list_row) DO NOTHING
            """,
            [
                .integer(try work.id()), key[1], key[0], key[2], key[3], key[4], .integer(head.version ?? 0),
                .integer(document.id), .int(line), .text(kind.rawValue), .bytes(digest), .integer(record.row ?? 0),
                kind == .correct ? .optional(record.amount?.fen) : .null,
                .optional(standard(of: record, head)?.fen), .optional(payee), .optional(account),
                .optional(found.first?.int(0)),
            ])
        return nil
    }

    private func isKnown(_ key: [SQLValue], _ work: Work) throws -> Bool {
        try !work.c.rows(
            """
            SELECT 1 FROM list x JOIN document d ON d.id = x.document WHERE d.connection = $1 AND x.county = $2
            AND x.project = $3 AND x.period = $4 AND x.approval = $5 AND x.state <> 'reading'
            """, key
        ).isEmpty
    }

    private func payee(of record: ListChangeLine, _ work: Work) throws -> Int64? {
        guard !record.payeeID.isEmpty else { return nil }
        return try person(
            IdentityNumber(reading: record.payeeID.utf8), name: record.payeeName, phone: "", work)
    }

    /// What the standard says that a corrected line must come to (NX-9.2).
    private func standard(of record: ListChangeLine, _ head: ListChangeHead) -> Money? {
        guard let quantity = record.quantity, let period = Period(head.period) else { return nil }
        return project(head.project, head.county)?.standard(period).amount(quantity: quantity, listRate: record.rate)
    }
}
