import AdapterKit
import AdapterTesting
import CivilAffairsAdapter
import Subsidy
import TestSupport
import Testing
import Trust

@Suite(.article("IM-16.1c")) struct CivilAffairsAdapterTests {
    private let bytes = Array("20260303|1\n买买提|64019919400101001X|1||20260301|20260302100000\n".utf8)

    private func subject(key: [UInt8]?) -> ConformanceSubject {
        let marker = key.map { Array(hex(MAC.hmacSM3(key: $0, bytes)).utf8) } ?? []
        let proof: Arrival.Proof = key == nil ? .none : .mac
        return ConformanceSubject(
            connection: Connection(
                name: "civil", counterpart: .civilAffairs, secrets: key.map { ["mac": $0] } ?? [:]),
            now: Instant(milliseconds: 1_772_409_600_000),
            waiting: [
                .init(
                    .deathSync, folder: "civil", name: "HH_20260303.txt", bytes: bytes, marker: "HH_20260303.txt.ok",
                    markerBytes: marker, proof: proof),
                .init(
                    .welfareSync, folder: "civil", name: "DB_20260303.txt", bytes: bytes, marker: "DB_20260303.txt.ok",
                    markerBytes: marker, proof: proof),
            ],
            planted: ["买买提", "64019919400101001X"]
        ) { CivilAffairsAdapter() }
    }

    @Test func conformsWithEmptyMarkers() { #expect(Conformance.check(subject(key: nil)) == []) }

    @Test func conformsWithMarkersThatHoldAMAC() {
        #expect(Conformance.check(subject(key: Array("civil-key".utf8))) == [])
    }

    @Test func filesOfTheOtherExchangeAreNotOffered() {
        let files = ScriptedFiles(["civil/DB_20260303.txt": bytes, "civil/DB_20260303.txt.ok": []])
        let line = Line(
            connection: Connection(name: "civil", counterpart: .civilAffairs), wires: Wires(files: files),
            now: Instant(milliseconds: 0))
        guard case .ready(let offers, _) = CivilAffairsAdapter().offers(of: .deathSync, over: line) else {
            Issue.record("the folder can be listed")
            return
        }
        #expect(offers.isEmpty)
    }
}
