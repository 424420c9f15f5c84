/// LookupTerms says what banks may ask about people who consented (IM-27.1); without a purpose nothing is answered.
package struct LookupTerms: Sendable, Hashable {
    package var purposes: [LookupPurpose] = []
    /// Days for which a consent holds at most, and look-ups that it is good for at most.
    package var consentDays = 30
    package var uses = 1
    /// Days back from the consent that a history may reach at most.
    package var historyDays = 1_095
    /// Look-ups of one bank a day, and such without right, before it is stopped.
    package var perDay = 50
    package var misses = 3

    package init() {}
}

/// ServiceTerms says what banks may make known beside the people's subsidies (IM-27.2); without a category nothing.
package struct ServiceTerms: Sendable, Hashable {
    package var categories: [ServiceCategory] = []
    /// Characters of a title and of a text.
    package var titleLength = 30
    package var textLength = 200
    /// Days for which one offer may stand.
    package var days = 366
    /// Words of advertisements and of sales that are tied to others.
    package var forbidden: [String] = []

    package init() {}
}
