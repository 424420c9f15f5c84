/// A file that a bank would not take.
struct RefusedFile: Codable, Sendable, Equatable {
    var file: String
    /// A word of ``FileRefusal``.
    var reason: String
}

/// What one bank really did.
struct BankTruth: Codable, Sendable {
    var bank: String
    var account: String
    var balanceFen: Int64
    var creditedFen: Int64
    var debitedFen: Int64
    var instructions: [InstructionTruth]
    var refused: [RefusedFile]
    /// Names of the batch files taken, in order.
    var batches: [String]
}

/// Everything a bank remembers; guarded by its owner's mutex.
struct BankState {
    /// Lines of one batch that wait for their moment.
    struct Pending {
        enum Work { case pay, settle, lateSuccess, lateReturn }

        var work: Work
        var due: Int64
        var batch: Int
        var line: BatchLine
    }

    struct Batch {
        var name: String
        var file: BatchFile
        /// The account that it is paid from.
        var agency: String
    }

    var taken: Set<String> = []
    var refused: [RefusedFile] = []
    var questions: [(number: String, rows: [AccountQuestion])] = []
    var histories: [HistoryAnswer] = []
    var batches: [Batch] = []
    var pending: [Pending] = []
    var instructions: [String: InstructionTruth] = [:]
    /// First day on which money reached an account.
    var paidOn: [String: CivilDay] = [:]
    /// Serials in the order they came.
    var order: [String] = []
    /// How often a planted person was paid or tried.
    var attempts: [String: Int] = [:]
    var fileNumbers: [String: Int64] = [:]
    var bankSerials: Int64 = 0
    var statedUntil: CivilDay
    var interestBooked = false
    var resultFiles = 0
    /// Files that go out later, in the order in which they were put off.
    var delayed: [(due: Int64, name: String, bytes: [UInt8])] = []
    private var growing: (name: String, bytes: [UInt8])?

    init(statedUntil: CivilDay) { self.statedUntil = statedUntil }

    mutating func add(_ file: BatchFile, name: String, of agency: String, due: Int64) {
        batches.append(Batch(name: name, file: file, agency: agency))
        for line in file.lines {
            if instructions[line.serial] == nil {
                order.append(line.serial)
                instructions[line.serial] = InstructionTruth(
                    serial: line.serial, account: line.account, amountFen: line.amountFen)
            }
            pending.append(Pending(work: .pay, due: due, batch: batches.count - 1, line: line))
        }
    }

    mutating func grow(_ name: String, _ bytes: [UInt8]) { growing = (name, bytes) }

    mutating func takeGrowing() -> (name: String, bytes: [UInt8])? {
        defer { growing = nil }
        return growing
    }

    /// The next number of a kind of file on a day.
    mutating func nextNumber(_ prefix: String) -> Int64 {
        fileNumbers[prefix, default: 0] += 1
        return fileNumbers[prefix, default: 1]
    }

    mutating func nextBankSerial(_ bank: String) -> String {
        bankSerials += 1
        return (bank == "a" ? "CM" : "NX") + digits(bankSerials, 12)
    }
}
