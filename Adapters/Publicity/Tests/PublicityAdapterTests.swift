import AdapterKit
import AdapterTesting
import PublicityAdapter
import Subsidy
import TestSupport
import Testing
import Trust

@Suite(.article("IM-8.1", "IM-25.1")) struct PublicityAdapterTests {
    private static let mac = Array("host-key".utf8)
    private let key: SM2PrivateKey
    private let document = Array("{\"number\":\"GK1\",\"items\":[]}".utf8)

    init() throws { key = try SM2PrivateKey.generate() }

    private var connection: Connection {
        Connection(
            name: "web", counterpart: .publicity, settings: ["sendFolder": "www", "collectFolder": "back"],
            secrets: ["signKey": Array(hex(key.bytes).utf8), "mac": Self.mac])
    }

    private var dispatch: Dispatch {
        Dispatch(exchange: .publication, number: "GK1", fileName: "GK1.json", document: document)
    }

    private func line(_ files: ScriptedFiles) -> Line {
        Line(connection: connection, wires: Wires(files: files), now: Instant(milliseconds: 0))
    }

    @Test func theReceiptsConform() {
        let receipt = Array("{\"total\":0,\"channels\":[]}".utf8)
        let subject = ConformanceSubject(
            connection: connection, now: Instant(milliseconds: 1_772_409_600_000),
            waiting: [
                .init(
                    .publicationReceipt, folder: "back", name: "HZ_1.json", bytes: receipt, marker: "HZ_1.json.ok",
                    markerBytes: Array(hex(MAC.hmacSM3(key: Self.mac, receipt)).utf8), proof: .mac)
            ],
            planted: ["GK1.secret"]
        ) { PublicityAdapter() }
        #expect(Conformance.check(subject) == [])
    }

    @Test func aStrangerCanCheckTheFileByItsManifest() throws {
        let files = ScriptedFiles()
        guard case .done = PublicityAdapter().send(dispatch, over: line(files)) else {
            Issue.record("a good folder takes the file")
            return
        }
        #expect(files.bytes("www/GK1.json") == document)
        let manifest = String(decoding: files.bytes("www/GK1.json.manifest") ?? [], as: UTF8.self)
        let facts = "file GK1.json\nsize \(document.count)\nsha256 \(hex(Digest.sha256(document)))\n"
        #expect(manifest.hasPrefix(facts))
        let signature = try #require(bytes(hex: String(manifest.dropFirst(facts.count + 4).dropLast())))
        #expect(key.publicKey.verify(Array(facts.utf8), signature: signature))
        #expect(!key.publicKey.verify(Array((facts + "x").utf8), signature: signature))
    }

    @Test func aFileWithoutItsManifestIsLaidThereAgain() {
        let files = ScriptedFiles(["www/GK1.json": document])
        guard case .retry = PublicityAdapter().ask(dispatch, over: line(files)) else {
            Issue.record("nobody shows a file without its manifest")
            return
        }
        guard case .done = PublicityAdapter().send(dispatch, over: line(files)) else {
            Issue.record("the same file again changes nothing")
            return
        }
    }

    /// The connection may end within the manifest: then the file is there, and nobody can check it.
    @Test(arguments: [0, 10, 60, 150, -1])
    func aTornManifestIsNoPublication(_ length: Int) throws {
        let files = ScriptedFiles()
        guard case .done = PublicityAdapter().send(dispatch, over: line(files)),
            let whole = files.bytes("www/GK1.json.manifest")
        else {
            Issue.record("a good folder takes the file")
            return
        }
        guard case .done = PublicityAdapter().ask(dispatch, over: line(files)) else {
            Issue.record("what lies there with its manifest is published")
            return
        }
        let torn = Array(length < 0 ? whole.dropLast() : whole.prefix(length))
        let there = ScriptedFiles(["www/GK1.json": document, "www/GK1.json.manifest": torn])
        guard case .retry = PublicityAdapter().ask(dispatch, over: line(there)) else {
            Issue.record("\(torn.count) of \(whole.count) bytes of a manifest prove nothing")
            return
        }
    }

    @Test func anotherFileOfTheSameNameIsNotReplaced() {
        let files = ScriptedFiles(["www/GK1.json": [0x7B, 0x7D]])
        guard case .refused = PublicityAdapter().send(dispatch, over: line(files)) else {
            Issue.record("what was published is not changed under its number")
            return
        }
    }
}
