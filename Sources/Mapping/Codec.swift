import Subsidy

/// Codec is how one value stands in a document: its reading and its writing.
enum Codec: Sendable {
    case text, name, idNumber, account, phone
    case fen, yuan, decimal, integer
    /// Any of the forms that `Day` reads; it has no writing.
    case anyDate
    case date(ClockPattern)
    case time(ClockPattern)
    case epochMillis
    /// Texts for yes and for no; the first of each is written.
    case flag(yes: [[UInt8]], no: [[UInt8]])
    /// Money whose sign says something: `yuan(positive)`.
    case signed(MoneySign, yuan: Bool)
    /// A clearing number (联行号) with its check digit.
    case clearingNumber
    /// The number of an official document (文号), its year in 〔〕 however it was bracketed (domain.md 5.1).
    case documentNumber
    case codes(CodeTable)

    /// Codecs that take no argument.
    static let plain: [Codec] = [
        .text, .name, .idNumber, .account, .phone, .fen, .yuan, .decimal, .integer, .clearingNumber,
        .documentNumber,
    ]

    /// As mapping files write it, without arguments.
    var word: String {
        switch self {
        case .text: "text"
        case .name: "name"
        case .idNumber: "idNumber"
        case .account: "account"
        case .phone: "phone"
        case .fen: "fen"
        case .yuan: "yuan"
        case .decimal: "decimal"
        case .integer: "integer"
        case .anyDate, .date: "date"
        case .time, .epochMillis: "time"
        case .flag: "flag"
        case .signed(_, let yuan): yuan ? "yuan" : "fen"
        case .clearingNumber: "clearingNumber"
        case .documentNumber: "documentNumber"
        case .codes: "codes"
        }
    }

    /// What a canonical type is read by when the file does not say; nil where it must say.
    static func standard(for type: FieldType) -> Codec? {
        switch type {
        case .text: .text
        case .name: .name
        case .idNumber: .idNumber
        case .account: .account
        case .phone: .phone
        case .decimal: .decimal
        case .integer: .integer
        case .day: .anyDate
        case .money, .instant, .flag, .code: nil
        }
    }

    /// Codecs that a type may be read by. A name, account or phone may be kept as it is written (`text`): a bank's word
    /// about another bank's account is not ours to refuse.
    static func words(for type: FieldType) -> [String] {
        switch type {
        case .text: ["text", "codes", "clearingNumber", "documentNumber"]
        case .name: ["name", "text"]
        case .idNumber: ["idNumber"]
        case .account: ["account", "text"]
        case .phone: ["phone", "text"]
        case .money: ["fen", "yuan"]
        case .decimal: ["decimal"]
        case .integer: ["integer"]
        case .day: ["date"]
        case .instant: ["time"]
        case .flag: ["flag"]
        case .code: ["codes"]
        }
    }

    /// The unit of an amount; nil for what is none.
    var isYuan: Bool? {
        switch self {
        case .yuan: true
        case .fen: false
        case .signed(_, let yuan): yuan
        default: nil
        }
    }

    /// What the sign of an amount means; nil for what is none.
    var sign: MoneySign? {
        switch self {
        case .yuan, .fen: .plain
        case .signed(let sign, _): sign
        default: nil
        }
    }

    /// The codec of a control that names none: it reads the total as the field reads each of the amounts, but a total
    /// may be nothing where an amount may not.
    var ofTotals: Codec {
        guard case .signed(let sign, let yuan) = self else { return self }
        let free = sign.ofTotals
        return free == .plain ? (yuan ? .yuan : .fen) : .signed(free, yuan: yuan)
    }

    /// Why this codec cannot write; nil when it can.
    var cannotWrite: (zh: String, hint: Hint)? {
        switch self {
        case .anyDate: ("没有写明日期格式，无法写出", Hint("写 as: date(yyyyMMdd) 之类", "write as: date(yyyyMMdd) or the like"))
        case .signed(let sign, _) where sign.isAbsolute:
            (
                "absolute 丢掉了正负号，无法写出",
                Hint("写 yuan(negated) 或 yuan(positive) 之类", "write yuan(negated), yuan(positive) or the like")
            )
        case .codes(let table) where !table.ambiguous.isEmpty:
            (
                "代码表“\(table.name)”中有多个代码指向同一规范代码（\(table.ambiguous.joined(separator: "、"))），无法写出",
                Hint("在代码表中用 writes 指明写哪一个", "name the one to write under writes in the code table")
            )
        default: nil
        }
    }

