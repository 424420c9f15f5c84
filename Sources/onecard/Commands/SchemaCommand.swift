import ArgumentParser
import Gateway
import MappingTools
import Subsidy

/// `onecard schema` shows the canonical records.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "显示统一记录的 JSON 模式；不写记录名时列出全部记录。",
        discussion: """
            无论对方用哪种格式，读进来之后都是这些记录；mapping apply 输出的每一行都符合这里的模式。

            例：
              onecard schema
              onecard schema LineResult
            """)

    @Argument(help: ArgumentHelp("记录名，如 LineResult。", valueName: "记录"))
    var record: String?
    @OptionGroup var json: JSONOption

    func run() throws {
        if let record {
            guard let schema = CanonicalModel.schema(record) else {
                throw GatewayError(.notFound, "record.unknown", "没有名为 \(record) 的记录，请用 onecard schema 查看")
            }
            return Output.say(json.isWanted ? RecordJSONSchema.of(schema).line : RecordJSONSchema.of(schema).pretty)
        }
        if json.isWanted { return Output.say(JSON.list(CanonicalModel.schemas.map(RecordJSONSchema.of)).line) }
        var table = Table([("记录", .left), ("名称", .left), ("字段", .right), ("必填", .right), ("涉个人信息", .right)])
        for schema in CanonicalModel.schemas {
            table.add([
                schema.name, schema.zh, String(schema.fields.count), String(schema.fields.count(where: \.required)),
                String(schema.fields.count { $0.privacy != .clear }),
            ])
        }
        Output.say(table.text)
    }
}

/// RecordJSONSchema says a canonical record in JSON Schema 2020-12, as `RecordText` writes it.
enum RecordJSONSchema {
    static func of(_ schema: RecordSchema) -> JSON {
        var properties: [String: JSON] = [:]
        for field in schema.fields {
            var property = type(field.type)
            property["title"] = .text(field.zh)
            property["description"] = .text(field.en)
            property["x-privacy"] = .text(field.privacy.rawValue)
            properties[field.name] = .object(property)
        }
        properties[RecordText.bag] = .object([
            "type": .text("object"), "title": .text("项目特有的列"), "description": .text("columns of this project only"),
            "additionalProperties": .object(["type": .text("string")]), "x-privacy": .text(Privacy.inner.rawValue),
        ])
        return .object([
            "$schema": .text("https://json-schema.org/draft/2020-12/schema"),
            "$id": .text("urn:onecard:\(schema.name)"),
            "title": .text(schema.zh), "type": .text("object"), "additionalProperties": .flag(false),
            "properties": .object(properties),
            "required": .list(schema.fields.filter(\.required).map { .text($0.name) }),
        ])
    }

    private static func type(_ type: FieldType) -> [String: JSON] {
        switch type {
        case .text, .name, .idNumber, .account, .phone: ["type": .text("string")]
        case .money: ["type": .text("string"), "pattern": .text(#"^-?\d+\.\d{2}$"#), "x-unit": .text("元")]
        case .decimal: ["type": .text("string"), "pattern": .text(#"^-?\d+(\.\d{1,6})?$"#)]
        case .integer: ["type": .text("integer")]
        case .flag: ["type": .text("boolean")]
        case .day: ["type": .text("string"), "format": .text("date")]
        case .instant: ["type": .text("string"), "format": .text("date-time")]
        case .code(let set): ["type": .text("string"), "enum": .list(set.codes.map(JSON.text))]
        }
    }
}
