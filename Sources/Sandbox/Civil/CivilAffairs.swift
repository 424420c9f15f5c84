import Foundation
import Synchronization

/// The civil-affairs bureau: each working day the crematorium's list, on Mondays the welfare list.
final class CivilAffairs: Sendable {
    private let world: World
    let outbox: Outbox
    /// Whether the bank has paid the account of a person, and when.
    private let paidOn: @Sendable (_ account: String) -> CivilDay?
    private let done = Mutex(CivilDay(at: World.start).adding(-1))

    init(world: World, outbox: Outbox, paidOn: @escaping @Sendable (String) -> CivilDay?) {
        self.world = world
        self.outbox = outbox
        self.paidOn = paidOn
    }

    /// Drops today's files, once, from 08:00 on.
    func step(now: Int64) -> [String] {
        let day = CivilDay(at: now)
        guard now >= day.at(8), day.isWorking else { return [] }
        let isNew = done.withLock { done in
            defer { done = max(done, day) }
            return done < day
        }
        guard isNew else { return [] }
        let isFirst = day == CivilDay(at: World.start)
        var events = [drop("HH_\(day.text).txt", CivilFiles.cremations(cremations(day, isFirst), on: day))]
        if isFirst || day.number % 7 == CivilDay(at: World.start).number % 7 {
            events.append(drop("DB_\(day.text).txt", CivilFiles.welfare(welfare(), on: day)))
        }
        return events
    }

    private func drop(_ name: String, _ bytes: [UInt8]) -> String {
        outbox.add(name, bytes)
        outbox.add(name + ".ok", [])
        return "民政：投递\(name)"
    }

    // MARK: Who is in them

    private func cremations(_ day: CivilDay, _ isFirst: Bool) -> [Cremation] {
        var rows: [Cremation] = []
        if isFirst, let citizen = world.player("crematedAlive") {
            rows.append(Cremation(citizen: citizen, diedOn: "20260223", crematedAt: "20260226093000"))
        }
        if let late = diedBeforePay(day) { rows.append(late) }
        // Somebody whom no list knows.
        var builder = WorldBuilder(size: .small, seed: UInt64(day.number))
        let stranger = builder.person(county: World.innerMongoliaCounty, years: 1930...1950)
        rows.append(
            Cremation(
                citizen: stranger, diedOn: day.adding(-3).text,
                crematedAt: stamp(day.adding(-1).at(10, 15))))
        return rows
    }

    /// On the working day after she was paid, the feed says that she had died two days before.
    private func diedBeforePay(_ day: CivilDay) -> Cremation? {
        guard let citizen = world.player("diedBeforePay"), citizen.deathDate == nil,
            let paid = paidOn(citizen.account), paid < day
        else { return nil }
        let died = paid.adding(-2).text
        let cremated = paid.adding(-1)
        world.update(citizen.id) { citizen in
            citizen.deathDate = died
            citizen.crematedOn = cremated.text
        }
        return Cremation(citizen: citizen, diedOn: died, crematedAt: stamp(cremated.at(9)))
    }

    private func welfare() -> [Welfare] {
        let list = world.lists.first { $0.project == "2081902" }
        return (list?.lines ?? []).compactMap { line in
            guard let citizen = world.citizen(line.headID) else { return nil }
            return Welfare(
                name: citizen.name, id: citizen.id, certificate: line.certificate, from: "202501",
                until: citizen.lowIncomeUntil ?? "", isCurrent: citizen.lowIncomeUntil == nil)
        }
    }
}

/// One row of the crematorium's list.
struct Cremation {
    var citizen: Citizen
    /// `yyyyMMdd`.
    var diedOn: String
    /// `yyyyMMddHHmmss`.
    var crematedAt: String
}

/// One row of the welfare list.
struct Welfare {
    var name: String
    var id: String
    var certificate: String
    /// `yyyyMM`.
    var from: String
    /// `yyyyMM`, empty while it runs.
    var until: String
    var isCurrent: Bool
}

/// The two files, GB18030 with bars and LF.
enum CivilFiles {
    static func cremations(_ rows: [Cremation], on day: CivilDay) -> [UInt8] {
        file(
            rows.map { row in
                let sex = (Int(row.citizen.id.dropFirst(16).prefix(1)) ?? 0) % 2 == 1 ? "1" : "2"
                return [row.citizen.name, row.citizen.id, sex, row.citizen.village, row.diedOn, row.crematedAt]
            }, day)
    }

    static func welfare(_ rows: [Welfare], on day: CivilDay) -> [UInt8] {
        file(rows.map { [$0.name, $0.id, $0.certificate, $0.from, $0.until, $0.isCurrent ? "1" : "0"] }, day)
    }

    private static func file(_ rows: [[String]], _ day: CivilDay) -> [UInt8] {
        let lines = ["\(day.text)|\(rows.count)"] + rows.map { $0.joined(separator: "|") }
        let bytes = LegacyText.gb18030.encode(lines.map { $0 + "\n" }.joined())
        precondition(bytes != nil, "GB18030 holds every character")
        return bytes ?? []
    }
}
