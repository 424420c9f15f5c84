import Subsidy

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
