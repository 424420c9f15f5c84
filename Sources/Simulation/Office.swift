import Gateway
import Sandbox
import Store
import StoreSQLite
import Subsidy
import Workflow

/// The people of all counties at their desks: each looks at what waits for their role, and does some of it.
final class Office {
    let country: Country
    let departments: Departments
    var random: SplitMix64
    private var principals: [String: Principal] = [:]
    private var absentUntil: [String: Int32] = [:]
    /// What has been tried already: nobody corrects the same name for ever.
    var tried: Set<String> = []
    /// The line over which somebody got a token, by the person.
    var tokenLines: [String: Int64] = [:]
    /// Whom townships took into the base library, in their order.
    var collected: [(id: String, county: String)] = []
    var told: [String] = []
    /// Refusals by code.
    private(set) var refusals: [String: Int] = [:]
    private(set) var done: [String: Int] = [:]
    /// When a county last came round to what is beside the money's way.
    var cameRound: [String: Int64] = [:]
    /// Consents as those know them who gave them.
    var consents: [GivenConsent] = []
    /// What clerks of banks asked by hand; without codes where the process died over it.
    var clerkQuestions: [CountryQuestion] = []
    /// Orders that were sealed, with how often their lines had moved by then.
    var sealed: [Int64: Int64] = [:]
    /// Everything that waits is done at once.
    var isPrompt = false
    var faults: Set<Fault>

    init(country: Country, departments: Departments, seed: UInt64, faults: Set<Fault>) {
        self.country = country
        self.departments = departments
        self.faults = faults
        random = SplitMix64(seed: seed)
    }

    /// One round of everybody's work; how many acts were done.
    func work(_ gateway: SimulatedGateway, now: Instant) throws -> Int {
        told = []
        var acts = 0
        for county in Country.counties where isOpen(county.code, now) {
            let desk = Desk(office: self, gateway: gateway, county: county, now: now)
            acts += try desk.work()
        }
        return acts
    }

    /// Offices work on working days from nine to half past five; sometimes nobody comes for days.
    private func isOpen(_ county: String, _ now: Instant) -> Bool {
        let minute = now.time.hour * 60 + now.time.minute
        guard Country.isWorking(Int64(now.day.number)), (540...1050).contains(minute) else { return false }
        if faults.contains(.absence), random.below(200) == 0 {
            absentUntil[county] = now.day.number + Int32(2 + random.below(6))
        }
        return (absentUntil[county] ?? 0) <= now.day.number
    }

    func isWilling() -> Bool { isPrompt || random.below(100) < 60 }

    /// Arguments that name what an act is about.
    private static let objects: Set = [
        "application", "attempt", "batch", "change", "complaint", "consent", "document", "extract", "failure",
        "finding", "household", "inquiry", "line", "link", "list", "order", "plan", "publication", "recovery",
        "reference", "refund", "request", "risk", "roster", "sample", "service", "stop", "suspense",
    ]

    /// One act of one login; the code of the refusal, empty when it was done, nil when the process died. `values` is
    /// handed what the act says besides.
    func act(
        _ act: Act, _ arguments: [String: String], as login: String, _ gateway: SimulatedGateway, now: Instant,
        by visitor: Principal? = nil, values: ([String: String]) -> Void = { _ in }
    ) throws -> String? {
        let object = arguments.sorted { $0.key < $1.key }.filter { Self.objects.contains($0.key) }.map(\.value)
            .joined(separator: ",")
        var code: String?
        do {
            let principal = try visitor ?? principal(login, gateway, now: now)
            code = try gateway.with(now: now) { engine in
                values(try engine.perform(act, arguments, by: principal, now: now).values)
                return ""
            }
        } catch let error as GatewayError {
            code = error.code
        } catch let error as StoreError where error.kind == .unique || error.kind == .check {
            code = "store.\(error.kind.rawValue) \(error.constraint)"
        }
        let word = code ?? "died"
        told.append("act \(login) \(act.rawValue) \(object) \(word)")
        if word.isEmpty {
            done[act.rawValue, default: 0] += 1
        } else {
            refusals["\(act.rawValue) \(word)", default: 0] += 1
        }
        return code
    }

    /// The same by somebody who is paid, with the token that they hold; nil when it opens nothing.
    func visit(
        _ token: String, _ act: Act, _ arguments: [String: String], _ gateway: SimulatedGateway, now: Instant
    ) throws -> (code: String?, values: [String: String])? {
        guard let session = try? gateway.engine.enter(token: token, now: now),
            let visitor = try? gateway.engine.principal(token: session, now: now)
        else {
            told.append("visit \(act.rawValue) token.unknown")
            return nil
        }
        var values: [String: String] = [:]
        let code = try self.act(act, arguments, as: "visitor", gateway, now: now, by: visitor) { values = $0 }
        return (code, code == "" ? values : [:])
    }

