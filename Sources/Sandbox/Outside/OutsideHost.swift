import Foundation

/// A file that was laid down for the public, with a manifest that is right.
struct OutsidePage: Sendable {
    let number: String
    /// It takes back the one that it replaces, and shows nothing itself.
    let isWithdrawal: Bool
    let title: String
    let rows: Int
    /// The number of the page that it takes the place of; empty for a first one.
    let replaces: String
    /// Over the facts that it shows.
    let checksum: String
    let bytes: [UInt8]
}

/// A host on the internet side: it shows what was published, and tells with a checksum that it computed from its own
/// pages what each of its channels shows.
struct OutsideHost: Sendable {
    /// What one channel shows of one page.
    struct Showing: Sendable {
        var channel: String
        var number: String
        var checksum: String
        var isGone: Bool
    }

    /// Where publications are laid down, and where its receipts wait.
    let inbox: any OutsideShelf
    let outbox: any OutsideShelf
    let key: String
    var channels = ["门户网站", "小程序"]

    private static let levels = ["1": "region", "2": "league", "3": "county"]
    private static let states = ["ZX": "inForce", "TZ": "stopped", "BN": "excluded"]

    /// Shows every file that lies there with a manifest that is right, and takes down what is withdrawn; the names of
    /// the receipts that it wrote.
    func step(now: Int64) -> [String] {
        let told = Set(outbox.names())
        return names().compactMap { name in
            let receipt = "HZ_" + name
            guard !told.contains(receipt), let page = page(name) else { return nil }
            let bytes = self.receipt(showings(of: page), now: now)
            outbox.put(receipt, bytes)
            outbox.put(receipt + ".ok", mac(bytes))
            return receipt
        }
    }

    /// What lies there with a manifest, in the order of its numbers, a page before the word that takes it back: whoever
    /// takes both on at once, or GK9999 and GK10000, shows what was said last.
    func names() -> [String] {
        inbox.names().filter { $0.hasSuffix(".manifest") }.map { String($0.dropLast(9)) }.sorted {
            let (one, other) = (Self.number($0), Self.number($1))
            return one == other ? $0.hasPrefix("GK") && !$1.hasPrefix("GK") : one < other
        }
    }

    private static func number(_ name: String) -> Int64 { Int64(name.filter(\.isNumber)) ?? .max }

    /// Nil when the file is not what its manifest says.
    func page(_ name: String) -> OutsidePage? {
        guard let bytes = inbox.read(name), let manifest = inbox.read(name + ".manifest"),
            Self.isRight(String(decoding: manifest, as: UTF8.self), name, bytes),
            let page = (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any],
            let number = page["number"] as? String
        else { return nil }
        return OutsidePage(
            number: number, isWithdrawal: page["kind"] as? String == "CX",
            title: page["title"] as? String ?? "",
            rows: (page["items"] as? [Any])?.count ?? 0, replaces: page["replaces"] as? String ?? "",
            checksum: Self.checksum(of: page), bytes: bytes)
    }

    /// What every channel shows once it has taken a page on.
    func showings(of page: OutsidePage) -> [Showing] {
        channels.map { channel in
            Showing(
                channel: channel, number: page.isWithdrawal ? page.replaces : page.number,
                checksum: page.isWithdrawal ? "" : page.checksum, isGone: page.isWithdrawal)
        }
    }

    func receipt(_ showings: [Showing], now: Int64) -> [UInt8] {
        let time = timeOfDay(now)
        let at = CivilDay(at: now).dashed + " \(time.prefix(2)):\(time.dropFirst(2).prefix(2)):\(time.suffix(2))"
        let rows = showings.map { showing in
            JSONText.members([
                "number": .string(showing.number), "channel": .string(showing.channel),
                "checksum": .string(showing.checksum), "state": showing.isGone ? "GONE" : "SHOWN",
                "time": .string(at),
            ])
        }
        return Array(JSONText.members(["total": .integer(Int64(rows.count)), "channels": .list(rows)]).text.utf8)
    }

    func mac(_ bytes: [UInt8]) -> [UInt8] { Array(SandboxCrypto.hmacSM3(Array(key.utf8), bytes).hex.utf8) }

    /// The manifest names the file, its size and its digest; a page that is not what it says is not shown.
    static func isRight(_ manifest: String, _ name: String, _ bytes: [UInt8]) -> Bool {
        let lines = manifest.split(separator: "\n").map(String.init)
        return lines.count == 4 && lines[0] == "file \(name)" && lines[1] == "size \(bytes.count)"
            && lines[2] == "sha256 \(SandboxCrypto.sha256(bytes).hex)" && lines[3].hasPrefix("sm2 ")
    }

    /// Over the key facts that the page shows, as the rules of publication say.
    static func checksum(of page: [String: Any]) -> String {
        let items = page["items"] as? [[String: Any]] ?? []
        func text(_ item: [String: Any], _ name: String) -> String { item[name] as? String ?? "" }
        let lines: [String]
        if page["kind"] as? String == "QC" {
            let first = items.first ?? [:]
            let head =
                [text(page, "title"), text(page, "period")]
                + ["standard", "department", "contact", "phone"].map { text(first, $0) }
            lines =
                [head.joined(separator: "\t")]
                + items.map { item in ["village", "name", "amount"].map { text(item, $0) }.joined(separator: "\t") }
        } else {
            lines = items.map { item in
                [
                    text(item, "code"), text(item, "project"), levels[text(item, "projectLevel")] ?? "",
                    text(item, "standard"), text(item, "department"), text(item, "contact"), text(item, "phone"),
                    text(item, "from"), text(item, "to"), states[text(item, "state")] ?? "", text(item, "note"),
                ].joined(separator: "\t")
            }
        }
        return SandboxCrypto.sha256(Array(lines.joined(separator: "\n").utf8)).hex
    }
}
