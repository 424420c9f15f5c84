import Synchronization

/// The civil-affairs bureau of a drawn country: each working day the cremations that it has heard of, on Mondays the
/// welfare list.
final class CountryCivil: Sendable {
    private struct State {
        var told: CivilDay
        var waiting: [(from: CivilDay, id: String, died: CivilDay)] = []
    }

    private let world: World
    let outbox: Outbox
    private let county: String
    private let state: Mutex<State>

    init(world: World, county: String, outbox: Outbox) {
        self.world = world
        self.county = county
        self.outbox = outbox
        state = Mutex(State(told: CivilDay(at: world.clock.now).adding(-1)))
    }

    /// Somebody died; the crematorium's list has it from that day on.
    func hears(of id: String, died: CivilDay, from day: CivilDay) {
        state.withLock { $0.waiting.append((day, id, died)) }
    }

    /// Drops today's files, once, from 08:00 on.
    func step(now: Int64) {
        let day = CivilDay(at: now)
        guard now >= day.at(8), day.isWorking else { return }
        let due: [(from: CivilDay, id: String, died: CivilDay)]? = state.withLock { state in
            guard state.told < day else { return nil }
            state.told = day
            let due = state.waiting.filter { $0.from <= day }
            state.waiting.removeAll { $0.from <= day }
            return due
        }
        guard let due else { return }
        let rows = due.compactMap { notice -> Cremation? in
            guard let citizen = world.citizen(notice.id) else { return nil }
            return Cremation(
                citizen: citizen, diedOn: notice.died.text, crematedAt: stamp(notice.died.adding(1).at(9, 30)))
        }
        if !rows.isEmpty { drop("HH_\(county)_\(day.text).txt", CivilFiles.cremations(rows, on: day)) }
        if day.number % 7 == 4 { drop("DB_\(county)_\(day.text).txt", CivilFiles.welfare(welfare(), on: day)) }
    }

    private func drop(_ name: String, _ bytes: [UInt8]) {
        outbox.add(name, bytes)
        outbox.add(name + ".ok", [])
    }

    private func welfare() -> [Welfare] {
        world.everybody.filter { $0.county == county && $0.lowIncomeUntil != nil }.map { citizen in
            Welfare(
                name: citizen.name, id: citizen.id, certificate: "DB" + citizen.id.suffix(6), from: "202501",
                until: citizen.lowIncomeUntil ?? "", isCurrent: false)
        }
    }
}
