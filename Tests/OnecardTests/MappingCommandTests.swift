import Foundation
import TestSupport
import Testing

/// What the commands of mapping files end with, and say: scripts and people rely on it.
@Suite struct MappingCommandTests {
    private static let mapping = """
        title: 代发结果
        counterpart: Bank
        exchange: batch.result
        direction: in
        record: LineResult
        document: {format: delimited, encoding: UTF-8, newline: LF, delimiter: "|", columns: [serial, amount, flag]}
        fields:
          serial: serial
          amount: {from: amount, as: fen}
          outcome: {from: flag, as: codes(results)}
        """
    private static let codes = "title: 结果\nset: outcome\ncodes: {S: ok, F: closed}\n"
    private static let tests = "tests: [{name: 空文件, input: '', refused: [document.empty]}]\n"

    /// Runs a command in a folder with these files in `Mappings`, and with a file of one right row beside them.
    private func run(
        _ arguments: [String], _ files: [String: String] = [:]
    ) throws -> (end: ChildProcess.End, said: String) {
        try withTemporaryFolder { folder in
            var all = ["bank/m.yaml": Self.mapping, "codes/results.yaml": Self.codes, "bank/m.tests.yaml": Self.tests]
            all.merge(files) { $1 }
            for (path, text) in all {
                let file = folder.appending(path: "Mappings/\(path)")
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try text.write(to: file, atomically: true, encoding: .utf8)
            }
            try "A1|100|S\n".write(to: folder.appending(path: "right.txt"), atomically: true, encoding: .utf8)
            try "A1|100|S\nA2|x|S\n".write(to: folder.appending(path: "wrong.txt"), atomically: true, encoding: .utf8)
            let output = folder.appending(path: "output").path
            let words = ["-c", "cd \"$0\" && exec \"$@\"", folder.path, DemoWorld.program, "mapping"] + arguments
            let end = try ChildProcess("/bin/sh", words, output: output).wait()
            return (end, try String(contentsOfFile: output, encoding: .utf8))
        }
    }

    @Test(arguments: [["check"], ["test"], ["list"], ["release"], ["apply", "bank/m", "right.txt"]])
    func whatIsInOrderEndsWithNothing(arguments: [String]) throws {
        let (end, said) = try run(arguments)
        #expect(end == .exit(0), "\(said)")
    }

    @Test(arguments: [["check"], ["test"], ["release"]])
    func aFaultOfAFileEndsWithOneAndIsNamed(arguments: [String]) throws {
        let (end, said) = try run(arguments, ["bank/m.tests.yaml": "tests: [{name: 空\n"])
        #expect(end == .exit(1) && said.contains("bank/m.tests.yaml:"), "\(said)")
    }

    @Test(arguments: [["test"], ["release"]])
    func aTestThatFailsEndsWithOneAndNothingIsOffered(arguments: [String]) throws {
        let (end, said) = try run(
            arguments, ["bank/m.tests.yaml": "tests: [{name: 空文件, input: '', refused: [control.sum]}]\n"])
        #expect(end == .exit(1) && said.contains("未通过") && said.contains("空文件"), "\(said)")
        #expect(!said.contains("release.propose") && !said.contains("release.approve"))
    }

    @Test func aRowThatIsRejectedEndsWithTwoAndTheOthersAreShown() throws {
        let (end, said) = try run(["apply", "bank/m", "wrong.txt"])
        #expect(end == .exit(2) && said.contains("A1") && said.contains("amount"), "\(said)")
    }

    @Test(arguments: [
        (["check", "Elsewhere"], "指定的映射目录不存在"), (["test", "--mappings", "Elsewhere"], "指定的映射目录不存在"),
        (["apply", "bank/n", "right.txt"], "没有名为 bank/n 的映射"), (["test", "bank/n"], "没有名为 bank/n 的映射"),
    ])
    func aFolderOrMappingThatIsNotThereIsSaidToBeMissing(arguments: [String], words: String) throws {
        let (end, said) = try run(arguments)
        #expect(end != .exit(0) && said.contains(words), "\(said)")
    }

    @Test(arguments: [["apply", "bank/m", "right.txt"], ["explain", "bank/m", "right.txt", "--row", "1"]])
    func aParameterThatTheMappingDoesNotAskForIsRefused(arguments: [String]) throws {
        let (end, said) = try run(arguments + ["--parameter", "day=20260316"])
        #expect(end == .exit(1) && said.contains("没有参数 day"), "\(said)")
        let (other, twice) = try run(arguments + ["--parameter", "day=1", "--parameter", "day=2"])
        #expect(other != .exit(0) && twice.contains("写了两次"), "\(twice)")
    }

    @Test func withoutAHomeNothingIsToBeReleased() throws {
        let (end, said) = try run(["release", "--home", "nowhere"])
        #expect(end == .exit(0) && said.contains("没有 gateway.yaml") && !said.contains("release.propose"), "\(said)")
    }
}
