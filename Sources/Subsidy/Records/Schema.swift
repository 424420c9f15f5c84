/// How widely a field may be seen (design G7).
package enum Privacy: String, CaseIterable, Sendable {
    /// Anyone may see it: county, village, amounts, states.
    case clear
    /// A public board may show it masked: a name.
    case maskedPublic
    /// Never outside the inner zone: numbers, accounts, phones.
    case inner
}

/// FieldType is what a canonical field holds, and so how a column stores it.
package enum FieldType: Hashable, Sendable {
    case text, name, idNumber, account, phone
    case money, decimal, integer, day, instant, flag
    /// One of a closed set of canonical codes.
    case code(CodeSet)

    /// Whether a column of this type holds integers (`RecordBatch.integer`) rather than text.
    package var isInteger: Bool {
        switch self {
        case .money, .decimal, .integer, .day, .instant, .flag: true
        default: false
        }
    }
}

/// CodeSet is a closed set of canonical codes; a mapping's code table may lead to these and to nothing else.
package struct CodeSet: Hashable, Sendable {
    package let name: String
    package let codes: [String]

    package init(_ name: String, _ codes: [String]) {
        self.name = name
        self.codes = codes
    }

    package init<Code: CaseIterable & RawRepresentable<String>>(_ name: String, _: Code.Type) {
        self.init(name, Code.allCases.map(\.rawValue))
    }
}

/// Field is one field of a canonical record, tied to its Swift property by key path.
package struct Field<Record>: @unchecked Sendable {
    // Key paths of value types without captured subscripts are immutable: sharing them is safe.
    package let name: String
    package let type: FieldType
    package let required: Bool
    package let privacy: Privacy
    package let zh: String
    package let en: String
    let store: (Record, inout RecordBatch, Int) -> Void
    let load: (RecordBatch, Int, Int, inout Record) -> Void
}

extension Field {
    package static func text(
        _ name: String, _ path: WritableKeyPath<Record, String>, _ type: FieldType = .text,
        _ privacy: Privacy = .clear, required: Bool = false, zh: String, en: String
    ) -> Field {
        precondition(!type.isInteger, "a text field holds text")
        return Field(
            name: name, type: type, required: required, privacy: privacy, zh: zh, en: en,
            store: { record, batch, column in
                let value = record[keyPath: path]
                if value.isEmpty { batch.setMissing(column) } else { batch.set(column, text: value.utf8) }
            },
            load: { batch, row, column, record in record[keyPath: path] = batch.string(row, column) })
    }

    package static func money(
        _ name: String, _ path: WritableKeyPath<Record, Money?>, required: Bool = false, zh: String, en: String
    ) -> Field {
        integer(name, path, .money, required, zh, en, { $0.fen }, Money.init(fen:))
    }

    package static func decimal(
        _ name: String, _ path: WritableKeyPath<Record, ExactDecimal?>, required: Bool = false, zh: String, en: String
    ) -> Field {
        integer(name, path, .decimal, required, zh, en, { $0.millionths }, ExactDecimal.init(millionths:))
    }

    package static func integer(
        _ name: String, _ path: WritableKeyPath<Record, Int64?>, required: Bool = false, zh: String, en: String
    ) -> Field {
        integer(name, path, .integer, required, zh, en, { $0 }, { $0 })
    }

    package static func day(
        _ name: String, _ path: WritableKeyPath<Record, Day?>, required: Bool = false, zh: String, en: String
    ) -> Field {
        integer(name, path, .day, required, zh, en, { Int64($0.number) }, { Day(number: Int32($0)) })
    }

    package static func instant(
        _ name: String, _ path: WritableKeyPath<Record, Instant?>, required: Bool = false, zh: String, en: String
    ) -> Field {
        integer(name, path, .instant, required, zh, en, { $0.milliseconds }, Instant.init(milliseconds:))
    }

    package static func flag(
        _ name: String, _ path: WritableKeyPath<Record, Bool?>, required: Bool = false, zh: String, en: String
    ) -> Field {
        integer(name, path, .flag, required, zh, en, { $0 ? 1 : 0 }, { $0 != 0 })
    }

    package static func code<Code: CaseIterable & RawRepresentable<String>>(
        _ name: String, _ path: WritableKeyPath<Record, Code?>, set: String, required: Bool = false, zh: String,
        en: String
    ) -> Field {
        Field(
            name: name, type: .code(CodeSet(set, Code.self)), required: required, privacy: .clear, zh: zh, en: en,
            store: { record, batch, column in
                if let code = record[keyPath: path] {
                    batch.set(column, text: code.rawValue.utf8)
                } else {
                    batch.setMissing(column)
                }
            },
            load: { batch, row, column, record in
                record[keyPath: path] = batch.isMissing(row, column) ? nil : Code(rawValue: batch.string(row, column))
            })
    }

    private static func integer<Value>(
        _ name: String, _ path: WritableKeyPath<Record, Value?>, _ type: FieldType, _ required: Bool, _ zh: String,
        _ en: String, _ encode: @escaping (Value) -> Int64, _ decode: @escaping (Int64) -> Value
    ) -> Field {
        Field(
            name: name, type: type, required: required, privacy: .clear, zh: zh, en: en,
            store: { record, batch, column in
                if let value = record[keyPath: path] {
                    batch.set(column, integer: encode(value))
                } else {
                    batch.setMissing(column)
                }
            },
            load: { batch, row, column, record in
                record[keyPath: path] = batch.isMissing(row, column) ? nil : decode(batch.integer(row, column))
            })
    }
}

/// CanonicalRecord is one record of the canonical model, with its schema beside it.
package protocol CanonicalRecord: Sendable {
    /// As mapping files name it (`record: LineResult`).
    static var name: String { get }
    static var zh: String { get }
    static var fields: [Field<Self>] { get }
    init()
}

/// RecordSchema is a record's schema without its Swift type: what mapping files, forms and pages work with.
package struct RecordSchema: Sendable {
    package struct Entry: Sendable {
        package let name: String
        package let type: FieldType
        package let required: Bool
        package let privacy: Privacy
        package let zh: String
        package let en: String
    }

    package let name: String
    package let zh: String
    package let fields: [Entry]

    package init<Record: CanonicalRecord>(_: Record.Type) {
        name = Record.name
        zh = Record.zh
        fields = Record.fields.map {
            Entry(name: $0.name, type: $0.type, required: $0.required, privacy: $0.privacy, zh: $0.zh, en: $0.en)
        }
    }

    package func index(_ field: String) -> Int? { fields.firstIndex { $0.name == field } }
}
