import AdapterKit
import Foundation
import Gateway
import Sandbox
import Store
import StoreSQLite
import Subsidy
import Workflow

/// One run: a seed, a size, the faults that are on.
package struct SimulationPlan: Sendable, Equatable {
    package var seed: UInt64
    package var days: Int
    package var beneficiaries: Int
    package var faults: Set<Fault>

    package init(seed: UInt64, days: Int, beneficiaries: Int, faults: Set<Fault>) {
        self.seed = seed
        self.days = days
        self.beneficiaries = beneficiaries
        self.faults = faults
    }

    /// The command that runs it again.
    package var command: String {
        "onecard simulate --seed \(seed) --days \(days) --beneficiaries \(beneficiaries) --faults \(Fault.text(faults))"
    }
}

/// How a run ended.
package struct SimulationOutcome: Sendable {
    package var plan: SimulationPlan
    package var breach: Breach?
    /// SHA-256 over the canonical events.
    package var digest = ""
    /// What happened, a line each, in its order.
    package var history: [String] = []
    /// The same by days, counted.
    package var diary = Diary()
    package var crashes: [String: Int] = [:]
    package var acts: [String: Int] = [:]
    package var refusals: [String: Int] = [:]
    /// Open ends that are allowed, counted.
    package var remaining: [String: Int] = [:]
    /// What was paid in the end: lines, and fen.
    package var paid: (lines: Int64, fen: Int64) = (0, 0)
}

