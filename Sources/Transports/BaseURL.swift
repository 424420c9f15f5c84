/// BaseURL is a checked `scheme://host[:port][/path]`.
struct BaseURL: Hashable, Sendable {
    /// Without a slash at the end.
    let text: String
    let isSecure: Bool

    init(_ source: String) throws(TransportSettingsFault) {
        var text = source
        while text.hasSuffix("/") { text.removeLast() }
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { throw BaseURL.fault("须以 https:// 开头") }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !BaseURL.refused.contains($0) }) else {
            throw BaseURL.fault("不得含有用户名、查询、片段、空格或特殊字符")
        }
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let host = BaseURL.host(rest.prefix { $0 != "/" })
        guard let host, !host.isEmpty else { throw BaseURL.fault("缺少主机名或端口不合规") }
        guard isSecure || BaseURL.isLoopback(host) else { throw BaseURL.fault("除本机外必须使用 https") }
        self.text = text
        self.isSecure = isSecure
    }

    private static let refused = Set("@?#\\\"<>{}|^`%".utf8)

    /// The host of `host`, `host:port`, `[address]` or `[address]:port`; nil when it is none of them.
    private static func host(_ authority: Substring) -> String? {
        let end =
            authority.hasPrefix("[")
            ? authority.firstIndex(of: "]").map { authority.index(after: $0) }
            : authority.firstIndex(of: ":") ?? authority.endIndex
        guard let end else { return nil }
        let port = authority[end...]
        guard port.isEmpty || port.first == ":" && UInt16(port.dropFirst()).map({ $0 > 0 }) == true else { return nil }
        return authority[..<end].lowercased()
    }

    /// Names and addresses that never leave this machine.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }

    private static func fault(_ what: String) -> TransportSettingsFault {
        TransportSettingsFault(message: "连接地址\(what)，请修改连接配置")
    }
}
