import Gateway
import Store
import StoreSQLite
import Subsidy
import Trust
import Workflow

/// W7 and W8: the way of a month's lists through the whole gateway, step by step.
///
/// W7 goes from the lists on disk to the banks' files on disk; W8 on to the results, the statements, the feed back to
/// the department, and the proof that nothing was lost.
enum Way {
    static func run(lines: Int, folder: String, toTheEnd: Bool) throws -> String {
        let world = try WayWorld(folder: folder)
        let meter = WayMeter(lines: lines)
        try writeLists(lines, folder)
        try meter.step("lists") { try world.run() }
        try world.require(WayLists.projects, "SELECT COUNT(*) FROM list WHERE state = 'accepted'", "lists taken")
        try meter.step("rosters") {
            for list in try world.numbers("SELECT id FROM list ORDER BY id") {
                try world.act(.buildRoster, ["list": String(list)])
            }
        }
        try checks(world, meter)
        try reviews(world, meter)
        try orders(world, meter)
        try meter.step("bank files") {
            for order in try world.numbers("SELECT id FROM payment_order WHERE state = 'allocated' ORDER BY id") {
                try world.act(.releaseBatch, ["order": String(order)])
            }
            try world.run()
        }
        if toTheEnd { try results(world, meter) }
        let proof = try meter.step("proof") { try world.engine.reconcile() }
        if toTheEnd, !proof.holds { throw BenchError("not reconciled: \(proof.open)") }
        let broken = try meter.step("audit chain") { try world.engine.verifyAudit() }
        guard broken.isEmpty else { throw BenchError("\(broken)") }
        meter.tellTotal()
        return try totals(world, proof.equalities.count, toTheEnd ? proof.holds : proof.equalities.allSatisfy(\.holds))
    }

    private static func writeLists(_ lines: Int, _ folder: String) throws {
        for (index, count) in WayLists.counts(lines).enumerated() {
            let bytes = try WayLists.list(project: index, rows: count)
            let name = "\(folder)/dept/in/QD_\(WayCitizen.padded(index + 1, 3)).txt"
            try WayFolder.write(bytes, to: name)
            try WayFolder.write(Array(hex(MAC.hmacSM3(key: WayWorld.key, bytes)).utf8), to: name + ".ok")
        }
    }

    private static func each(_ world: WayWorld, _ act: Act, _ more: [String: String] = [:]) throws {
        for roster in try world.numbers("SELECT id FROM roster ORDER BY id") {
            try world.act(act, ["roster": String(roster)].merging(more) { $1 })
        }
    }

    private static func checks(_ world: WayWorld, _ meter: WayMeter) throws {
        try meter.step("identity") {
            try each(world, .requestIdentityCheck)
            try world.run()
        }
        try meter.step("held lines") {
            for line in try world.numbers("SELECT id FROM roster_line WHERE verdict = 'mismatch' ORDER BY id") {
                try world.act(.holdLine, ["line": String(line), "reason": "姓名与公安登记不一致"])
            }
        }
        try meter.step("cards") {
            try each(world, .requestAccountCheck)
            try world.run()
        }
        try meter.step("accounts") {
            for bank in world.banks { try bank.answerQuestions() }
            try world.run()
        }
        try world.require(
            WayLists.projects, "SELECT COUNT(*) FROM roster WHERE state = 'accountsSet'", "rosters checked")
    }

    private static func reviews(_ world: WayWorld, _ meter: WayMeter) throws {
        try meter.step("publicity") {
            try each(world, .publishRoster, ["channel": "platform"])
            world.wait(days: 8)
            try each(world, .closePublicity)
        }
        try meter.step("sign") { try each(world, .signRoster) }
        try meter.step("reviews") {
            try each(world, .departmentApprove)
            try each(world, .financeApprove)
        }
    }

    private static func orders(_ world: WayWorld, _ meter: WayMeter) throws {
        for project in 0..<WayLists.projects {
            let proposed = try world.act(
                .proposeLink,
                [
                    "county": WayWorld.county, "project": WayLists.project(project), "budgetProject": "YSXM01",
                    "from": "2026-01-01", "until": "2026-12-31",
                ])
            try world.act(.releaseLink, ["link": proposed.values["link"] ?? ""])
        }
        try meter.step("orders") { try each(world, .orderPayment) }
        try meter.step("treasury") {
            try world.run()
            world.wait(hours: 1)
            try world.run()
        }
    }

    private static func results(_ world: WayWorld, _ meter: WayMeter) throws {
        try meter.step("results") {
            for bank in world.banks { try bank.pay() }
            try world.run()
        }
        try meter.step("statements") {
            world.wait(hours: 1)
            let orders = try world.store.read { c in
                try c.rows("SELECT number, agency_account FROM payment_order ORDER BY id")
            }
            for (index, bank) in world.banks.enumerated() {
                let mine = Set(orders.filter { $0[1].text == "代发户-\(WayWorld.banks[index])" }.map { $0[0].text ?? "" })
                try bank.tell(
                    world.treasury.paid.filter { mine.contains($0.number) }, account: WayWorld.agencyAccount(index))
            }
            try world.run()
        }
    }

    private static func totals(_ world: WayWorld, _ equalities: Int, _ holds: Bool) throws -> String {
        let row =
            try world.store.read { c in
                try c.rows(
                    """
                    SELECT (SELECT SUM(row_count) FROM document WHERE exchange = 'list.submit'),
                        (SELECT COUNT(*) FROM roster_line WHERE state = 'payable'),
                        (SELECT SUM(amount_fen) FROM payment_order), (SELECT SUM(sum_fen) FROM batch),
                        (SELECT COUNT(*) FROM attempt WHERE paid_fen > 0), (SELECT SUM(paid_fen) FROM attempt),
                        (SELECT COUNT(*) FROM attempt WHERE state = 'failed'),
                        (SELECT COUNT(*) FROM outbox WHERE exchange = 'batch.send' AND state = 'done'),
                        (SELECT COUNT(*) FROM list WHERE fed_back IS NOT NULL)
                    """)
            }.first ?? []
        let names = [
            "lines", "payable", "ordered_fen", "batched_fen", "paid", "paid_fen", "failed", "bank_files", "fed_back",
        ]
        let members = zip(names, row).map { "\"\($0)\":\($1.integer ?? 0)" }
        return "{\(members.joined(separator: ",")),\"equalities\":\(equalities),\"reconciled\":\(holds)}"
    }
}
