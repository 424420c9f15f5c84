import Foundation

/// A host on the internet side: it shows what was published, and tells with a checksum that it computed from its own
/// pages what each of its channels shows.
struct OutsideHost: Sendable {
    /// Where publications are laid down, and where its receipts wait.
    let inbox: URL
    let outbox: URL
    let key: String
    var channels = ["门户网站", "小程序"]

    private static let levels = ["1": "region", "2": "league", "3": "county"]
    private static let states = ["ZX": "inForce", "TZ": "stopped", "BN": "excluded"]

    /// Shows every file that lies there with a manifest that is right, and takes down what is withdrawn; the names of
    /// the receipts that it wrote.
    func step(now: Int64) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: inbox.path)) ?? []
        return names.filter { $0.hasSuffix(".manifest") }.sorted().compactMap { receipt(String($0.dropLast(9)), now) }
    }

    private func receipt(_ name: String, _ now: Int64) -> String? {
        let receipt = "HZ_" + name
        guard !FileManager.default.fileExists(atPath: outbox.appending(path: receipt).path),
            let data = try? Data(contentsOf: inbox.appending(path: name)),
            let manifest = try? String(contentsOf: inbox.appending(path: name + ".manifest"), encoding: .utf8),
            Self.isRight(manifest, name, [UInt8](data)),
            let page = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any],
            let number = page["number"] as? String
        else { return nil }
        let isWithdrawal = page["kind"] as? String == "CX"
        let rows = channels.map { channel in
            JSONText.members([
                "number": .string(isWithdrawal ? page["replaces"] as? String ?? "" : number),
                "channel": .string(channel), "checksum": .string(isWithdrawal ? "" : Self.checksum(of: page)),
                "state": isWithdrawal ? "GONE" : "SHOWN",
            ])
        }
        let body = JSONText.members(["total": .integer(Int64(rows.count)), "channels": .list(rows)])
        let bytes = Array(body.text.utf8)
        DropFolder.put(outbox, receipt, bytes)
        DropFolder.put(
            outbox, receipt + ".ok", Array(SandboxCrypto.hmacSM3(Array(key.utf8), bytes).hex.utf8))
        return receipt
    }

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
