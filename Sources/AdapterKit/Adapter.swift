package import Subsidy

/// Adapter is what the gateway knows of one kind of counterpart: its conversation, its envelope and its errors.
///
/// The words MUST and SHOULD are tested by the conformance suite (`AdapterTesting`).
///
/// - An adapter MUST answer every `send` and `ask` with one of the four outcomes, and MUST NOT throw, trap or wait
///   longer than the wire's own time limits.
/// - It MUST answer `unknown` when anything may have reached the counterpart and no answer came back, and MUST answer
///   `retry` only when nothing of business can have happened there.
/// - It MUST NOT change the dispatch's number, nor make one of its own for the same business.
/// - It MUST NOT put a value of a document into a reason, a name or a URL.
/// - It MUST leave a file where it is until `clear` is called, and MUST NOT offer a file that is still being written.
/// - It MUST call `line.pass` at the crash points that belong to what it does (`Delivery` does so for files).
/// - It SHOULD hold no state between calls that it cannot rebuild (a session key it may).
package protocol Adapter: Sendable {
    static var counterpart: Counterpart { get }

    /// The exchanges this adapter speaks.
    var exchanges: Set<Exchange> { get }

    /// Sends one document, and brings the answer where the exchange has one at once.
    func send(_ dispatch: Dispatch, over line: Line) -> Outcome

    /// Asks what became of a dispatch whose outcome is unknown. `done` brings the counterpart's answer.
    func ask(_ dispatch: Dispatch, over line: Line) -> Outcome

    /// Where files of this exchange wait for us; nil when none are collected over this connection. Offering, taking and
    /// clearing follow from it.
    func dropFolder(of exchange: Exchange, on connection: Connection) -> DropFolder?

    /// Files that wait for us and are complete; nothing is moved.
    func offers(of exchange: Exchange, over line: Line) -> Offers

    /// Files that lie where we deliver to this counterpart, each under the name that a delivery gives it (without marker
    /// or temporary ending); nothing is moved. What we did not write there must be found (NX-3.1).
    func delivered(over line: Line) -> Offers

    /// Brings one file, its authenticity checked where the connection says how.
    func take(_ offer: Offer, over line: Line) -> Taking

    /// Moves a file away at the far end, after the gateway has committed it: only if what lies there is still what was
    /// taken, for the counterpart may have laid down another under its name since (`Refusal.replaced`). Calling twice is
    /// harmless.
    func clear(_ offer: Offer, over line: Line, ifTaken isTaken: (_ bytes: [UInt8]) -> Bool) -> Outcome
}

extension Adapter {
    package func ask(_ dispatch: Dispatch, over line: Line) -> Outcome {
        .unknown(Asking("该接口没有查询功能，请人工核实"))
    }
    package func delivered(over line: Line) -> Offers { .ready([]) }
}

/// One document on its way out.
package struct Dispatch: Sendable {
    package var exchange: Exchange
    /// Our own number, the same for every try of the same business.
    package var number: String
    /// The file's name, for exchanges by file.
    package var fileName: String
    /// The document as its mapping wrote it, before envelope and signature.
    package var document: [UInt8]
    /// What a question without a document carries: a page, a cursor, a date. Never personal data.
    package var parameters: [String: String]

    package init(
        exchange: Exchange, number: String, fileName: String = "", document: [UInt8] = [],
        parameters: [String: String] = [:]
    ) {
        self.exchange = exchange
        self.number = number
        self.fileName = fileName
        self.document = document
        self.parameters = parameters
    }
}

/// The four outcomes of sending; there is no default.
package enum Outcome: Sendable {
    /// The counterpart has it, and here is how we know.
    case done(Evidence)
    /// The counterpart refuses it; sending it again changes nothing.
    case refused(Refusal)
    /// Nothing happened there; try again after this long.
    case retry(after: Duration, Refusal)
    /// Something may have happened there; this is how to ask.
    case unknown(Asking)
}

package struct Evidence: Sendable {
    /// The document that came back, its envelope taken off.
    package var answer: [UInt8]?
    /// The counterpart's own reference: a receipt number, a remote path.
    package var reference: String
    /// Where the next page starts; nil when there is none.
    package var next: String?

    package init(answer: [UInt8]? = nil, reference: String = "", next: String? = nil) {
        self.answer = answer
        self.reference = reference
        self.next = next
    }
}

/// Why a counterpart refuses, in words that are safe to show.
package struct Refusal: Sendable, Hashable {
    package var code: String
    package var message: String

    package init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Another file lies there under the name of one that was taken: it waits to be taken itself.
    package static let replaced = Refusal("file.replaced", "该名称下已是另一个文件，留待下次收取")
}

/// How to find out what became of a dispatch.
package struct Asking: Sendable, Hashable {
    package var how: String
    package init(_ how: String) { self.how = how }
}

package enum Offers: Sendable {
    /// Complete files; `waiting` are the names of those that lie there without their marker.
    case ready([Offer], waiting: [String] = [])
    case retry(after: Duration, Refusal)
}

/// A complete file that waits at the counterpart's or in our own drop folder.
package struct Offer: Sendable, Hashable {
    package var exchange: Exchange
    /// The file's own name, without folder.
    package var name: String
    package var size: Int
    /// The marker's name, where the dialect has one.
    package var marker: String?

    package init(exchange: Exchange, name: String, size: Int, marker: String? = nil) {
        self.exchange = exchange
        self.name = name
        self.size = size
        self.marker = marker
    }
}

package enum Taking: Sendable {
    case arrival(Arrival)
    case notYet(String)
    case retry(after: Duration, Refusal)
}

package struct Arrival: Sendable {
    package var name: String
    package var bytes: [UInt8]
    /// How its origin was proved; `none` asks for a person's confirmation or for the statement's agreement.
    package var proof: Proof

    package enum Proof: String, Sendable { case signature, mac, none, broken }

    package init(name: String, bytes: [UInt8], proof: Proof) {
        self.name = name
        self.bytes = bytes
        self.proof = proof
    }
}
