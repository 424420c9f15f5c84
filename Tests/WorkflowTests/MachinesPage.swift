/// MachinesPage draws the machines as a page of documentation, from their tables and from nothing else.
enum MachinesPage {
    /// The machine's name in people's words.
    private static let titles = [
        "document": "Document (收到的文件)", "list": "Approved list (主管部门报送清单)", "roster": "Roster (发放清册)",
        "roster_line": "Roster line (清册明细)", "account": "Account (收款账户)",
        "budget_link": "Budget link (补贴项目与预算项目对应关系)", "payment_order": "Payment order (资金支付单)",
        "batch": "Bank batch (代发批次)", "attempt": "Attempt (代发明细)", "outbox": "Outgoing document (待发文件)",
        "failure": "Failure (发放失败)", "recovery": "Recovery (错发追回)",
        "library_account": "Account of the base library (基础库账户)",
        "refund": "Refund (退回国库)",
        "suspense": "Suspense (挂账)",
    ]

    static func text(_ machines: [MachineView]) -> String {
        let head = """
            # State machines

            What may become of everything that the gateway keeps, drawn from the tables that the store enforces.

            ## Overview

            An arrow is a move and carries its event; where an event leads from every state to the same one, it starts at
            "every state". What has no arrow is refused; a word of a bank or of the treasury about money is never refused,
            and goes to suspense. This page is written by the tests (`UPDATE_GOLDEN=1`) and is not edited by hand.

            """
        return head + machines.map(section).joined()
    }

    private static func section(_ machine: MachineView) -> String {
        var lines = ["", "## \(titles[machine.name] ?? machine.name)", "", "```mermaid", "stateDiagram-v2"]
        let everywhere = machine.events.filter { machine.leadsFromEveryState($0) }
        if !everywhere.isEmpty { lines.append("    state \"every state\" as everyState") }
        lines.append("    [*] --> \(machine.initial)")
        var arrows: [(from: String, to: String, events: [String])] = []
        func draw(_ from: String, _ event: String, _ to: String) {
            if let known = arrows.firstIndex(where: { $0.from == from && $0.to == to }) {
                arrows[known].events.append(event)
            } else {
                arrows.append((from, to, [event]))
            }
        }
        for row in machine.rows where everywhere.contains(row.event) && row.from == machine.states.first {
            draw("everyState", row.event, row.to)
        }
        for row in machine.rows where !everywhere.contains(row.event) { draw(row.from, row.event, row.to) }
        lines += arrows.map { "    \($0.from) --> \($0.to) : \($0.events.joined(separator: ", "))" }
        lines += machine.finals.map { "    \($0) --> [*]" }
        return (lines + ["```", ""]).joined(separator: "\n")
    }
}

extension MachineView {
    /// Whether an event leads from every state, and always to the same one.
    fileprivate func leadsFromEveryState(_ event: String) -> Bool {
        let moves = rows.filter { $0.event == event }
        return moves.count == states.count && Set(moves.map(\.to)).count == 1
    }
}
