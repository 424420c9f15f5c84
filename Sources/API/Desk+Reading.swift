import Gateway
import Hummingbird
import Store
import Subsidy
import Workflow

extension Desk {
    private typealias Look = @Sendable (Engine, Instant) throws -> [WorkItem]

    /// What people look at. Each sees their county; what lies elsewhere is as if it were not there.
    func addReadingRoutes(to router: Router<BasicRequestContext>) {
        let lists: [(path: RouterPath, look: Look)] = [
            ("/api/lists", { engine, _ in try engine.lists() }),
            ("/api/rosters", { engine, _ in try engine.rosters() }),
            ("/api/orders", { engine, _ in try engine.orders() }),
            ("/api/batches", { engine, _ in try engine.batches() }),
            ("/api/failures", { engine, _ in try engine.failures() }),
            ("/api/attempts/unknown", { engine, _ in try engine.unknownAttempts() }),
            ("/api/suspense", { engine, _ in try engine.suspense() }),
            ("/api/refunds", { engine, _ in try engine.refunds() }),
            ("/api/recoveries", { engine, _ in try engine.recoveries() }),
            ("/api/documents", { engine, _ in try engine.documents() }),
            ("/api/outbox", { engine, _ in try engine.outbox() }),
            ("/api/links", { engine, _ in try engine.links() }),
            ("/api/death-inquiries", { engine, _ in try engine.deathInquiries() }),
            ("/api/source-conflicts", { engine, _ in try engine.sourceConflicts() }),
            ("/api/plans", { engine, _ in try engine.plans() }),
            ("/api/stray-files", { engine, _ in try engine.strayFiles() }),
            ("/api/agent-banks", { engine, now in try engine.agentBanks(now: now) }),
            ("/api/list-proofs", { engine, _ in try engine.listProofItems() }),
            ("/api/indicators", { engine, now in try engine.indicators(now: now) }),
            ("/api/notices", { engine, _ in try engine.notices() }),
            ("/api/complaints", { engine, now in try engine.complaints(now: now) }),
            ("/api/archives", { engine, _ in try engine.archives() }),
            ("/api/requests", { engine, _ in try engine.portalRequests() }),
            ("/api/applications", { engine, now in try engine.applications(now: now) }),
            ("/api/approval-flows", { engine, _ in try engine.approvalFlows() }),
            ("/api/consents", { engine, now in try engine.consents(now: now) }),
            ("/api/lookups", { engine, _ in try engine.lookups() }),
            ("/api/lookup-stops", { engine, _ in try engine.lookupStops() }),
            ("/api/bank-services", { engine, _ in try engine.bankServices() }),
            ("/api/risks", { engine, _ in try engine.risks() }),
            ("/api/publications", { engine, _ in try engine.publications() }),
            ("/api/platform/words", { engine, _ in try engine.platformWords() }),
            ("/api/exchanges", { engine, now in try engine.exchanges(now: now) }),
            ("/api/library/people", { engine, _ in try engine.libraryPeople() }),
            ("/api/library/households", { engine, _ in try engine.households() }),
            ("/api/library/changes", { engine, _ in try engine.libraryChanges() }),
            ("/api/library/findings", { engine, _ in try engine.libraryFindings() }),
            ("/api/library/comparisons", { engine, _ in try engine.comparisons() }),
            ("/api/library/rounds", { engine, _ in try engine.libraryRounds() }),
            ("/api/library/entries", { engine, _ in try engine.libraryEntries() }),
            ("/api/library/codes", { engine, _ in try engine.unknownCodes() }),
            ("/api/library/references", { engine, _ in try engine.references() }),
            ("/api/findings", { engine, now in try engine.findings(now: now) }),
            ("/api/catalogue/requests", { engine, _ in try engine.catalogueRequests() }),
            ("/api/briefings", { engine, _ in try engine.briefings() }),
            ("/api/extracts", { engine, _ in try engine.extracts() }),
            ("/api/samples", { engine, now in try engine.samples(now: now) }),
        ]
        for (path, look) in lists {
            router.get(path) { request, _ in
                try await read(request) { principal, now in
                    Desk.items(try look(engine, now), for: principal)
                }
            }
        }
        for view in OwnView.allCases {
            router.get(RouterPath("/api/own/\(view.rawValue)")) { request, _ in
                let principal = try await principal(request)
                let now = clock()
                return Response(
                    try await reads.run {
                        Desk.items(try engine.own(view, of: principal, now: now), for: principal)
                    })
            }
        }
        router.get("/api/clocks") { request, _ in try await read(request, clocks) }
        router.get("/api/reconcile") { request, _ in try await read(request) { who, _ in try reconcile(who) } }
        addRosterRoutes(to: router)
        addApplicationRoutes(to: router)
        addReportRoutes(to: router)
        router.get("/api/receipts/{document}") { request, context in
            let document = try Desk.number("document", context)
            return try await read(request) { principal, _ in try receipt(document, principal) }
        }
        router.get("/api/provenance/{line}") { request, context in
            let line = try Desk.number("line", context)
            return try await read(request) { principal, _ in
                Desk.items(try engine.provenance(line), for: principal)
            }
        }
        router.get("/api/platform/words/{id}") { request, context in
            let id = try Desk.number("id", context)
            return try await read(request) { principal, _ in
                Desk.items(try engine.platformFindings(word: id), for: principal)
            }
        }
        router.get("/api/numbers/{number}") { request, context in
            let number = context.parameters.get("number") ?? ""
            return try await read(request) { principal, _ in
                Desk.items(try engine.cases(numbered: number), for: principal)
            }
        }
        router.get("/api/trace/{line}") { request, context in
            let line = try Desk.number("line", context)
            return try await read(request) { principal, _ in try trace(line, principal) }
        }
    }

    private func addApplicationRoutes(to router: Router<BasicRequestContext>) {
        router.get("/api/cases/{number}") { request, context in
            let number = context.parameters.get("number") ?? ""
            return try await read(request) { principal, _ in
                let hops = try engine.trace(case: number, visibleTo: { principal.sees($0) })
                return .object(["case": .text(number), "hops": .array(hops.map { JSONValue($0) })])
            }
        }
    }

    private func addRosterRoutes(to router: Router<BasicRequestContext>) {
        router.get("/api/rosters/{id}/lines") { request, context in
            let id = try Desk.number("id", context)
            return try await read(request) { principal, _ in
                _ = try roster(id, principal)
                return Desk.items(try engine.linesInQuestion(roster: id), for: principal)
            }
        }
        router.get("/api/rosters/{id}/alerts") { request, context in
            let id = try Desk.number("id", context)
            return try await read(request) { principal, _ in
                _ = try roster(id, principal)
                return Desk.items(try engine.alerts(roster: id), for: principal)
            }
        }
        router.get("/api/rosters/{id}/rules") { request, context in
            let id = try Desk.number("id", context)
            return try await read(request) { principal, _ in
                _ = try roster(id, principal)
                return Desk.items(try engine.rosterRules(id), for: principal)
            }
        }
        router.get("/api/rosters/{id}/terms") { request, context in
            let id = try Desk.number("id", context)
            return try await read(request) { principal, _ in
                _ = try roster(id, principal)
                return Desk.items(try engine.rosterTerms(id), for: principal)
            }
        }
        router.get("/api/rosters/{id}/board") { request, context in
            let id = try Desk.number("id", context)
            return try await read(request) { principal, _ in try board(id, principal) }
        }
    }

    func read(
        _ request: Request, _ look: @escaping @Sendable (Principal, Instant) throws -> JSONValue
    ) async throws -> Response {
        let principal = try await principal(request)
        try engine.requireOffice(principal)
        let now = clock()
        return Response(try await reads.run { try look(principal, now) })
    }

    static func items(_ items: [WorkItem], for principal: Principal) -> JSONValue {
        .object(["items": .array(items.filter { principal.sees($0.county) }.map { JSONValue($0) })])
    }

    static func number(_ name: String, _ context: BasicRequestContext) throws -> Int64 {
        guard let number = context.parameters.get(name).flatMap({ Int64($0) }) else {
            throw GatewayError(.invalid, "path.number", "路径中的编号应为数字")
        }
        return number
    }

    @Sendable private func clocks(_ principal: Principal, _ now: Instant) throws -> JSONValue {
        let readings = try engine.clocks(now: now).filter { principal.sees($0.county) }
        return .object([
            "items": .array(readings.map { JSONValue(clock: $0.subject, county: $0.county, $0.reading, now: now) })
        ])
    }

    /// The proof is over the whole store, so only those who may see all of it get it.
    @Sendable private func reconcile(_ principal: Principal) throws -> JSONValue {
        guard engine.configuration.counties.allSatisfy({ principal.sees($0.code) }) else {
            throw GatewayError(.forbidden, "scope.foreign", "核对结果涉及其他旗县，请由全区岗位查看")
        }
        return JSONValue(try engine.reconcile())
    }

    /// The cells of a row that names its county first; of another county it is as if it were not there.
    private func visible(_ sql: SQLText, _ id: Int64, _ principal: Principal) throws -> [SQLValue] {
        let row = try engine.store.read { c in try c.rows(sql, [.integer(id)]).first }
        guard let row, principal.sees(row[0].text ?? "") else {
            throw GatewayError(.notFound, "object.unknown", "没有编号为 \(id) 的对象，或不属于您所在的旗县")
        }
        return row
    }

    private func roster(_ id: Int64, _ principal: Principal) throws -> [SQLValue] {
        try visible("SELECT county, project FROM roster WHERE id = $1", id, principal)
    }

    @Sendable private func board(_ id: Int64, _ principal: Principal) throws -> JSONValue {
        let row = try roster(id, principal)
        guard engine.project(row[1].text ?? "", row[0].text ?? "")?.confidential == false else {
            throw GatewayError(.refused, "publicity.confidential", "该项目不适宜公开公示，不提供公示表（IM-15.1）")
        }
        return JSONValue(try engine.store.read { c in try engine.publicBoard(id, c) })
    }

    @Sendable private func receipt(_ document: Int64, _ principal: Principal) throws -> JSONValue {
        _ = try visible(
            """
            SELECT county FROM document WHERE id = $1 AND exchange = 'list.submit' AND direction = 'in'
            """, document, principal)
        let (head, lines) = try engine.store.read { c in try engine.receipt(of: document, c) }
        return .object([
            "document": .integer(document), "receipt": JSONValue(head), "lines": .array(lines.map { JSONValue($0) }),
        ])
    }

    @Sendable private func trace(_ line: Int64, _ principal: Principal) throws -> JSONValue {
        _ = try visible(
            "SELECT r.county FROM roster_line l JOIN roster r ON r.id = l.roster WHERE l.id = $1", line, principal)
        return .object([
            "line": .integer(line), "case": .text(try engine.caseNumber(of: line)),
            "hops": .array(try engine.trace(line).map { JSONValue($0) }),
        ])
    }
}
