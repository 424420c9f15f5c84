import CPQ
import Store

extension StoreError {
    /// From a result that is none. The server's message holds values of the row and is never looked at: what is
    /// taken is SQLSTATE and the fields that name a constraint, or a table and its column.
    init(_ result: OpaquePointer?, connected: Bool) {
        guard let result, let state = StoreError.field(result, "C"), connected || !state.isEmpty else {
            // Without SQLSTATE the error is libpq's own: the connection is gone, or memory is.
            self.init(connected ? .other : .connection)
            return
        }
        self.init(state: state, constraint: StoreError.field(result, "n") ?? "")
        if kind == .notNull, let table = StoreError.field(result, "t"), let column = StoreError.field(result, "c") {
            constraint = "\(table).\(column)"
        }
    }

    init(state: String, constraint: String) {
        switch state {
        case "23505", "23P01": self.init(.unique, constraint: constraint)
        case "23514": self.init(.check, constraint: constraint)
        case "23503": self.init(.foreignKey, constraint: constraint)
        case "23502": self.init(.notNull, constraint: constraint)
        case "40001", "40P01": self.init(.serialization)
        // A lock or a statement that took too long.
        case "55P03", "57014": self.init(.busy)
        case "25P02": self.init(.other, constraint: "transaction")
        case "25006": self.init(.other, constraint: "readOnly")
        case "08P01": self.init(.syntax, constraint: "parameters")
        case "P0001": self.init(.check)
        case "53300", "57P01", "57P02", "57P03": self.init(.connection)
        default:
            switch state.prefix(2) {
            case "08", "28", "3D": self.init(.connection)
            case "22": self.init(.check)
            case "42", "0A": self.init(.syntax)
            case "53": self.init(.full)
            case "XX": self.init(.corrupt)
            default: self.init(.other, constraint: state)
            }
        }
    }

    private static func field(_ result: OpaquePointer, _ code: Unicode.Scalar) -> String? {
        PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
    }
}
