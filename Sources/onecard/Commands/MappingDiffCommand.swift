import ArgumentParser
import Foundation
import Gateway
import Mapping
import MappingTools

/// `onecard mapping diff` shows what another version of a mapping would change in the records of a document.
struct MappingDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "同一个文件，用新旧两版映射各读一次，列出记录的不同。",
        discussion: """
            新旧两版各为一个映射文件，或一个映射目录（此时用 --mapping 说明是哪个映射；另一方是文件时取同名）。
            只给一个单独的文件时，它继承的文件和代码表取自映射目录。
            退出码：0 没有不同；2 有不同；1 无法比较。个人信息遮盖；--reveal 显示原值，理由记入系统日志。

            例：
              onecard mapping diff Mappings/bank/result.cmbc.yaml 新版.yaml \\
                  Fixtures/bank/cmbc/res_20260317_001.txt
              onecard mapping diff /srv/released/Mappings Mappings 结果.txt \\
                  --mapping bank/result.cmbc
            """)

    @Argument(help: ArgumentHelp("旧版：映射文件或映射目录。", valueName: "旧版"))
    var old: String
    @Argument(help: ArgumentHelp("新版：映射文件或映射目录。", valueName: "新版"))
    var new: String
    @Argument(help: ArgumentHelp("要读的文件；- 为标准输入。", valueName: "文件"))
    var file: String
    @Option(name: .customLong("mapping"), help: ArgumentHelp("两边都是目录时的映射名。", valueName: "映射"))
    var name: String?
    @OptionGroup var mappings: MappingsOption
    @OptionGroup var reveal: RevealOption
    @OptionGroup var given: ParametersOption
    @OptionGroup var json: JSONOption

    func run() throws {
        let sides = try [old, new].map { try MappingVersion($0) }
        let known = name ?? sides.compactMap(\.name).first
        let rest = { try MappingFolder.files(try mappings.place(mappings.folder)) }
        let compiled = try sides.map { try $0.mapping(known, rest: rest) }
        let parameters = try given.values(for: compiled)
        let bytes = try InputFile.read(file)
        reveal.note("mapping diff", "mapping \(compiled[1].name)")
        let difference = try MappingDifference(
            old: compiled[0], new: compiled[1], bytes: bytes, parameters: parameters, reveals: reveal.isWanted)
        Output.say(json.isWanted ? difference.json.line : difference.lines.joined(separator: "\n"))
        if !difference.isEmpty { throw ExitCode(2) }
    }
}

/// MappingVersion is one version of a mapping: a file, or a folder of mappings.
private struct MappingVersion {
    /// The mapping's name, where the path says it.
    let name: String?
    private let url: URL
    /// The folder of mappings, where the path leads to one.
    private let folder: URL?

    init(_ path: String) throws {
        url = URL(filePath: path).standardizedFileURL
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            throw GatewayError(.notFound, "mapping.missing", "找不到所给的映射文件或目录，请检查路径")
        }
        folder = isFolder.boolValue ? url : MappingVersion.folder(of: url)
        guard !isFolder.boolValue, let folder else {
            name = nil
            return
        }
        name = String(url.path.dropFirst(folder.path.count + 1).dropLast(".yaml".count))
    }

    /// A folder of mappings has its code tables under `codes`.
    private static func folder(of file: URL) -> URL? {
        var folder = file.deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.appending(path: "codes").path) { return folder }
            folder = folder.deletingLastPathComponent()
        }
        return nil
    }

    /// `rest` gives the files that a lone file extends and looks up.
    func mapping(_ known: String?, rest: () throws -> [String: [UInt8]]) throws -> CompiledMapping {
        let files: [String: [UInt8]]
        let wanted: String
        if let folder {
            guard let known = name ?? known else {
                throw GatewayError(.invalid, "mapping.unnamed", "两边都是目录，请用 --mapping 说明是哪个映射")
            }
            wanted = known
            files = try MappingFolder.files(folder.path)
        } else {
            wanted = url.deletingPathExtension().lastPathComponent
            files = try rest().merging(["\(wanted).yaml": try InputFile.read(url.path)]) { $1 }
        }
        let (library, faults) = MappingLibrary.partial(files: files)
        if let mapping = library.mapping(wanted) { return mapping }
        guard files["\(wanted).yaml"] != nil else {
            throw MappingsOption.unknown(wanted, files)
        }
        throw MappingFaults(faults: faults)
    }
}
