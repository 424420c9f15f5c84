import AdapterKit
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// Looks at what lies where batches go (NX-3.1): a file that we did not send, or one of our names with other bytes, was
    /// laid there by hand.
    func findStrayFiles(now: Instant) throws -> Progress {
        var progress = Progress()
        var seen: Set<String> = []
        for county in configuration.counties {
            for name in routes(.batchSend, county.code) where seen.insert(name).inserted {
                let connection = try connection(name)
                guard case .ready(let offers, _) = try adapter(connection).delivered(over: line(connection, now: now)),
                    !offers.isEmpty
                else { continue }
                for stray in try strays(among: offers) {
                    guard try note(stray, county: county.code, connection: name, now: now) else { continue }
                    progress.moves += 1
                    progress.notes.append(
                        "batch.send：\(name) 的发送目录中有\(stray.kind == "unknown" ? "来历不明" : "被改动")的文件，请立即核实并通知银行停止处理（NX-3.1）"
                    )
                }
            }
        }
        return progress
    }

    private struct Stray {
        var name: String
        var size: Int
        var kind: String
    }

    private func strays(among offers: [Offer]) throws -> [Stray] {
        // One bank may be sent to by several connections; and what was cancelled or refused may lie there all the same.
        let sent = try store.read { c in
            try c.rows(
                """
                SELECT o.file_name, o.number, d.size FROM outbox o LEFT JOIN document d ON d.id = o.document
                WHERE o.exchange IN ('batch.send', 'account.verify', 'history.answer') ORDER BY o.id
                """)
        }
        let sizes = Dictionary(
            grouping: sent.filter { !$0.text(0).isEmpty }, by: { $0.text(0) }
        ).mapValues { Set($0.map { $0.int(2) }) }
        // A file that its adapter named by our number.
        let numbers = sent.filter { $0.text(0).isEmpty }.map { $0.text(1) }
        return offers.compactMap { offer in
            if let known = sizes[offer.name] {
                let isOurs = offer.size < 0 || known.contains(Int64(offer.size))
                return isOurs ? nil : Stray(name: shown(offer.name), size: offer.size, kind: "changed")
            }
            guard !numbers.contains(where: { offer.name.contains($0) }) else { return nil }
            return Stray(name: shown(offer.name), size: offer.size, kind: "unknown")
        }
    }

    /// A name that may hold a person's is told by its digest (G7).
    private func shown(_ name: String) -> String {
        FileName.mayBePersonal(name) ? "sha256-" + hex(Digest.sha256(Array(name.utf8))).prefix(16) : name
    }

    /// Notes a file; true when it is new here, or another than the one that was explained.
    private func note(_ stray: Stray, county: String, connection: String, now: Instant) throws -> Bool {
        let known = try store.read { c in
            try c.rows(
                "SELECT id, state, size FROM stray_file WHERE connection = $1 AND name = $2 AND kind = $3",
                [.text(connection), .text(stray.name), .text(stray.kind)]
            ).first
        }
        if let known, known.text(1) != StrayFileMachine.State.resolved.rawValue || known.int(2) == Int64(stray.size) {
            return false
        }
        try commit("stray.find", object: "connection:\(connection)", now: now, as: .outcome) { work in
            if let known {
                try work.move(StrayFileMachine.self, known.int(0), .reopen)
                try work.execute(
                    "UPDATE stray_file SET size = $1, last_seen = $2 WHERE id = $3", .int(stray.size), .at(now),
                    known[0])
                return
            }
            try work.execute(
                """
                INSERT INTO stray_file (id, county, connection, name, size, kind, first_seen, last_seen, state, sequence)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 'found', 0)
                """,
                .integer(try work.id()), .text(county), .text(connection), .text(stray.name), .int(stray.size),
                .text(stray.kind), .at(now))
            work.touch("stray \(connection) \(stray.name)")
        }
        return true
    }

    /// What somebody has found out about a file that nobody here wrote …
    func explainStray(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let stray = try input.id("stray")
        try work.explain(StrayFileMachine.self, stray, .explain, input)
        return ActResult("stray:\(stray)", "已登记核实情况，待第二人确认（NX-3.1）")
    }

    /// … and whether another agrees.
    func decideStray(_ input: ActInput, _ event: StrayFileMachine.Event, _ work: inout Work) throws -> ActResult {
        let stray = try input.id("stray")
        try work.move(StrayFileMachine.self, stray, event)
        return ActResult("stray:\(stray)", event == .confirm ? "已确认，报警解除" : "不予确认，报警继续")
    }

    package func strayFiles() throws -> [WorkItem] {
        try items(
            "stray",
            """
            SELECT id, county, state, connection, name, size, kind, first_seen, explanation FROM stray_file ORDER BY id
            """, ["connection", "name", "size", "reason", "received", "explanation"])
    }
}
