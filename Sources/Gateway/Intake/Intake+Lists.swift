import AdapterKit
import Mapping
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// A department's list: staged chunk by chunk under its document, then promoted by one statement, or gone whole.
    func intakeList(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        try dropStaged(document)
        let head: ApprovedListHead
        let terms: ListTerms
        switch try listHead(document, bytes, mapping) {
        case .failure(let fault): return try refuse(document, fault, now: now)
        case .success(let found): (head, terms) = found
        }
        let list = try store.write { c in
            let list = try IdSource().id(c)
            try c.execute(
                """
                INSERT INTO list (id, county, project, period, approval, department, document, line_count, sum_fen,
                    state, sequence, source) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 'reading', 0, $8)
                """,
                [
                    .integer(list), .text(head.county), .text(head.project), .text(head.period),
                    .text(head.approvalNumber), .text(head.department), .integer(document.id),
                    .text(source(of: document.connection).rawValue),
                ])
            return list
        }
        var staging = ListStaging(list: list, document: document, terms: terms)
        if terms.closesOn != nil { staging.admitted = try store.read { c in try admitted(head, c) } }
        let read = try Reading.read(bytes, mapping, parameters: document.parameters) { records, faults in
            staging = try stage(records, faults, staging, now: now)
        }
        if let fault = read.refusal ?? staging.difference(to: head, read) {
            try dropStaged(document)
            return try refuse(document, fault, now: now)
        }
        return try promoteList(staging, head, read, document, now: now)
    }

    /// What kind of source a connection brings lists from (IM-16.0).
    private func source(of connection: String) -> ListSource {
        configuration.connections[connection].flatMap { ListSource(rawValue: $0.setting("source")) } ?? .department
    }

    private func promoteList(
        _ staging: ListStaging, _ head: ApprovedListHead, _ read: ReadDocument, _ document: LandedDocument, now: Instant
    ) throws -> String {
        let rows = read.rows
        let sum = head.sum ?? read.amountSent ?? Money(fen: staging.acceptedFen)
        let held = document.proof == .none
        try commit(
            "list.promote", object: "list:\(staging.list)", document: document.id, now: now, as: .promotion
        ) { work in
            try work.execute(
                "UPDATE list SET line_count = $1, sum_fen = $2 WHERE id = $3", .int(staging.accepted),
                .integer(staging.acceptedFen), .integer(staging.list))
            try promote(
                document,
                Tally(rows: rows, accepted: staging.accepted, sum: sum.fen, acceptedFen: staging.acceptedFen), &work)
            try work.move(ListMachine.self, staging.list, held ? .hold : .promote)
            if let uploader = document.parameters["uploader"].flatMap({ Int64($0) }) {
                // Who uploaded made it: the second person, and everybody after, must be others (IM-23.1).
                try work.execute(
                    """
                    INSERT INTO duty (root, natural_person, duty, principal, at)
                    SELECT $1, natural_person, 'make', id, $2 FROM principal WHERE id = $3
                    """, .text("list:\(staging.list)"), .at(now), .integer(uploader))
            }
            try carryDuties(ofApplicationsIn: document.id, to: staging.list, work)
            if !held { try sendReceipt(list: staging.list, document, &work) }
        }
        let rejected = rows - staging.accepted
        return
            "list.submit \(head.project)：\(rows) 行 \(sum.grouped) 元，接收 \(staging.accepted) 行 "
            + "\(Money(fen: staging.acceptedFen).grouped) 元，退回 \(rejected) 行\(held ? "，待第二人确认" : "")"
    }

    /// The head of a list, read before its rows, so that they can be checked by the project's standard.
    private func listHead(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping
    ) throws -> Result<(ApprovedListHead, ListTerms), Fault> {
        guard mapping.record.name == ApprovedListLine.name else { return .failure(Reading.misplaced(mapping)) }
        let read = try Reading.read(bytes, mapping, parameters: document.parameters) { _, _ in }
        if let fault = read.refusal { return .failure(fault) }
        guard var head = read.head?.records(ApprovedListHead.self).first else {
            return .failure(Fault(row: 0, field: "", code: "list.head", message: "清单缺少项目、期次或批复文号"))
        }
        head.approvalNumber = ApprovalNumber.fold(head.approvalNumber)
        guard head.county == document.county, configuration.county(head.county) != nil,
            routes(.listSubmit, head.county).contains(document.connection)
                || document.connection == Connection.ownApproval.name
        else {
            return .failure(Fault(row: 0, field: "county", code: "list.county", message: "该主管部门无权报送此旗县的清单"))
        }
        let isOnline = project(head.project, head.county)?.local.mode == .online
        guard !isOnline || source(of: document.connection) != .department else {
            return .failure(
                Fault(
                    row: 0, field: "project", code: "list.online",
                    message: "该项目在平台在线审批，不接受部门另报的清单，请在平台办理（IM-14.1）"))
        }
        let known = head
        return try store.read { c in
            try listTerms(project: known.project, period: known.period, county: known.county, c)
        }.map { (known, $0) }
    }

    /// What the lines of a project and period are held against, or why there can be none.
    func listTerms(
        project code: String, period text: String, county: String, _ c: any StoreConnection
    ) throws -> Result<ListTerms, Fault> {
        guard let period = Period(text) else {
            return .failure(
                Fault(
                    row: 0, field: "period", code: "list.period",
                    message: "期次应为 yyyy、yyyyMM、yyyyQ1–4 或 yyyyH1–2，同一期只能有一种写法"))
        }
        guard let project = project(code, county) else {
            return .failure(Fault(row: 0, field: "project", code: "list.project", message: "补贴项目不在本地区目录中"))
        }
        // A project that is stopped, or paid elsewhere, is told apart from one that nobody knows (IM-2.1, NX-5.1.2).
        guard project.excluded.isEmpty else {
            return .failure(
                Fault(
                    row: 0, field: "project", code: "list.projectExcluded",
                    message: "该项目未纳入一卡通发放（\(project.excluded)）"))
        }
        guard project.isInForce(period) else {
            return .failure(
                Fault(row: 0, field: "period", code: "list.projectNotInForce", message: "该项目在这一期次尚未启用或已经停用"))
        }
        return .success(
            ListTerms(
                project: project, standard: project.standard(period),
                phase: try phase(project, county, c), closesOn: project.local.closes[text]))
    }

    /// Rows that a crash left behind belong to nobody: the document is read again from its first row.
    private func dropStaged(_ document: LandedDocument) throws {
        try store.write { c in
            let staged = "SELECT id FROM list WHERE document = $1 AND state = 'reading'"
            let lines = "SELECT id FROM list_line WHERE list IN (\(staged))"
            try c.execute(SQLText("DELETE FROM list_claimant WHERE list_line IN (\(lines))"), [.integer(document.id)])
            try c.execute(SQLText("DELETE FROM list_line WHERE list IN (\(staged))"), [.integer(document.id)])
            try c.execute("DELETE FROM reject WHERE document = $1", [.integer(document.id)])
            try c.execute("DELETE FROM list WHERE document = $1 AND state = 'reading'", [.integer(document.id)])
        }
    }

    /// Applied for after the last day, and not admitted by two people (NX-9.1).
    private func late(_ line: ApprovedListLine, row: Int, _ staging: ListStaging) -> [Fault] {
        guard let last = staging.terms.closesOn, line.filledOn.map({ $0 > last }) ?? true else { return [] }
        if let id = try? IdentityNumber(reading: line.beneficiaryID.utf8),
            staging.admitted.contains(sealer.digest("idNumber", Array(id.text.utf8)))
        {
            return []
        }
        return [
            line.filledOn == nil
                ? Fault(row: row, field: "filledOn", code: "application.undated", message: "本期申报有截止日，请填写填报日期")
                : Fault(
                    row: row, field: "filledOn", code: "application.late",
                    message: "申报晚于截止日 \(last.text)；特殊情况请先办理逾期受理后重报（NX-9.1）")
        ]
    }

    private func stage(
        _ records: RecordBatch, _ faults: [Fault], _ before: ListStaging, now: Instant
    ) throws -> ListStaging {
        try store.write { c in
            let work = Work(c: c, now: now, principal: nil, document: before.document.id)
            let lines = records.records(ApprovedListLine.self).enumerated().map { index, line in
                (row: records.rows[index], line: line, range: records.ranges[index])
            }
            return try admit(lines, faults, before, work)
        }
    }

    /// Takes the lines that nothing speaks against into a list that is being staged; the others are its rejects.
    func admit(
        _ lines: [(row: Int, line: ApprovedListLine, range: Range<Int>)], _ faults: [Fault], _ before: ListStaging,
        _ work: Work
    ) throws -> ListStaging {
        var staging = before
        var rejects = faults
        var chunk = ListChunk(engine: self, staging: before, work: work)
        for (row, line, range) in lines {
            let found = staging.check(line, row: row) + late(line, row: row, staging)
            guard found.isEmpty else {
                rejects += found
                continue
            }
            let subject = try chunk.people(of: line)
            if let fault = chunk.objection {
                rejects.append(Fault(row: row, field: "headID", code: fault.code, message: fault.message))
                continue
            }
            guard staging.subjects.insert(subject).inserted else {
                rejects.append(
                    Fault(row: row, field: "beneficiaryID", code: "list.duplicate", message: "同一补贴对象在本清单中重复"))
                continue
            }
            try chunk.append(line, row: row, range: range)
            staging.accepted += 1
            staging.acceptedFen += line.amount?.fen ?? 0
        }
        try chunk.insert()
        staging.rejectedRows.formUnion(rejects.map(\.row))
        try insertRejects(rejects, before.document, work)
        return staging
    }
}

