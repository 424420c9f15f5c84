import Sandbox

/// Fault is one kind of trouble that a simulation makes; each can be switched.
package enum Fault: String, CaseIterable, Sendable, Comparable {
    // Of the gateway itself.
    /// The process dies at a declared crash point, and a new one starts on the same home.
    case crash
    /// The landing cannot be written for a while.
    case fullDisk
    /// The gateway is off for days, and its clock jumps on.
    case clockJump
    // Of the wires.
    /// The counterpart acts, and its answer is lost.
    case lostAnswer
    /// A request arrives twice.
    case twice
    /// The counterpart answers what was true a while ago.
    case regressed
    /// Nothing leaves: no connection, no login.
    case refused
    /// The time limit passes; nothing arrived there.
    case timeout
    // Of banks.
    case lateFile, partialFile, repeatedFile, tornFile, foreignLine, lateStatement
    case shortPaid, unknownCode, pending, lateSuccess, lateReturn
    // Of departments.
    /// Rows with something wrong.
    case listFlaw
    /// Lists twice, torn, edited under the same name, not adding up.
    case listTrouble
    /// Corrections and withdrawals of what was handed in: later, out of order, twice, one number for two.
    case listChange
    /// A plan is smaller than its rosters.
    case smallPlan
    // Of the internet side.
    /// Wishes twice, torn, with papers that run something, with whole numbers, of tokens that nobody has.
    case portalTrouble
    /// Somebody asks with another's phone.
    case stolenPhone
    /// Channels that show an old page, receipts late, torn, twice.
    case webTrouble
    /// The carrier of short messages is busy, or does not know yet.
    case carrierTrouble
    // Of a bureau's platform.
    /// Words late, twice, contradicting each other, wrong; answers that break off; reviewers who send a roster back.
    case platformTrouble
    // Of those who supervise banks.
    /// Findings late, torn, twice, of a kind that nobody knows, by somebody who is no supervisor.
    case findingTrouble
    // Of banks that ask about people.
    /// Questions for another purpose, about somebody else, twice, torn; clerks who try made-up consents.
    case lookupTrouble
    /// Advertisements among their offers; files of offers torn, twice, or another's.
    case offerTrouble
    // Of life and of people at work.
    case death, accountTrouble
    /// The police know of a death and not of its day.
    case undatedDeath
    /// Nobody comes to the office for days.
    case absence
    /// Somebody tries what another duty forbids them.
    case overreach
    /// Reviewers send a roster back.
    case returned

    package static func < (a: Fault, b: Fault) -> Bool { a.rawValue < b.rawValue }

    /// Reads `all`, `none`, or names with commas between them; nil with a name that is none.
    package static func read(_ text: String) -> Set<Fault>? {
        switch text {
        case "all": return Set(allCases)
        case "none": return []
        default:
            let names = text.split(separator: ",").map(String.init)
            let faults = names.compactMap(Fault.init(rawValue:))
            return faults.count == names.count && !names.isEmpty ? Set(faults) : nil
        }
    }

    /// The text that `read` makes these of.
    package static func text(_ faults: Set<Fault>) -> String {
        switch faults.count {
        case 0: "none"
        case allCases.count: "all"
        default: faults.sorted().map(\.rawValue).joined(separator: ",")
        }
    }
}

extension CountryRates {
    /// How often strangers err when these faults are on.
    init(_ faults: Set<Fault>) {
        self.init()
        func rate(_ fault: Fault, _ thousandths: Int) -> Int { faults.contains(fault) ? thousandths : 0 }
        shortPaid = rate(.shortPaid, 12)
        unknownCode = rate(.unknownCode, 12)
        pending = rate(.pending, 20)
        lateSuccess = rate(.lateSuccess, 15)
        lateReturn = rate(.lateReturn, 20)
        partial = rate(.partialFile, 250)
        foreignLine = rate(.foreignLine, 120)
        twice = rate(.repeatedFile, 150)
        late = rate(.lateFile, 250)
        torn = rate(.tornFile, 100)
        lateStatement = rate(.lateStatement, 150)
        death = rate(.death, 150)
        accountTrouble = rate(.accountTrouble, 90)
        undatedDeath = rate(.undatedDeath, 150)
        listFlaw = rate(.listFlaw, 80)
        wish = 8
        complaint = 25
        portalTrouble = rate(.portalTrouble, 150)
        theft = rate(.stolenPhone, 3)
        channelLag = rate(.webTrouble, 150)
        receiptTrouble = rate(.webTrouble, 70)
        carrierTrouble = rate(.carrierTrouble, 80)
        platformTrouble = rate(.platformTrouble, 120)
        finding = 40
        findingTrouble = rate(.findingTrouble, 500)
        lookup = 200
        lookupTrouble = rate(.lookupTrouble, 200)
        harvest = rate(.lookupTrouble, 15)
        offer = 120
        offerTrouble = rate(.offerTrouble, 250)
    }
}
