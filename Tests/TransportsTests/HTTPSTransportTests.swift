import AdapterKit
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Transports

@Suite("HTTP and HTTPS")
struct HTTPSTransportTests {
    /// Sends one POST to a server that does `serve`; the connections counted afterwards.
    private func posting(
        totalLimit: Duration = .seconds(20), answerLimit: Int = 1 << 20,
        _ serve: @escaping @Sendable (Int32) -> Void
    ) throws -> (result: Result<HTTPResponse, WireFault>, connections: Int) {
        let server = try Loopback(serve)
        defer { server.stop() }
        let wire = try HTTPSTransport(
            .init(base: "http://127.0.0.1:\(server.port)/", totalLimit: totalLimit, answerLimit: answerLimit))
        let request = HTTPRequest(
            "POST", "/pay", headers: [("X-Sign", "abc"), ("X-Empty", "")], body: Array("{}".utf8))
        let result = Result { () throws(WireFault) in try wire.send(request) }
        return (result, server.connections)
    }

    private func ended(_ result: Result<HTTPResponse, WireFault>) -> Ending {
        ending { () throws(WireFault) in try result.get() }
    }

    @Test func aRequestArrivesAsItWasWritten() throws {
        let seen = Mutex("")
        let (result, _) = try withExtendedLifetime(seen) {
            let box = Box()
            let answer = try posting { peer in
                box.text.withLock { $0 = Loopback.request(peer, body: 2) }
                Loopback.send(peer, "HTTP/1.1 201 Created\r\nX-One: a:b \r\nx-two:\r\nContent-Length: 2\r\n\r\nok")
            }
            seen.withLock { $0 = box.text.withLock { $0 } }
            return answer
        }
        let response = try result.get()
        #expect(response.status == 201)
        #expect(response.body == Array("ok".utf8))
        #expect(response.header("x-one") == "a:b")
        #expect(response.header("X-Two") == "")
        let lines = seen.withLock { $0 }.components(separatedBy: "\r\n")
        #expect(lines[0] == "POST /pay HTTP/1.1")
        #expect(Set(lines[1...]).isSuperset(of: ["X-Sign: abc", "X-Empty:", "Content-Length: 2", "{}"]))
        for name in ["Expect", "Content-Type", "Accept", "User-Agent"] {
            #expect(!lines.contains { $0.hasPrefix(name + ":") }, "\(name)")
        }
    }

    private final class Box: Sendable { let text = Mutex("") }

    @Test func anAnswerInPartsIsWhole() throws {
        let (result, _) = try posting { peer in
            Loopback.request(peer, body: 2)
            Loopback.send(peer, "HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-")
            Loopback.send(peer, "Length: 6\r\n\r\nabc")
            Loopback.send(peer, "def")
        }
        let response = try result.get()
        #expect(response.body == Array("abcdef".utf8))
        #expect(response.header("X-Interim") == nil)
    }

    @Test func everyWholeAnswerIsReturnedWhateverItsStatus() throws {
        for status in [400, 401, 404, 429, 500, 503] {
            let (result, _) = try posting { peer in
                Loopback.request(peer, body: 2)
                Loopback.send(peer, "HTTP/1.1 \(status) x\r\nContent-Length: 0\r\n\r\n")
            }
            #expect(try result.get().status == status)
        }
    }

    @Test func aRedirectIsReturnedAndNotFollowed() throws {
        let (result, connections) = try posting { peer in
            Loopback.request(peer, body: 2)
            Loopback.send(peer, "HTTP/1.1 307 x\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")
        }
        #expect(try result.get().status == 307)
        #expect(connections == 1)
    }

    @Test func aServerThatClosesAfterTheRequestIsInterruptedAndNotAskedAgain() throws {
        let (result, connections) = try posting { peer in Loopback.request(peer, body: 2) }
        #expect(ended(result) == .interrupted)
        #expect(connections == 1)
    }

