package import Mapping
package import Subsidy

/// MappingTest is one test beside a mapping, with every byte and value resolved: running it needs the mapping only.
package struct MappingTest: Sendable {
    package enum Act: Sendable {
        case read(ReadTest)
        case write(WriteTest)
        /// Reads these bytes and writes the same.
        case roundTrip([UInt8])
    }

    /// A sentence about behaviour.
    package var name: String
    package var place: Place
    /// What the document itself does not say, by name.
    package var parameters: [String: String]
    package var act: Act
}

/// ReadTest is a document and what must come of it; what is nil is not compared.
package struct ReadTest: Sendable {
    package var document: [UInt8]
    package var head: ExpectedRecord?
    package var records: [ExpectedRecord]?
    /// Lines as `mapping apply --reveal` prints them, with or without the head's.
    package var golden: [JSON]?
    package var count: Int?
    package var sums: [ExpectedSum] = []
    package var rejects: [ExpectedFault] = []
    /// Whether the file speaks of rejects: a refused document's are compared only then.
    package var namesRejects = false
    package var warnings: [ExpectedFault] = []
    /// The document's faults, each once; nil when it must be accepted.
    package var refused: [ExpectedRefusal]?
}

/// WriteTest is records and the bytes, or the faults, that must come of them.
package struct WriteTest: Sendable {
    package var head: RecordBatch?
    package var records: RecordBatch
    package var document: [UInt8]?
    package var faults: [ExpectedFault] = []
}

/// ExpectedRecord is the fields of one record that a test speaks of.
package struct ExpectedRecord: Sendable {
    package var place: Place
    /// By column of the schema, in the file's order; nil text means missing.
    package var fields: [(column: Int, text: String?)]
    /// Project-specific columns; nil text means none.
    package var extras: [(name: String, text: String?)]
}

/// ExpectedSum is what a column comes to over the accepted records.
package struct ExpectedSum: Sendable {
    package var column: Int
    package var value: Int64
}

/// ExpectedRefusal is a fault of a whole document; without `field`, any field's.
package struct ExpectedRefusal: Sendable {
    package var field: String?
    package var code: String

    func matches(_ fault: Fault) -> Bool { code == fault.code && (field ?? fault.field) == fault.field }
}

/// ExpectedFault is a fault that a test lists; without `field`, any field's.
package struct ExpectedFault: Sendable {
    package var row: Int
    package var field: String?
    package var code: String

    func matches(_ fault: Fault) -> Bool {
        row == fault.row && code == fault.code && (field ?? fault.field) == fault.field
    }
}

/// EquivalentMutant is a change of the mapping that no test can notice, with the reason.
package struct EquivalentMutant: Sendable {
    package var mutant: String
    package var reason: String
    package var place: Place
}

/// TestSuite is one `.tests.yaml` file.
package struct TestSuite: Sendable {
    /// The mapping that it tests, such as `bank/result.cmbc`.
    package var mapping: String
    /// Path below `Mappings/`.
    package var file: String
    package var tests: [MappingTest]
    package var equivalents: [EquivalentMutant]
}
