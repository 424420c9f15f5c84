import AdapterKit
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Transports

@Suite("HTTPS proves who answers")
struct HTTPSCertificateTests {
    /// Runs `body` with a TLS server whose certificate, for `name`, signs itself.
    private func withTLSServer(_ name: String, _ body: (UInt16, String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let (key, certificate) = (folder.path() + "key.pem", folder.path() + "certificate.pem")
            try ChildProcess.run(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=onecard test", "-addext", "subjectAltName=\(name)", "-keyout", key, "-out",
                    certificate,
                ])
            let port = try Loopback.closedPort()
            let server = try ChildProcess.server(
                "/usr/bin/openssl",
                ["s_server", "-accept", "127.0.0.1:\(port)", "-key", key, "-cert", certificate, "-www", "-quiet"])
            defer { server.stop() }
            for _ in 0..<1000 {
                if let peer = Loopback.connect(port) {
                    close(peer)
                    break
                }
                poll(nil, 0, 10)
            }
            try body(port, certificate)
        }
    }

    private func get(_ port: UInt16, authorities: String?) throws -> Result<HTTPResponse, WireFault> {
        let wire = try HTTPSTransport(.init(base: "https://127.0.0.1:\(port)", authorities: authorities))
        return Result { () throws(WireFault) in try wire.send(HTTPRequest("GET", "/")) }
    }

    @Test func onlyATrustedCertificateIsSpokenTo() throws {
        try withTLSServer("IP:127.0.0.1") { port, certificate in
            #expect(try get(port, authorities: certificate).get().status == 200)
            let untrusted = try get(port, authorities: nil)
            #expect(ending { () throws(WireFault) in try untrusted.get() } == .notSent)
            #expect(reason { () throws(WireFault) in try untrusted.get() }.contains("证书不可信"))
        }
    }

    @Test func aTrustedCertificateForAnotherNameIsNotSpokenTo() throws {
        try withTLSServer("DNS:bank.example") { port, certificate in
            let other = try get(port, authorities: certificate)
            #expect(ending { () throws(WireFault) in try other.get() } == .notSent)
        }
    }
}
