import AdapterKit

/// Faults of a bank's folders. The bank's own codes stand in its result files and are read by code tables.
enum Faults {
    static let unsupported = Refusal("exchange.unsupported", "银行接口不发送这种文件")
    static let notConfigured = Refusal(
        "connection.bank", "银行连接缺少 sendFolder、sendMarker、collectFolder、文件名或 mac 密钥，请检查配置")
    static let withoutKey = Refusal("connection.mac", "银行连接没有 mac 密钥，到达的文件都不收取，请在 secrets.mac 配置与银行商定的密钥")
    static let absent = Refusal("bank.absent", "银行目录中没有该文件，以同名同内容再送一次")
    static let withoutMarker = Refusal("bank.withoutMarker", "文件已在银行目录中但没有标志文件，补送标志文件")
    static let asking = Asking("查看银行目录中是否有该文件及其标志文件；没有时请与银行核实")
    static let tornMarker = Asking("银行目录中的标志文件内容不全，请与银行核实后处理")
}
