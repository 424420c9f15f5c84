import Gateway
import Hummingbird
import Subsidy
import Workflow

extension Desk {
    /// What supervision looks at: briefings, samples, and a county on a past day.
    func addReportRoutes(to router: Router<BasicRequestContext>) {
        router.get("/api/briefings/{id}") { request, context in
            let id = try Desk.number("id", context)
            return try await read(request) { principal, now in try briefing(id, principal, now) }
        }
        router.get("/api/samples/{id}/lines") { request, context in
            let id = try Desk.number("id", context)
            return try await read(request) { principal, _ in
                Desk.items(try engine.sampleLines(id), for: principal)
            }
        }
        router.get("/api/inspection") { request, _ in
            let query = request.uri.queryParameters
            let (county, on) = (query["county"].map { String($0) } ?? "", query["on"].map { String($0) } ?? "")
            let project = query["project"].map { String($0) } ?? ""
            let township = query["township"].map { String($0) } ?? ""
            return try await read(request) { principal, now in
                guard let day = Day(on.utf8) else {
                    throw GatewayError(.invalid, "day.form", "on 应为日期，如 2026-03-31")
                }
                guard principal.sees(county) else {
                    throw GatewayError(.forbidden, "scope.foreign", "该业务不属于您所在的旗县")
                }
                let scope = InspectionScope(county: county, on: day, project: project, township: township)
                return JSONValue(try engine.inspection(scope, now: now))
            }
        }
    }

    /// The figures as they were told, whether they still stand, and what was learnt since.
    private func briefing(_ id: Int64, _ principal: Principal, _ now: Instant) throws -> JSONValue {
        guard principal.sees(try engine.briefing(id).county) else {
            throw GatewayError(.notFound, "briefing.unknown", "没有编号为 \(id) 的通报，或不属于您所在的旗县")
        }
        let proof = try engine.verifyBriefing(id, now: now)
        func changes(_ changes: [FigureChange]) -> JSONValue {
            .array(
                changes.map { change in
                    .object([
                        "before": change.before.map { JSONValue($0) } ?? .null,
                        "after": change.after.map { JSONValue($0) } ?? .null,
                    ])
                })
        }
        return .object([
            "id": .integer(id), "county": .text(proof.briefing.county), "from": .text(proof.briefing.from.text),
            "through": .text(proof.briefing.through.text), "made": .text(proof.briefing.made.text),
            "digest": .text(proof.briefing.digest), "holds": .flag(proof.holds),
            "figures": .array(proof.briefing.figures.map { JSONValue($0) }),
            "differences": changes(proof.differences), "since": changes(proof.since),
        ])
    }
}

extension JSONValue {
    fileprivate init(_ figure: Figure) {
        self = .object([
            "county": .text(figure.county), "subject": .text(figure.subject), "name": .text(figure.name),
            "count": .integer(figure.count), "sum": .text(figure.sum.yuan),
        ])
    }

    /// A county on a past day, by project and township; money in yuan.
    fileprivate init(_ found: Inspection) {
        self = .object([
            "county": .text(found.scope.county), "on": .text(found.scope.on.text), "digest": .text(found.digest),
            "holds": .flag(found.holds),
            "rows": .array(
                found.rows.map { row in
                    .object([
                        "project": .text(row.project), "township": .text(row.township), "listed": .integer(row.listed),
                        "listedSum": .text(row.listedSum.yuan), "unrostered": .integer(row.unrostered),
                        "payable": .integer(row.payable), "held": .integer(row.held),
                        "removed": .integer(row.removed), "ordered": .integer(row.ordered),
                        "paid": .integer(row.paid), "paidSum": .text(row.paidSum.yuan),
                    ])
                }),
        ])
    }
}
