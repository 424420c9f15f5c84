import Mapping
import Subsidy
import TestSupport
import Testing

@Suite struct ReleasedFilesTests {
    @Test func everyReleasedFileIsFreeOfFaults() throws {
        let files = try Repository.mappingFiles()
        let report = MappingChecker.report(files)
        #expect(report.isEmpty, "\(report.joined(separator: "\n"))")
        #expect(files.count > 8)
    }
}
