package import AdapterKit
import Synchronization

/// What goes wrong on an HTTP wire, and with which request (from 0).
package struct HTTPTrouble: Sendable {
    package enum Kind: Sendable {
        /// Nothing leaves.
        case unreachable
        /// The far end has the request and acts on it; its answer is lost.
        case answerLost
        /// The far end answers something else.
        case answers(HTTPResponse)
    }

    package var at: Int
    package var kind: Kind

    package init(at: Int, _ kind: Kind) {
        self.at = at
        self.kind = kind
    }
}

/// ScriptedHTTP is a far end in memory that remembers every request.
package final class ScriptedHTTP: HTTPWire {
    package typealias Script = @Sendable (HTTPRequest) -> HTTPResponse

    private let script: Script
    private let trouble: HTTPTrouble?
    private let seen = Mutex<[HTTPRequest]>([])

    package init(trouble: HTTPTrouble? = nil, _ script: @escaping Script) {
        self.script = script
        self.trouble = trouble
    }

    /// Every request that reached the far end, or tried to, in order.
    package var requests: [HTTPRequest] { seen.withLock { $0 } }

    package func send(_ request: HTTPRequest) throws(WireFault) -> HTTPResponse {
        let index = seen.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
        guard let trouble, trouble.at == index else { return script(request) }
        switch trouble.kind {
        case .unreachable: throw .notSent("无法连接")
        case .answerLost:
            _ = script(request)
            throw .interrupted("连接中断，没有收到应答")
        case .answers(let response): return response
        }
    }
}
