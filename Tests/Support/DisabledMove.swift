import Foundation

/// DisabledMove is the one transition that tests run without, to see whether they notice:
/// `ONECARD_TEST_WITHOUT_MOVE=attempt/failed/pay`. Tests take it out of their own store and of their own view of a
/// machine; the program knows nothing of it.
package enum DisabledMove {
    package static let named: (machine: String, from: String, event: String)? = {
        let parts = (ProcessInfo.processInfo.environment["ONECARD_TEST_WITHOUT_MOVE"] ?? "").split(separator: "/")
        return parts.count == 3 ? (String(parts[0]), String(parts[1]), String(parts[2])) : nil
    }()

    package static func disables(_ machine: String, _ from: String, _ event: String) -> Bool {
        named.map { $0 == (machine, from, event) } ?? false
    }
}
