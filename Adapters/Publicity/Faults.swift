import AdapterKit

/// Faults of the host's folders.
enum Faults {
    static let unsupported = Refusal("exchange.unsupported", "公开渠道接口不发送这种文件")
    static let notConfigured = Refusal("connection.publicity", "公开渠道连接缺少 sendFolder、signKey 或通道，请检查配置")
    static let absent = Refusal("publicity.absent", "公开渠道上没有该文件或其清单，以同名同内容再送一次")
    static let asking = Asking("查看公开渠道目录中是否有该文件及其清单")
}
