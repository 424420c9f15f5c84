/// TrustError says what could not be trusted, in words that are safe to show: never a key or a plain value.
///
/// Codes: `seal.format`, `seal.broken`, `seal.key`, `file.broken`, `file.io`, `file.exists`, `keys.folder`, `keys.mode`,
/// `keys.home`, `keys.exists`, `keys.damaged`, `keys.missing`, `key.format`, `cipher.broken`, `password.format`,
/// `random`.
package struct TrustError: Error, Hashable, Sendable, CustomStringConvertible {
    package var code: String
    /// What is wrong and what to do, in Chinese.
    package var message: String

    package init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code): \(message)" }
}
