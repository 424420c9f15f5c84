import Sandbox
import Store
import Subsidy
import Workflow

/// What people do beside the money's way. None of it is urgent: an office comes round to it twice a day.
extension Desk {
    private static let hoursBetween = 3

    func exchanges() throws {
        let next = (office.cameRound[county.code] ?? 0) + Int64(Self.hoursBetween * 3_600_000)
        guard now.milliseconds >= next else { return }
        office.cameRound[county.code] = now.milliseconds
        try archives()
        try risks()
        try applications()
        try consents()
        try clerks()
        try offers()
    }

    // MARK: Archives

    /// What is closed is sealed, and once more when something came later. Sealed too early, or a second time although
    /// nothing changed: that must be refused (NX-6.2.9).
    private func archives() throws {
        for row in try mine(
            """
            SELECT o.id, COUNT(*) FROM payment_order o JOIN roster r ON r.id = o.roster AND r.state = 'closed'
            JOIN attempt a ON a.payment_order = o.id JOIN event e ON e.machine = 'attempt' AND e.subject = a.id
            WHERE o.county = $1 GROUP BY o.id ORDER BY o.id
            """)
        {
            let (order, moves) = (row[0].integer ?? 0, row[1].integer ?? 0)
            guard office.sealed[order] != moves, office.isWilling() else { continue }
            let id = ["order": String(order)]
            let code = try act(.sealArchive, id, as: .financeMaker)
            guard code.isEmpty || code == "archive.sealed" else { continue }
            office.sealed[order] = moves
            guard office.random.below(4) == 0 else { continue }
            guard try act(.sealArchive, id, as: .financeMaker) != "" else {
                throw Breach("NX-6.2.9", "order \(order) was sealed twice with nothing between")
            }
        }
        guard office.faults.contains(.overreach), office.random.below(20) == 0 else { return }
        let open = try mine(
            """
            SELECT DISTINCT o.id FROM payment_order o JOIN attempt a ON a.payment_order = o.id
            WHERE o.county = $1 AND a.state IN ('held', 'instructed', 'pending', 'unknown') ORDER BY o.id
            """)
        guard let order = open.last?[0].integer else { return }
        guard try act(.sealArchive, ["order": String(order)], as: .financeMaker) != "" else {
            throw Breach("NX-6.2.9", "order \(order) was sealed with lines that are still open")
        }
    }
}
