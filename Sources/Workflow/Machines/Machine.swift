/// Machine is a state machine as a table. The store writes the table's rows into the database, and every change of
/// state names one of them; the rule stands once.
package protocol Machine {
    associatedtype State: RawRepresentable<String> & CaseIterable & Hashable & Sendable
    associatedtype Event: RawRepresentable<String> & CaseIterable & Hashable & Sendable
    /// As the `transition` and `event` tables name it.
    static var name: String { get }
    static var initial: State { get }
    static var moves: [Move<State, Event>] { get }
}

package struct Move<State: Sendable, Event: Sendable>: Sendable {
    package let from: State
    package let event: Event
    package let to: State

    package init(_ from: State, _ event: Event, _ to: State) {
        self.from = from
        self.event = event
        self.to = to
    }
}

extension Machine {
    /// Where `event` leads from `state`; nil is a refusal (for a word about money: suspense).
    package static func next(_ state: State, _ event: Event) -> State? {
        moves.first { $0.from == state && $0.event == event }?.to
    }

    /// The table as rows of text.
    package static var rows: [(from: String, event: String, to: String)] {
        moves.map { ($0.from.rawValue, $0.event.rawValue, $0.to.rawValue) }
    }
}

/// Every machine of the workflow, for the store to install and for diagrams to draw.
package enum Machines {
    package static let tables: [(name: String, rows: [(from: String, event: String, to: String)])] = [
        (DocumentMachine.name, DocumentMachine.rows), (ListMachine.name, ListMachine.rows),
        (RosterMachine.name, RosterMachine.rows), (RosterLineMachine.name, RosterLineMachine.rows),
        (AccountMachine.name, AccountMachine.rows), (LibraryAccountMachine.name, LibraryAccountMachine.rows),
        (LinkMachine.name, LinkMachine.rows),
        (OrderMachine.name, OrderMachine.rows), (BatchMachine.name, BatchMachine.rows),
        (AttemptMachine.name, AttemptMachine.rows), (OutboxMachine.name, OutboxMachine.rows),
        (FailureMachine.name, FailureMachine.rows), (RecoveryMachine.name, RecoveryMachine.rows),
        (RefundMachine.name, RefundMachine.rows),
        (AccountRelationMachine.name, AccountRelationMachine.rows), (SuspenseMachine.name, SuspenseMachine.rows),
        (LibraryChangeMachine.name, LibraryChangeMachine.rows), (LibraryPersonMachine.name, LibraryPersonMachine.rows),
        (ComparisonMachine.name, ComparisonMachine.rows), (LibraryFindingMachine.name, LibraryFindingMachine.rows),
        (LibraryRoundMachine.name, LibraryRoundMachine.rows), (LibraryEntryMachine.name, LibraryEntryMachine.rows),
        (ListChangeMachine.name, ListChangeMachine.rows), (SupplementMachine.name, SupplementMachine.rows),
        (DeathInquiryMachine.name, DeathInquiryMachine.rows), (PlanMachine.name, PlanMachine.rows),
        (LateAdmissionMachine.name, LateAdmissionMachine.rows), (StrayFileMachine.name, StrayFileMachine.rows),
        (ExtractMachine.name, ExtractMachine.rows), (CatalogueRequestMachine.name, CatalogueRequestMachine.rows),
        (NoticeMachine.name, NoticeMachine.rows), (PublicationMachine.name, PublicationMachine.rows),
        (ComplaintMachine.name, ComplaintMachine.rows), (RiskMachine.name, RiskMachine.rows),
        (PortalRequestMachine.name, PortalRequestMachine.rows),
        (ConsentMachine.name, ConsentMachine.rows), (LookupStopMachine.name, LookupStopMachine.rows),
        (BankServiceMachine.name, BankServiceMachine.rows),
        (PlatformWordMachine.name, PlatformWordMachine.rows), (ApplicationMachine.name, ApplicationMachine.rows),
    ]
}
