import ArgumentParser
import Foundation
import Gateway
import Mapping
import MappingTools

extension MappingsOption {
    /// One mapping to try, while other files may still be drafts.
    struct Found {
        let mapping: CompiledMapping
        let files: [String: [UInt8]]
        /// What to say of the others; nil when they are in order.
        let others: String?
    }

    /// Finds a mapping by its name, or by the path of its file.
    func find(_ word: String) throws -> Found {
        let files = try MappingFolder.files(try place(folder))
        let (library, faults) = MappingLibrary.partial(files: files)
        let name = word.hasSuffix(".yaml") ? String(word.dropLast(5)) : word
        guard let mapping = library.mapping(name) else {
            guard files["\(name).yaml"] == nil else { throw MappingFaults(faults: faults) }
            throw MappingsOption.unknown(name, files)
        }
        let broken = Set(faults.map(\.file)).sorted()
        let others =
            broken.isEmpty
            ? nil
            : "另有 \(broken.count) 个文件有错误（\(broken.prefix(3).joined(separator: "、"))\(broken.count > 3 ? " 等" : "")），"
                + "不影响 \(name)；请用 onecard mapping check 查看"
        return Found(mapping: mapping, files: files, others: others)
    }

    static func unknown(_ name: String, _ files: [String: [UInt8]]) -> GatewayError {
        let names = files.keys.filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".tests.yaml") }
            .map { String($0.dropLast(5)) }.sorted()
        let hint = Nearest.mapping(name, among: names).map { "是否想写 \($0)？" } ?? ""
        return GatewayError(
            .notFound, "mapping.unknown", "没有名为 \(name) 的映射。\(hint)全部映射请用 onecard mapping list 查看")
    }

    /// The mapping files with their tests; names choose mappings, or folders of them.
    func bench(_ fixtures: FixturesOption, _ names: [String]) throws -> Workbench {
        let place = try place(folder)
        let files = DataFolder(place).yaml()
        let bench = Workbench(files: files, fixture: fixtures.folder(beside: place).bytes, names: names)
        try fixtures.requireFolder(bench, beside: place)
        if bench.isEmpty, let name = names.first { throw MappingsOption.unknown(name, files) }
        return bench
    }
}

/// FixturesOption is where the samples are that tests and their golden files name.
struct FixturesOption: ParsableArguments {
    @Option(
        name: .customLong("fixtures"),
        help: ArgumentHelp("测试所用样例的目录；缺省为映射目录旁的 Fixtures。", valueName: "目录"))
    var folder: String?

    func folder(beside mappings: String) -> DataFolder { DataFolder(path(beside: mappings)) }

    private func path(beside mappings: String) -> String {
        folder
            ?? URL(filePath: mappings).standardizedFileURL.deletingLastPathComponent().appending(path: "Fixtures").path
    }

    /// One line for a folder that is not there, and not one for each test that reads from it.
    func requireFolder(_ bench: Workbench, beside mappings: String) throws {
        let path = path(beside: mappings)
        let missing = bench.faults.count { $0.code == "test.file" }
        guard missing > 0, !FileManager.default.fileExists(atPath: path) else { return }
        throw GatewayError(
            .notFound, "fixtures.missing", "样例目录 \(path) 不存在，\(missing) 处测试所用的文件读不到；请用 --fixtures 指定样例目录")
    }
}
