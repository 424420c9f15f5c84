package import AdapterKit
package import Subsidy

/// ConformanceSubject is an adapter with what a suite needs to try it: a connection, proper answers, sample files.
package struct ConformanceSubject: Sendable {
    /// What a call means to the far end.
    package enum Meaning: Sendable {
        /// It may change something there: a payment request.
        case business
        /// It only asks.
        case question
    }

    /// One dispatch over HTTP, with a far end that answers properly.
    package struct Call: Sendable {
        package var dispatch: Dispatch
        package var meaning: Meaning
        package var answer: ScriptedHTTP.Script

        package init(_ dispatch: Dispatch, _ meaning: Meaning, answer: @escaping ScriptedHTTP.Script) {
            self.dispatch = dispatch
            self.meaning = meaning
            self.answer = answer
        }
    }

    /// One dispatch by file.
    package struct Drop: Sendable {
        package var dispatch: Dispatch
        /// Where the file and its marker must be in the end.
        package var path: String
        package var marker: String

        package init(_ dispatch: Dispatch, path: String, marker: String) {
            self.dispatch = dispatch
            self.path = path
            self.marker = marker
        }
    }

    /// One file that waits for us.
    package struct Waiting: Sendable {
        package var exchange: Exchange
        package var folder: String
        package var name: String
        package var bytes: [UInt8]
        package var marker: String
        package var markerBytes: [UInt8]
        /// What the right marker proves.
        package var proof: Arrival.Proof

        package init(
            _ exchange: Exchange, folder: String, name: String, bytes: [UInt8], marker: String, markerBytes: [UInt8],
            proof: Arrival.Proof
        ) {
            self.exchange = exchange
            self.folder = folder
            self.name = name
            self.bytes = bytes
            self.marker = marker
            self.markerBytes = markerBytes
            self.proof = proof
        }

        var path: String { "\(folder)/\(name)" }
        var markerPath: String { "\(folder)/\(marker)" }
        var whole: [String: [UInt8]] { [path: bytes, markerPath: markerBytes] }
    }

    /// A fresh adapter for each try: nothing is remembered from one to the next.
    package var make: @Sendable () -> any Adapter
    package var connection: Connection
    package var now: Instant
    package var calls: [Call]
    package var drops: [Drop]
    package var waiting: [Waiting]
    /// Values inside the documents above that may stand nowhere else; each also stands in the far end's error words.
    package var planted: [String]

    package init(
        connection: Connection, now: Instant, calls: [Call] = [], drops: [Drop] = [], waiting: [Waiting] = [],
        planted: [String], make: @escaping @Sendable () -> any Adapter
    ) {
        self.make = make
        self.connection = connection
        self.now = now
        self.calls = calls
        self.drops = drops
        self.waiting = waiting
        self.planted = planted
    }

    func line(http: ScriptedHTTP? = nil, files: ScriptedFiles? = nil, crash: any CrashProbe = NoCrash()) -> Line {
        Line(connection: connection, wires: Wires(http: http, files: files), now: now, crash: crash)
    }
}
