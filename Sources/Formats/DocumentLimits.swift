/// DocumentLimits bounds what a document may ask of this machine. A document beyond a limit is refused or its row is,
/// before memory is spent on it.
package struct DocumentLimits: Sendable {
    /// Bytes of the document as received.
    package var bytes = 2 << 30
    /// Bytes of one line, or of one quoted record over several lines.
    package var line = 1 << 20
    /// Bytes of one decoded cell.
    package var cell = 1 << 16
    /// Cells of a line, titled columns of a sheet, keys of a JSON object.
    package var columns = 512
    /// Nesting of JSON values and XML elements.
    package var depth = 64
    /// Bytes an XLSX may hold once inflated, all its parts together.
    package var inflated = 512 << 20
    /// How many times larger than its compressed form a part of an XLSX may be.
    package var ratio = 200

    package static let standard = DocumentLimits()

    package init() {}
}
