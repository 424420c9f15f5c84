import ArgumentParser
import Formats
import Foundation
import Gateway
import Mapping
import Store
import Subsidy
import Trust
import Yams

/// CommandFailure is an error as a person reads it: `错误（code）：what is wrong and what to do`, and no value of a document.
struct CommandFailure {
    var text: String

    /// Nil for what ArgumentParser itself says best: exit codes, usage and help.
    init?(_ error: any Error) {
        switch error {
        case is ExitCode, is CleanExit, is ValidationError: return nil
        case let error as GatewayError: self.init(error.code, error.message)
        case let error as TrustError: self.init(error.code, error.message)
        case let error as Fault: self.init(error.code, error.message)
        case let error as DocumentFaults:
            self.init(error.faults.first?.code ?? "document", error.faults.first?.message ?? "文件无法写出")
        case let error as StoreError: self.init("store.\(error.kind.rawValue)", CommandFailure.advice(error.kind))
        case let error as MigrationError: self.init("store.\(error.reason.rawValue)", error.description)
        case let error as MappingFaults:
            self.init(
                "mapping.faults",
                "映射目录有 \(error.faults.count) 处错误，请逐条改正：\n" + error.description)
        case let error as DecodingError: self.init("configuration.format", CommandFailure.place(error))
        case let error as YamlError: self.init("configuration.yaml", CommandFailure.place(error))
        // Requests for help, and wrong usage found while running.
        case _ where [.success, .validationFailure].contains(Onecard.exitCode(for: error)): return nil
        default:
            // An unknown error's own words may hold anything: only its type is shown.
            self.init("internal", "程序内部错误（\(type(of: error))），请把所用命令告知系统管理员")
        }
    }

    private init(_ code: String, _ message: String) { text = "错误（\(code)）：\(message)" }

    private static func advice(_ kind: StoreError.Kind) -> String {
        switch kind {
        case .busy: "数据库正被占用；如网关正在运行，请先停止再试"
        case .corrupt: "数据库已损坏，请从备份恢复"
        case .full: "磁盘空间不足，请清理后再试"
        case .connection: "连接不上数据库，请检查 gateway.yaml 的 store 和数据库服务"
        default: "数据库操作失败，请把所用命令告知系统管理员"
        }
    }

    /// Where a file is wrong, by key path: never what stands there, which might be a secret in the wrong place.
    private static func place(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
            (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
        }
        return switch error {
        case .keyNotFound(let key, let context): "gateway.yaml 缺少 \(path(context, key))，请补上"
        case .valueNotFound(_, let context): "gateway.yaml 的 \(path(context)) 没有值，请填写"
        case .typeMismatch(_, let context): "gateway.yaml 的 \(path(context)) 类型不对，请对照说明改正"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? yaml(context.underlyingError) : "gateway.yaml 的 \(path(context)) 取值不对，请对照说明改正"
        @unknown default: "gateway.yaml 无法读取，请对照说明改正"
        }
    }

    private static func yaml(_ error: (any Error)?) -> String {
        (error as? YamlError).map(place) ?? "gateway.yaml 不是有效的 YAML，请检查缩进和引号"
    }

    private static func place(_ error: YamlError) -> String {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
            "gateway.yaml 第 \(mark.line) 行第 \(mark.column) 列不是有效的 YAML，请检查缩进和引号"
        case .duplicatedKeysInMapping: "gateway.yaml 有重复的键，请删去一个"
        default: "gateway.yaml 不是有效的 YAML，请检查缩进和引号"
        }
    }
}
