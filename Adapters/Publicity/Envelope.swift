import AdapterKit
import Subsidy
import Trust

/// Envelope is what surrounds a public file: its folder, and the manifest with digest and signature.
struct Envelope {
    private let connection: Connection
    private let key: SM2PrivateKey

    /// Nil when the connection has no signing key.
    init?(_ connection: Connection) {
        guard let secret = connection.secrets["signKey"],
            let bytes = bytes(hex: String(decoding: secret, as: UTF8.self)),
            let key = try? SM2PrivateKey(bytes: bytes)
        else { return nil }
        self.connection = connection
        self.key = key
    }

    func delivery(_ dispatch: Dispatch) -> Delivery? {
        let folder = connection.setting("sendFolder")
        let name = dispatch.fileName.isEmpty ? dispatch.number + ".json" : dispatch.fileName
        guard !folder.isEmpty, !dispatch.number.isEmpty, let manifest = manifest(name, dispatch.document) else {
            return nil
        }
        return Delivery(folder: folder, name: name, marker: (name: name + ".manifest", bytes: manifest))
    }

    /// The file's name, size and SHA-256, and over these lines an SM2 signature. Signing draws a number: what lies there
    /// is told by the digest, not by comparing signatures.
    private func manifest(_ name: String, _ document: [UInt8]) -> [UInt8]? {
        let facts = facts(name, document)
        guard let signature = try? key.sign(facts) else { return nil }
        return facts + Array("sm2 \(hex(signature))\n".utf8)
    }

    private func facts(_ name: String, _ document: [UInt8]) -> [UInt8] {
        Array("file \(name)\nsize \(document.count)\nsha256 \(hex(Digest.sha256(document)))\n".utf8)
    }

    /// Whether a manifest that lies there is whole and of this file: a stranger must be able to check the file by it.
    func proves(_ manifest: [UInt8], _ name: String, _ document: [UInt8]) -> Bool {
        let facts = facts(name, document)
        let line = String(decoding: manifest.dropFirst(facts.count), as: UTF8.self)
        guard manifest.starts(with: facts), line.hasPrefix("sm2 "), line.hasSuffix("\n"),
            let signature = bytes(hex: String(line.dropFirst(4).dropLast()))
        else { return false }
        return key.publicKey.verify(facts, signature: signature)
    }

    /// Where receipts wait; nil when none are collected here, or no key proves where they come from.
    var receipts: DropFolder? {
        guard let pickup = connection.pickup, let key = connection.secrets["mac"], !key.isEmpty else { return nil }
        return DropFolder(
            pickup, prefix: connection.setting("prefix.publication.receipt", default: "HZ_"),
            proves: MarkerMAC(key: key).proves)
    }
}