    private func principal(_ login: String, _ gateway: SimulatedGateway, now: Instant) throws -> Principal {
        if let known = principals[login] { return known }
        // Who logs in does so at a living gateway; the session outlasts the day here.
        let token = try gateway.engine.login(login, password: login, now: now)
        let principal = try gateway.engine.principal(token: token, now: now)
        principals[login] = principal
        return principal
    }
}

/// One county's work at one moment.
struct Desk {
    let office: Office
    let gateway: SimulatedGateway
    let county: Country.County
    let now: Instant

    var country: Country { office.country }

    func work() throws -> Int {
        let before = office.told.count
        try links()
        try documents()
        try lists()
        try rosters()
        try orders()
        try failures()
        try aftermath()
        try unknowns()
        try suspense()
        try outside()
        try library()
        try plans()
        try reports()
        try platformWords()
        try exchanges()
        return office.told.count - before
    }

    func rows(_ sql: SQLText, _ arguments: SQLValue...) throws -> [[SQLValue]] {
        try gateway.file.readAlone { c in try c.rows(sql, arguments) }
    }

    /// The rows of this county: `$1` is its code.
    func mine(_ sql: SQLText) throws -> [[SQLValue]] { try rows(sql, .text(county.code)) }

    /// The code of the refusal, empty when it was done.
    @discardableResult
    func act(_ act: Act, _ arguments: [String: String], as role: Role, twin: Bool = false) throws -> String {
        let login = twin ? Cast.twin(role, county.code) : Cast.login(role, county.code)
        return try office.act(act, arguments, as: login, gateway, now: now) ?? "died"
    }

    /// The same, and what the act says besides; nil when it was not done.
    func values(_ act: Act, _ arguments: [String: String], as role: Role) throws -> [String: String]? {
        var told: [String: String] = [:]
        let code = try office.act(act, arguments, as: Cast.login(role, county.code), gateway, now: now) { told = $0 }
        return code == "" ? told : nil
    }

    /// Somebody who made the object tries to check it as well, under another login: that must be refused (IM-23.1).
    func overreach(_ act: Act, _ arguments: [String: String], as role: Role) throws {
        guard office.faults.contains(.overreach), office.random.below(12) == 0 else { return }
        let code = try self.act(act, arguments, as: role, twin: true)
        guard code != "" else {
            throw Breach("duty", "\(act.rawValue) \(arguments.values.sorted()): one person took two duties")
        }
    }

    // MARK: Links, documents, lists

    private func links() throws {
        guard county.paysThroughBanks else { return }
        let known = try mine("SELECT project, id, state FROM budget_link WHERE county = $1 ORDER BY id")
        for project in county.projects.map(\.code) where office.isWilling() {
            guard let link = known.first(where: { $0[0].text == project }) else {
                try act(
                    .proposeLink,
                    [
                        "county": county.code, "project": project,
                        "budgetProject": Country.budgetProject(project, county: county.code), "from": "2026-01-01",
                        "until": "2027-12-31",
                    ], as: .financeMaker)
                continue
            }
            if link[2].text == "proposed" {
                try act(.releaseLink, ["link": String(link[1].integer ?? 0)], as: .financeChecker)
            }
        }
    }

    /// What was put aside because something before it was missing is read again when that has come.
    private func documents() throws {
        let aside = try mine(
            """
            SELECT id FROM document WHERE county = $1 AND direction = 'in' AND state IN ('quarantined', 'refused')
            AND reason IN ('statement.opening', 'document.unapplied', 'return.early') ORDER BY id
            """)
        for row in aside where office.isWilling() {
            // A page that nothing ever leads up to is asked for a few times, and no more.
            let tries = (1...12).first { office.tried.insert("requeue \(row[0].integer ?? 0) \($0)").inserted }
            guard tries != nil else { continue }
            try act(.requeueDocument, ["document": String(row[0].integer ?? 0)], as: .operator)
        }
    }

    private func lists() throws {
        for row in try mine("SELECT id, state FROM list WHERE county = $1 AND state = 'accepted' ORDER BY id")
        where office.isWilling() {
            try act(.buildRoster, ["list": String(row[0].integer ?? 0)], as: .townshipMaker)
        }
    }
}
