import AdapterKit

/// Faults of the folder where requests lie.
enum Faults {
    static let unsupported = Refusal("exchange.unsupported", "互联网侧接口没有这种交换")
    static let nothingGoesOut = Refusal("portal.inOnly", "互联网侧只取申请，不发送文件")
    static let notConfigured = Refusal("connection.portal", "互联网侧连接缺少 collectFolder、mac 或文件通道，请检查配置")
}
