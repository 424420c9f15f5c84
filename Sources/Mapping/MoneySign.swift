import Subsidy

/// MoneySign says what the sign of an amount means to a document: `yuan(positive)`, `fen(negative, negated)`.
struct MoneySign: Sendable, Equatable {
    enum Demand: String, CaseIterable, Sendable {
        /// More than nothing in the document: zero and less are refused.
        case positive
        /// Less than nothing in the document.
        case negative
    }

    /// What the document's own sign must be; nil for any.
    private(set) var demand: Demand?
    /// The record holds with a plus what the document writes with a minus, and the other way round.
    private(set) var isNegated = false
    /// The sign is dropped; another field says which way the money went.
    private(set) var isAbsolute = false

    /// How the record's sign comes of the document's, whatever that must be.
    var turns: [Bool] { [isNegated, isAbsolute] }

    static let plain = MoneySign()

    /// The same for what several amounts come to: none of them may be nothing, and there may be none of them.
    var ofTotals: MoneySign {
        var sign = self
        sign.demand = nil
        return sign
    }

    private init() {}

    /// As mapping files write it; nil for anything else.
    init?(_ text: String) {
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0).strip }
        switch words {
        case ["absolute"]: isAbsolute = true
        case ["negated"]: isNegated = true
        default:
            guard words.count == 1 || words.count == 2 && words[1] == "negated", let demand = Demand(rawValue: words[0])
            else { return nil }
            self.demand = demand
            isNegated = words.count == 2
        }
    }

    /// Everything that can be written between the brackets.
    static let words = ["positive", "negative", "negated", "absolute", "negative, negated", "positive, negated"]

    /// The record's amount for the document's; nil where the sign is not the one that was agreed.
    @inline(__always)
    func read(_ fen: Int64) -> Int64? {
        if let demand, demand == .positive ? fen <= 0 : fen >= 0 { return nil }
        return isAbsolute ? abs(fen) : isNegated ? -fen : fen
    }

    /// The document's amount for the record's; nil where the document may not hold it.
    @inline(__always)
    func write(_ fen: Int64) -> Int64? {
        let written = isNegated ? 0 &- fen : fen
        if let demand, demand == .positive ? written <= 0 : written >= 0 { return nil }
        return written
    }
}
