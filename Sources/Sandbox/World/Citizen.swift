/// What is true of one person, whatever anybody's list says.
package struct Citizen: Sendable, Equatable {
    /// Identity number, 18 characters, with a region prefix that is assigned to nobody.
    package var id: String
    /// Name as the police hold it.
    package var name: String
    package var phone: String
    /// False: the register does not find the person.
    package var knownToPolice: Bool
    /// Day of death, `yyyyMMdd`, as the police know it; empty where they know of the death and not of its day.
    package var deathDate: String?
    /// Day of cremation, `yyyyMMdd`, as the crematorium knows it; it may precede the police.
    package var crematedOn: String?
    /// Social-security card's own number (AAZ500).
    package var cardNumber: String
    /// AAZ502: 1 normal, 2 lost, 9 cancelled.
    package var cardState: String
    /// False: the card's financial account was never activated (kzt 0).
    package var cardActivated: Bool
    /// Bank account on the card: 19 digits, BIN 629999, Luhn valid.
    package var account: String
    /// Bank that keeps the account: `a` or `b`.
    package var bank: String
    /// Name as the bank holds it.
    package var accountHolder: String
    /// normal, closed, dormant or frozen, as the bank knows it.
    package var accountState: String
    /// Month in which the welfare entitlement ended, `yyyyMM`; nil while it runs.
    package var lowIncomeUntil: String?
    /// County of residence, six digits.
    package var county: String
    /// Village name and its 12-digit code.
    package var village: String
    package var villageCode: String

    /// Birth date in the identity number, `yyyyMMdd`.
    package var birthDate: String { String(id.dropFirst(6).prefix(8)) }

    /// Kind code (AAE008) of the account's bank: 305 joint stock, 402 rural credit.
    package var bankKind: String { bank == "a" ? "305" : "402" }
}

/// One line of a list as its department wrote it, planted mistakes included.
package struct ListLine: Sendable, Equatable {
    package var serial: Int
    package var headName: String
    package var headID: String
    package var payeeName: String
    package var payeeID: String
    package var beneficiaryName: String
    package var beneficiaryID: String
    package var account: String
    package var bankName: String
    package var village: String
    package var villageCode: String
    package var group: String
    package var phone: String
    /// Certificate of the project: 草原证号 or 低保证号; empty where there is none.
    package var certificate: String
    /// Area in mu or number of months, exact decimal text.
    package var quantity: String
    /// Rate in yuan, exact decimal text.
    package var rate: String
    package var amountFen: Int64
    /// Day of filling in, `yyyy-MM-dd`.
    package var filledOn: String
    package var note: String
}

/// One list that a department will hand in.
package struct ListPlan: Sendable {
    /// How it travels.
    package enum Format: String, Sendable { case json, delimited, spreadsheet }

    package let project: String
    package let title: String
    /// Six digits.
    package let county: String
    /// nongmu, lincao or minzheng.
    package let department: String
    package let period: String
    package let approvalNumber: String
    package let format: Format
    package let lines: [ListLine]

    package var sumFen: Int64 { lines.reduce(0) { $0 + $1.amountFen } }
}
