import Mapping
import MappingTools
import Testing

/// A tests file is checked like a mapping file: every fault at once, each with its place.
@Suite struct SuiteFaultTests {
    private func faults(_ text: String) -> [String] {
        bench(["m.yaml": Samples.result, "m.tests.yaml": text]).faults.map { "\($0.line):\($0.column) \($0.code)" }
    }

    @Test func everyFaultIsFoundWithItsPlace() {
        let text = """
            tests:
              - name: 一
                input: ""
                recods: []
                records:
                  - {serial: A1, amount: 一百, paidOn: 20260230, outcome: okay, holder: 马某某}
                head: {sum: "1.234"}
                sums: {amount: "1.00", serial: "1", ammount: "1"}
                rejects: [{code: x}, {row: 一, code: y}]
              - name: 二
                file: ../gateway.yaml
              - name: 三
                hex: "4"
              - name: 四
                count: "1"
              - name: 五
                input: ""
                sheet: [[a]]
              - name: 六
                sheet: [[a]]
            equivalent: [{mutant: x}]
            """
        #expect(
            faults(text) == [
                "4:5 key.unknown", "6:22 test.value", "6:34 test.value", "6:52 test.value", "6:67 field.unknown",
                "7:12 test.value", "8:12 test.sum", "8:28 test.sum", "8:41 field.unknown", "9:15 key.missing",
                "9:27 value.integer", "11:5 test.file", "13:5 test.hex", "14:5 test.source", "18:5 test.source",
                "20:5 test.source", "21:14 key.missing",
            ])
    }

    @Test func aParameterThatTheMappingDoesNotAskForIsAFault() {
        let text =
            "tests:\n  - name: 一\n    input: x\n    parameters: {batch: B1, bath: B2}\n    refused: [document.header]"
        #expect(faults(text) == ["4:29 test.parameter"])
    }

    @Test func aRefusedDocumentHasNoRecords() {
        let text = "tests:\n  - name: 一\n    input: x\n    refused: [document.header]\n    count: \"0\""
        #expect(faults(text) == ["5:5 test.refused"])
    }

    @Test func testsOfNoMappingAreAFault() {
        let bench = bench(["m.yaml": Samples.result, "n.tests.yaml": "tests: []"])
        #expect(bench.faults.map(\.code) == ["test.mapping"])
        #expect(bench.untested == ["m"])
    }

    @Test func aFaultElsewhereDoesNotStopOtherTests() {
        let bench = bench([
            "m.yaml": Samples.result, "n.yaml": "title: 坏", "n.tests.yaml": "tests: []",
            "m.tests.yaml": "tests: [{name: 一, input: '', refused: [document.empty]}]",
        ])
        #expect(!bench.faults.isEmpty)
        #expect(bench.run().map(\.failures) == [[]])
        #expect(bench.run().first?.description == "m.tests.yaml:1: 通过：一")
    }

    @Test func onlyFaultsThatConcernTheNamedMappingsCount() {
        let files = [
            "a/m.yaml": Samples.result, "a/m.tests.yaml": "tests: []", "b/n.yaml": "title: 坏",
            "b/o.yaml": "extends: b/n",
        ]
        func faults(_ name: String) -> Set<String> {
            let bytes = files.merging(["codes/results.yaml": Samples.codes]) { first, _ in first }
            return Set(
                Workbench(files: bytes.mapValues { Array($0.utf8) }, fixture: { _ in nil }, names: [name]).faults.map(
                    \.file))
        }
        #expect(faults("a/m") == [])
        #expect(faults("a") == [])
        #expect(faults("b/n").contains("b/n.yaml"))
        // What it extends is broken.
        #expect(faults("b/o").contains("b/n.yaml"))
    }

    @Test func namesChooseMappingsAndFolders() {
        #expect(Workbench.names("bank/result.cmbc", "bank/result.cmbc"))
        #expect(Workbench.names("bank/result.cmbc.yaml", "bank/result.cmbc"))
        #expect(Workbench.names("bank", "bank/result.cmbc"))
        #expect(Workbench.names("bank/", "bank/result.cmbc"))
        #expect(!Workbench.names("bank/result", "bank/result.cmbc"))
    }
}
