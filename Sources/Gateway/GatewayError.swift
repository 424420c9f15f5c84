/// GatewayError says why an act or a step could not be done, in words that are safe to show.
package struct GatewayError: Error, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// The request is not well formed.
        case invalid
        /// Who asks is not known.
        case unauthenticated
        /// Who asks may not do this: role, scope, or a duty already taken over the same object.
        case forbidden
        case notFound
        /// The object's state does not allow it now.
        case conflict
        /// An alert, a check or a missing precondition stops it.
        case refused
        /// The configuration differs from its release, or is unusable.
        case configuration
    }

    package var kind: Kind
    /// A stable code: `alert.red`, `duty.taken`.
    package var code: String
    /// What, why and what to do, in Chinese.
    package var message: String

    package init(_ kind: Kind, _ code: String, _ message: String) {
        self.kind = kind
        self.code = code
        self.message = message
    }

    package var description: String { "\(code): \(message)" }
}
