/// Requirement is one duty of a regulation and where this gateway does it (`Mappings/regulation/*.yaml`), so that an
/// auditor who asks for an article is shown the place, and what is still missing.
package struct Requirement: Sendable, Hashable {
    /// How a duty is kept.
    package enum Duty: String, CaseIterable, Sendable {
        case machine = "M"
        case exchange = "X"
        case configuration = "C"
        case report = "R"
        case human = "H"

        /// Whether it counts as kept only when a test carries its number.
        package var needsTest: Bool { self == .machine || self == .exchange }
    }

    /// One place that does what a duty asks, by the name that it has there.
    package struct Place: Sendable, Hashable {
        package enum Kind: String, CaseIterable, Sendable {
            /// A rule of `Mappings/alerts`, by its id.
            case alert
            /// What a person does, by its case in `Act`.
            case act
            /// `machine/state/event`.
            case move
            /// A key of the region's profile: `clocks.publicity`, `schedules.death.sync`.
            case profile
            case exchange
            /// A mapping, or several: `budget/indicators`, `bank/result.*`.
            case mapping
            /// A code table, as a mapping is named.
            case codes
            /// What the gateway computes and shows, by its function in `Engine`.
            case report
            /// A table, an index, or a column of a table: `attempt_occupying`, `claim.open_fen`.
            case store
            /// A field of a canonical record: `IdentityVerdict.deceased`.
            case field
            /// A key of a catalogue's projects: `onDeath`.
            case project
            /// A pure rule of `Workflow` or `Subsidy`, by its type.
            case rule
            /// The code with which the gateway refuses.
            case refusal
            /// A kind of suspense: a word about money that waits for people.
            case suspense
        }

        package var kind: Kind
        package var name: String

        package init(_ kind: Kind, _ name: String) {
            self.kind = kind
            self.name = name
        }
    }

    /// As the regulation counts: `IM-16.1c`, `NX-5.1.2`.
    package var id: String
    package var duty: Duty
    /// What is asked, in one sentence.
    package var zh: String
    /// The bad case that must be handled; empty where there is none.
    package var badCase: String
    package var places: [Place]
    /// What is not done yet; nil when nothing is missing.
    package var open: String?

    package init(id: String, duty: Duty, zh: String, badCase: String, places: [Place], open: String? = nil) {
        self.id = id
        self.duty = duty
        self.zh = zh
        self.badCase = badCase
        self.places = places
        self.open = open
    }

    /// Whether nothing is missing: it lives somewhere, nothing is said to be open, and a test carries its number where
    /// the duty is the machine's.
    package func isCovered(tests: Int) -> Bool {
        open == nil && !places.isEmpty && (tests > 0 || !duty.needsTest)
    }
}
