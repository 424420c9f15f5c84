import Foundation
import Glibc
import TestSupport
import Testing

@testable import Sandbox

/// The registers over a real connection: what the server adds is the story's time, and answers that never come.
@Suite("registers over HTTP") struct RegistersServerTests {
    let caller = RegisterCaller()

    @Test func answersCarryTheStorysTime() async throws {
        try await withServer { port in
            let call = caller.cardCall("{}")
            let answer = try await exchange(port, "POST", "/card/api/card/query", call)
            #expect(answer.hasPrefix("HTTP/1.1 400"))
            #expect(answer.lowercased().contains("date: mon, 02 mar 2026 01:30:00 gmt\r\n"))
            #expect(answer.contains("Content-Type: application/json;charset=UTF-8\r\n"))
        }
    }

    @Test func aSkewedPlatformShowsItsTime() async throws {
        caller.world.faults.skewClockOnce()
        try await withServer { port in
            let call = RegisterCall("POST", "/sysapi/auth/refreshappsecret")
            let answer = try await exchange(port, "POST", "/psb/sysapi/auth/refreshappsecret", call)
            #expect(answer.contains("Mon, 02 Mar 2026 01:45:00 GMT"))
        }
    }

    @Test func queriesReachTheBudgetSystem() async throws {
        try await withServer { port in
            let call = caller.budgetCall("GET", "/bgt/indicators")
            let path = "/budget/bgt/indicators?mof_div_code=159901000&fiscal_year=2026&page=2&size=20"
            let answer = try await exchange(port, "GET", path, call)
            #expect(answer.contains("{\"code\":\"0\",\"data\":{\"page\":2,\"pages\":2,\"rows\":["))
        }
    }

    @Test func aLostAnswerIsAConnectionThatClosesEmpty() async throws {
        let indicator = try #require(caller.book?.indicators.first { $0.project == IndicatorBook.farmland })
        let body = JSONText.members([
            "pay_app_no": "PR1", "mof_div_code": "159901000", "fiscal_year": "2026", "create_date": "20260302",
            "bgt_id": .string(indicator.id), "pay_app_amt": "10.00", "use_des": "耕地地力保护补贴",
            "pay_type_code": "1", "set_mode_code": "1",
            "payee_acct_no": .string(caller.world.accounts.accounts[0].number), "detail_count": "1",
            "roster_digest": "ab12", "audit_head": "cd34",
        ])
        let call = caller.budgetCall("POST", "/pay/applications", body.text)
        try await withServer { port in
            #expect(try await exchange(port, "POST", "/budget/pay/applications", call) == "")
            #expect(caller.treasury.truth().map(\.status) == ["1"])
            let again = try await exchange(port, "POST", "/budget/pay/applications", call)
            #expect(again.contains("\"code\":\"1001\""))
        }
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (1_772_415_000_000, "Mon, 02 Mar 2026 01:30:00 GMT"),
        (951_782_399_000, "Mon, 28 Feb 2000 23:59:59 GMT"),
    ])
    func datesAreIMFFixdates(now: Int64, text: String) {
        #expect(HTTPDate.text(now) == text)
    }

    // MARK: A server and a caller

    private func withServer(_ body: @Sendable (Int) async throws -> Void) async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = ClockedApplication(clock: caller.world.clock, onRunning: { port.yield($0) }) { router in
            addRegisterRoutes(
                to: router, world: caller.world, treasury: caller.treasury, carrier: Carrier(world: caller.world))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            var running = ports.makeAsyncIterator()
            try await body(#require(await running.next()))
            group.cancelAll()
        }
    }

    /// Sends one request on a connection of its own, and reads until the far end closes.
    private func exchange(_ port: Int, _ method: String, _ path: String, _ call: RegisterCall) async throws -> String {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        for (name, value) in call.headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
        head += "Content-Length: \(call.body.count)\r\n\r\n"
        let request = Array(head.utf8) + call.body
        // Reading blocks, and must not block a thread that the server's tasks need.
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try talk(port, request) }) }
        }
    }
}

private struct SocketFailure: Error { let step: String }

private func talk(_ port: Int, _ request: [UInt8]) throws -> String {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    // No assertion: only what never answers is to end in words.
    var limit = timeval(tv_sec: 900, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    let connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard connected == 0 else { throw SocketFailure(step: "connect") }
    guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
        throw SocketFailure(step: "send")
    }
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count >= 0 else { throw SocketFailure(step: "receive") }
        if count == 0 { return String(decoding: answer, as: UTF8.self) }
        answer += chunk[..<count]
    }
}
