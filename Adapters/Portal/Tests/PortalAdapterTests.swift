import AdapterKit
import AdapterTesting
import PortalAdapter
import Subsidy
import TestSupport
import Testing
import Trust

@Suite(.article("IM-12.4", "IM-13.2")) struct PortalAdapterTests {
    private static let key = Array("portal-key".utf8)
    private let file = Array("{\"total\":1,\"items\":[{\"token\":\"0123456789abcdef\"}]}".utf8)

    private var connection: Connection {
        Connection(
            name: "portal", counterpart: .portal, zone: .internet, settings: ["collectFolder": "out"],
            secrets: ["mac": Self.key])
    }

    @Test func conforms() {
        let marker = Array(hex(MAC.hmacSM3(key: Self.key, file)).utf8)
        let waiting: [(Exchange, String)] = [
            (.applicationIntake, "SQ_1.json"), (.accountChange, "BG_1.json"), (.complaintIntake, "TS_1.json"),
        ]
        let subject = ConformanceSubject(
            connection: connection, now: Instant(milliseconds: 1_772_409_600_000),
            waiting: waiting.map { exchange, name in
                .init(
                    exchange, folder: "out", name: name, bytes: file, marker: name + ".ok", markerBytes: marker,
                    proof: .mac)
            },
            planted: ["0123456789abcdef"]
        ) { PortalAdapter() }
        #expect(Conformance.check(subject) == [])
    }

    @Test func nothingGoesOutToTheInternetSide() {
        let line = Line(connection: connection, wires: Wires(files: ScriptedFiles()), now: Instant(milliseconds: 0))
        guard case .refused = PortalAdapter().send(Dispatch(exchange: .accountChange, number: "1"), over: line) else {
            Issue.record("the portal is only read")
            return
        }
    }
}
