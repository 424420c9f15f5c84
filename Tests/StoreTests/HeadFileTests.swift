import Foundation
import Store
import TestSupport
import Testing

@Suite("The second place")
struct HeadFileTests {
    private let first = AuditHead(id: 1, digest: [0x0a, 0xff], mac: [1, 2])
    private let second = AuditHead(id: 2, digest: [3], mac: [4])

    @Test func headsAreAppendedAndReadBack() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "heads").path(percentEncoded: false)
            let file = HeadFile(path: path)
            #expect(try file.read().heads == [])
            try file.append(first)
            try file.publish(second)
            try file.publish(second)
            try file.publish(first)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "1 0aff 0102\n2 03 04\n")
            #expect(try file.read().heads == [first, second])
        }
    }

    @Test func aLineTornByACrashIsNoFindingWhenItsHeadIsWrittenAgain() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "heads").path(percentEncoded: false)
            for torn in ["2", "2 03 0", "2 03 04"] {
                try Data("1 0aff 0102\n\(torn)".utf8).write(to: URL(filePath: path))
                let file = HeadFile(path: path)
                #expect(try file.read().findings == [])
                try file.append(second)
                let (heads, findings) = try file.read()
                #expect(findings == [])
                #expect(Set(heads) == [first, second])
            }
        }
    }

    @Test func aLineThatIsNoHeadIsNamed() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "heads").path(percentEncoded: false)
            for bad in ["", "x", "0 0a 01", "1 0A 01", "1 0a", "1 0a 01 02", "01 0a 01"] {
                try Data("\(first.line)\n\(bad)\n\(second.line)\n".utf8).write(to: URL(filePath: path))
                let (heads, findings) = try HeadFile(path: path).read()
                #expect(heads == [first, second])
                #expect(findings == [.headUnreadable(line: 2)], "\(bad)")
            }
        }
    }

    @Test func aPlaceThatCannotBeWrittenIsAnError() {
        let error = #expect(throws: HeadFileError.self) {
            try HeadFile(path: "/nonexistent/heads").append(first)
        }
        #expect(error?.code == ENOENT)
    }
}
