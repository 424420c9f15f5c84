import Subsidy

/// MappingLanguage is the words of mapping files, for those who describe the language to editors and to people.
package enum MappingLanguage {
    /// Keys of a mapping file.
    package static var fileKeys: [String] { MappingCompiler.keys }
    /// Keys of `document:`.
    package static var documentKeys: [String] { ShapeReader.keys }
    /// Keys of one column of `document.columns`.
    package static var columnKeys: [String] { ShapeReader.columnKeys }
    /// Keys of `document.header` and `document.trailer`.
    package static var lineKeys: [String] { ShapeReader.lineKeys }
    /// Keys of `document.limits`.
    package static var limitKeys: [String] { ShapeReader.limitKeys }
    /// Keys of one field.
    package static var fieldKeys: [String] { FieldReader.keys }
    /// Keys of one control.
    package static var controlKeys: [String] { ControlReader.keys }
    /// Keys of a code table.
    package static var tableKeys: [String] { CodeTable.keys }
    /// Names of the canonical code sets, sorted, with their codes.
    package static var codeSets: [(name: String, codes: [String])] {
        CodeTable.sets.values.map { ($0.name, $0.codes) }.sorted { $0.name < $1.name }
    }
    /// What may stand behind `as:`, as a regular expression.
    package static var codecPattern: String {
        let signs = MoneySign.words.map { $0.replacing(", ", with: ", ?") }.joined(separator: "|")
        let plain = Codec.plain.map(\.word).joined(separator: "|")
        return "^(\(plain)|(yuan|fen)\\((\(signs))\\)|date(\\(.+\\))?|time\\(.+\\)|flag\\(.+,.+\\)|codes\\(.+\\))$"
    }
}