    /// Reads `yuan`, `date(yyyyMMdd)`, `flag(1,0)`; nil after adding a fault.
    static func parse(
        _ text: String, _ place: Place, _ path: String, _ findings: Findings, table: (String) -> TableSearch
    ) -> Codec? {
        func refuse(_ code: String, _ zh: String, _ en: String, _ hint: Hint = .none) -> Codec? {
            findings.add(place, path, code, zh, en, hint: hint)
            return nil
        }
        var word = text
        var argument: String?
        if let open = text.firstIndex(of: "("), text.last == ")" {
            word = String(text[..<open])
            argument = String(text[text.index(after: open)..<text.index(before: text.endIndex)])
        }
        if argument == nil, let codec = Codec.plain.first(where: { $0.word == word }) { return codec }
        switch (word, argument) {
        case ("date", nil), ("date", "any"): return .anyDate
        case ("date", let argument?):
            let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { String($0).strip }
            if parts.count <= 2, parts.count == 1 || parts[1] == "last" || parts[1] == "first",
                let pattern = ClockPattern(parts[0], lastOfMonth: parts.last == "last"), !pattern.has(.hour)
            {
                return .date(pattern)
            }
            return refuse(
                "codec.argument", "日期格式“\(argument)”不认识", "unknown date pattern",
                Hint("如 date(yyyyMMdd)", "such as date(yyyyMMdd)"))
        case ("time", "epochMillis"): return .epochMillis
        case ("time", let argument?):
            if let pattern = ClockPattern(argument), pattern.holdsTime { return .time(pattern) }
            return refuse(
                "codec.argument", "时间格式“\(argument)”不认识", "unknown time pattern",
                Hint("如 time(yyyyMMddHHmmss)", "such as time(yyyyMMddHHmmss)"))
        case ("flag", let argument?):
            let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { side in
                side.split(separator: "|", omittingEmptySubsequences: false).map { Array(String($0).strip.utf8) }
            }
            if parts.count == 2, Set(parts[0]).isDisjoint(with: parts[1]) { return .flag(yes: parts[0], no: parts[1]) }
            return refuse(
                "codec.argument", "flag 要写两边不同的值", "flag takes two texts",
                Hint("如 flag(1,0|2)：先真后假", "such as flag(1,0|2), the texts for true first"))
        case ("yuan", let argument?), ("fen", let argument?):
            if let sign = MoneySign(argument) { return .signed(sign, yuan: word == "yuan") }
            return refuse(
                "codec.argument", "“\(argument)”不认识", "unknown sign",
                Nearest.choices(MoneySign.words))
        case ("codes", let name?):
            switch table(name) {
            case .found(let table): return .codes(table)
            case .broken: return nil
            case .unknown(let names):
                return refuse("codec.table", "没有代码表“\(name)”", "unknown code table", Nearest.hint(name, among: names))
            }
        default:
            if text.contains("("), text.last != ")" {
                return refuse(
                    "codec.unknown", "转换“\(text)”没有写完", "the codec is cut short",
                    Hint(
                        "花括号中带逗号的转换要加引号，如 as: \"flag(1,0)\"",
                        "within braces a codec with a comma needs quotes: as: \"flag(1,0)\""))
            }
            let words = Codec.plain.map(\.word) + ["date(…)", "time(…)", "flag(…)", "codes(…)"]
            return refuse("codec.unknown", "不认识的转换“\(text)”", "unknown codec", Nearest.hint(word, among: words))
        }
    }
}

/// TableSearch is what comes of looking for a code table; one that is broken has its own faults already.
enum TableSearch {
    case found(CodeTable)
    case broken
    case unknown([String])
}

extension String {
    /// Without ASCII spaces at both ends.
    var strip: String { String(decoding: Array(utf8)[...].trimmed, as: UTF8.self) }
}
