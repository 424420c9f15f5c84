/// What a bureau's platform said of its rosters and believes of their lines, as those who know it can tell.
extension Country {
    /// One line of a roster there.
    package struct PlatformLine: Sendable {
        package let serial: String
        package let fen: Int64
        package let isStopped: Bool
        package let isStoppedByLetter: Bool
        /// By what it was told from here; nil while it was told nothing.
        package let isPaid: Bool?
    }

    /// One roster as the platform has it.
    package struct PlatformRoster: Sendable {
        package let number: String
        package let county: String
        package let isPaidOut: Bool
        package let lines: [PlatformLine]
    }

    /// One word of it in a county's feed.
    package struct PlatformWord: Hashable, Sendable {
        package let number: String
        package let version: Int64
        /// Whether it says that everybody who reviews there has approved.
        package let isIssued: Bool
        /// What the lines that are not stopped come to.
        package let dueFen: Int64
    }

    /// Finance writes to the bureau that a line of a roster may not be paid.
    package func stopAtPlatform(line: String, of roster: String) { platform.stop(line: line, of: roster) }

    /// From now on no month begins there.
    package func stopMakingRosters() { platform.stopMakingRosters() }

    package var platformRosters: [PlatformRoster] {
        platform.rosters.map { roster in
            PlatformRoster(
                number: roster.number, county: roster.county, isPaidOut: roster.isDone,
                lines: roster.lines.map {
                    PlatformLine(
                        serial: $0.serial, fen: $0.fen, isStopped: $0.isStopped,
                        isStoppedByLetter: $0.isStoppedByLetter, isPaid: $0.isPaid)
                })
        }
    }

    package var platformWords: [PlatformWord] {
        platform.words.map {
            PlatformWord(
                number: $0.number, version: Int64($0.revision), isIssued: $0.status >= .issued, dueFen: $0.dueFen)
        }
    }
}
