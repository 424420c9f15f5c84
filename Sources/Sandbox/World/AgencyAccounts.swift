import Synchronization

/// The agency accounts (代发户) at the banks: the treasury credits them, the banks debit them.
///
/// Every movement is one entry with the balance after it, so a statement is a slice of the entries.
package final class AgencyAccounts: Sendable {
    package struct Account: Sendable {
        /// 18 digits, no card.
        package let number: String
        package let bank: String
        /// Whose money it holds.
        package let county: String
        package let holder: String
    }

    package struct Entry: Sendable, Equatable {
        package let at: Int64
        /// Positive in both directions.
        package let amountFen: Int64
        package let isCredit: Bool
        package let balanceFen: Int64
        package let otherAccount: String
        package let otherName: String
        package let summary: String
        /// The bank's own serial of the movement.
        package let serial: String
        /// Ours: the payment request's number, the batch file's base name, or a line's serial; empty for interest.
        package let reference: String
    }

    package let accounts: [Account]
    private let ledgers: Mutex<[String: [Entry]]> = Mutex([:])

    package init(_ accounts: [Account]) { self.accounts = accounts }

    package func account(bank: String) -> Account? { accounts.first { $0.bank == bank } }

    package func accounts(bank: String) -> [Account] { accounts.filter { $0.bank == bank } }

    /// The counties that have one, in their order.
    package var counties: [String] { Set(accounts.map(\.county)).sorted() }

    package func isKnown(_ number: String) -> Bool { accounts.contains { $0.number == number } }

    /// Books money in. False, and nothing booked, when no such account exists.
    @discardableResult
    package func credit(
        _ number: String, amountFen: Int64, reference: String, at: Int64, summary: String = "财政拨款",
        otherAccount: String = "", otherName: String = ""
    ) -> Bool {
        book(number, amountFen, true, reference, at, summary, otherAccount, otherName)
    }

    /// Books money out. False, and nothing booked, when the account is unknown or holds less.
    @discardableResult
    package func debit(
        _ number: String, amountFen: Int64, reference: String, at: Int64, summary: String = "批量代发",
        otherAccount: String = "", otherName: String = ""
    ) -> Bool {
        book(number, amountFen, false, reference, at, summary, otherAccount, otherName)
    }

    package func entries(_ number: String) -> [Entry] { ledgers.withLock { $0[number] ?? [] } }

    package func balance(_ number: String) -> Int64 { ledgers.withLock { $0[number]?.last?.balanceFen ?? 0 } }

    private func book(
        _ number: String, _ amount: Int64, _ isCredit: Bool, _ reference: String, _ at: Int64, _ summary: String,
        _ otherAccount: String, _ otherName: String
    ) -> Bool {
        guard isKnown(number), amount > 0 else { return false }
        return ledgers.withLock { ledgers in
            var entries = ledgers[number] ?? []
            let before = entries.last?.balanceFen ?? 0
            guard isCredit || before >= amount else { return false }
            let serial = "\(CivilDay(at: at).text)\(number.suffix(4))\(digits(Int64(entries.count + 1), 6))"
            entries.append(
                Entry(
                    at: at, amountFen: amount, isCredit: isCredit, balanceFen: before + (isCredit ? amount : -amount),
                    otherAccount: otherAccount, otherName: otherName, summary: summary, serial: serial,
                    reference: reference))
            ledgers[number] = entries
            return true
        }
    }
}

/// One instruction as its executor knows it, for `GET /control/truth`.
package struct InstructionTruth: Codable, Sendable, Equatable {
    /// Our serial (bank) or tracking id (treasury).
    package var serial: String
    package var account: String
    /// Asked for.
    package var amountFen: Int64
    /// Paid, all executions together.
    package var paidFen: Int64
    /// Given back by a late return.
    package var returnedFen: Int64
    /// How often money moved for it.
    package var timesExecuted: Int
    /// paid, shortPaid, failed, pending, returned, waiting.
    package var state: String
    /// The executor's code.
    package var code: String

    package init(
        serial: String, account: String, amountFen: Int64, paidFen: Int64 = 0, returnedFen: Int64 = 0,
        timesExecuted: Int = 0, state: String = "waiting", code: String = ""
    ) {
        self.serial = serial
        self.account = account
        self.amountFen = amountFen
        self.paidFen = paidFen
        self.returnedFen = returnedFen
        self.timesExecuted = timesExecuted
        self.state = state
        self.code = code
    }
}

/// One payment application as the treasury knows it, for `GET /control/truth`; `Treasury.truth()` gives a list.
package struct ApplicationTruth: Codable, Sendable, Equatable {
    package var number: String
    package var amountFen: Int64
    package var allocatedFen: Int64
    /// How often an application was created for the number: more than one is a defect of the sandbox.
    package var timesCreated: Int
    /// How often it was posted.
    package var timesPosted: Int
    package var status: String
    package var instructions: [InstructionTruth]

    package init(
        number: String, amountFen: Int64, allocatedFen: Int64 = 0, timesCreated: Int = 1, timesPosted: Int = 1,
        status: String, instructions: [InstructionTruth] = []
    ) {
        self.number = number
        self.amountFen = amountFen
        self.allocatedFen = allocatedFen
        self.timesCreated = timesCreated
        self.timesPosted = timesPosted
        self.status = status
        self.instructions = instructions
    }
}
