import Foundation

/// The household register's people of one county, in the order of their numbers, a page at a time: all of them, or those
/// about whom something changed since a moment.
///
/// By POST it speaks as the national platform does, by GET as a province's service bus.
struct ResidentRegister {
    static let pageLimit = 1000

    let world: World

    private struct Ask: Decodable {
        var xzqhdm: String
        var gxsj: String?
        var start: String
        var limit: String
    }

    func answer(_ call: RegisterCall) throws(PlatformFault) -> RegisterAnswer {
        let isBus = call.method == "GET"
        let ask: Ask?
        if isBus {
            ask = call.query["xzqhdm"].map {
                Ask(
                    xzqhdm: $0, gxsj: call.query["gxsj"], start: call.query["start"] ?? "",
                    limit: call.query["limit"] ?? "")
            }
        } else {
            ask = try? JSONDecoder().decode(Ask.self, from: Data(call.body))
        }
        guard let ask, ask.xzqhdm.utf8.count == 6, let start = Int(ask.start), start >= 0,
            let limit = Int(ask.limit), (1...Self.pageLimit).contains(limit)
        else { throw .parameters("应有xzqhdm（六位）、start、limit（1至\(Self.pageLimit)）") }
        var since: Int64?
        if let text = ask.gxsj {
            guard let moment = AppSignature.instant(text) else { throw .parameters("gxsj应为yyyyMMddHHmmss") }
            since = moment
        }
        let people = people(of: ask.xzqhdm, since: since)
        let page = people.dropFirst(start).prefix(limit).map(row)
        let total = JSONText.integer(Int64(people.count))
        let count = JSONText.integer(Int64(page.count))
        guard isBus else {
            return .json(
                .members(["code": "0", "msg": "成功", "total": total, "count": count, "data": .list(Array(page))]))
        }
        return .json(
            .members(["code": "00", "msg": "成功", "total": total, "dataCount": count, "datas": .list(Array(page))]))
    }

    private func people(of county: String, since: Int64?) -> [Citizen] {
        let today = CivilDay(at: world.clock.now).text
        let lost = world.faults.residentsLost
        let all = world.everybody.filter { $0.county == county && $0.knownToPolice }
        let kept = all.enumerated().filter { index, _ in index * 37 % 100 >= lost }.map(\.element)
        guard let since else { return kept }
        let from = CivilDay(at: since).text
        return kept.filter { citizen in
            if let changed = world.changed(citizen.id), changed >= since { return true }
            return citizen.deathDate.map { from <= $0 && $0 <= today } ?? false
        }
    }

    private func row(_ citizen: Citizen) -> JSONText {
        // A register that has not heard of a death yet says alive.
        let today = CivilDay(at: world.clock.now).text
        let death = citizen.deathDate.flatMap { $0 <= today ? $0 : nil }
        let sex = (Int(citizen.id.dropFirst(16).prefix(1)) ?? 0) % 2 == 1 ? "1" : "2"
        let registration = death != nil ? "1" : world.faults.registrationCode ?? "0"
        return .members([
            "GMSFHM": .string(citizen.id), "XM": .string(citizen.name), "CYM": "", "XBDM": .string(sex), "MZDM": "01",
            "CSRQ": .string(citizen.birthDate), "CSDXZQHDM": .string(citizen.county),
            "SWBS": death == nil ? "0" : "1", "SWRQ": .string(death ?? "00000000"), "SWYYDM": "",
            "ZXBS": .string(registration), "HH": "", "HZGMSFHM": .string(citizen.id), "YHZGXDM": "02",
            "HJDZ_SSXQDM": .string(citizen.county), "HJDZ_QHNXXDZ": .string(citizen.village), "HYZKDM": "90",
            "LXDH": .string(citizen.phone),
        ])
    }
}
