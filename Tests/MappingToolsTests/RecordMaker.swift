import Mapping
import MappingTools
import Subsidy
import TestSupport

/// RecordMaker makes records as a county could have them, the same for the same seed: names with separators and rare
/// characters, one fen and millions, and, where asked, texts that not every format can carry.
struct RecordMaker {
    /// Percent of texts that hold what a format may not carry.
    let oddity: Int
    private var random: SplitMix64
    private let mapping: CompiledMapping
    private var serial = 0

    init(_ mapping: CompiledMapping, seed: UInt64, oddity: Int) {
        self.mapping = mapping
        self.oddity = oddity
        random = SplitMix64(seed: seed)
    }

    mutating func records(_ count: Int) -> RecordBatch {
        var batch = RecordBatch(mapping.record)
        for row in 0..<count { append(.record, &batch, row + 1) }
        return batch
    }

    mutating func head() -> RecordBatch? {
        guard let schema = mapping.head else { return nil }
        var batch = RecordBatch(schema)
        append(.head, &batch, 0)
        return batch
    }

    private mutating func append(_ site: FieldSite, _ batch: inout RecordBatch, _ row: Int) {
        serial += 1
        for (column, entry) in batch.schema.fields.enumerated() {
            FieldText.set(value(site, entry), column, &batch)
        }
        batch.end(row: row)
    }

    /// Nil leaves the field missing.
    private mutating func value(_ site: FieldSite, _ entry: RecordSchema.Entry) -> String? {
        guard let field = mapping.outline(site, entry.name) else { return nil }
        switch field.source {
        case .parameter: return nil
        case .constant:
            switch field.constant {
            case .integer(let number): return FieldText.text(number, entry.type)
            case .text(let text): return String(decoding: text, as: UTF8.self)
            default: return nil
            }
        case .columns(let columns):
            // What a control proves is computed from the records.
            let controlled = mapping.controlNames.map(\.field)
            if site == .head, columns.contains(where: controlled.contains) { return nil }
            return field.required || chance(70) ? value(field) : nil
        }
    }

    private mutating func value(_ field: FieldOutline) -> String {
        if let table = field.table {
            let writable = table.set.codes.filter { table.text(for: $0) != nil }
            return pick(chance(oddity / 4) || writable.isEmpty ? table.set.codes : writable)
        }
        switch field.type {
        case .text: return text(field)
        case .name: return chance(oddity) ? pick(RecordMaker.oddNames) : pick(RecordMaker.names)
        case .idNumber: return idNumber()
        case .account: return field.codec == "text" && chance(20) ? "户\(serial)" : account()
        case .phone: return "199" + digits(8)
        case .money: return money()
        case .decimal: return pick(["0.000001", "97.3215", "12", "\(number(1_000_000)).5"])
        case .integer: return "\(1 + number(1_000_000))"
        case .day: return FieldText.text(Int64(number(50_000)) - 7000, .day)
        case .instant:
            return FieldText.text(1_700_000_000_000 + Int64(number(100_000_000)) * 1000, .instant)
        case .flag: return pick(["true", "false"])
        case .code(let set): return pick(set.codes)
        }
    }

    private mutating func text(_ field: FieldOutline) -> String {
        switch field.codec {
        case "clearingNumber":
            let first = digits(11)
            return (0...9).map { "\(first)\($0)" }.first { AccountNumber.isClearingNumber($0.utf8) } ?? first
        case "documentNumber": return "宁财〔20\(10 + number(20))〕\(1 + number(99))号"
        default:
            if chance(oddity) { return pick(RecordMaker.oddTexts) }
            return pick(["", "耕", "备注", "Z"]) + "\(serial)" + pick(["", "A", "组"])
        }
    }

    // MARK: Values

    static let names = [
        "马某某", "阿依古丽·买买提", "王𬭎", "额尔敦", "欧阳某", "𠮷某", "㐱某", "张某", "阿不都热合曼·艾合买提江·吐尔逊某",
    ]

    /// Delimiters, quotes, line ends, formulas, characters beyond GBK, and more than most columns hold.
    static let oddTexts = [
        "甲|乙", "甲,乙", "甲\t乙", "甲\"乙\"丙", "甲\n乙", "=1+1", "甲/乙", "𬭎𠮷", "🌾", "\u{E5E5}", "<甲>&乙", "甲]]>乙",
        "+86甲", "甲\u{1}", "\\甲", "甲^乙", "~", "null", "0", String(repeating: "长", count: 120), "甲;乙", "甲+乙",
    ]

    /// A name that reading would take for damage is none that a record holds.
    static let oddNames = oddTexts.filter { !PersonName($0).isDamaged }

    private mutating func idNumber() -> String {
        let day = FieldText.text(Int64(number(20_000)), .day).replacing("-", with: "")
        let first = "640199" + day + digits(3)
        return first + String(decoding: [IdentityNumber.checkDigit(first.utf8)], as: UTF8.self)
    }

    private mutating func account() -> String {
        guard chance(70) else { return "1" + digits(11 + number(18)) }
        let first = "629999" + digits(12)
        return (0...9).map { "\(first)\($0)" }.first { AccountNumber.luhn(Array($0.utf8)) } ?? first
    }

    private mutating func money() -> String {
        if chance(oddity / 4) { return pick(["0.00", "-0.01", "-1234.50"]) }
        return pick([
            "0.01", "0.10", "1.00", "\(number(100_000)).\(number(10))5", "9999999.99", "123456789.01",
        ])
    }

    private mutating func digits(_ count: Int) -> String { (0..<count).map { _ in "\(number(10))" }.joined() }
    private mutating func number(_ below: Int) -> Int { Int.random(in: 0..<below, using: &random) }
    private mutating func chance(_ percent: Int) -> Bool { number(100) < percent }
    private mutating func pick(_ texts: [String]) -> String { texts[number(texts.count)] }
}
