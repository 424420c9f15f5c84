/// RegionProfile holds what one region does otherwise than another, with the day from which it holds
/// (`Mappings/profiles/*.yaml`; requirements 1d). No rule of a region stands in code.
package struct RegionProfile: Sendable {
    /// How the money goes (requirements 1d.14): by one sum into the agency account and a bank batch, or by the treasury
    /// line by line. Doing both would pay twice; the store cannot hold it.
    package enum Disbursement: String, CaseIterable, Sendable { case agencyAccount, treasuryDirect }

    /// First round: accounts as each department supplies them (NX-7.1). Library: accounts from the base library.
    package enum Phase: String, CaseIterable, Sendable { case firstRound, library }

    /// Who mends a failure (requirements 1d.2).
    package enum Owner: String, CaseIterable, Sendable { case department, township, finance, bank }

    package enum Clock: String, CaseIterable, Sendable {
        /// K1: the roster is published (IM-16.3).
        case publicity
        /// K2: the department reviews (IM-17.1).
        case departmentReview
        /// K3: finance reviews (IM-17.2).
        case financeReview
        /// K4: the batch reaches the bank (IM-20.1).
        case batchSend
        /// K5: the bank pays and answers (IM-20.2).
        case bankPays
        /// K6: an account is changed (IM-21.1a).
        case accountChange
        /// A roster that finance approved is ordered (NX-6.2.5).
        case ordering
        /// A list is paid to its last line; the term is the project's own (IM-32.1).
        case payment
        /// A complaint is answered (NX-13.2).
        case complaint
        /// A step of an approval here is decided; the term is the step's own (IM-14.1).
        case approval
    }

    /// One exchange that runs by itself.
    package struct Schedule: Sendable, Hashable {
        package var exchange: Exchange
        /// Minutes between runs.
        package var every: Int
        /// Local hours between which the counterpart answers.
        package var fromHour: Int
        package var untilHour: Int
        /// Runs on working days only.
        package var workingDaysOnly: Bool
        /// The source that it is for (a connection's `source`); empty: every one that has no plan of its own (IM-29.2).
        package var source: String

        package init(
            exchange: Exchange, every: Int, fromHour: Int = 0, untilHour: Int = 24, workingDaysOnly: Bool = false,
            source: String = ""
        ) {
            self.exchange = exchange
            self.every = every
            self.fromHour = fromHour
            self.untilHour = untilHour
            self.workingDaysOnly = workingDaysOnly
            self.source = source
        }
    }

    /// A bank that pays for a county, from one day to another (NX-5.1.3).
    package struct AgentBank: Sendable, Hashable {
        /// The connection by which it is sent batches.
        package var connection: String
        package var zh: String
        package var from: Day?
        package var until: Day?

        package init(connection: String, zh: String, from: Day? = nil, until: Day? = nil) {
            self.connection = connection
            self.zh = zh
            self.from = from
            self.until = until
        }

        package func isAdmitted(on day: Day) -> Bool {
            (from.map { $0 <= day } ?? true) && (until.map { day <= $0 } ?? true)
        }
    }

    /// From when on supervision tells of what lies still or looks wrong (NX-14, IM-10.2); none of it blocks a payment.
    package struct Oversight: Sendable, Hashable {
        /// Working days that money may lie in an agency account, or an indicator unused.
        package var idleDays = 10
        /// Working days from an indicator's document to its arrival at the county.
        package var parkedDays = 10
        /// Persons paid to one account without a relation that explains it.
        package var personsOnAccount = 3
        /// Days between two looks at what was paid, by the rules of the stage after it (IM-3.2).
        package var afterDays = 7

        package init(idleDays: Int = 10, parkedDays: Int = 10, personsOnAccount: Int = 3) {
            self.idleDays = idleDays
            self.parkedDays = parkedDays
            self.personsOnAccount = personsOnAccount
        }
    }

    package var region: String
    package var zh: String
    package var effectiveFrom: Day
    package var disbursement: Disbursement
    package var phase: Phase
    /// Working days of each clock; a clock that is not named does not run.
    package var clocks: [Clock: Int]
    /// Working days by which an account change may take longer, by the kind of special case (IM-21.1a).
    package var extensions: [String: Int]
    /// Days that a roster is public before it may be signed.
    package var publicityDays: Int
    /// Days after which an identity verdict, and an account verdict, no longer serves.
    package var identityVerdictDays: Int
    package var accountVerdictDays: Int
    /// Days after which the treasury's word about a line that it pays itself comes no more.
    package var lateResultDays: Int
    /// Whether each year's list of projects is published before its first payment (IM-6).
    package var yearlyLists: Bool
    /// Whether a social-security card is preferred (IM-12.2) or only encouraged (NX-4.3).
    package var socialSecurityCardFirst: Bool
    /// The hot topic by whose name indicators are downloaded (IM-10.4); nil where the treasury links them (NX-9.4).
    package var hotTopic: String?
    /// Who mends a failure of each class A, B, C, E, in each phase.
    package var failureOwners: [Phase: [String: Owner]]
    /// What the base library of beneficiaries asks for (IM-11, IM-12, NX-7).
    package var library: LibraryTerms
    package var schedules: [Schedule]
    /// Calendar files under `Mappings/calendars`, the region's overlay last.
    package var calendars: [String]
    /// The register of agent banks; empty where none is kept.
    package var agentBanks: [AgentBank] = []
    /// Alert rules under `Mappings/alerts`.
    package var alerts: String
    package var oversight = Oversight()
    /// What a rule that says nothing of it means to batches that had begun when it came (IM-3.2).
    package var rulesForBegun = AlertRule.Begun.apply
    /// The profile that holds until this one's day of effect; nil where it was the first (IM-38).
    package var follows: String?
    /// Which of its terms are for batches as well that began with another profile.
    package var adoptedByBegun: Set<Term> = []
    /// By which steps applications are approved here, where the project does not say its own (IM-14.1).
    package var approvalFlow: ApprovalFlow?
    /// What banks may ask, and make known (IM-27).
    package var lookups = LookupTerms()
    package var services = ServiceTerms()
    /// Steps that a platform beside us does; all others are done here.
    package var run: [WorkflowStep: WorkflowStep.Runner] = [:]

    package init(
        region: String, zh: String, effectiveFrom: Day, disbursement: Disbursement, phase: Phase,
        clocks: [Clock: Int], extensions: [String: Int] = [:], publicityDays: Int, identityVerdictDays: Int,
        accountVerdictDays: Int,
        lateResultDays: Int = 60, yearlyLists: Bool = false, socialSecurityCardFirst: Bool, hotTopic: String?,
        failureOwners: [Phase: [String: Owner]], library: LibraryTerms = LibraryTerms(),
        schedules: [Schedule],
        calendars: [String], alerts: String
    ) {
        self.region = region
        self.zh = zh
        self.effectiveFrom = effectiveFrom
        self.disbursement = disbursement
        self.phase = phase
        self.clocks = clocks
        self.extensions = extensions
        self.publicityDays = publicityDays
        self.identityVerdictDays = identityVerdictDays
        self.accountVerdictDays = accountVerdictDays
        self.lateResultDays = lateResultDays
        self.yearlyLists = yearlyLists
        self.socialSecurityCardFirst = socialSecurityCardFirst
        self.hotTopic = hotTopic
        self.failureOwners = failureOwners
        self.library = library
        self.schedules = schedules
        self.calendars = calendars
        self.alerts = alerts
    }
}
