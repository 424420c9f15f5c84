import Formats
import Subsidy

/// Frame is the platform's own JSON answer: to a request for a secret, or instead of an answer.
struct Frame {
    var code: String
    var secret: String
    var secretEnd: String

    /// Nil when the bytes are no such answer.
    init?(_ body: [UInt8]) {
        guard let members = JSONFrame.members("code", "data.secret", "data.secretEndTime", of: body) else { return nil }
        (code, secret, secretEnd) = (members[0], members[1], members[2])
    }
}
