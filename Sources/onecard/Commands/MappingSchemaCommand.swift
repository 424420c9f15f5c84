import ArgumentParser
import MappingTools

/// `onecard mapping schema` describes mapping files to editors.
struct MappingSchemaCommand: ParsableCommand {
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case mapping, codes
    }

    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "输出映射文件（或代码表）的 JSON Schema，编辑器据此补全和标错。",
        discussion: """
            映射目录里已有生成好的 mapping.schema.json 和 codes.schema.json；在映射文件第一行写
              # yaml-language-server: $schema=../mapping.schema.json
            支持 YAML 语言服务的编辑器就会补全字段名、标出写错的地方。

            例：
              onecard mapping schema > mapping.schema.json
              onecard mapping schema codes > codes.schema.json
            """)

    @Argument(help: ArgumentHelp("mapping 为映射文件，codes 为代码表。", valueName: "种类"))
    var kind = Kind.mapping

    func run() throws {
        for file in MappingSchema.files where file.name == "\(kind.rawValue).schema.json" {
            Output.say(file.schema.pretty)
        }
    }
}
