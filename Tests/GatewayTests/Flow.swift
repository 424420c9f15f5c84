import AdapterKit
import Foundation
import Gateway
import Store
import Subsidy
import Workflow

/// How far a list was brought.
struct Flow {
    var list: Int64 = 0
    var roster = ""
    var order = ""
    var number = ""
    var batch = ""
}

extension GatewayWorld {
    @discardableResult
    func submit(
        _ paper: ListPaper, proof: Arrival.Proof = .signature, from connection: String? = nil
    ) throws -> SubmissionAnswer {
        try engine.submitList(
            paper.bytes, connection: connection ?? (paper.county == GatewayWorld.ningxia ? "dept-nx" : "dept"),
            parameters: ["county": paper.county], proof: proof, now: now)
    }

    /// The prefix of the logins of a county.
    private func login(_ act: Act, _ paper: ListPaper) -> String {
        (paper.county == GatewayWorld.ningxia ? "nx." : "") + act.usualRole
    }

    func built(_ paper: ListPaper) throws -> Flow {
        var flow = Flow()
        flow.list = try submit(paper).list ?? -1
        flow.roster =
            try act(.buildRoster, ["list": String(flow.list)], as: login(.buildRoster, paper)).values["roster"] ?? ""
        return flow
    }

    /// … and every person asked about at the police register.
    func identified(_ paper: ListPaper) throws -> Flow {
        let flow = try built(paper)
        try act(.requestIdentityCheck, ["roster": flow.roster], as: login(.requestIdentityCheck, paper))
        try run()
        return flow
    }

    /// … and every account at its bank.
    func checked(_ paper: ListPaper) throws -> Flow {
        let flow = try identified(paper)
        try act(.requestAccountCheck, ["roster": flow.roster], as: login(.requestAccountCheck, paper))
        try run()
        return flow
    }

    /// … and public for its days.
    func publicised(_ paper: ListPaper) throws -> Flow {
        let flow = try checked(paper)
        try publicise(flow, paper)
        return flow
    }

    func publicise(_ flow: Flow, _ paper: ListPaper) throws {
        try act(.publishRoster, ["roster": flow.roster, "channel": "platform"], as: login(.publishRoster, paper))
        wait(days: 8)
        try act(.closePublicity, ["roster": flow.roster], as: login(.closePublicity, paper))
    }

    func approve(_ flow: Flow, _ paper: ListPaper) throws {
        for step in [Act.signRoster, .departmentApprove, .financeApprove] {
            try act(step, ["roster": flow.roster], as: login(step, paper))
        }
    }

    /// … and approved three times.
    func approved(_ paper: ListPaper) throws -> Flow {
        let flow = try publicised(paper)
        try approve(flow, paper)
        return flow
    }

    /// A released link between the list's project and the budget's.
    func link(_ paper: ListPaper, budgetProject: String = "YSXM01") throws {
        try run()
        let proposed = try act(
            .proposeLink,
            [
                "county": paper.county, "project": paper.project, "budgetProject": budgetProject, "from": "2026-01-01",
                "until": "2026-12-31",
            ])
        try act(.releaseLink, ["link": proposed.values["link"] ?? ""])
    }

    /// … and ordered: the request is at the treasury when `sending` is true.
    func ordered(_ paper: ListPaper, sending: Bool = true) throws -> Flow {
        if paper.county == GatewayWorld.innerMongolia { try link(paper) }
        var flow = try approved(paper)
        try act(.orderPayment, ["roster": flow.roster], as: login(.orderPayment, paper))
        if sending { try run() }
        let row = try rows("SELECT id, number FROM payment_order ORDER BY id DESC LIMIT 1")[0]
        flow.order = row[0].integer.map(String.init) ?? ""
        flow.number = row[1].text ?? ""
        return flow
    }

    /// The treasury says that an order's whole money left.
    func allocate(_ flow: Flow) throws {
        books.change { books in
            guard let request = books.requests[flow.number] else { return }
            books.requests[flow.number] = ("2", request.amount, request.amount)
        }
        wait(hours: 1)
        try run()
    }

    /// … and sent to the bank.
    func sent(_ paper: ListPaper) throws -> Flow {
        var flow = try ordered(paper)
        try allocate(flow)
        try act(.releaseBatch, ["order": flow.order])
        try run()
        flow.batch = try text("SELECT number FROM batch ORDER BY id DESC LIMIT 1")
        return flow
    }

    /// The serial of a citizen's latest instruction.
    func serial(_ citizen: Citizen) throws -> String {
        for row in try rows("SELECT serial, account FROM attempt ORDER BY id DESC") {
            let sent = bank.sent(.batchSend).map { String(decoding: $0.document, as: UTF8.self) }.joined()
            let serial = row[0].text ?? ""
            if sent.contains("\(serial)|\(citizen.account)|") { return serial }
        }
        return ""
    }

    /// The bank's word about one citizen's latest instruction.
    func result(
        _ citizen: Citizen, _ flag: String, _ code: String, fen: Int64 = 10_000, name: String = "res_1.txt",
        proof: Arrival.Proof = .mac
    ) throws {
        let rows = [(try serial(citizen), citizen.account, fen, flag, code)]
        bank.offer(.batchResult, name, Paper.results(rows), proof: proof)
        try run()
    }

    func statement(_ bytes: [UInt8], name: String = "stm_1.txt") throws {
        bank.offer(.statement, name, bytes)
        try run()
    }

    /// The state of a citizen's latest instruction by its serial.
    func state(ofAttempt serial: String) throws -> String {
        try text("SELECT state FROM attempt WHERE serial = $1", .text(serial))
    }

    func state(ofRoster flow: Flow) throws -> String {
        try text("SELECT state FROM roster WHERE id = $1", .integer(Int64(flow.roster) ?? 0))
    }

    /// The line of a citizen in a roster, by the row of the list.
    func line(_ row: Int, of flow: Flow) throws -> String {
        try text(
            """
            SELECT l.id FROM roster_line l JOIN list_line ll ON ll.id = l.list_line WHERE l.roster = $1 AND ll.line = $2
            """, .integer(Int64(flow.roster) ?? 0), .integer(Int64(row)))
    }
}
