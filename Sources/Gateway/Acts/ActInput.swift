import Store
import Subsidy
import Workflow

/// Arguments of an act, each asked for by name.
struct ActInput {
    private let arguments: [String: String]
    init(_ arguments: [String: String]) { self.arguments = arguments }

    func text(_ key: String) throws -> String {
        guard let value = arguments[key], !value.isEmpty else {
            throw GatewayError(.invalid, "argument.missing", "缺少参数 \(key)")
        }
        return value
    }

    func id(_ key: String) throws -> Int64 {
        guard let value = Int64(try text(key)) else {
            throw GatewayError(.invalid, "argument.number", "参数 \(key) 应为数字")
        }
        return value
    }

    func day(_ key: String) throws -> Day {
        guard let value = Day(try text(key).utf8) else {
            throw GatewayError(.invalid, "argument.day", "参数 \(key) 应为日期 yyyy-MM-dd")
        }
        return value
    }

    func optional(_ key: String) -> String { arguments[key] ?? "" }
}

extension Work {
    /// Somebody has found out what it is about a subject, and shows it: another decides, by what is kept of it here.
    mutating func explain<M: Machine>(_: M.Type, _ subject: Int64, _ event: M.Event, _ input: ActInput) throws {
        let explanation = try input.text("explanation")
        _ = try input.text("evidence")
        try move(M.self, subject, event)
        let explained = M.name
        try execute(
            SQLText("UPDATE \(explained) SET explanation = $1 WHERE id = $2"), .text(explanation), .integer(subject))
    }
}
