package import Subsidy

/// DropFolder is where a counterpart lays the files of one exchange for us: how their names begin, and what a marker
/// proves of its file.
package struct DropFolder: Sendable {
    package var pickup: Pickup
    package var prefix: String
    package var proof: @Sendable (_ bytes: [UInt8], _ marker: [UInt8]) -> Arrival.Proof

    package init(
        _ pickup: Pickup, prefix: String,
        proof: @escaping @Sendable (_ bytes: [UInt8], _ marker: [UInt8]) -> Arrival.Proof
    ) {
        self.pickup = pickup
        self.prefix = prefix
        self.proof = proof
    }
}

extension Adapter {
    package func dropFolder(of exchange: Exchange, on connection: Connection) -> DropFolder? { nil }

    package func offers(of exchange: Exchange, over line: Line) -> Offers {
        guard let folder = dropFolder(of: exchange, on: line.connection) else { return .ready([]) }
        return folder.pickup.offers(of: exchange, prefix: folder.prefix, over: line)
    }

    package func take(_ offer: Offer, over line: Line) -> Taking {
        guard let folder = dropFolder(of: offer.exchange, on: line.connection) else {
            return .notYet("该连接不收这种文件")
        }
        return folder.pickup.take(offer, over: line, proof: folder.proof)
    }

    package func clear(_ offer: Offer, over line: Line) -> Outcome {
        guard let folder = dropFolder(of: offer.exchange, on: line.connection) else {
            return .refused(Refusal("connection.dropFolder", "连接 \(line.connection.name) 没有收这种文件的目录或密钥，请检查配置"))
        }
        return folder.pickup.clear(offer, over: line)
    }
}