/// What a list's rows are held against.
struct ListTerms {
    let project: Project
    /// The standard of its period.
    let standard: Standard
    let phase: RegionProfile.Phase
    /// The last day of applications (NX-9.1).
    var closesOn: Day?
}

/// A list while its rows are being staged.
struct ListStaging {
    let list: Int64
    let document: LandedDocument
    let terms: ListTerms
    var accepted = 0
    var acceptedFen: Int64 = 0
    var rejectedRows: Set<Int> = []
    var subjects: Set<Int64> = []
    /// Whose late application counts, by the digest of the identity number.
    var admitted: Set<[UInt8]> = []

    init(list: Int64, document: LandedDocument, terms: ListTerms) {
        self.list = list
        self.document = document
        self.terms = terms
    }

    /// What the standard says that a line must come to (NX-9.2): recomputed, never trusted.
    func standard(_ line: ApprovedListLine) -> Money? {
        guard let quantity = line.quantity else { return nil }
        return terms.standard.amount(quantity: quantity, listRate: line.rate)
    }

    /// Faults of one row that a mapping cannot see.
    func check(_ line: ApprovedListLine, row: Int) -> [Fault] {
        var faults: [Fault] = []
        guard let amount = line.amount, amount > .zero else {
            return [Fault(row: row, field: "amount", code: "amount.notPositive", message: "补贴金额必须大于零")]
        }
        if terms.project.unit == .household, line.headID.isEmpty {
            // Without its head a household would be claimed for twice, once by each of its members.
            faults.append(
                Fault(row: row, field: "headID", code: "headID.required", message: "按户发放的项目必须填写户主身份证号"))
        }
        if NoticeText.holdsNumber(line.village) {
            faults.append(
                Fault(
                    row: row, field: "village", code: "village.number",
                    message: "村名中有疑似证件、账户或手机号码，公示时会外泄，请只填村名（IM-26.1）"))
        }
        if line.account.isEmpty, terms.phase == .firstRound {
            faults.append(Fault(row: row, field: "account", code: "account.missing", message: "缺少银行账号，请补报"))
        }
        if let standard = standard(line), abs(standard.fen - amount.fen) > terms.standard.tolerance.fen {
            faults.append(
                Fault(
                    row: row, field: "amount", code: "amount.beyondTolerance",
                    message: "补贴金额与标准计算结果不符，且超过允许差额，请核对数量与标准"))
        }
        return faults
    }

    /// The whole refused when count or sum do not add up.
    func difference(to head: ApprovedListHead, _ read: ReadDocument) -> Fault? {
        if let count = head.count, count != Int64(read.rows) {
            return Fault(row: 0, field: "count", code: "control.count", message: "申报笔数与清单行数不符，整份退回")
        }
        let sent = read.amountSent ?? head.sum
        if let sum = head.sum, sum != sent || sum.fen < acceptedFen {
            return Fault(row: 0, field: "sum", code: "control.sum", message: "申报金额与清单合计不符，整份退回")
        }
        return nil
    }
}

/// ApprovalNumber is a document's number (文号); its brackets are written in several ways (domain.md 5.1).
enum ApprovalNumber {
    static func fold(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "[", "(", "\u{FF3B}", "\u{FF08}", "\u{3014}", "\u{3010}": scalars.append("\u{3014}")
            case "]", ")", "\u{FF3D}", "\u{FF09}", "\u{3015}", "\u{3011}": scalars.append("\u{3015}")
            case " ", "\u{3000}", "\u{A0}", "\t": continue
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}
