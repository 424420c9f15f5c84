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
        let most = try compiled(text("{line: 128M, cell: 16M, columns: 16384, faults: 16777216, bytes: 1024G}")).shape
            .limits
        #expect((most.line, most.bytes) == (DocumentLimits.most.line, DocumentLimits.most.bytes))
    }

    @Test(arguments: [
        ("{line: 0}", "limits.number"), ("{line: -1}", "limits.number"), ("{line: 4MB}", "limits.number"),
        ("{line: 99999999999G}", "limits.number"), ("{line: K}", "limits.number"), ("{lines: 5}", "key.unknown"),
        ("{depth: 1000}", "limits.depth"), ("4M", "value.map"), ("{line: 9223372036854775807}", "limits.most"),
        ("{faults: 9223372036854775807}", "limits.most"), ("{columns: 16385}", "limits.most"),
        ("{line: 129M}", "limits.most"),
    ])
    func aLimitThatIsNoneIsAFault(_ limits: String, _ code: String) {
        #expect(faults(text(limits), more: ["codes/results.yaml": Samples.codes]).map(\.code) == [code])
    }
}
