import Formats
import Subsidy

/// Frame is the platform's own JSON answer: to a request for a secret, or instead of an answer.
struct Frame {
    var code: String
    var secret: String
    var secretEnd: String

    /// Nil when the bytes are no such answer.
    init?(_ body: [UInt8]) {
        var shape = DocumentShape(
            format: .json, encoding: .utf8,
            columns: [.init(name: "code"), .init(name: "data.secret"), .init(name: "data.secretEndTime")])
        shape.recordPath = "."
        var cells: [String]?
        let edges = try? DocumentReader(shape).read(body) { rows in
            for row in 0..<rows.count where !rows.isAbsent(row, 0) { cells = (0..<3).map { rows.string(row, $0) } }
        }
        guard edges != nil, let cells else { return nil }
        (code, secret, secretEnd) = (cells[0], cells[1], cells[2])
    }
}
