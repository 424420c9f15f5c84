package import Gateway
import Hummingbird
import Store
import Subsidy
import Trust

/// Failure is an error as the caller sees it: a status, a stable code, and words that are safe to show.
package struct Failure: Error, Sendable, Hashable {
    /// The HTTP status.
    package var status: Int
    package var code: String
    package var message: String

    package init(_ status: Int, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// Every error has one; of those that are not for the caller only `internal` is told.
    package init(_ error: any Error) {
        switch error {
        case let error as Failure: self = error
        case let error as GatewayError: self.init(Failure.status(of: error.kind), error.code, error.message)
        case let fault as IdentityNumber.Fault:
            self.init(400, fault.rawValue, "身份证号码有误，请核对原件后重新填写")
        case let fault as AccountNumber.Fault: self.init(400, fault.rawValue, "银行账号有误，请核对原件后重新填写")
        case let fault as Fault: self.init(400, fault.code, fault.message)
        // The machines' table in the store refuses a move that is not in it.
        case let error as StoreError where error.kind == .check && error.constraint.hasPrefix("transition."):
            self.init(409, "state.conflict", "该业务的当前状态不允许此操作（可能已有人办理），请刷新后核对")
        case let error as any HTTPResponseError where error.status.code < 500:
            let code = error.status.code
            self.init(
                code, "http.\(code)", code == 404 ? "没有这个地址，请核对路径和方法" : "请求不符合 HTTP 接口的要求，请核对后重试")
        default: self.init(500, "internal", "系统内部错误，操作未完成，请稍后重试；仍不行请联系系统管理员")
        }
    }

    /// The HTTP status of each kind of refusal.
    package static func status(of kind: GatewayError.Kind) -> Int {
        switch kind {
        case .invalid: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .refused: 422
        case .configuration: 503
        }
    }

    /// `{"code": …, "message": …}`
    package var json: JSONValue { .object(["code": .text(code), "message": .text(message)]) }

    /// What may be written to a log of an error that the caller is not told: no value of a row, no argument.
    static func logText(_ error: any Error) -> String {
        switch error {
        case let error as StoreError: error.description
        case let error as TrustError: error.code
        default: "\(type(of: error))"
        }
    }
}
