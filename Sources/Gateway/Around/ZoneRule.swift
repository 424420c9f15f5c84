package import AdapterKit
package import Mapping
package import Subsidy

/// ZoneRule keeps a person's numbers off the internet by policy and not by habit (IM-30.1, G7): by the fields that a
/// mapping carries when the configuration is loaded, and by what stands in them when a document is written.
package enum ZoneRule {
    /// What is wrong with the mappings of a connection: one word for each that would carry what may not.
    package static func faults(_ connection: Connection, _ library: MappingLibrary) -> [String] {
        connection.mappings.sorted { $0.key < $1.key }.compactMap { key, name in
            guard let mapping = library.mapping(name) else { return nil }
            return objection(mapping, connection).map { "connections.\(connection.name).mappings.\(key)：\($0)" }
        }
    }

    static func objection(_ mapping: CompiledMapping, _ connection: Connection) -> String? {
        guard connection.zone == .internet else { return nil }
        let fields = mapping.innerFields
        guard !fields.isEmpty else { return nil }
        return "映射 \(mapping.name) 带有内部字段 \(fields.joined(separator: "、"))，不得经互联网传输（IM-30.1）："
            + "请改用脱敏的映射，或把连接设为专线（zone: dedicated）"
    }

    /// Refuses a document for the internet that would carry an inner field, or a number in a field of any other class.
    package static func check<Head: CanonicalRecord, Record: CanonicalRecord>(
        _ head: Head, _ records: [Record], _ mapping: CompiledMapping, _ connection: Connection
    ) throws {
        guard connection.zone == .internet else { return }
        if let objection = objection(mapping, connection) {
            throw GatewayError(.configuration, "zone.inner", objection)
        }
        if let field = numbered(RecordBatch([head])) ?? numbered(RecordBatch(records)) {
            throw GatewayError(
                .refused, "zone.number", "\(mapping.title)的“\(field)”中有疑似证件、账户或手机号码，不得经互联网传输（IM-30.1）")
        }
    }

    /// The first field that holds as many digits in a row as a phone. Checksums are ours, and hold what they hold.
    private static func numbered(_ batch: RecordBatch) -> String? {
        for (index, field) in batch.schema.fields.enumerated() where !field.type.isInteger && field.name != "checksum" {
            for row in 0..<batch.count where !batch.isMissing(row, index) {
                if NoticeText.holdsNumber(batch.string(row, index)) { return field.zh }
            }
        }
        return nil
    }
}
