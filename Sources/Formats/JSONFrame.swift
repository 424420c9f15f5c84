import Subsidy

/// JSONFrame reads what a JSON answer says of itself, whatever else it carries: its code, and where it goes on.
package enum JSONFrame {
    /// What stands at these paths, in their order, empty where nothing does. Nil when the bytes are no whole JSON object,
    /// or when nothing stands at the first path.
    package static func members(_ paths: String..., of answer: [UInt8]) -> [String]? {
        var shape = DocumentShape(format: .json, encoding: .utf8, columns: paths.map { .init(name: $0) })
        shape.recordPath = "."
        var members: [String]?
        let edges = try? DocumentReader(shape).read(answer) { rows in
            for row in 0..<rows.count where !rows.isAbsent(row, 0) {
                members = paths.indices.map { rows.string(row, $0) }
            }
        }
        return edges == nil ? nil : members
    }
}
