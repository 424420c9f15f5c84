import Foundation
import TestSupport
import Testing

/// Drawn countries over the real engine: what holds for one seed, and that a seed is one history.
@Suite("A drawn country lives through faults, and the guarantees hold", .serialized)
struct SimulationTests {
    private static let program = Repository.root.appending(path: ".build/debug/onecard").path

    private struct Report: Decodable {
        var seed: UInt64
        var digest: String
        var events: Int
        var paidLines: Int
        var crashes: [String: Int]
        var refusals: [String: Int]
    }

    /// Runs some seeds in a process of their own, so with a hash seed of its own.
    private static func run(_ arguments: [String]) throws -> (end: ChildProcess.End, reports: [Report], said: String) {
        try withTemporaryFolder { folder in
            let output = folder.appending(path: "output").path
            let end = try ChildProcess(
                program,
                ["simulate", "--json", "--no-shrink", "--mappings", Repository.mappings.path] + arguments,
                output: output
            ).wait()
            let said = try String(contentsOfFile: output, encoding: .utf8)
            let reports = said.split(separator: "\n").compactMap { line in
                try? JSONDecoder().decode(Report.self, from: Data(line.utf8))
            }
            return (end, reports, said)
        }
    }

    /// Few and small, for a debug build; `make simulate` runs thousands.
    @Test("a seed has one history, whatever order its process hashes in")
    func sameHistory() async throws {
        let arguments = ["--seed", "1", "--seeds", "3", "--days", "30", "--beneficiaries", "12"]
        async let one = Self.run(arguments)
        async let two = Self.run(arguments)
        let (left, right) = try await (one, two)
        #expect(left.end == .exit(0), "\(left.said.suffix(3_000))")
        #expect(left.reports.count == 3)
        #expect(left.reports.map(\.digest) == right.reports.map(\.digest))
        #expect(Set(left.reports.map(\.digest)).count == 3)
        #expect(left.reports.allSatisfy { $0.paidLines > 0 })
    }

    @Test("without faults everybody living is paid, and nothing dies on the way")
    func calm() throws {
        let run = try Self.run(["--seed", "3", "--days", "25", "--beneficiaries", "12", "--faults", "none"])
        #expect(run.end == .exit(0), "\(run.said.suffix(3_000))")
        let report = try #require(run.reports.first)
        #expect(report.crashes.isEmpty)
        #expect(report.paidLines > 0)
    }

    @Test("who made a thing is refused when they check it under another login", .article("IM-23.1"))
    func overreach() throws {
        // Who reaches too far, and where, is drawn: of three seeds not every one has a checking act tried.
        let run = try Self.run(
            ["--seed", "7", "--seeds", "3", "--days", "30", "--beneficiaries", "12", "--faults", "overreach"])
        #expect(run.end == .exit(0), "\(run.said.suffix(3_000))")
        let refused = run.reports.flatMap { $0.refusals.keys.filter { $0.hasSuffix("duty.taken") } }
        #expect(!refused.isEmpty)
    }

    @Test("a fault that nobody knows is refused with the names of those that are known")
    func unknownFault() throws {
        let run = try Self.run(["--faults", "locusts"])
        #expect(run.end != .exit(0))
        #expect(run.said.contains("lostAnswer"))
    }
}
