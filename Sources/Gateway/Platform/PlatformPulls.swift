import AdapterKit
import Store
import Subsidy
import Workflow

extension Engine {
    /// A pull that finds no end goes on at the next run.
    private static let pagesAtOnce = 200

    /// What is new at the platform, page by page from where the last pull ended. A page is landed before the cursor moves
    /// on: after a crash it comes once more, and is recognised.
    func pullPages(_ exchange: Exchange, _ county: String, _ connection: Connection, now: Instant) throws -> Progress {
        var progress = Progress()
        for _ in 0..<Engine.pagesAtOnce {
            let cursor = try cursor(of: exchange, county, connection.name)
            let dispatch = AdapterKit.Dispatch(
                exchange: exchange, number: "\(county)-\(cursor)", parameters: ["county": county, "cursor": cursor])
            switch try adapter(connection).send(dispatch, over: line(connection, now: now)) {
            case .done(let evidence):
                guard let bytes = evidence.answer else { return progress }
                _ = try land(
                    bytes,
                    LandingNote(
                        county: county, exchange: exchange, connection: connection, mappingKey: exchange.rawValue,
                        parameters: ["county": county]), now: now)
                progress.documents += 1
                guard let next = evidence.next, next != cursor else { return progress }
                try keep(cursor: next, of: exchange, county, connection.name)
            case .refused(let refusal), .retry(_, let refusal):
                progress.remarks.append("\(exchange.rawValue)：平台暂时取不到数据（\(refusal.code)）\(refusal.message)")
                return progress
            case .unknown: return progress
            }
        }
        return progress
    }

    private func cursor(of exchange: Exchange, _ county: String, _ connection: String) throws -> String {
        try store.read { c in
            try c.rows(
                "SELECT cursor FROM schedule WHERE county = $1 AND exchange = $2 AND connection = $3",
                [.text(county), .text(exchange.rawValue), .text(connection)]
            ).first?.text(0) ?? ""
        }
    }

    private func keep(cursor: String, of exchange: Exchange, _ county: String, _ connection: String) throws {
        try store.write { c in
            _ = try c.execute(
                """
                INSERT INTO schedule (county, exchange, connection, cursor) VALUES ($1, $2, $3, $4)
                ON CONFLICT (county, exchange, connection) DO UPDATE SET cursor = excluded.cursor
                """, [.text(county), .text(exchange.rawValue), .text(connection), .text(cursor)])
        }
    }

    /// Nobody does here what the platform does (IM-29.1): it would contradict what is mirrored.
    func requireStepHere(_ act: Act, _ role: Role, _ county: String) throws {
        guard let step = act.step(of: role), profiles[county] != nil, try profile(county).runner(step) == .platform
        else {
            return
        }
        throw GatewayError(
            .forbidden, "step.atPlatform", "本旗县的“\(step.zh)”由平台办理，请在平台上办理，结果会自动同步过来（IM-29.1）")
    }
}
