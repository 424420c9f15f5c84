import Mapping
import Subsidy
import Testing

/// What a document may ask of the machine is said in its mapping file.
@Suite struct LimitsTests {
    private func text(_ limits: String) -> String {
        Samples.result.replacing("document:\n", with: "document:\n  limits: \(limits)\n")
    }

    @Test func aMappingFileMaySetItsOwnLimits() throws {
        let limits = try compiled(text("{line: 4M, columns: 2000, depth: 8, cell: 1K, bytes: 3G}")).shape.limits
        #expect((limits.line, limits.columns, limits.depth) == (4 << 20, 2000, 8))
        #expect((limits.cell, limits.bytes, limits.ratio) == (1024, 3 << 30, DocumentLimits.standard.ratio))
    }

    @Test(arguments: [
        ("{line: 0}", "limits.number"), ("{line: -1}", "limits.number"), ("{line: 4MB}", "limits.number"),
        ("{line: 99999999999G}", "limits.number"), ("{line: K}", "limits.number"), ("{lines: 5}", "key.unknown"),
        ("{depth: 1000}", "limits.depth"), ("4M", "value.map"),
    ])
    func aLimitThatIsNoneIsAFault(_ limits: String, _ code: String) {
        #expect(faults(text(limits), more: ["codes/results.yaml": Samples.codes]).map(\.code) == [code])
    }
}
