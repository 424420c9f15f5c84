import Glibc

/// SystemLog records who looked at personal values outside a gateway, where there is no audit chain to write to.
enum SystemLog {
    /// Writes a notice with the user's number to the system's log for security messages.
    static func note(_ text: String) {
        let flat = String(text.map { $0.isNewline ? " " : $0 })
        let authentication: Int32 = 10 << 3  // LOG_AUTHPRIV
        "onecard: user \(getuid()): \(flat)".withCString { message in
            withVaList([message]) { vsyslog(authentication | LOG_NOTICE, "%s", $0) }
        }
    }
}
