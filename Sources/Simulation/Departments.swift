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

    private struct Post {
        var at: Int64
        var connection: String
        var county: String
        var bytes: [UInt8]
        var exchange = Exchange.listSubmit
    }

    private struct Word {
        var at: Int64
        var list: DrawnList
        var project: CountryProject
        var version: Int
    }

    /// What was written, by project, period and approval number, so that an office can look a line up.
    private(set) var lists: [String: DrawnList] = [:]
    private var waiting: [Plan] = []
    /// Posts that are made again later: the same bytes, or after a crash.
    private var again: [Post] = []
    /// Words about lists that were handed in, at their moment.
    private var words: [Word] = []
    private var random: SplitMix64
    private let country: Country
    private var numbers = 0

    init(country: Country, seed: UInt64, people: Int, start: Day, days: Int) {
        self.country = country
        random = SplitMix64(seed: seed)
        let shares = max(1, people / Country.counties.count / 30)
        for county in Country.counties where !county.isBesidePlatform {
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
        for post in posts { told += try self.post(post, gateway, now: now) }
        let due = words.filter { $0.at <= now.milliseconds }
        words.removeAll { $0.at <= now.milliseconds }
        for word in due { told += try say(word, faults, gateway, now: now) }
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
            if faults.contains(.listChange) { thinkAgain(list, plan.project, now) }
            if plan.project.department == "lincao" {
                drop(list, faults)
                continue
            }
            var post = Post(
                at: now.milliseconds, connection: Self.connection(plan.county.code), county: plan.county.code,
                bytes: list.json)
            // What is said of it may come before the list itself.
            let isLate = faults.contains(.listChange) && random.below(8) == 0
            if !isLate { told += try self.post(post, gateway, now: now) }
            if isLate || (faults.contains(.listTrouble) && random.below(4) == 0) {
                post.at += Int64(random.below(72)) * 3_600_000
                again.append(post)
            }
        }
        return told
    }

    private static func connection(_ county: String) -> String {
        let paysThroughBanks = Country.counties.first { $0.code == county }?.paysThroughBanks ?? false
        return paysThroughBanks ? "dept-nongmu" : "dept-\(county)"
    }

    /// Of some lists a department will say something more, once or twice; the later word may come first.
    private func thinkAgain(_ list: DrawnList, _ project: CountryProject, _ now: Instant) {
        guard random.below(3) == 0 else { return }
        for version in 1...(1 + random.below(3)) {
            let at = now.milliseconds + Int64(random.below(45 * 24)) * 3_600_000
            words.append(Word(at: at, list: list, project: project, version: version))
        }
        words.sort {
            ($0.at, $0.list.plan.approvalNumber, $0.version) < ($1.at, $1.list.plan.approvalNumber, $1.version)
        }
    }

    private func say(
        _ word: Word, _ faults: Set<Fault>, _ gateway: SimulatedGateway, now: Instant
    ) throws -> [String] {
        let plan = word.list.plan
        let change = DrawnChange(of: word.list, project: word.project, version: word.version, &random)
        guard !change.isEmpty else { return [] }
        var changes = [change]
        if faults.contains(.listTrouble), random.below(5) == 0 {
            // The same once more, or the same number for something else.
            let other = DrawnChange(of: word.list, project: word.project, version: word.version, &random)
            changes.append(random.below(2) == 0 || other.isEmpty ? change : other)
        }
        guard plan.department == "lincao" else {
            return try changes.flatMap { change in
                try post(
                    Post(
                        at: now.milliseconds, connection: Self.connection(plan.county), county: plan.county,
                        bytes: change.json, exchange: .listChange), gateway, now: now)
            }
        }
        for change in changes {
            numbers += 1
            country.drop(
                change.delimited, as: "BG_\(plan.county)_\(plan.project)_\(plan.period)_\(numbers).txt",
                county: plan.county)
        }
        return []
    }

    private func post(_ post: Post, _ gateway: SimulatedGateway, now: Instant) throws -> [String] {
        let word = "post \(post.connection) \(post.exchange.rawValue)"
        var later = post
        later.at = now.milliseconds + 3_600_000
        do {
            let answer = try gateway.with(now: now) { engine in
                try engine.submitList(
                    post.bytes, exchange: post.exchange, connection: post.connection,
                    parameters: ["county": post.county], proof: .signature, now: now)
            }
            guard let answer else {
                again.append(later)
                return ["\(word) died"]
            }
            return ["\(word) \(answer.head.state) \(answer.head.acceptedLines ?? 0)"]
        } catch let error as GatewayError {
            return ["\(word) \(error.code)"]
        } catch {
            // No disk: the department hears an error and posts again.
            again.append(later)
            return ["\(word) failed"]
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
