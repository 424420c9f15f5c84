package import Subsidy

/// DropFolder is where a counterpart lays the files of one exchange for us: how their names begin, and what a marker
/// proves of its file.
package struct DropFolder: Sendable {
    package var pickup: Pickup
    package var prefix: String
    private var proves: (@Sendable (_ marker: [UInt8], _ bytes: [UInt8]) -> Bool)?

    /// `proves` says whether a marker holds the MAC of its file; nil where no key was agreed and markers are empty.
    package init(
        _ pickup: Pickup, prefix: String, proves: (@Sendable (_ marker: [UInt8], _ bytes: [UInt8]) -> Bool)?
    ) {
        self.pickup = pickup
        self.prefix = prefix
        self.proves = proves
    }

    func proof(_ bytes: [UInt8], _ marker: [UInt8]) -> Arrival.Proof {
        guard let proves else { return .none }
        return proves(marker, bytes) ? .mac : .broken
    }
}

extension Connection {
    /// Where files wait for us, by `collectFolder` and `collectMarker`; nil when none are collected over this connection.
    package var pickup: Pickup? {
        let folder = setting("collectFolder")
        guard !folder.isEmpty else { return nil }
        return Pickup(folder: folder, markerSuffix: setting("collectMarker", default: ".ok"))
    }
}

extension Adapter {
    package func dropFolder(of exchange: Exchange, on connection: Connection) -> DropFolder? { nil }

    package func offers(of exchange: Exchange, over line: Line) -> Offers { waiting(of: exchange, over: line) }

    /// What waits in the drop folder of an exchange; nothing where there is none.
    package func waiting(of exchange: Exchange, over line: Line) -> Offers {
        guard let folder = dropFolder(of: exchange, on: line.connection) else { return .ready([]) }
        return folder.pickup.offers(of: exchange, prefix: folder.prefix, over: line)
    }

    package func take(_ offer: Offer, over line: Line) -> Taking {
        guard let folder = dropFolder(of: offer.exchange, on: line.connection) else {
            return .notYet("该连接不收这种文件")
        }
        return folder.pickup.take(offer, over: line, proof: folder.proof)
    }

    package func clear(_ offer: Offer, over line: Line, ifTaken isTaken: (_ bytes: [UInt8]) -> Bool) -> Outcome {
        guard let folder = dropFolder(of: offer.exchange, on: line.connection) else {
            return .refused(Refusal("connection.dropFolder", "连接 \(line.connection.name) 没有收这种文件的目录或密钥，请检查配置"))
        }
        return folder.pickup.clear(offer, over: line, ifTaken: isTaken)
    }
}
