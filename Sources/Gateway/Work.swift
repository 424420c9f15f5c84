import AdapterKit
import Store
import Subsidy
import Trust
import Workflow

/// Work is one transaction of the engine: its connection, its instant, who acts, and the digest of the rows it touched
/// for the audit record that closes it (G8).
struct Work {
    let c: any StoreConnection
    let now: Instant
    let principal: Int64?
    var document: Int64?
    /// When it happened, if that is not when we learnt it.
    var occurred: Instant?
    fileprivate(set) var touched: [UInt8] = []

    mutating func touch(_ row: String) {
        touched.append(contentsOf: row.utf8)
        touched.append(0)
    }

    func id() throws -> Int64 { try IdSource().id(c) }
    func ids(_ count: Int) throws -> Range<Int64> { try IdSource().ids(count, c) }

    @discardableResult
    func execute(_ sql: SQLText, _ arguments: SQLValue...) throws -> Int { try c.execute(sql, arguments) }

    func rows(_ sql: SQLText, _ arguments: SQLValue...) throws -> [[SQLValue]] { try c.rows(sql, arguments) }

    /// The first row of a statement; throws `notFound` with this code and message when there is none.
    func row(
        _ sql: SQLText, _ arguments: SQLValue..., missing code: String, _ message: String
    ) throws -> [SQLValue] {
        guard let row = try c.rows(sql, arguments).first else { throw GatewayError(.notFound, code, message) }
        return row
    }

    /// Moves one subject along its machine's table; throws when the move is not in it.
    mutating func move<M: Machine>(_: M.Type, _ subject: Int64, _ event: M.Event) throws {
        try Transitions.apply(
            machine: M.name, table: M.name, subject: subject, event: event.rawValue, occurred: occurred, arrived: now,
            actor: principal, document: document, c)
        touch("\(M.name) \(subject) \(event.rawValue)")
    }

    /// Moves a subject where its state allows it; what has gone further already (an answer was read before the outcome
    /// was booked) stays where it is.
    mutating func moveIfPossible<M: Machine>(_: M.Type, _ subject: Int64, _ event: M.Event) throws {
        let row = try c.rows(SQLText("SELECT state FROM \(M.name) WHERE id = $1"), [.integer(subject)]).first
        guard let state = row.flatMap({ M.State(rawValue: $0.text(0)) }), M.next(state, event) != nil else { return }
        try move(M.self, subject, event)
    }

    /// Moves many subjects by one statement.
    mutating func move<M: Machine>(_: M.Type, _ moves: [(subject: Int64, event: M.Event)]) throws {
        guard !moves.isEmpty else { return }
        try Transitions.apply(
            machine: M.name, table: M.name, moves: moves.map { ($0.subject, $0.event.rawValue) }, occurred: occurred,
            arrived: now, actor: principal, document: document, c)
        for (subject, event) in moves { touch("\(M.name) \(subject) \(event.rawValue)") }
    }
}

/// Moves that wait for each other, so that one statement makes them all. Nobody may look at the state of a subject
/// that waits: `make` first.
struct WaitingMoves<M: Machine> {
    private var moves: [(subject: Int64, event: M.Event)] = []
    private var subjects: Set<Int64> = []

    init(_: M.Type) {}

    func contains(_ subject: Int64) -> Bool { subjects.contains(subject) }

    /// Appends a move; one subject waits once.
    mutating func append(_ subject: Int64, _ event: M.Event) {
        precondition(subjects.insert(subject).inserted, "a subject waits for one move at a time")
        moves.append((subject, event))
    }

    mutating func make(_ work: inout Work) throws {
        defer {
            moves.removeAll(keepingCapacity: true)
            subjects.removeAll(keepingCapacity: true)
        }
        try work.move(M.self, moves)
    }
}

/// CommitKind is what a commit is for: the process may die on both sides of it, and nothing may be lost (G5).
enum CommitKind {
    case intent, outcome, arrival, promotion, act

    var points: (before: CrashPoint, after: CrashPoint) {
        switch self {
        case .intent: (.beforeCommitIntent, .afterCommitIntent)
        case .outcome: (.beforeCommitOutcome, .afterCommitOutcome)
        case .arrival: (.beforeCommitArrival, .afterCommitArrival)
        case .promotion: (.beforePromote, .afterPromote)
        case .act: (.beforeCommitAct, .afterCommitAct)
        }
    }
}

extension Engine {
    /// Commits one unit of work with its audit record, passing the crash points on both sides.
    @discardableResult
    func commit<Result>(
        _ act: String, object: String = "", principal: Int64? = nil, document: Int64? = nil, now: Instant,
        as kind: CommitKind, _ body: (inout Work) throws -> Result
    ) throws -> Result {
        let (result, head) = try store.write { c in
            var work = Work(c: c, now: now, principal: principal, document: document)
            let result = try body(&work)
            let head = try audit.append(
                at: now, principal: principal, act: act, object: object, rows: work.touched, c)
            probe.pass(kind.points.before)
            return (result, head)
        }
        try audit.publish(head)
        probe.pass(kind.points.after)
        return result
    }
}

extension SQLValue {
    static func int(_ value: Int) -> SQLValue { .integer(Int64(value)) }
    static func optional(_ value: Int64?) -> SQLValue { value.map(SQLValue.integer) ?? .null }
    static func optional(_ value: String?) -> SQLValue { value.map(SQLValue.text) ?? .null }
    static func at(_ value: Instant) -> SQLValue { .integer(value.milliseconds) }
    static func day(_ value: Day?) -> SQLValue { value.map { .integer(Int64($0.number)) } ?? .null }

    var day: Day? { integer.map { Day(number: Int32(clamping: $0)) } }
}

/// Typed access to a row's cells; a wrong type is a defect of a statement, not of data.
extension Array where Element == SQLValue {
    func int(_ index: Int) -> Int64 { self[index].integer ?? 0 }
    func text(_ index: Int) -> String { self[index].text ?? "" }
    func bytes(_ index: Int) -> [UInt8] { self[index].bytes ?? [] }
    func day(_ index: Int) -> Day { Day(number: Int32(clamping: int(index))) }
}
