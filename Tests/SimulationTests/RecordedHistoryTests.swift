import Foundation
import TestSupport
import Testing

/// A budget year, from March until nothing of it is open any more, of two counties that pay through banks, of two where
/// the treasury pays and of one beside a bureau's platform, as they lived it when it was recorded: what is approved later
/// is the next year's, of which the country's budget has no indicators yet. A change of rules shows here as a difference,
/// day by day; who makes the change judges it, and then records the year anew with `UPDATE_GOLDEN=1`.
@Suite("A recorded year is lived again")
struct RecordedHistoryTests {
    private static let year = "Fixtures/histories/year.txt"
    private static let arguments = [
        "simulate", "--no-shrink", "--seed", "2026", "--days", "260", "--beneficiaries", "9", "--faults",
        "accountTrouble,death,lateReturn,listFlaw,returned", "--mappings", Repository.mappings.path,
    ]

    @Test("the same days bring the same moves, and each month ends with the same sums")
    func year() throws {
        let lived = try withTemporaryFolder { folder in
            let diary = folder.appending(path: "diary").path
            let output = folder.appending(path: "output").path
            let program = Repository.root.appending(path: ".build/debug/onecard").path
            let end = try ChildProcess(program, Self.arguments + ["--diary", diary], output: output).wait()
            let said = try String(contentsOfFile: output, encoding: .utf8)
            #expect(end == .exit(0), "\(said.suffix(2_000))")
            return try String(contentsOfFile: diary, encoding: .utf8)
        }
        let place = Repository.root.appending(path: Self.year)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try lived.write(to: place, atomically: true, encoding: .utf8)
            return
        }
        let recorded = try Repository.text(Self.year)
        #expect(lived == recorded, "\(Self.difference(recorded, lived))")
    }

    @Test("a difference is told with its day, and what was and what is there")
    func told() {
        let was = "2026-03-02\n  roster: a —b→ c ×1\n2026-03-03\n  roster: c —d→ e ×2\n"
        let now = "2026-03-02\n  roster: a —b→ c ×1\n2026-03-03\n  roster: c —d→ f ×2\n"
        #expect(
            Self.difference(was, now)
                == "2026-03-03\n- roster: c —d→ e ×2\n+ roster: c —d→ f ×2")
        #expect(Self.difference(was, was).isEmpty)
    }

    /// The first days that differ: lines that are gone, lines that are new.
    private static func difference(_ recorded: String, _ lived: String) -> String {
        let (was, now) = (days(recorded), days(lived))
        var told: [String] = []
        for day in Set(was.keys).union(now.keys).sorted() where was[day] != now[day] {
            let (old, new) = (was[day] ?? [], now[day] ?? [])
            told.append(day)
            told += old.filter { !new.contains($0) }.map { "- \($0)" }
            told += new.filter { !old.contains($0) }.map { "+ \($0)" }
            if told.count > 40 { break }
        }
        return told.joined(separator: "\n")
    }

    private static func days(_ diary: String) -> [String: [String]] {
        var found: [String: [String]] = [:]
        var day = ""
        for line in diary.split(separator: "\n") {
            guard line.hasPrefix("  ") else {
                day = String(line)
                continue
            }
            found[day, default: []].append(String(line.dropFirst(2)))
        }
        return found
    }
}
