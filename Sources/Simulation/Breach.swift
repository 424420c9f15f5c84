/// A guarantee that did not hold.
package struct Breach: Error, Sendable, CustomStringConvertible {
    /// A short name of the guarantee: `G1.bank`, `G2.batch`, `step`.
    package var law: String
    package var detail: String
    package var day = 0
    package var moment = ""
    package var step = ""

    init(_ law: String, _ detail: String) {
        self.law = law
        self.detail = detail
    }

    package var description: String { "\(law): \(detail)" }
}
