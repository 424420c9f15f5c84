/// The question when somebody died whose death a register tells without a day, and who was paid (IM-16.1e): the township
/// tells the day with its evidence, its leader confirms it; a register that tells the day itself settles the question.
package enum DeathInquiryMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case asked, told, settled }
    package enum Event: String, CaseIterable, Sendable { case tell, confirm, reject, settle }
    package static let name = "death_inquiry"
    package static let initial = State.asked
    package static let moves: [Move<State, Event>] = [
        Move(.asked, .tell, .told), Move(.told, .confirm, .settled), Move(.told, .reject, .asked),
        Move(.asked, .settle, .settled), Move(.told, .settle, .settled),
        // A day that turns out to be wrong is told anew.
        Move(.settled, .tell, .told),
    ]
}
