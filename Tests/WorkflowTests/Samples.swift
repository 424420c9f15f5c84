import Subsidy

/// The day of an eight-digit text; the epoch for a text that is none, which no test's expectation meets.
func day(_ text: String) -> Day { Day(text.utf8) ?? Day(number: 0) }

extension RegionProfile {
    /// Inner Mongolia's rules as far as `Workflow` asks for them: the numbers are the regulation's.
    static let innerMongolia = RegionProfile(
        region: "inner-mongolia", zh: "内蒙古自治区", effectiveFrom: day("20240402"), disbursement: .agencyAccount,
        phase: .library,
        clocks: [
            .publicity: 5, .departmentReview: 2, .financeReview: 2, .batchSend: 2, .bankPays: 3, .accountChange: 5,
            .ordering: 3, .complaint: 10,
        ],
        publicityDays: 5, identityVerdictDays: 30, accountVerdictDays: 60, socialSecurityCardFirst: true,
        hotTopic: "惠民惠农财政补贴资金",
        failureOwners: [
            .library: ["A": .township, "B": .township, "C": .township, "E": .finance],
            .firstRound: ["A": .department, "B": .department, "C": .township, "E": .finance],
        ],
        schedules: [], calendars: ["china"], alerts: "standard")

    /// Ningxia's: the treasury pays the lines, the department mends what failed.
    static let ningxia = RegionProfile(
        region: "ningxia", zh: "宁夏回族自治区", effectiveFrom: day("20230101"), disbursement: .treasuryDirect,
        phase: .firstRound,
        clocks: [
            .publicity: 5, .departmentReview: 2, .financeReview: 2, .accountChange: 5, .ordering: 3, .complaint: 10,
        ],
        publicityDays: 3, identityVerdictDays: 30, accountVerdictDays: 60, socialSecurityCardFirst: false,
        hotTopic: nil,
        failureOwners: [
            .firstRound: ["A": .department, "B": .department, "C": .department, "E": .department],
            .library: ["A": .township, "B": .township, "C": .township, "E": .department],
        ], schedules: [],
        calendars: ["china", "ningxia"], alerts: "standard")

    func with(_ change: (inout RegionProfile) -> Void) -> RegionProfile {
        var copy = self
        change(&copy)
        return copy
    }
}
