import Foundation
package import Subsidy

/// RecordLines reads canonical records from JSON lines, as `RecordText` writes them.
package struct RecordLines {
    /// The key of the line that holds the head.
    package static let headKey = "$head"

    package private(set) var records: RecordBatch
    package private(set) var head: RecordBatch?
    package private(set) var faults: [Fault] = []
    private let headSchema: RecordSchema?
    private let parameters: [String: String]
    private let extras: [String]

    /// `parameters` are fields of the head, as text; they outweigh the head's line. `extras` are the columns that a
    /// record may bring along beside its fields.
    package init(_ schema: RecordSchema, head: RecordSchema?, parameters: [String: String], extras: [String]) {
        records = RecordBatch(schema)
        headSchema = head
        self.parameters = parameters
        self.extras = extras
    }

    package mutating func read(_ bytes: [UInt8]) {
        var stated: [String: JSON] = [:]
        // Records are counted, as those are that cannot be written; a line that cannot be read is found by its line.
        var number = 0
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            guard case .object(let members)? = try? JSONDecoder().decode(JSON.self, from: Data(line)) else {
                number += 1
                fault(number, "", "record.json", "输入的第 \(index + 1) 行不是一个 JSON 对象，或含有小数（金额请写成文本）")
                continue
            }
            if !RecordLines.isUnambiguous(line, .object(members)) {
                number += 1
                fault(number, "", "record.duplicate", "输入的第 \(index + 1) 行有重复的键，不知以哪一个为准，请只留一个")
            } else if case .object(let head)? = members[RecordLines.headKey] {
                if !stated.isEmpty {
                    fault(0, RecordLines.headKey, "record.duplicate", "输入的第 \(index + 1) 行又写了一次首行，请只留一个")
                }
                stated = head
            } else {
                number += 1
                RecordLines.append(members, number, extras, &records, &faults)
            }
        }
        let broken = faults.count
        readHead(stated)
        // Whatever the head lacks, a line that is no JSON may have been it.
        faults =
            Array(faults[..<broken]).sorted { ($0.code == "record.json" ? 0 : 1) < ($1.code == "record.json" ? 0 : 1) }
            + faults[broken...]
    }

    /// Faults of writing, rows first; what the document says of itself is told to come of the head's line, where the
    /// input has none.
    package func explained(_ found: [Fault]) -> [Fault] {
        let rows = found.filter { $0.row > 0 }.sorted { $0.row < $1.row }
        let head = found.filter { $0.row <= 0 }.map { fault in
            var fault = fault
            if self.head == nil {
                fault.message += "；输入中没有首行 {\"\(RecordLines.headKey)\":{…}}，表头的内容要写在那里，或用 --parameter 给出"
            }
            return fault
        }
        return rows + head
    }

    /// Whether no object of a line of JSON has a key twice: what was decoded has as many keys as the text has colons.
    private static func isUnambiguous(_ line: ArraySlice<UInt8>, _ decoded: JSON) -> Bool {
        var (colons, isQuoted, isEscaped) = (0, false, false)
        for byte in line {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isQuoted = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isQuoted = true
            } else if byte == UInt8(ascii: ":") {
                colons += 1
            }
        }
        return colons == keys(decoded)
    }

    private static func keys(_ value: JSON) -> Int {
        switch value {
        case .object(let members): members.values.reduce(members.count) { $0 + keys($1) }
        case .list(let items): items.reduce(0) { $0 + keys($1) }
        default: 0
        }
    }

    private mutating func readHead(_ stated: [String: JSON]) {
        guard let headSchema else { return }
        var members = stated
        for (name, text) in parameters {
            let type = headSchema.index(name).map { headSchema.fields[$0].type }
            switch type {
            case .integer: members[name] = Int64(text).map(JSON.integer) ?? .text(text)
            case .flag: members[name] = ["true": .flag(true), "false": .flag(false)][text] ?? .text(text)
            default: members[name] = .text(text)
            }
        }
        guard !members.isEmpty else { return }
        var batch = RecordBatch(headSchema)
        RecordLines.append(members, 0, [], &batch, &faults)
        head = batch
    }

    private mutating func fault(_ row: Int, _ field: String, _ code: String, _ message: String) {
        faults.append(Fault(row: row, field: field, code: code, message: message))
    }

    /// Appends one record, or every fault of it.
    private static func append(
        _ members: [String: JSON], _ row: Int, _ extras: [String], _ records: inout RecordBatch,
        _ faults: inout [Fault]
    ) {
        let before = faults.count
        let fields = records.schema.fields
        for name in members.keys.sorted() where name != RecordText.bag && !fields.contains(where: { $0.name == name }) {
            faults.append(Fault(row: row, field: name, code: "field.unknown", message: "记录没有这个字段，请用 onecard schema 查看"))
        }
        for (column, field) in fields.enumerated() {
            let value = members[field.name] ?? .null
            if value == .null || RecordLines.isBlank(value) {
                records.setMissing(column)
            } else if let integer = field.type.isInteger ? integer(value, field.type) : nil {
                records.set(column, integer: integer)
            } else if case .text(let text) = value, !field.type.isInteger {
                if let fault = fault(text, field, row) { faults.append(fault) }
                records.set(column, text: text.utf8)
            } else {
                records.setMissing(column)
                faults.append(
                    Fault(
                        row: row, field: field.name, code: "field.format",
                        message: "\(field.zh)的写法不对，请用 onecard schema 查看"))
            }
        }
        let bag = bag(members[RecordText.bag] ?? .null, row, extras, &faults)
        guard faults.count == before else { return records.abandon() }
        records.end(row: row)
        records.extensions.append(bag)
    }

    /// The extra columns; a fault for each that could not be written as it stands.
    private static func bag(
        _ value: JSON, _ row: Int, _ extras: [String], _ faults: inout [Fault]
    ) -> [(name: String, value: String)] {
        if value == .null { return [] }
        func fault(_ name: String, _ code: String, _ message: String) {
            let field = name.isEmpty ? RecordText.bag : "\(RecordText.bag).\(name)"
            faults.append(Fault(row: row, field: field, code: code, message: "附加列" + message))
        }
        guard case .object(let members) = value else {
            fault("", "field.format", "应为一个对象（列名: 文字）")
            return []
        }
        var bag: [(name: String, value: String)] = []
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            switch value {
            case _ where !extras.contains(name): fault(name, "field.unknown", "不在映射的 ext 之中，写出会丢失，请核对列名")
            case .text(RecordText.masked): fault(name, "field.masked", "已脱敏，不能写出；请用 --reveal 得到原值")
            case .text(let text): bag.append((name, text))
            default: fault(name, "field.format", "应写成文字（加引号）")
            }
        }
        return bag
    }

    /// An empty text is no value: a payer's name of spaces must not be written where a name is required.
    private static func isBlank(_ value: JSON) -> Bool {
        if case .text(let text) = value { text.allSatisfy(\.isWhitespace) } else { false }
    }

    private static func fault(_ text: String, _ field: RecordSchema.Entry, _ row: Int) -> Fault? {
        if case .code(let set) = field.type, !set.codes.contains(text) {
            return Fault(
                row: row, field: field.name, code: "field.format", message: "\(field.zh)不在标准代码中，请用 onecard schema 查看")
        }
        // A masked number written into a file would look like a number: it is never let through.
        if field.privacy != .clear, text.contains("*") {
            return Fault(
                row: row, field: field.name, code: "field.masked", message: "\(field.zh)已脱敏，不能写出；请用 --reveal 得到原值")
        }
        return nil
    }

    private static func integer(_ value: JSON, _ type: FieldType) -> Int64? {
        switch (type, value) {
        case (.integer, .integer(let number)): number
        case (.flag, .flag(let flag)): flag ? 1 : 0
        case (.integer, _), (.flag, _): nil
        case (_, .text(let text)): FieldText.integer(text, type)
        default: nil
        }
    }
}
