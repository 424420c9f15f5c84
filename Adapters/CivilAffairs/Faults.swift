import AdapterKit

/// Faults of a folder are the wire's own; civil affairs has no codes.
enum Faults {
    static let receivesOnly = Refusal("exchange.receivesOnly", "民政接口只收文件，不发送")
}