/// Simulation lets months of a drawn country pass over the real engine, on simulated time, and checks the guarantees
/// after every step.
package final class Simulation {
    /// Days after the last fault in which everybody clears their desk.
    static let quietDays = 40
    /// So many days more for what is still on its way then.
    static let latestDays = 30
    /// Monday 2026-03-02.
    static let start = Day(number: 20_514)

    private let plan: SimulationPlan
    private var disagreeing: [String: Int] = [:]
    private let country: Country
    private let gateway: SimulatedGateway
    private let departments: Departments
    private let office: Office
    private let home: String
    private var random: SplitMix64
    private var journal = Journal()
    private var diary = Diary()
    private var onlookers = Onlookers()
    private var witnesses = Witnesses()
    private var now: Instant
    private var step = ""
    private var isQuiet = false
    private var offUntil = Simulation.start

    /// Runs a plan to its end, in a home of its own that is removed afterwards, unless it is to be kept for a look.
    package static func run(
        _ plan: SimulationPlan, _ equipment: Equipment, keepsHome: Bool = false
    ) throws -> SimulationOutcome {
        let home = try scratch(plan.seed)
        defer { if !keepsHome { try? FileManager.default.removeItem(atPath: home) } }
        return try Simulation(plan, equipment, home: home).run()
    }

    /// In memory where the machine has such a file system: durability costs nothing there, and no machine of this
    /// story loses its memory.
    private static func scratch(_ seed: UInt64) throws -> String {
        let base = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        let path = "\(base)/onecard-simulate-\(ProcessInfo.processInfo.processIdentifier)-\(seed)-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return path
    }

    private init(_ plan: SimulationPlan, _ equipment: Equipment, home: String) throws {
        self.plan = plan
        self.home = home
        var seeds = SplitMix64(seed: plan.seed)
        now = Instant(Simulation.start, hour: 8)
        country = Country(
            seed: seeds.next(), people: plan.beneficiaries, start: now.milliseconds, rates: CountryRates(plan.faults))
        gateway = try SimulatedGateway(
            home: home, country: country, equipment: equipment, faults: plan.faults, seed: seeds.next(), now: now)
        gateway.deadliness = plan.faults.contains(.crash) ? 1_500 : 0
        departments = Departments(
            country: country, seed: seeds.next(), people: plan.beneficiaries, start: Simulation.start, days: plan.days)
        office = Office(country: country, departments: departments, seed: seeds.next(), faults: plan.faults)
        random = SplitMix64(seed: seeds.next())
        try gateway.restart(now: now)
    }

    private func run() throws -> SimulationOutcome {
        var outcome = SimulationOutcome(plan: plan)
        do {
            for offset in 0..<plan.days { try live(Simulation.start + offset) }
            try calmDown()
            for offset in 0..<Simulation.quietDays { try live(Simulation.start + plan.days + offset) }
            try finish()
            step = "end"
            _ = try gateway.engine.run(now: now)
            try look()
            outcome.remaining = try proof.final()
            try onlookers.look(gateway.file, country)
            outcome.remaining.merge(try onlookers.final(gateway.engine, gateway.file, country, now: now)) { $0 + $1 }
            try witnesses.look(gateway, country, office)
            outcome.remaining.merge(try witnesses.final(gateway, country, office, now: now)) { $0 + $1 }
        } catch var breach as Breach {
            breach.day = now.day - Simulation.start
            breach.moment = now.text
            breach.step = step
            outcome.breach = breach
        }
        outcome.history = journal.lines
        outcome.digest = journal.digest()
        outcome.diary = diary
        outcome.crashes = Dictionary(
            gateway.deaths.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { first, _ in first })
        outcome.acts = office.done
        outcome.refusals = office.refusals
        let paid = try gateway.file.readAlone { c in
            try c.rows("SELECT COUNT(*), COALESCE(SUM(paid_fen), 0) FROM attempt WHERE paid_fen > 0")
        }.first
        outcome.paid = (paid?[0].integer ?? 0, paid?[1].integer ?? 0)
        try gateway.close()
        return outcome
    }

    private var proof: Proof { Proof(engine: gateway.engine, store: gateway.file, country: country) }

    /// The faults end; everybody is at their desk.
    private func calmDown() throws {
        isQuiet = true
        country.set(CountryRates())
        country.stopMakingRosters()
        gateway.trouble.set([])
        gateway.deadliness = 0
        office.isPrompt = true
        office.faults = []
        try gateway.restart(now: now)
    }

    /// A roster that was sent back late is made public anew, and what was ordered in the last days is on its way: they
    /// have some days more.
    private func finish() throws {
        for _ in 0..<Simulation.latestDays {
            let today = now.day
            let isUnderWay = try gateway.file.readAlone { c in
                try !c.rows(
                    """
                    SELECT 1 FROM roster r WHERE r.state NOT IN ('ordered', 'closed', 'ended')
                    AND EXISTS (SELECT 1 FROM roster_line l WHERE l.roster = r.id AND l.state = 'payable')
                    UNION ALL SELECT 1 FROM payment_order o WHERE o.created > $1 LIMIT 1
                    """, [.integer(Instant(today + -8).milliseconds)]
                ).isEmpty
            }
            guard isUnderWay else { return }
            try live(today + 1)
        }
    }

    // MARK: A day

    private func live(_ day: Day) throws {
        let isWorking = Country.isWorking(Int64(day.number))
        if !isQuiet, plan.faults.contains(.clockJump), random.below(30) == 0 { offUntil = day + 1 + random.below(4) }
        for hour in isQuiet ? [10, 19] : isWorking ? [9, 11, 15, 19] : [19] {
            let moment = Instant(day, hour: hour, minute: random.below(60), second: random.below(60))
            step = "strangers"
            now = moment
            country.advance(to: moment.milliseconds)
            guard offUntil <= day else { continue }
            try pass(isWorking)
        }
        guard offUntil <= day else { return }
        step = "evening"
        let isDone = try gateway.runAll(now: now)
        try look()
        try tellDiary(day)
        step = "daily proof"
        let guarantees = Guarantees(store: gateway.file, country: country)
        try guarantees.checkAll()
        if isDone { try guarantees.noPaymentAfterDeathForgotten() }
        try proof.daily(isTroubled: !plan.faults.isEmpty, &disagreeing)
        try onlookers.look(gateway.file, country)
        try witnesses.look(gateway, country, office)
        let broken = try gateway.engine.clocks(now: now).filter { $0.reading.isBreached(at: now) }
        try Deadlines(store: gateway.file, now: now).check(
            shown: Set(broken.map { Deadlines.Mark(subject: $0.subject, clock: $0.reading.clock) }))
    }

    private func tellDiary(_ day: Day) throws {
        let counties = try gateway.file.readAlone { c in
            try c.rows(
                """
                SELECT county, CAST(SUM(CASE WHEN paid_fen > 0 THEN 1 ELSE 0 END) AS BIGINT),
                    CAST(SUM(paid_fen) AS BIGINT) FROM claim GROUP BY county ORDER BY county
                """)
        }
        for row in counties {
            diary.close(day, county: row[0].text ?? "", claims: row[1].integer ?? 0, fen: row[2].integer ?? 0)
        }
    }

    /// One moment: departments, steps of the engine in a drawn order, people.
    private func pass(_ isWorking: Bool) throws {
        step = "departments"
        for line in try departments.work(gateway, faults: isQuiet ? [] : plan.faults, now: now) { journal.note(line) }
        try look()
        for _ in 0..<(isQuiet ? 1 : 1 + random.below(2)) {
            var steps = GatewayStep.allCases
            while !steps.isEmpty {
                try run(steps.remove(at: random.below(steps.count)))
                if random.below(4) == 0 { try work() }
            }
            try work()
        }
    }

    private func run(_ gatewayStep: GatewayStep) throws {
        step = gatewayStep.rawValue
        let isDiskFull = !isQuiet && plan.faults.contains(.fullDisk) && random.below(150) == 0
        if isDiskFull { gateway.takeLanding() }
        defer { if isDiskFull { gateway.giveLandingBack() } }
        for _ in 0..<4 {
            do {
                guard let progress = try gateway.run(gatewayStep, now: now) else {
                    journal.note("died \(gatewayStep.rawValue)")
                    break
                }
                try look()
                if progress.isEmpty { break }
            } catch let breach as Breach {
                throw breach
            } catch {
                try look()
                guard isDiskFull else { throw Breach("step", "\(gatewayStep.rawValue) threw \(error)") }
                journal.note("no disk \(gatewayStep.rawValue)")
                break
            }
        }
    }

    private func work() throws {
        step = "people"
        defer { for line in office.told { journal.note(line) } }
        if try office.work(gateway, now: now) > 0 { try look() }
    }

    /// After each step: what moved, and whether it was allowed to.
    private func look() throws {
        let moves = try journal.moves(gateway.file)
        for move in moves { diary.add(move) }
        try Guarantees(store: gateway.file, country: country).check(moves)
        try witnesses.check(moves, gateway.file, country)
    }
}
