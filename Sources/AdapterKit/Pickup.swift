package import Subsidy

/// Pickup is the one way a file comes in: seen with its marker → read whole → moved away after the commit.
///
/// A file without its marker is still being written and is never offered. Nothing is moved before `clear`.
package struct Pickup: Sendable {
    package var folder: String
    /// What the marker's name has after the file's own name: `.ok`, `.chk`, `.done`.
    package var markerSuffix: String
    /// The folder below `folder` into which taken files are moved.
    package var taken: String

    package init(folder: String, markerSuffix: String, taken: String = "taken") {
        self.folder = folder
        self.markerSuffix = markerSuffix
        self.taken = taken
    }

    /// Files of `exchange` whose names start with `prefix` and whose marker is there, in the order of their names; and
    /// the names of those whose marker is not.
    package func offers(of exchange: Exchange, prefix: String, over line: Line) -> Offers {
        guard let files = line.wires.files else { return .retry(after: .seconds(600), line.withoutFiles) }
        guard !folder.isEmpty, !markerSuffix.isEmpty, !prefix.isEmpty else {
            return .retry(
                after: .seconds(600), Refusal("connection.pickup", "连接 \(line.connection.name) 的收文件目录、标志或前缀没有配置"))
        }
        do {
            let present = try files.list(folder)
            let names = Set(present.map(\.name))
            let ours = present.filter { $0.name.hasPrefix(prefix) && !$0.name.hasSuffix(markerSuffix) }
                .sorted { $0.name < $1.name }
            return .ready(
                ours.filter { names.contains($0.name + markerSuffix) }.map {
                    Offer(exchange: exchange, name: $0.name, size: $0.size, marker: $0.name + markerSuffix)
                },
                waiting: ours.map(\.name).filter { !names.contains($0 + markerSuffix) })
        } catch {
            return .retry(after: .seconds(60), error.refusal)
        }
    }

    /// Reads the file and its marker; `proof` says what the marker proves. A file that is not as large as it was
    /// offered is not complete.
    package func take(
        _ offer: Offer, over line: Line, proof: (_ bytes: [UInt8], _ marker: [UInt8]) -> Arrival.Proof
    ) -> Taking {
        guard let files = line.wires.files else { return .retry(after: .seconds(600), line.withoutFiles) }
        do {
            let present = try files.list(folder)
            guard let marker = offer.marker, present.contains(where: { $0.name == marker }) else {
                return .notYet("标志文件还没有到，等待下一次")
            }
            let bytes = try files.read(path(offer.name))
            guard bytes.count == offer.size else { return .notYet("文件大小与列出时不同，等待下一次") }
            let proof = proof(bytes, try files.read(path(marker)))
            return .arrival(Arrival(name: offer.name, bytes: bytes, proof: proof))
        } catch .refused {
            return .notYet("文件暂时读不到，等待下一次")
        } catch {
            return .retry(after: .seconds(60), error.refusal)
        }
    }

    /// Moves the marker and then the file away: a marker that stayed alone would make the next file of that name look
    /// complete. What is away already is left; a name that is taken there gets a number behind it.
    package func clear(_ offer: Offer, over line: Line, ifTaken isTaken: (_ bytes: [UInt8]) -> Bool) -> Outcome {
        guard let files = line.wires.files else { return .refused(line.withoutFiles) }
        do {
            let present = Set(try files.list(folder).map(\.name))
            let names = [offer.marker, offer.name].compactMap(\.self).filter(present.contains)
            guard !names.isEmpty else { return .done(Evidence()) }
            if names.contains(offer.name), !isTaken(try files.read(path(offer.name))) { return .refused(.replaced) }
            let away = Set(((try? files.list(path(taken))) ?? []).map(\.name))
            line.pass(.beforeFarEndMove)
            for name in names {
                try files.rename(path(name), to: path(taken) + "/" + free(name, away))
            }
            line.pass(.afterFarEndMove)
            return .done(Evidence(reference: path(taken)))
        } catch {
            // Moving away is no business: it may be tried again at any time.
            return .retry(after: .seconds(60), error.refusal)
        }
    }

    private func free(_ name: String, _ away: Set<String>) -> String {
        guard away.contains(name) else { return name }
        var count = 2
        while away.contains("\(name).\(count)") { count += 1 }
        return "\(name).\(count)"
    }

    private func path(_ name: String) -> String { folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)" }
}

extension WireFault {
    /// The fault as a reason. A wire's own words never hold a value of a document.
    package var refusal: Refusal {
        switch self {
        case .notSent(let reason): Refusal("wire.notSent", reason)
        case .interrupted(let reason): Refusal("wire.interrupted", reason)
        case .refused(let reason): Refusal("wire.refused", reason)
        }
    }

    /// The outcome of a request that asks and changes nothing at the far end: it may always be asked again.
    package func question(after: Duration = .seconds(60)) -> Outcome { .retry(after: after, refusal) }

    /// The outcome of a request that may change something at the far end.
    package func business(after: Duration = .seconds(60), ask how: String) -> Outcome {
        switch self {
        case .notSent: .retry(after: after, refusal)
        case .interrupted: .unknown(Asking(how))
        case .refused: .refused(refusal)
        }
    }
}
