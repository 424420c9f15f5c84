import AdapterKit
import Foundation
import TestSupport
import Testing

/// Killed at every crash point that the code declares, on a small world: after a restart the same proof holds, and the
/// strangers did nothing twice (G1, G2, G5).
struct CrashTests {
    @Test(arguments: CrashPoint.allCases)
    func killedAtACrashPointTheProofStillHolds(_ point: CrashPoint) throws {
        try DemoWorld.with(size: "small") { world in
            let first = try world.demo(["--crash-at", point.rawValue])
            #expect(first == .signal(SIGKILL), "the crash point \(point.rawValue) is never reached")
            let second = try world.demo([])
            #expect(second == .exit(0), "\(world.log())")
        }
    }

    @Test(arguments: [CrashPoint.afterCommitIntent, .afterSend, .afterRename, .afterCommitArrival, .afterPromote])
    func killedAgainAndAgainTheProofStillHolds(_ point: CrashPoint) throws {
        try DemoWorld.with(size: "small") { world in
            var generator = SplitMix64(seed: UInt64(point.rawValue.utf8.reduce(0) { $0 + Int($1) }))
            for _ in 0..<2 {
                _ = try world.demo(["--crash-at", point.rawValue, "--crash-after", String(generator.next() % 9 + 1)])
            }
            let last = try world.demo([])
            #expect(last == .exit(0), "\(world.log())")
        }
    }
}

/// A sandbox that goes on while the gateway beside it is killed and started again.
struct DemoWorld {
    let folder: String
    private let sandbox: ChildProcess

    static let program = Repository.root.appending(path: ".build/debug/onecard").path

    static func with(size: String, _ body: (DemoWorld) throws -> Void) throws {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "sandbox"), withIntermediateDirectories: true)
            let world = DemoWorld(
                folder: folder.path,
                sandbox: try ChildProcess(
                    program, ["sandbox", "--dir", folder.path + "/sandbox", "--size", size]))
            defer { world.sandbox.stop() }
            try #require(world.isReady(), "the sandbox did not start")
            try body(world)
        }
    }

    private func isReady() -> Bool {
        for _ in 0..<600 {
            if FileManager.default.fileExists(atPath: folder + "/sandbox/partners.json") { return true }
            poll(nil, 0, 100)
        }
        return false
    }

    func demo(_ arguments: [String]) throws -> ChildProcess.End {
        try ChildProcess(
            DemoWorld.program, ["demo", "--dir", folder, "--attach", "--days", "17"] + arguments,
            output: folder + "/log"
        ).wait()
    }

    /// The end of what the demo said.
    func log() -> String {
        let text = (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? ""
        return String(text.suffix(4000))
    }
}
