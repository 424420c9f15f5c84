import API
import AdapterKit
import Foundation
import Gateway
import Store
import Subsidy
import Trust
import Workflow

/// DemoStory moves a simulated clock through about four weeks of working days and lets everybody work: counterparts,
/// the gateway, people.
final class DemoStory {
    private let stage: DemoStage
    private let engine: Engine
    private let clerk: DemoClerk
    private let gateway: String
    private let quiet: Bool
    private let length: Int
    /// Lists whose rejected rows have been told.
    private var receipts: Set<Int64> = []

    /// The hours at which the story looks.
    private static let hours = [9, 11, 15, 19]
    static let days = 28

    init(stage: DemoStage, engine: Engine, clerk: DemoClerk, quiet: Bool, days: Int) {
        self.stage = stage
        self.engine = engine
        self.clerk = clerk
        gateway = clerk.base
        length = days
        self.quiet = quiet
    }

    func tell(_ text: String) {
        guard !quiet else { return }
        print(text)
    }

    private var start: Instant { Instant(milliseconds: stage.partners.start) }

    /// Runs from the sandbox's present moment to the end.
    func run(setNow: (Instant) -> Void) throws {
        let present = try stage.now()
        for day in (0..<length).map({ start.day + $0 }) {
            guard try engine.isWorkingDay(day, county: DemoHome.innerMongolia) else { continue }
            for hour in Self.hours {
                let moment = Instant(day, hour: hour)
                guard moment >= present else { continue }
                try step(moment, setNow)
            }
        }
    }

    private func step(_ moment: Instant, _ setNow: (Instant) -> Void) throws {
        clerk.now = moment
        setNow(moment)
        let strangers = try stage.advance(to: moment)
        var told: [String] = []
        told += try arrivals(moment)
        let office = DemoOffice(engine: engine, clerk: clerk, partners: stage.partners, now: moment)
        for _ in 0..<12 {
            let progress = try engine.run(now: moment)
            told += progress.notes
            told += try rejectedRows()
            let acts = moment.time.hour < 18 ? try office.work() : []
            told += acts
            if progress.isEmpty, acts.isEmpty { break }
        }
        // What is pulled again without anything new, and a statement without a line, is no step of the story.
        told.removeAll {
            $0.isEmpty || ($0.hasPrefix("indicator.sync：") && moment != Instant(start.day, hour: 9))
                || $0 == "statement：0 行"
                || (moment.day != start.day && ($0.hasPrefix("death.sync：") || $0.hasPrefix("welfare.sync："))
                    && $0.hasSuffix(" 行"))
        }
        let heard = strangers.filter { !$0.contains("0笔，余额") && !$0.contains("投递HH_") }
        guard !told.isEmpty || !heard.isEmpty else { return }
        tell("\n── \(moment.text.prefix(16)) \("一二三四五六日".map(String.init)[moment.day.weekday - 1])")
        for line in heard { tell("   ·  \(line)") }
        for line in DemoDigest.compact(told) { tell("   \(line)") }
    }

    /// The receipt of each new list, row by row: what was not taken, and why.
    private func rejectedRows() throws -> [String] {
        var told: [String] = []
        for list in try engine.lists() where receipts.insert(list.id).inserted {
            guard let document = list.values["document"].flatMap({ Int64($0) }) else { continue }
            let (head, lines) = try engine.store.read { c in try engine.receipt(of: document, c) }
            for line in lines where line.accepted == false {
                told.append("  回执 \(head.receiptNumber) 第 \(line.row ?? 0) 行未接收：\(line.message)（\(line.code)）")
            }
        }
        return told
    }

    // MARK: What departments do, and when

    private func arrivals(_ moment: Instant) throws -> [String] {
        let day = moment.day - start.day
        switch (day, moment.time.hour) {
        case (0, 11): return try submit("submit.nongmu", "2130122") + upload()
        case (0, 15):
            try stage.act("drop.lincao.badTrailer")
            return ["林草局投递清单，尾行合计差一分"]
        case (1, 9):
            try stage.act("drop.lincao.torn")
            try stage.act("psb.clockSkewOnce")
            return ["林草局投递清单，传输中断的残缺文件", "公安平台时钟将快 15 分钟一次：网关须按平台时间重新签名（−19）"]
                + (try submit("submit.minzheng", "2081902"))
        case (1, 11):
            try stage.act("drop.lincao.good")
            let from = Instant(moment.day, hour: 11).milliseconds
            try stage.act("psb.outage", ["from": from, "until": Instant(moment.day, hour: 14).milliseconds])
            return ["林草局重新投递正确清单"]
        case (2, 9):
            try stage.act("drop.lincao.again")
            return ["林草局又投递同一文件"]
        case (2, 15):
            try stage.act("drop.lincao.changed")
            return ["林草局投递同名而内容不同的文件"]
        default: return []
        }
    }

    private func submit(_ act: String, _ project: String) throws -> [String] {
        let answer = try stage.act(act, ["gateway": gateway])
        let body = (answer["body"] as? String).flatMap { $0.data(using: .utf8) } ?? Data()
        let object = try JSONSerialization.jsonObject(with: body) as? [String: Any] ?? [:]
        return [
            "签名报送 \(project)：HTTP \(answer["status"] ?? "")，\(object["note"] as? String ?? object["message"] as? String ?? "")"
        ]
    }

    private func upload() throws -> [String] {
        guard let plan = stage.partners.lists.first(where: { $0.format == "spreadsheet" || $0.project == "2080502" }),
            try !engine.lists().contains(where: { $0.values["project"] == plan.project })
        else { return [] }
        guard let path = try stage.act("xlsx.minzheng")["path"] as? String,
            let data = FileManager.default.contents(atPath: path)
        else { return ["民政局没有写出表格"] }
        let answer = try clerk.upload(
            [UInt8](data),
            query: [
                "project": plan.project, "period": plan.period, "approvalNumber": plan.approvalNumber,
                "department": plan.department, "county": plan.county, "count": String(plan.count),
                "sum": Money(fen: plan.sumFen).yuan, "connection": "dept-minzheng-sheet",
            ], as: "\(plan.county)-uploader")
        switch answer {
        case .done(let message, _): return ["民政局上传 xlsx：\(message)"]
        case .refused(let code, let message): return ["民政局上传 xlsx：未接收（\(code)）\(message)"]
        }
    }
}

/// DemoDigest keeps the story short: like lines are counted, not repeated.
enum DemoDigest {
    static func compact(_ lines: [String]) -> [String] {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for line in lines where !line.isEmpty {
            if counts[line] == nil { order.append(line) }
            counts[line, default: 0] += 1
        }
        return order.map { counts[$0] == 1 ? $0 : "\($0)（共 \(counts[$0] ?? 0) 次）" }
    }
}
