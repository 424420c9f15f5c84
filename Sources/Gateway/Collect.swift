import AdapterKit
import Store
package import Subsidy
import Trust

extension Engine {
    /// Takes what waits at counterparts and in drop folders: land, commit, and only then move away at the far end.
    package func collect(now: Instant) throws -> Progress {
        var progress = Progress()
        var isLeft = try clearTaken(now: now, &progress)
        let (runs, inboxes) = (try lastRuns(), try inboxes())
        for (connection, exchange, county) in collecting() {
            guard try isCollecting(exchange, connection.name, county, runs, now: now) else { continue }
            let line = line(connection, now: now)
            let offers: [Offer]
            var lying: [String] = []
            switch try adapter(connection).offers(of: exchange, over: line) {
            case .retry(_, let refusal):
                progress.remarks.append(
                    "\(exchange.rawValue)：连接 \(connection.name) 收不到文件（\(refusal.code)）\(refusal.message)")
                continue
            case .ready(let complete, let waiting):
                offers = complete
                lying = waiting
                progress.remarks += waiting.map { name in
                    let shown = FileName.mayBePersonal(name) ? "有一个文件" : "文件 \(name) "
                    return "\(exchange.rawValue)：连接 \(connection.name) 的\(shown)没有标志文件，可能仍在传送，未收取；久等不到请与对方核对"
                }
            }
            for offer in offers {
                guard try !isTaken(offer, connection) else { continue }
                guard !FileName.mayBePersonal(offer.name) else {
                    lying.append(offer.name)
                    progress.remarks.append("\(exchange.rawValue)：有文件的名称疑似含姓名或号码，不予接收，请对方以字母、数字和 . - _ 命名后重发（IM-30.1）")
                    continue
                }
                guard case .arrival(let arrival) = try adapter(connection).take(offer, over: line) else {
                    lying.append(offer.name)
                    continue
                }
                let note = LandingNote(
                    county: county, exchange: exchange, connection: connection, mappingKey: exchange.answerKey,
                    name: offer.name, marker: offer.marker, proof: arrival.proof,
                    parameters: ["county": county, "file": offer.name], atFarEnd: true)
                _ = try land(arrival.bytes, note, now: now)
                progress.documents += 1
                isLeft = true
            }
            if isLeft { isLeft = try clearTaken(now: now, &progress) }
            let inbox = Inboxes.Key(exchange: exchange.rawValue, connection: connection.name)
            try note(lying, in: inbox, county: county, known: inboxes, now: now)
        }
        progress += try findStrayFiles(now: now)
        return progress
    }

    /// Which connections bring files, for which county. A connection that serves several counties brings them once.
    private func collecting() -> [(Connection, Exchange, String)] {
        let exchanges: [Exchange] = [
            .listSubmit, .listChange, .deathSync, .welfareSync, .accountVerify, .batchResult, .batchReturn, .statement,
            .beneficiarySync, .residentsCompare, .noticeReceipt, .publicationReceipt,
            .findingIntake, .applicationIntake, .accountChange, .complaintIntake, .historyLookup, .serviceOffer,
        ]
        var seen: Set<String> = []
        var result: [(Connection, Exchange, String)] = []
        for county in configuration.counties {
            for exchange in exchanges {
                for name in routes(exchange, county.code) {
                    guard seen.insert("\(exchange.rawValue) \(name)").inserted,
                        let connection = configuration.connections[name],
                        connection.mappings[exchange.answerKey] != nil,
                        exchange != .residentsCompare || !connection.asksForResidents
                    else { continue }
                    result.append((connection, exchange, county.code))
                }
            }
        }
        return result
    }

    /// Registers' feeds come when the profile's schedule says; everything else is looked for at every round.
    private func isCollecting(
        _ exchange: Exchange, _ connection: String, _ county: String, _ runs: LastRuns, now: Instant
    ) throws -> Bool {
        guard [.deathSync, .welfareSync, .residentsCompare].contains(exchange),
            let plan = plan(exchange, connection, try profile(county))
        else { return true }
        guard try isDue(plan, county, last: runs[exchange, county, connection], now: now) else { return false }
        try noteRun(exchange, county, connection, now: now)
        return true
    }

    private func isTaken(_ offer: Offer, _ connection: Connection) throws -> Bool {
        try store.read { c in
            try c.rows(
                """
                SELECT 1 FROM document WHERE connection = $1 AND exchange = $2 AND name = $3 AND far_end = 'there'
                """, [.text(connection.name), .text(offer.exchange.rawValue), .text(offer.name)]
            ).isEmpty == false
        }
    }

    /// Moves committed files away at the far end; a crash between the two repeats only this. Whether any is left there.
    private func clearTaken(now: Instant, _ progress: inout Progress) throws -> Bool {
        var left = 0
        let waiting = try store.read { c in
            try c.rows(
                """
                SELECT id, connection, exchange, name, size, marker, digest FROM document WHERE far_end = 'there'
                ORDER BY +id
                """)
        }
        for row in waiting {
            left += 1
            guard let connection = configuration.connections[row.text(1)],
                let exchange = Exchange(rawValue: row.text(2))
            else { continue }
            let offer = Offer(exchange: exchange, name: row.text(3), size: Int(row.int(4)), marker: row[5].text)
            let line = line(connection, now: now)
            // What lies there now may be another file of that name: it is left for the next round to take.
            let cleared = try adapter(connection).clear(offer, over: line) { hex(Digest.sha256($0)) == row.text(6) }
            switch cleared {
            case .done: try noteFarEnd("moved", of: row.int(0))
            case .refused(.replaced): try noteFarEnd("replaced", of: row.int(0))
            case .refused, .retry, .unknown: continue
            }
            progress.moves += 1
            left -= 1
        }
        return left > 0
    }
}

extension Engine {
    private func noteFarEnd(_ state: String, of document: Int64) throws {
        _ = try store.write { c in
            try c.execute("UPDATE document SET far_end = $1 WHERE id = $2", [.text(state), .integer(document)])
        }
    }
}

extension Exchange {
    /// The mapping key of what comes in by this exchange: an answer where we asked, the document itself elsewhere.
    var answerKey: String {
        switch self {
        case .identityVerify, .cardVerify, .accountVerify, .paymentRequest: rawValue + ".answer"
        default: rawValue
        }
    }

    /// Whether what comes in by this exchange speaks of money: none of it may be lost (G2).
    var isAboutMoney: Bool {
        [.paymentRequest, .paymentStatus, .batchResult, .batchReturn, .statement].contains(self)
    }

    /// Whether a file of this exchange counts only with its sender's signature or MAC.
    var needsProof: Bool {
        [
            .listChange, .accountVerify, .batchResult, .batchReturn, .statement, .beneficiarySync, .residentsCompare,
            .historyLookup, .serviceOffer,
        ].contains(self)
    }

    /// Whether the call itself brings a document that is read.
    var answersAtOnce: Bool { [.identityVerify, .cardVerify, .paymentRequest].contains(self) }
}

/// FileName judges the names that counterparts give their files: they lie in the clear, in logs and in URLs.
enum FileName {
    /// Whether a name may hold a person's name (anything but ASCII letters, digits, `.`, `-` and `_`), or has as many
    /// digits in a row as an identity number or an account (G7). A day and a sequence, or our own numbers, have fewer.
    static func mayBePersonal(_ name: String) -> Bool {
        var run = 0
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                break
            default: return true
            }
            run = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? run + 1 : 0
            if run >= 15 { return true }
        }
        return false
    }
}
