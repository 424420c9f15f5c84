import GRDB
import Store

extension StoreError {
    /// From an extended result code; of the message only the names of tables, columns and constraints are taken.
    init(sqlite code: Int32, message: String) {
        let names = StoreError.names(message)
        let extended = ResultCode(rawValue: code)
        switch extended {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
            self.init(.unique, constraint: names)
        case .SQLITE_CONSTRAINT_NOTNULL: self.init(.notNull, constraint: names)
        case .SQLITE_CONSTRAINT_FOREIGNKEY: self.init(.foreignKey)
        case .SQLITE_CONSTRAINT_CHECK: self.init(.check, constraint: names)
        case .SQLITE_BUSY_SNAPSHOT: self.init(.serialization)
        default: self.init(primary: extended.primaryResultCode)
        }
    }

    private init(primary code: ResultCode) {
        switch code {
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG: self.init(.check)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self.init(.busy)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self.init(.corrupt)
        case .SQLITE_FULL: self.init(.full)
        case .SQLITE_CANTOPEN, .SQLITE_MISUSE: self.init(.connection)
        case .SQLITE_READONLY: self.init(.other, constraint: "readOnly")
        case .SQLITE_IOERR: self.init(.other, constraint: "io")
        case .SQLITE_ERROR, .SQLITE_RANGE, .SQLITE_AUTH: self.init(.syntax)
        default: self.init(.other, constraint: "sqlite \(code.rawValue)")
        }
    }

    init(_ error: DatabaseError) {
        self.init(sqlite: error.extendedResultCode.rawValue, message: error.message ?? "")
    }

    /// An error of GRDB's own making, as ours; anything else as it is.
    static func reduced(_ error: any Error) -> any Error {
        (error as? DatabaseError).map { StoreError($0) } ?? error
    }

    /// `UNIQUE constraint failed: payee.card, payee.county` → `payee.card, payee.county`. A CHECK without a name is
    /// shown as its expression, which is left out.
    private static func names(_ message: String) -> String {
        // Of "UNIQUE constraint failed: …", what follows the first colon.
        guard let colon = message.firstIndex(of: ":"), message[..<colon].hasSuffix("constraint failed") else {
            return ""
        }
        let tail = message[colon...].dropFirst(2)
        let isNames = tail.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ","),
                UInt8(ascii: " "):
                true
            default: false
            }
        }
        return isNames ? String(tail) : ""
    }
}
