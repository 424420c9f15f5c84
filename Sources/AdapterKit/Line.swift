package import Subsidy

/// Line is one connection in use: its entry, its wires and the moment.
package struct Line: Sendable {
    package let connection: Connection
    package let wires: Wires
    package let now: Instant
    package let crash: any CrashProbe

    package init(connection: Connection, wires: Wires, now: Instant, crash: any CrashProbe = NoCrash()) {
        self.connection = connection
        self.wires = wires
        self.now = now
        self.crash = crash
    }

    /// Passes a declared crash point; a test may end the process there.
    package func pass(_ point: CrashPoint) { crash.pass(point) }

    /// Why nothing goes by file over a connection that has no wire for it.
    var withoutFiles: Refusal {
        Refusal("connection.files", "连接 \(connection.name) 没有文件通道，请检查配置")
    }
}

/// Wires are what carries bytes for a connection. A transport makes them; an adapter only uses them.
package struct Wires: Sendable {
    package var http: (any HTTPWire)?
    package var files: (any FileWire)?

    package init(http: (any HTTPWire)? = nil, files: (any FileWire)? = nil) {
        self.http = http
        self.files = files
    }
}

/// Connection is one entry of the released configuration: who is at the other end, and how to reach them.
package struct Connection: Sendable {
    /// As commands and logs name it: `bank-a`, `psb`.
    package var name: String
    package var counterpart: Counterpart
    /// Where its other end lies; no field of a person's numbers goes to the internet (IM-30.1).
    package var zone: Zone
    /// Settings that are not secret, by the adapter's own names (each adapter's README lists them).
    package var settings: [String: String]
    /// Keys and passwords, read from `env:` or `file:` references.
    package var secrets: [String: [UInt8]]
    /// The mapping of each document, by `exchange` or `exchange.answer`.
    package var mappings: [String: String]

    package init(
        name: String, counterpart: Counterpart, zone: Zone = .inner, settings: [String: String] = [:],
        secrets: [String: [UInt8]] = [:], mappings: [String: String] = [:]
    ) {
        self.name = name
        self.counterpart = counterpart
        self.zone = zone
        self.settings = settings
        self.secrets = secrets
        self.mappings = mappings
    }

    /// A setting, or the default.
    package func setting(_ key: String, default value: String = "") -> String { settings[key] ?? value }

    /// The counterpart declares (`repeatSafe`) that what it has had already changes nothing there when it comes again
    /// under the same number, or the same name and bytes.
    package var isRepeatSafe: Bool { settings["repeatSafe"] == "true" }
}

/// Why nothing, or perhaps something, went over a wire.
package enum WireFault: Error, Sendable, Hashable {
    /// No byte of the request left this machine (name, connect, TLS, authentication, host key).
    case notSent(String)
    /// The request, or a part of it, left, and no whole answer came.
    case interrupted(String)
    /// The far end said no to this operation (no such file, permission, name exists).
    case refused(String)
}

/// HTTPWire carries one request and its answer. Blocking; one time limit for the whole call.
package protocol HTTPWire: Sendable {
    func send(_ request: HTTPRequest) throws(WireFault) -> HTTPResponse
}

package struct HTTPRequest: Sendable {
    package var method: String
    /// Path and query below the connection's base URL. Never personal data.
    package var path: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(_ method: String, _ path: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }
}

package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// FileWire is a folder tree at a counterpart's (SFTP) or of our own (a drop folder). Blocking.
package protocol FileWire: Sendable {
    func list(_ folder: String) throws(WireFault) -> [RemoteFile]
    func read(_ path: String) throws(WireFault) -> [UInt8]
    /// Writes a new file, or overwrites one of that name, and brings it to disk there.
    func write(_ bytes: [UInt8], to path: String) throws(WireFault)
    /// Renames; refused when `to` exists.
    func rename(_ from: String, to: String) throws(WireFault)
    func remove(_ path: String) throws(WireFault)
}

package struct RemoteFile: Sendable, Hashable {
    package var name: String
    package var size: Int
    /// Seconds since 1970 by the far end's clock.
    package var modified: Int64

    package init(name: String, size: Int, modified: Int64) {
        self.name = name
        self.size = size
        self.modified = modified
    }
}