    @Test func aServerThatClosesBeforeReadingIsInterruptedToo() throws {
        // The connection stood, so bytes may have left.
        let (result, connections) = try posting { _ in }
        #expect(ended(result) == .interrupted)
        #expect(connections == 1)
    }

    @Test func aServerThatAnswersNothingIsInterruptedAtTheLimit() throws {
        let (result, _) = try posting(totalLimit: .milliseconds(300)) { Loopback.drain($0) }
        #expect(ended(result) == .interrupted)
    }

    @Test func anAnswerThatIsCutIsInterrupted() throws {
        let (result, _) = try posting { peer in
            Loopback.request(peer, body: 2)
            Loopback.send(peer, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        }
        #expect(ended(result) == .interrupted)
    }

    @Test func anAnswerOverTheLimitIsInterrupted() throws {
        let (result, _) = try posting(answerLimit: 1000) { peer in
            Loopback.request(peer, body: 2)
            Loopback.send(peer, "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 2000))
        }
        #expect(ended(result) == .interrupted)
        #expect(reason { () throws(WireFault) in try result.get() }.contains("上限"))
    }

    @Test func nobodyListeningOrNoSuchNameIsNotSent() throws {
        let closed = try HTTPSTransport(.init(base: "http://127.0.0.1:\(try Loopback.closedPort())"))
        #expect(ending { () throws(WireFault) in try closed.send(HTTPRequest("GET", "/")) } == .notSent)
        let nowhere = try HTTPSTransport(.init(base: "https://onecard.invalid", connectLimit: .seconds(5)))
        #expect(ending { () throws(WireFault) in try nowhere.send(HTTPRequest("GET", "/")) } == .notSent)
    }

    @Test func aTLSHandshakeThatNeverEndsIsNotSent() throws {
        let mute = try Loopback { Loopback.drain($0) }
        defer { mute.stop() }
        let wire = try HTTPSTransport(
            .init(base: "https://127.0.0.1:\(mute.port)", connectLimit: .milliseconds(300)))
        #expect(ending { () throws(WireFault) in try wire.send(HTTPRequest("GET", "/")) } == .notSent)
    }

    @Test func pathsAndHeadersThatWouldChangeTheRequestAreNotSent() throws {
        let wire = try HTTPSTransport(.init(base: "http://127.0.0.1:1"))
        let requests = [
            HTTPRequest("GET", "pay"), HTTPRequest("GET", "/a b"), HTTPRequest("GET", "/a\r\nX: y"),
            HTTPRequest("GET", "/a#b"), HTTPRequest("GET", "/身份"), HTTPRequest("TRACE", "/"),
            HTTPRequest("GET", "/", headers: [("X", "a\r\nY: b")]), HTTPRequest("GET", "/", headers: [("X:", "a")]),
            HTTPRequest("GET", "/", body: [1]),
        ]
        for request in requests {
            #expect(reason { () throws(WireFault) in try wire.send(request) }.contains("检查适配器"))
        }
    }

    @Test(arguments: [
        "http://bank.example", "http://10.0.0.1", "http://127.0.0.1.example", "http://127.1", "ftp://127.0.0.1",
        "https://",
        "https://user:pass@bank.example", "https://bank.example?x", "https://bank.example#x", "https://bank.example:0",
        "https://bank.example:99999", "https://[::1", "http://localhost.example", "https://a b", "http://0127.0.0.1",
        "",
    ])
    func aBaseURLThatIsNotSafeIsRefused(_ base: String) {
        #expect(throws: TransportSettingsFault.self) { try HTTPSTransport(.init(base: base)) }
    }

    @Test(arguments: [
        "https://bank.example", "https://bank.example:8443/api/", "https://10.1.2.3", "http://127.0.0.1:8080",
        "http://localhost", "http://[::1]:80", "https://[fd00::1]:443/x",
    ])
    func aBaseURLThatIsSafeIsTaken(_ base: String) throws {
        _ = try HTTPSTransport(.init(base: base))
    }
}
