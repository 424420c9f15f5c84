/// FormulaText knows the texts that a spreadsheet program takes for a formula when it opens a CSV.
enum FormulaText {
    /// Whether a text begins with `=`, `+`, `-`, `@`, their full-width forms, a tab or a line end. A plain number with
    /// its sign, and a sign alone, are none.
    static func isFormula(_ text: [UInt8]) -> Bool {
        switch text.first {
        case 0x3D, 0x40, 0x09, 0x0D, 0x0A: true
        case 0x2B, 0x2D: text.count > 1 && !isNumber(text.dropFirst())
        case 0xEF: starts.contains { text.starts(with: $0) }
        default: false
        }
    }

    /// Whether a formula may begin with this byte.
    @inline(__always)
    static func mayBegin(with byte: UInt8) -> Bool {
        byte == 0x3D || byte == 0x2B || byte == 0x2D || byte == 0x40 || byte == 0x09 || byte == 0x0D || byte == 0x0A
            || byte == 0xEF
    }

    private static let starts = ["＝", "＋", "－", "＠"].map { Array($0.utf8) }

    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: 0x2E, maxSplits: 1, omittingEmptySubsequences: false)
        return parts.allSatisfy { part in !part.isEmpty && part.allSatisfy { 0x30...0x39 ~= $0 || $0 == 0x2C } }
    }
}
