import ArgumentParser

/// RevealOption is `--reveal REASON`: personal values are shown as they are, and the system's log is told why.
struct RevealOption: ParsableArguments {
    @Option(name: .customLong("reveal"), help: ArgumentHelp("显示原值，并写明理由。", valueName: "理由"))
    var reason: String?

    var isWanted: Bool { reason != nil }

    func validate() throws {
        if let reason, reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reveal 必须写明理由") }
    }

    /// Says in the system's log which command reveals what.
    func note(_ command: String, _ object: String) {
        if let reason { SystemLog.note("\(command) --reveal, \(object), reason: \(reason)") }
    }
}
