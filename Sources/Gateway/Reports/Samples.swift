import Store
package import Subsidy
import Trust
import Workflow

extension Engine {
    /// Draws whom to visit among the lines that were payable or paid at the end of a past day.
    func drawSample(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let scope = InspectionScope(
            county: target.county, on: try input.day("on"), project: try input.text("project"),
            township: input.optional("township"))
        try requirePast(scope, now: work.now)
        let (size, seed) = (try input.id("size"), try input.id("seed"))
        let frame = try pastLines(scope, work.c).filter { $0.state == "payable" }.compactMap(\.line)
        guard size > 0, size <= 1000, !frame.isEmpty else {
            throw GatewayError(.refused, "sample.size", "抽样须为 1–1000 户，且当日须有应发明细")
        }
        let drawn = RandomSample.draw(frame, size: Int(size), seed: seed)
        let sample = try work.id()
        try work.execute(
            """
            INSERT INTO sample (id, county, project, township, on_day, seed, size, frame_count, frame_digest, drawn)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, .integer(sample), .text(scope.county), .text(scope.project), .text(scope.township), .day(scope.on),
            .integer(seed), .integer(size), .int(frame.count), .text(Self.frameDigest(frame)), .at(work.now))
        try work.c.load(
            "sample_line", columns: ["sample", "roster_line", "ordinal"],
            drawn.enumerated().map { [.integer(sample), .integer($1), .int($0 + 1)] })
        work.touch("sample \(sample) \(seed) \(drawn.map(String.init).joined(separator: " "))")
        return ActResult(
            "sample:\(sample)", "已按种子 \(seed) 从 \(frame.count) 行中抽取 \(drawn.count) 行（IM-32.2）",
            ["sample": String(sample), "lines": drawn.map(String.init).joined(separator: " ")])
    }

    private static func frameDigest(_ frame: [Int64]) -> String {
        hex(Digest.sha256(Array(frame.sorted().map(String.init).joined(separator: "\n").utf8)))
    }

    /// What a visit found; once said, it stands. What was seen is sealed evidence.
    func recordVisit(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let (sample, line) = (try input.id("sample"), try input.id("line"))
        _ = try input.text("evidence")
        let code = try input.text("result")
        guard let result = VisitResult(rawValue: code) else {
            let known = VisitResult.allCases.map { "\($0.rawValue)（\($0.zh)）" }.joined(separator: "、")
            throw GatewayError(.invalid, "visit.result", "走访结果应为：\(known)")
        }
        let day = try input.day("day")
        guard day <= work.now.day else { throw GatewayError(.invalid, "visit.day", "走访日期不能晚于今天") }
        let kept = try work.execute(
            """
            UPDATE sample_line SET result = $1, visited = $2, at = $3
            WHERE sample = $4 AND roster_line = $5 AND result = ''
            """, .text(result.rawValue), .day(day), .at(work.now), .integer(sample), .integer(line))
        guard kept == 1 else {
            throw GatewayError(.conflict, "visit.line", "该明细不在抽样名单中，或已登记走访结果")
        }
        work.touch("sample \(sample) line \(line) \(result.rawValue)")
        return ActResult("sample:\(sample)", "已登记走访结果：\(result.zh)")
    }

    /// Each sample with how far its visits have come, and whether drawing again from the same day gives the same lines.
    package func samples(now: Instant) throws -> [WorkItem] {
        try store.read { c in
            try c.rows(
                """
                SELECT s.id, s.county, s.project, s.township, s.on_day, s.seed, s.size, s.frame_count, s.frame_digest,
                    s.drawn FROM sample s ORDER BY s.id
                """
            ).map { row in
                let lines = try c.rows(
                    "SELECT roster_line, result FROM sample_line WHERE sample = $1 ORDER BY ordinal", [row[0]])
                let scope = InspectionScope(
                    county: row.text(1), on: row.day(4), project: row.text(2), township: row.text(3))
                let frame = try pastLines(scope, c).filter { $0.state == "payable" }.compactMap(\.line)
                let isSame =
                    Self.frameDigest(frame) == row.text(8)
                    && RandomSample.draw(frame, size: Int(row.int(6)), seed: row.int(5)) == lines.map { $0.int(0) }
                let results = lines.compactMap { VisitResult(rawValue: $0.text(1)) }
                return WorkItem(
                    kind: "sample", id: row.int(0), county: row.text(1), state: isSame ? "reproducible" : "differs",
                    values: [
                        "project": row.text(2), "township": row.text(3), "day": scope.on.text,
                        "seed": String(row.int(5)), "frame": String(row.int(7)), "lines": String(lines.count),
                        "visited": String(results.count), "findings": String(results.count(where: \.isFinding)),
                        "received": String(row.int(9)),
                    ])
            }
        }
    }

    /// Whom to visit, masked, and what was found.
    package func sampleLines(_ sample: Int64) throws -> [WorkItem] {
        try store.read { c in
            try c.rows(
                """
                SELECT s.ordinal, x.county, s.result, s.roster_line, ll.village, p.id, p.sealed, l.amount_fen, s.visited
                FROM sample_line s JOIN sample x ON x.id = s.sample JOIN roster_line l ON l.id = s.roster_line
                JOIN list_line ll ON ll.id = l.list_line JOIN person p ON p.id = ll.beneficiary
                WHERE s.sample = $1 ORDER BY s.ordinal
                """, [.integer(sample)]
            ).map { row in
                let person = try open(person: row.int(5), sealed: row.bytes(6))
                return WorkItem(
                    kind: "visit", id: row.int(0), county: row.text(1),
                    state: row.text(2).isEmpty ? "open" : row.text(2),
                    values: [
                        "line": String(row.int(3)), "village": row.text(4), "name": Mask.name(person.name),
                        "amountFen": String(row.int(7)), "visited": row[8].isNull ? "" : row.day(8).text,
                    ])
            }
        }
    }
}
