import Subsidy
import TestSupport
import Testing

/// What a batch keeps of the profile with which it began (IM-38).
@Suite(.article("IM-38")) struct ProfileTermsTests {
    private static func profile(_ change: (inout RegionProfile) -> Void = { _ in }) -> RegionProfile {
        var profile = RegionProfile(
            region: "r", zh: "区", effectiveFrom: Day(number: 0), disbursement: .agencyAccount, phase: .library,
            clocks: [.publicity: 5, .bankPays: 3], extensions: ["ill": 10], publicityDays: 5, identityVerdictDays: 30,
            accountVerdictDays: 60, socialSecurityCardFirst: true, hotTopic: nil,
            failureOwners: [.library: ["A": .township, "E": .finance]], schedules: [], calendars: ["c"], alerts: "a")
        change(&profile)
        return profile
    }

    @Test func aBatchGoesByEveryTermWithWhichItBegan() {
        let began = Self.profile()
        let today = Self.profile {
            $0.clocks = [.publicity: 7, .complaint: 10]
            $0.extensions = [:]
            $0.publicityDays = 1
            $0.identityVerdictDays = 2
            $0.accountVerdictDays = 3
            $0.lateResultDays = 4
            $0.socialSecurityCardFirst = false
            $0.failureOwners = [.firstRound: ["A": .department]]
            $0.rulesForBegun = .spare
        }
        let held = today.keeping(began.terms)
        #expect(held.terms.map { "\($0.name)=\($0.value)" } == began.terms.map { "\($0.name)=\($0.value)" })
        #expect(RegionProfile.differences(began.terms, today.terms).count == 13)
    }

    @Test(arguments: RegionProfile.Term.allCases) func whatIsForBegunBatchesAsWellHoldsAtOnce(term: RegionProfile.Term)
    {
        let began = Self.profile()
        let today = Self.profile {
            $0.clocks = [.publicity: 7, .bankPays: 3]
            $0.extensions = ["ill": 11]
            $0.publicityDays = 1
            $0.identityVerdictDays = 2
            $0.accountVerdictDays = 3
            $0.lateResultDays = 4
            $0.socialSecurityCardFirst = false
            $0.failureOwners = [.library: ["A": .department, "E": .finance]]
            $0.rulesForBegun = .spare
            $0.adoptedByBegun = [term]
        }
        let changed = RegionProfile.differences(began.terms, today.keeping(began.terms).terms).map(\.name)
        #expect(changed.count == 1)
        #expect(changed.first?.split(separator: ".").first.map(String.init) == term.rawValue)
    }
}
