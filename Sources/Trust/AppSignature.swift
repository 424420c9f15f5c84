package import Subsidy

/// AppSignature signs HTTP requests in the name of an application that shares a secret with the counterpart.
package struct AppSignature: Sendable {
    private let application: String
    private let secret: [UInt8]

    /// Nil without an application or a secret.
    package init?(_ application: String?, _ secret: [UInt8]?) {
        guard let application, let secret, !secret.isEmpty else { return nil }
        self.application = application
        self.secret = secret
    }

    /// `X-App-Id`, `X-Timestamp` (local time) and `X-Sign`: HMAC-SM3 over application, time and the SM3 digest of the
    /// body, in lower-case hexadecimal. A body that is empty has a digest too.
    package func headers(over body: [UInt8], at now: Instant) -> [(name: String, value: String)] {
        let text = application + now.compact + hex(Digest.sm3(body))
        return [
            (name: "X-App-Id", value: application), (name: "X-Timestamp", value: now.compact),
            (name: "X-Sign", value: hex(MAC.hmacSM3(key: secret, Array(text.utf8)))),
        ]
    }
}
