import AdapterKit
import Mapping
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// Requests that came from the internet side (IM-12.4, IM-13.2): each names a token, which is opened here and nowhere
    /// else. A request grants and changes nothing: a person at the township looks, and another approves.
    func intakeApplications(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        try apply(document, bytes, mapping, now: now, as: PortalApplication.self) { work, _, records, faults in
            var known: [String: Int64] = [:]
            for (line, record) in records {
                func refuse(_ field: String, _ code: String, _ message: String) {
                    faults.append(Fault(row: line, field: field, code: code, message: message))
                }
                let paper = record.attachment.isEmpty ? nil : Trust.bytes(base64: record.attachment) ?? []
                if let paper, let objection = AttachmentRule.objection(paper, type: record.attachmentType) {
                    refuse("attachment", objection.rawValue, objection.zh)
                    continue
                }
                if known[record.number] == nil {
                    guard project(record.project, document.county) != nil, Period(record.period) != nil else {
                        refuse("project", "project.unknown", "没有该补贴项目或期次")
                        continue
                    }
                    let request = PortalRequest(
                        number: record.number, kind: "application", project: record.project, period: record.period,
                        quantity: record.quantity)
                    switch try take(request, token: record.token, line, document, &work) {
                    case .success(let id): known[record.number] = id
                    case .failure(let fault):
                        faults.append(fault)
                        continue
                    }
                }
                guard let request = known[record.number], let paper else { continue }
                try keep(paper, record.attachmentType, request, work)
            }
            return 0
        }
    }

    func intakeAccountChanges(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        try apply(document, bytes, mapping, now: now, as: PortalAccountChange.self) { work, _, records, faults in
            for (line, record) in records {
                guard record.tail.utf8.count == 4, record.tail.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                    // A whole number has no business on the internet side.
                    faults.append(
                        Fault(row: line, field: "tail", code: "request.tail", message: "只应写账号的末四位数字（IM-30.1）"))
                    continue
                }
                let request = PortalRequest(number: record.number, kind: "account", tail: record.tail)
                if case .failure(let fault) = try take(request, token: record.token, line, document, &work) {
                    faults.append(fault)
                }
            }
            return 0
        }
    }

    func intakePortalComplaints(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        try apply(document, bytes, mapping, now: now, as: PortalComplaint.self) { work, _, records, _ in
            for (_, record) in records {
                // It is taken down all the same where the project is none of ours: who complains need not know our codes.
                let known = record.project.isEmpty || project(record.project, document.county) != nil
                _ = try register(
                    Grievance(
                        county: document.county, channel: .web, project: known ? record.project : "",
                        text: record.text, contact: record.token), &work)
            }
            return 0
        }
    }

    private struct PortalRequest {
        var number: String
        var kind: String
        var project = ""
        var period = ""
        var quantity: ExactDecimal?
        var tail = ""
    }

    private enum Taken {
        case success(Int64)
        case failure(Fault)
    }

    private func take(
        _ request: PortalRequest, token: String, _ line: Int, _ document: LandedDocument, _ work: inout Work
    ) throws -> Taken {
        func fault(_ field: String, _ code: String, _ message: String) -> Taken {
            .failure(Fault(row: line, field: field, code: code, message: message))
        }
        guard
            let row = try work.rows(
                """
                SELECT id, person FROM portal_token WHERE digest = $1 AND county = $2 AND expires > $3 AND revoked IS NULL
                """, .bytes(sealer.digest("token", Array(token.utf8))), .text(document.county), .at(work.now)
            ).first
        else { return fault("token", "token.unknown", "身份令牌无效、已过期或已注销，请到苏木乡镇重新办理") }
        let same = try work.rows(
            """
            SELECT 1 FROM portal_request WHERE county = $1 AND (number = $2 OR (person = $3 AND kind = $4 AND project = $5
                AND period = $6 AND state <> 'refused' AND (kind = 'application' OR state = 'received'))) LIMIT 1
            """,
            .text(document.county), .text(request.number), row[1], .text(request.kind), .text(request.project),
            .text(request.period))
        guard same.isEmpty else { return fault("number", "request.duplicate", "同一事项已经提交过，不重复受理") }
        let id = try work.id()
        try work.execute(
            """
            INSERT INTO portal_request (id, county, number, kind, token, person, project, period, quantity, tail, document,
                received, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'received', 0)
            """,
            .integer(id), .text(document.county), .text(request.number), .text(request.kind), row[0], row[1],
            .text(request.project), .text(request.period), .optional(request.quantity?.millionths),
            .text(request.tail), .integer(document.id), .at(work.now))
        work.touch("portal_request \(id)")
        return .success(id)
    }

    private func keep(_ paper: [UInt8], _ type: String, _ request: Int64, _ work: Work) throws {
        let id = try work.id()
        let sealed = try sealer.seal(paper, SealContext(table: "portal_paper", row: id, fields: "paper"))
        try work.execute(
            "INSERT INTO portal_paper (id, request, type, digest, sealed) VALUES ($1, $2, $3, $4, $5)",
            .integer(id), .integer(request), .text(type.lowercased()), .text(hex(Digest.sha256(paper))),
            .bytes(sealed))
    }
}
