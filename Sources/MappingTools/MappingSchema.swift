import Mapping
import Subsidy

/// MappingSchema describes mapping files and code tables as JSON Schema (draft 07), so that an editor completes and
/// underlines while somebody writes. It is made from the words that the reader itself knows.
package enum MappingSchema {
    /// What to name the two files: a mapping file says `# yaml-language-server: $schema=../mapping.schema.json`.
    package static let files: [(name: String, schema: JSON)] = [
        ("mapping.schema.json", mapping), ("codes.schema.json", codes),
    ]

    static let mapping: JSON = document(
        title: "onecard 映射文件 mapping file",
        members: described(MappingLanguage.fileKeys, fileWords) { key in
            switch key {
            case "counterpart": choice(Counterpart.allCases.map(\.rawValue))
            case "exchange": choice(Exchange.allCases.map(\.rawValue))
            case "direction": choice(MappingDirection.allCases.map(\.rawValue))
            case "record", "head": choice(CanonicalModel.schemas.map(\.name))
            case "document": reference("document")
            case "fields", "headFields": .object(["type": .text("object"), "additionalProperties": reference("field")])
            case "groups": list(.object(["type": .text("object"), "additionalProperties": reference("field")]))
            case "ext", "ignored": texts
            case "controls": list(reference("control"))
            case "constants", "because": .object(["type": .text("object"), "additionalProperties": scalar])
            default: text
            }
        },
        more: [
            // A file that extends another may leave out what its base says.
            "anyOf": .list([
                required(["extends"]),
                required(["title", "counterpart", "exchange", "direction", "record", "document"]),
            ]),
            "allOf": .list(CanonicalModel.schemas.flatMap(conditions)),
            "definitions": .object(
                Dictionary(uniqueKeysWithValues: CanonicalModel.schemas.map { ($0.name, fields($0)) }).merging([
                    "document": shape, "column": column, "field": field, "control": control,
                ]) { first, _ in first }),
        ])

    static let codes: JSON = document(
        title: "onecard 代码表 code table",
        members: described(MappingLanguage.tableKeys, tableWords) { key in
            switch key {
            case "title": text
            case "set": code(MappingLanguage.codeSets.map(\.name))
            default:
                .object(["type": .text("object"), "additionalProperties": types(["string", "number", "boolean"])])
            }
        },
        more: [
            "required": .list([.text("title"), .text("set"), .text("codes")]),
            "allOf": .list(MappingLanguage.codeSets.map(members)),
        ])

    // MARK: parts

    private static let text: JSON = .object(["type": .text("string")])
    private static let scalar: JSON = types(["string", "number", "boolean", "null"])
    private static let texts: JSON = .object(["anyOf": .list([scalar, list(scalar)])])

    private static let shape = object(
        described(MappingLanguage.documentKeys, documentWords) { key in
            switch key {
            case "format": choice(DocumentShape.Format.allCases.map(\.rawValue))
            case "encoding": choice(DocumentShape.Encoding.allCases.map(\.rawValue))
            case "newline": choice(DocumentShape.Newline.allCases.map(\.rawValue))
            case "trailingDelimiter": types(["boolean"])
            case "recordLength", "titleRow": types(["integer"])
            case "columns": list(reference("column"))
            case "skip": texts
            case "limits":
                object(described(MappingLanguage.limitKeys, limitWords) { _ in types(["integer", "string"]) })
            case "header", "trailer":
                object(
                    described(MappingLanguage.lineKeys, lineWords) { key in
                        key == "columns" ? list(reference("column")) : scalar
                    }, nullable: true)
            default: scalar
            }
        })

    private static let column: JSON = .object([
        "anyOf": .list([
            types(["string", "number"]),
            object(
                described(MappingLanguage.columnKeys, columnWords) { key in
                    switch key {
                    case "width": types(["integer"])
                    case "align": choice(DocumentShape.Align.allCases.map(\.rawValue))
                    case "sign": choice(["+"])
                    default: scalar
                    }
                }, more: ["required": .list([.text("name")])]),
        ])
    ])

    private static let field: JSON = .object([
        "anyOf": .list([
            scalar,
            object(
                described(MappingLanguage.fieldKeys, fieldWords) { key in
                    switch key {
                    case "as": .object(["type": .text("string"), "pattern": .text(MappingLanguage.codecPattern)])
                    case "unmapped", "unreadable": choice(["keep", "reject"])
                    case "required": .object(["enum": .list([.flag(true), .flag(false), .text("warn"), .null])])
                    case "part": types(["integer"])
                    case "slice": list(types(["integer"]))
                    case "when", "unless": .object(["type": .text("object"), "additionalProperties": texts])
                    case "join", "from", "empty": texts
                    default: scalar
                    }
                }),
        ])
    ])

    private static let control = object(
        described(MappingLanguage.controlKeys, controlWords) { key in
            switch key {
            case "as": .object(["type": .text("string"), "pattern": .text(MappingLanguage.codecPattern)])
            case "atMost": types(["integer"])
            case "where", "minus": .object(["type": .text("object"), "additionalProperties": texts])
            default: scalar
            }
        })

    /// The fields of a record, complete where the file names the record, and of a head likewise.
    private static func conditions(_ record: RecordSchema) -> [JSON] {
        [("record", "fields"), ("head", "headFields")].map { key, section in
            .object([
                "if": .object([
                    "properties": .object([key: .object(["const": .text(record.name)])]),
                    "required": .list([.text(key)]),
                ]),
                "then": .object(["properties": .object([section: reference(record.name)])]),
            ])
        }
    }

    private static func fields(_ record: RecordSchema) -> JSON {
        let members = record.fields.map { field in
            let need = field.required ? "，必填" : ""
            let words = "\(field.zh)（\(field.en)）\(need)"
            return (
                field.name, JSON.object(["allOf": .list([reference("field")]), "description": .text(words)])
            )
        }
        return .object([
            "properties": .object(Dictionary(uniqueKeysWithValues: members)), "additionalProperties": .flag(false),
        ])
    }

    private static func members(_ set: (name: String, codes: [String])) -> JSON {
        let canonical = JSON.object(["additionalProperties": code(set.codes)])
        return .object([
            "if": .object(["properties": .object(["set": .object(["const": .text(set.name)])])]),
            "then": .object([
                "properties": .object([
                    "codes": canonical, "prefix": canonical, "contains": canonical,
                    "writes": .object(["propertyNames": code(set.codes)]),
                ])
            ]),
        ])
    }

    private static func document(title: String, members: [String: JSON], more: [String: JSON]) -> JSON {
        object(
            members,
            more: more.merging([
                "$schema": .text("http://json-schema.org/draft-07/schema#"), "title": .text(title),
            ]) { first, _ in first })
    }

    private static func object(
        _ members: [String: JSON], more: [String: JSON] = [:], nullable: Bool = false
    ) -> JSON {
        .object(
            more.merging([
                "type": nullable ? .list([.text("object"), .text("null")]) : .text("object"),
                "additionalProperties": .flag(false), "properties": .object(members),
            ]) { first, _ in first })
    }

    private static func described(
        _ keys: [String], _ words: [String: String], _ schema: (String) -> JSON
    ) -> [String: JSON] {
        Dictionary(
            uniqueKeysWithValues: keys.map { key in
                var members: [String: JSON] = ["description": .text(words[key] ?? "")]
                // Beside a $ref nothing else is read in draft 07.
                if case .object(let inner) = schema(key) {
                    if inner["$ref"] != nil {
                        members["allOf"] = .list([.object(inner)])
                    } else {
                        members.merge(inner) { first, _ in first }
                    }
                }
                return (key, .object(members))
            })
    }

    private static func types(_ names: [String]) -> JSON { .object(["type": .list(names.map(JSON.text))]) }
    /// `~` takes away what a base file says, so it may stand anywhere.
    private static func choice(_ values: [String]) -> JSON { .object(["enum": .list(values.map(JSON.text) + [.null])]) }
    /// One of these: a code table extends nothing, so it has nothing to take away.
    private static func code(_ values: [String]) -> JSON { .object(["enum": .list(values.map(JSON.text))]) }
    private static func list(_ items: JSON) -> JSON {
        .object(["type": .list([.text("array"), .text("null")]), "items": items])
    }
    private static func reference(_ name: String) -> JSON { .object(["$ref": .text("#/definitions/\(name)")]) }
    private static func required(_ keys: [String]) -> JSON { .object(["required": .list(keys.map(JSON.text))]) }
}
