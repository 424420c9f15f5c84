import AdapterKit
import Store
package import Subsidy

/// The register of agent banks of a county (代发金融机构名录, NX-5.1.3). Where a profile keeps none, whoever is connected
/// pays.
extension Engine {
    /// A bank that is not, or no longer, admitted gets nothing new; what it has it brings to its end.
    func requireAgent(_ connection: String, _ county: String, _ day: Day) throws {
        let banks = try profile(county).agentBanks
        guard !banks.isEmpty, !banks.contains(where: { $0.connection == connection && $0.isAdmitted(on: day) }) else {
            return
        }
        throw GatewayError(.refused, "bank.notAdmitted", "该银行不在本旗县代发金融机构名录中，或已退出代发，不能再发新的批次（NX-5.1.3）")
    }

    /// Whether a bank's file may count: it is, or was once, in a register that this county keeps.
    func isRegistered(_ document: LandedDocument) throws -> Bool {
        guard [.batchResult, .batchReturn, .statement].contains(document.exchange),
            configuration.connections[document.connection]?.counterpart == .bank
        else { return true }
        let banks = try profile(document.county).agentBanks
        let bank = bankConnection(document.connection)
        return banks.isEmpty || banks.contains { $0.connection == bank || $0.connection == document.connection }
    }

    /// Each bank of each county's register, with what is still open there: a bank that has left with open batches is seen.
    package func agentBanks(now: Instant) throws -> [WorkItem] {
        let open = try store.read { c in
            try c.rows(
                """
                SELECT county, bank, CAST(COUNT(*) AS BIGINT), CAST(SUM(sum_fen) AS BIGINT) FROM batch
                WHERE state NOT IN ('cancelled', 'fullyResulted', 'reconciled') GROUP BY county, bank
                ORDER BY county, bank
                """)
        }
        let byBank = Dictionary(
            open.map { ("\($0.text(0)) \($0.text(1))", $0) }, uniquingKeysWith: { first, _ in first })
        var items: [WorkItem] = []
        for county in configuration.counties {
            for bank in try profile(county.code).agentBanks {
                let row = byBank["\(county.code) \(bank.connection)"]
                let state =
                    bank.isAdmitted(on: now.day)
                    ? "admitted"
                    : bank.from.map { now.day < $0 } == true ? "future" : row == nil ? "ended" : "endedOpen"
                items.append(
                    WorkItem(
                        kind: "agentBank", id: Int64(items.count + 1), county: county.code, state: state,
                        values: [
                            "name": bank.zh, "connection": bank.connection, "from": bank.from?.text ?? "",
                            "until": bank.until?.text ?? "", "openBatches": String(row?.int(2) ?? 0),
                            "openFen": String(row?.int(3) ?? 0),
                        ]))
            }
        }
        return items
    }
}
