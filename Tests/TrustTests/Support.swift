@testable import Trust

/// The code of the fault that `body` throws; nil when it throws none.
func code<Result>(_ body: () throws(TrustError) -> Result) -> String? {
    do { _ = try body() } catch { return error.code }
    return nil
}

/// Bytes of a text.
func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }
