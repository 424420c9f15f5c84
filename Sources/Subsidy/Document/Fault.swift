/// Fault says what is wrong with one row, or with a whole document (`row` 0), in words that are safe to show: it never
/// holds a value of the document.
package struct Fault: Error, Hashable, Sendable {
    /// The row's number from 1; 0 for the document.
    package var row: Int
    /// The canonical field or source column at fault; empty when it is the row.
    package var field: String
    /// A stable code, such as `idNumber.checkDigit`, `row.columns`, `control.sum`.
    package var code: String
    /// What is wrong and what to do, in Chinese.
    package var message: String
    /// Only told: the field is left missing, and the record that it belongs to is accepted.
    package var isKept: Bool

    package init(row: Int, field: String, code: String, message: String, isKept: Bool = false) {
        self.row = row
        self.field = field
        self.code = code
        self.message = message
        self.isKept = isKept
    }
}
