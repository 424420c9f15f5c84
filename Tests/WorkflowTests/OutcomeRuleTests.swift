import Subsidy
import TestSupport
import Testing
import Workflow

/// What one word about a line means (domain notes 6.4).
@Suite(.article("IM-20.3")) struct OutcomeRuleTests {
    private typealias Meaning = OutcomeRule.Meaning
    private static let instructed = Money(fen: 10_000)

    @Test(arguments: [
        (OutcomeCode.ok, OutcomeRule.Meaning.paid), (.nameMismatch, .failed(.changeAccount)),
        (.accountNotFound, .failed(.changeAccount)), (.closed, .failed(.changeAccount)),
        (.dormant, .failed(.activate)), (.lost, .failed(.changeAccount)), (.frozen, .failed(.bank)),
        (.stateAbnormal, .failed(.bank)), (.wrongType, .failed(.changeAccount)),
        (.idMismatch, .failed(.changeAccount)), (.duplicate, .unknown), (.returned, .returned(.changeAccount)),
        (.pending, .pending), (.payerShort, .halted), (.deceased, .failed(.gone)), (.unknown, .unknown),
    ])
    func everyCodeHasItsMeaning(code: OutcomeCode, meaning: OutcomeRule.Meaning) {
        #expect(OutcomeRule.meaning(outcome: code, instructed: Self.instructed, paid: nil) == meaning)
        #expect(OutcomeRule.meaning(outcome: code, instructed: Self.instructed, paid: Self.instructed) == meaning)
    }

    /// Sums are looked at only where the bank says that it paid.
    @Test(arguments: OutcomeCode.allCases.filter { $0 != .ok })
    func aSumChangesNothingInAnyOtherWord(code: OutcomeCode) {
        let plain = OutcomeRule.meaning(outcome: code, instructed: Self.instructed, paid: nil)
        for fen in [-1, 0, 1, 9_999, 10_000, 10_001] as [Int64] {
            #expect(OutcomeRule.meaning(outcome: code, instructed: Self.instructed, paid: Money(fen: fen)) == plain)
        }
    }

    @Test(arguments: [OutcomeCode.unknown, .duplicate, nil], [nil, 0, 1, 10_000] as [Int64?])
    func aWordThatNoTableKnowsIsNeverAFailure(code: OutcomeCode?, fen: Int64?) {
        let meaning = OutcomeRule.meaning(outcome: code, instructed: Self.instructed, paid: fen.map(Money.init(fen:)))
        #expect(meaning == .unknown)
        for state in [AttemptMachine.State.instructed, .pending, .unknown] {
            #expect(AttemptMachine.next(state, OutcomeRule.event(meaning)) == .unknown)
        }
    }

    @Test(arguments: [
        (Int64(1), OutcomeRule.Meaning.short), (9_999, .short), (10_000, .paid), (10_001, .paid), (0, .unknown),
        (-1, .unknown),
    ])
    func aSuccessIsShortWhenLessWasPaid(fen: Int64, meaning: OutcomeRule.Meaning) {
        #expect(
            OutcomeRule.meaning(outcome: .ok, instructed: Self.instructed, paid: Money(fen: fen)) == meaning)
    }

    @Test(arguments: [
        (OutcomeRule.Meaning.paid, AttemptMachine.State.paid), (.short, .shortPaid), (.failed(.gone), .failed),
        (.failed(.bank), .failed), (.pending, .pending), (.halted, .pending), (.unknown, .unknown),
    ])
    func anInstructedLineGoesWhereTheWordLeads(meaning: OutcomeRule.Meaning, state: AttemptMachine.State) {
        #expect(AttemptMachine.next(.instructed, OutcomeRule.event(meaning)) == state)
    }

    /// Money cannot come back that nobody said was paid: such a word goes to suspense.
    @Test(arguments: FailureClass.allCases)
    func aReturnFitsOnlyWhatWasPaid(failure: FailureClass) {
        let event = OutcomeRule.event(.returned(failure))
        for state in AttemptMachine.State.allCases {
            let next = AttemptMachine.next(state, event)
            #expect(next == (AttemptMachine.settled.contains(state) ? .lateReturned : nil))
        }
    }

    @Test(.article("NX-10.1")) func aLateSuccessStopsOrDoublesAReissue() {
        let event = OutcomeRule.event(.paid)
        #expect(AttemptMachine.next(.failed, event) == .paidLate)
        #expect(AttemptMachine.next(.lateReturned, event) == .paidLate)
    }
}

/// Who mends a failure, and by when (requirements 1d.2).
@Suite struct OwnerRuleTests {
    @Test(
        .article("IM-21.1a", "IM-21.2", "IM-21.3"),
        arguments: [
            (FailureClass.changeAccount, RegionProfile.Owner.township), (.activate, .township), (.gone, .township),
            (.bank, .finance),
        ])
    func inInnerMongoliaTheTownshipMendsWhatIsNotTheBanks(failure: FailureClass, owner: RegionProfile.Owner) {
        #expect(OwnerRule.owner(failure, .library, .innerMongolia) == owner)
    }

    @Test(.article("NX-7.1"), arguments: FailureClass.allCases)
    func inNingxiasFirstRoundTheDepartmentMendsEveryFailure(failure: FailureClass) {
        #expect(OwnerRule.owner(failure, .firstRound, .ningxia) == .department)
    }

    @Test(.article("NX-7.2"), arguments: FailureClass.allCases)
    func onceTheLibraryStandsWhereThePayeeLivesMendsIt(failure: FailureClass) {
        #expect(OwnerRule.owner(failure, .library, .ningxia) == (failure == .bank ? .department : .township))
    }

    @Test(.article("NX-7.1", "NX-7.2"), arguments: FailureClass.allCases)
    func whereTheProfileNamesNobodyThePhaseDecides(failure: FailureClass) {
        let nobody = RegionProfile.ningxia.with { $0.failureOwners = [:] }
        #expect(OwnerRule.owner(failure, .firstRound, nobody) == .department)
        #expect(OwnerRule.owner(failure, .library, nobody) == .township)
    }

    @Test(.article("IM-21.1a")) func onlyAChangeOfAccountRunsAClock() {
        #expect(FailureClass.changeAccount.clock == .accountChange)
        #expect(FailureClass.allCases.filter { $0.clock != nil } == [.changeAccount])
    }

    /// The samples of these tests say what the released profiles say.
    @Test(
        .article("IM-21.1a", "IM-21.2", "IM-21.3", "NX-7.1"),
        arguments: [("inner-mongolia", RegionProfile.innerMongolia), ("ningxia", .ningxia)])
    func theReleasedProfileNamesTheSameOwnersAndPhase(name: String, profile: RegionProfile) throws {
        let text = try Repository.text("Mappings/profiles/\(name).yaml")
        let phase = try #require(text.firstMatch(of: /\nphase: (\w+)/))
        #expect(String(phase.1) == profile.phase.rawValue)
        for phase in RegionProfile.Phase.allCases {
            let block = try #require(text.split(separator: "\n  \(phase.rawValue):\n").last)
            for failure in FailureClass.allCases {
                let owner = try #require(block.firstMatch(of: try Regex("    \(failure.rawValue): (\\w+)")))
                #expect(
                    owner.output[1].substring.map(String.init) == OwnerRule.owner(failure, phase, profile).rawValue)
            }
        }
    }
}
