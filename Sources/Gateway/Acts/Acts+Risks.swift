import Store
import Subsidy
import Workflow

extension Engine {
    /// One person has looked into a finding and says that it is settled, with what shows it …
    func proposeClearing(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let risk = try input.id("risk")
        _ = try input.text("evidence")
        try work.move(RiskMachine.self, risk, .propose)
        return ActResult("risk:\(risk)", "已登记核实情况，待第二人解除")
    }

    /// … and another clears it, or keeps it (NX-8.4).
    func decideRisk(_ input: ActInput, _ event: RiskMachine.Event, _ work: inout Work) throws -> ActResult {
        let risk = try input.id("risk")
        if event == .keep { _ = try input.text("reason") }
        try work.move(RiskMachine.self, risk, event)
        return ActResult("risk:\(risk)", event == .clear ? "两人核实，标记已解除" : "不予解除，标记保留")
    }

    /// Findings with the lines that they stop now; whom they name stays sealed.
    package func risks() throws -> [WorkItem] {
        try items(
            "risk",
            """
            SELECT f.id, f.county, f.state, f.number, f.kind, f.grave, COALESCE(f.found_day, 0),
                (SELECT CAST(COUNT(DISTINCT s.id) AS BIGINT) FROM share s JOIN roster_line l ON l.id = s.roster_line
                    JOIN roster r ON r.id = l.roster JOIN person p ON p.id = s.payee
                    LEFT JOIN account a ON a.id = s.account
                    WHERE r.state <> 'closed' AND (p.id_digest = f.id_digest OR a.digest = f.account_digest))
            FROM risk f ORDER BY f.id
            """
        ) { row, _ in
            [
                "number": row.text(3), "kind": row.text(4), "grave": row.int(5) == 1 ? "true" : "false",
                "day": row.int(6) == 0 ? "" : row.day(6).text,
                "lines": String(row.int(7)),
            ]
        }
    }
}
