/// DocumentLimits bounds what a document may ask of this machine. A document beyond a limit is refused or its row is,
/// before memory is spent on it. A mapping file may set its own (`document.limits`).
package struct DocumentLimits: Sendable, Equatable {
    /// Bytes of the document as received.
    package var bytes = 2 << 30
    /// Bytes of one line, of one quoted record over several lines, of one XML comment, of an XML tag that is not whole
    /// when 64 KB of it are there, of the text of a row in a sheet, of what stands around records; sixteen times as
    /// many of one JSON string or number.
    package var line = 1 << 20
    /// Bytes of one decoded cell.
    package var cell = 1 << 16
    /// Cells of a line, titled columns of a sheet, keys of a JSON object, attributes of an XML element.
    package var columns = 512
    /// Nesting of JSON values and XML elements.
    package var depth = 64
    /// Bytes an XLSX may hold once inflated, all its parts together.
    package var inflated = 512 << 20
    /// How many times larger than its compressed form a part of an XLSX may be.
    package var ratio = 200
    /// Faults of rows that are told one by one; a document with more of them is refused.
    package var faults = 10_000

    package static let standard = DocumentLimits()
    /// A deeper document would be a matter of the stack; libxml2 goes no deeper either.
    package static let deepest = 256

    /// The most that a mapping file may ask of each. Far beyond any document, and so far below what an integer holds
    /// that no sum of limits runs over.
    package static let most: DocumentLimits = {
        var most = DocumentLimits()
        (most.bytes, most.inflated) = (1 << 40, 1 << 40)
        (most.line, most.cell, most.columns) = (1 << 27, 1 << 24, 1 << 14)
        (most.depth, most.ratio, most.faults) = (deepest, 1 << 20, 1 << 24)
        return most
    }()

    package init() {}

    /// The limits by the names that a mapping file uses, in the order in which they are explained.
    package static let names: [(name: String, limit: any WritableKeyPath<DocumentLimits, Int> & Sendable)] = [
        ("bytes", \.bytes), ("line", \.line), ("cell", \.cell), ("columns", \.columns), ("depth", \.depth),
        ("inflated", \.inflated), ("ratio", \.ratio), ("faults", \.faults),
    ]
}
