/// DocumentShape says how the bytes of one kind of document are cut into rows and columns. It comes from a mapping
/// file; a format reads or writes by it.
package struct DocumentShape: Sendable, Equatable {
    package enum Format: String, CaseIterable, Sendable { case delimited, fixed, json, xml, xlsx }
    package enum Encoding: String, CaseIterable, Sendable {
        case gb18030 = "GB18030"
        case gbk = "GBK"
        case utf8 = "UTF-8"
        case utf16LE = "UTF-16LE"
        case utf16BE = "UTF-16BE"
    }
    package enum Newline: String, CaseIterable, Sendable { case lf = "LF", crlf = "CRLF" }
    package enum Align: String, CaseIterable, Sendable { case left, right }

    /// One source column. `path` serves JSON, XML and XLSX; `width` (bytes of the encoding) serves fixed width.
    ///
    /// A JSON or XML path that begins with `../` reads from the object or element around the list of records, one
    /// more with each `../`.
    package struct Column: Sendable, Equatable {
        package var name: String
        package var path: String
        package var width: Int
        package var pad: UInt8
        package var align: Align
        /// A number that is not negative is written with a plus; one without is read all the same.
        package var hasPlus = false

        package init(name: String, path: String? = nil, width: Int = 0, pad: UInt8 = 0x20, align: Align = .left) {
            self.name = name
            self.path = path ?? name
            self.width = width
            self.pad = pad
            self.align = align
        }
    }

    /// A first or last line of its own. With `literal`, the whole line is that text. With `tag`, the first column
    /// must hold that text.
    package struct Line: Sendable, Equatable {
        package var literal: String?
        package var tag: String?
        package var columns: [Column]

        package init(literal: String? = nil, tag: String? = nil, columns: [Column] = []) {
            self.literal = literal
            self.tag = tag
            self.columns = columns
        }
    }

    package var format: Format
    package var encoding: Encoding
    package var newline: Newline = .lf
    /// Delimited: the separator's text, one byte or more.
    package var delimiter: String = ""
    /// Delimited: the quote, when the dialect has one.
    package var quote: String?
    /// Delimited: each line ends in a separator.
    package var trailingDelimiter = false
    /// Delimited and fixed: a line of its own first or last. JSON and XML: fields outside the records (header only).
    package var header: Line?
    package var trailer: Line?
    /// Delimited and fixed: a line with this text between the header and the rows, mostly the titles of the columns.
    package var titles: String?
    package var columns: [Column]
    /// Delimited and fixed: each record line's first column must hold this text (a dialect with line types).
    package var recordTag: String?
    /// Fixed: bytes of one record without its line end; 0 when lines may differ.
    package var recordLength = 0
    /// JSON: where the records are (`data.list`; empty for a top-level array; `.` for a single record that is the
    /// document itself); each name on the way may hold one object or an array of them. XML: the record element's path
    /// from the root (`PACKAGE/DATA/RECORD`).
    package var recordPath = ""
    /// XLSX: the sheet's name, nil for the first; the row (1-based) that holds the column titles.
    package var sheet: String?
    package var titleRow = 1
    /// XLSX: rows whose first filled cell is one of these texts are no records: a total, a subtotal.
    package var skip: [String] = []
    /// What a document of this kind may ask of the machine.
    package var limits = DocumentLimits.standard

    package init(format: Format, encoding: Encoding, columns: [Column]) {
        self.format = format
        self.encoding = encoding
        self.columns = columns
    }
}
