import Foundation
import Mapping
import MappingTools
import TestSupport
import Testing

@Suite struct SchemaTests {
    /// `UPDATE_GOLDEN=1` writes them anew.
    @Test(arguments: ["mapping.schema.json", "codes.schema.json"])
    func theSchemaForEditorsIsWhatTheReaderKnows(_ name: String) throws {
        let schema = try #require(MappingSchema.files.first { $0.name == name }).schema
        let url = Repository.root.appending(path: "Mappings/\(name)")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try Data((schema.pretty + "\n").utf8).write(to: url)
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == schema.pretty + "\n")
    }

    @Test func everyKeyIsExplained() {
        for (_, schema) in MappingSchema.files { expectWords(schema, "") }
    }

    private func expectWords(_ schema: JSON, _ path: String) {
        guard case .object(let members) = schema else { return }
        if case .text(let words)? = members["description"] { #expect(!words.isEmpty, "\(path)") }
        for (key, value) in members { expectWords(value, "\(path)/\(key)") }
    }
}
