import AdapterKit
import Gateway
import Sandbox
import Subsidy

/// When departments hand in which lists, and what they get wrong about it.
final class Departments {
    /// One list that will be handed in.
    private struct Plan {
        var at: Int64
        var county: Country.County
        var project: CountryProject
        var period: String
        var share: Int
        var shares: Int
    }

    /// What was written, by project, period and approval number, so that an office can look a line up.
    private(set) var lists: [String: DrawnList] = [:]
    private var waiting: [Plan] = []
    /// Posts that are made again later: the same bytes, or after a crash.
    private var again: [(at: Int64, connection: String, county: String, bytes: [UInt8])] = []
    private var random: SplitMix64
    private let country: Country
    private var numbers = 0

    init(country: Country, seed: UInt64, people: Int, start: Day, days: Int) {
        self.country = country
        random = SplitMix64(seed: seed)
        let shares = max(1, people / Country.counties.count / 30)
        for county in Country.counties {
            for (index, project) in county.projects.enumerated() {
                plan(county, project, isMonthly: index == 1, shares: shares, start: start, days: days)
            }
        }
        waiting.sort {
            ($0.at, $0.county.code, $0.project.code, $0.share) < ($1.at, $1.county.code, $1.project.code, $1.share)
        }
    }

    private func plan(
        _ county: Country.County, _ project: CountryProject, isMonthly: Bool, shares: Int, start: Day, days: Int
    ) {
        var month = -1
        for offset in 0..<max(1, days - 20) {
            let day = start + offset
            let parts = day.parts
            let number = isMonthly ? parts.month : (parts.month + 2) / 3
            guard number != month else { continue }
            month = number
            let period = isMonthly ? String(day.compact.prefix(6)) : "\(parts.year)Q\(number)"
            for share in 0..<shares {
                let later = random.below(min(25, max(1, days - 20 - offset)))
                let at = Instant(day + later, hour: 9 + random.below(8), minute: random.below(60))
                waiting.append(
                    Plan(
                        at: at.milliseconds, county: county, project: project, period: period, share: share,
                        shares: shares))
            }
        }
    }

    static func key(_ project: String, _ period: String, _ approval: String) -> String {
        "\(project) \(period) \(approval)"
    }

    /// Hands in what is due. A post that the gateway does not answer is made again an hour later.
    func work(_ gateway: SimulatedGateway, faults: Set<Fault>, now: Instant) throws -> [String] {
        var told: [String] = []
        let posts = again.filter { $0.at <= now.milliseconds }
        again.removeAll { $0.at <= now.milliseconds }
        for post in posts { told += try self.post(post.bytes, post.connection, post.county, gateway, now: now) }
        while let plan = waiting.first, plan.at <= now.milliseconds {
            waiting.removeFirst()
            numbers += 1
            let approval = "文〔2026〕\(numbers)号"
            guard
                let list = country.list(
                    plan.project, county: plan.county.code, period: plan.period, approval: approval,
                    share: plan.share, of: plan.shares, &random)
            else { continue }
            lists[Self.key(plan.project.code, plan.period, approval)] = list
            if plan.project.department == "lincao" {
                drop(list, faults)
                continue
            }
            let connection = plan.county.paysThroughBanks ? "dept-nongmu" : "dept-\(plan.county.code)"
            if faults.contains(.listTrouble), random.below(4) == 0 {
                again.append(
                    (now.milliseconds + Int64(random.below(72)) * 3_600_000, connection, plan.county.code, list.json))
            }
            told += try post(list.json, connection, plan.county.code, gateway, now: now)
        }
        return told
    }

    private func post(
        _ bytes: [UInt8], _ connection: String, _ county: String, _ gateway: SimulatedGateway, now: Instant
    ) throws -> [String] {
        do {
            let answer = try gateway.with(now: now) { engine in
                try engine.submitList(
                    bytes, connection: connection, parameters: ["county": county], proof: .signature, now: now)
            }
            guard let answer else {
                again.append((now.milliseconds + 3_600_000, connection, county, bytes))
                return ["post \(connection) died"]
            }
            return ["post \(connection) \(answer.head.state) \(answer.head.acceptedLines ?? 0)"]
        } catch let error as GatewayError {
            return ["post \(connection) \(error.code)"]
        } catch {
            // No disk: the department hears an error and posts again.
            again.append((now.milliseconds + 3_600_000, connection, county, bytes))
            return ["post \(connection) failed"]
        }
    }

    private func drop(_ list: DrawnList, _ faults: Set<Fault>) {
        let plan = list.plan
        let name = "QD_\(plan.county)_\(plan.project)_\(plan.period)_\(numbers).txt"
        let trouble = faults.contains(.listTrouble) ? random.below(8) : 7
        switch trouble {
        case 0:
            country.drop(
                list.torn, as: "QD_\(plan.county)_\(plan.project)_\(plan.period)_\(numbers)_0.txt", county: plan.county)
        case 1:
            country.drop(
                list.unbalanced, as: "QD_\(plan.county)_\(plan.project)_\(plan.period)_\(numbers)_0.txt",
                county: plan.county)
        case 2:
            country.drop(
                list.delimited, as: "QD_\(plan.county)_\(plan.project)_\(plan.period)_\(numbers)_2.txt",
                county: plan.county)
        case 3:
            country.drop(
                list.edited, as: "QD_\(plan.county)_\(plan.project)_\(plan.period)_\(numbers)_3.txt",
                county: plan.county)
        default: break
        }
        country.drop(list.delimited, as: name, county: plan.county)
    }
}
