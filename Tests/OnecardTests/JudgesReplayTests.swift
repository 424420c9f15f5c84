import Formats
import Foundation
import Mapping
import Subsidy
import TestSupport
import Testing

/// What independent implementations said when `make judges` last asked them (Fixtures/judges), without them.
@Suite struct JudgesReplayTests {
    /// The mappings that the judges use; they are no part of a release.
    private static let library = Result {
        var files: [String: [UInt8]] = [:]
        let folder = "Tests/Judges/Mappings/"
        for path in Repository.files(under: folder, suffix: ".yaml") {
            files[String(path.dropFirst(folder.count))] = Array(try Repository.text(path).utf8)
        }
        return try MappingLibrary(files: files)
    }

    @Test func checkDigitsAndBirthDatesAreWhatStdnumSays() throws {
        let rows = try Table.rows("numbers.tsv")
        #expect(rows.count > 300 && Set(rows.map { $0[0] }) == ["identity", "account", "clearing"])
        for row in rows {
            let (kind, text, number, faults) = (row[0], row[1], row[2], row[3])
            let right = faults.split(separator: ",").map(String.init)
            do {
                #expect(try Self.read(text, as: kind) == number, "\(kind) \(text)")
            } catch let fault as NumberFault {
                #expect(right.contains(fault.code), "\(kind) \(text): \(fault.code)")
            }
        }
    }

    private static func read(_ text: String, as kind: String) throws -> String {
        switch kind {
        case "identity":
            do throws(IdentityNumber.Fault) {
                return try IdentityNumber(reading: text.utf8).text
            } catch {
                throw NumberFault(code: error.rawValue)
            }
        case "account":
            do throws(AccountNumber.Fault) {
                return try AccountNumber(reading: text.utf8).text
            } catch {
                throw NumberFault(code: error.rawValue)
            }
        default:
            guard AccountNumber.isClearingNumber(text.utf8) else {
                throw NumberFault(code: "clearingNumber.checkDigit")
            }
            return text
        }
    }

    @Test func whereTheEncodersDisagreeWeFollowTheEditionOf2022() throws {
        let rows = try Table.rows("gb18030.tsv")
        #expect(rows.count > 90)
        for row in rows {
            let (way, what, ours, reason) = (row[0], row[1], row[2], row[5])
            #expect(["edition2022", "edition2005", "extensionB"].contains(reason))
            switch way {
            case "read":
                let text = try TextCodec.decode(try Table.bytes(what), as: .gb18030)
                #expect(String(decoding: text, as: UTF8.self) == (try Table.character(ours)), "\(what)")
            case "write":
                let bytes = try TextCodec.encode(Array(try Table.character(what).utf8), as: .gb18030)
                #expect(bytes == (try Table.bytes(ours)), "\(what)")
            default: Issue.record("\(way)")
            }
        }
    }

    @Test(arguments: ["openpyxl.1900", "openpyxl.1904", "libreoffice.1900", "libreoffice.formulas"])
    func workbooksOfOtherProgramsReadAsTheyReadThem(name: String) throws {
        let mapping = try #require(try Self.library.get().mapping("judge/sheet"))
        let read = try Self.read(try Fixtures.bytes("judges/\(name).xlsx"), mapping)
        let lines = try Repository.text("Fixtures/judges/\(name).jsonl").split(separator: "\n")
        let expected = try lines.map { try JSONDecoder().decode([String: String].self, from: Data($0.utf8)) }
        #expect(read.faults == [] && !expected.isEmpty)
        #expect(read.records == expected)
    }

    @Test func anOldWorkbookOfLibreOfficeIsRecognised() throws {
        let mapping = try #require(try Self.library.get().mapping("judge/sheet"))
        let error = #expect(throws: Fault.self) {
            try Self.read(try Fixtures.bytes("judges/libreoffice.xls"), mapping)
        }
        #expect(error?.code == "document.xls")
    }

    @Test func markupReadsAsLxmlAndExpatReadItOrIsRefusedAsTheyRefuseIt() throws {
        let mapping = try #require(try Self.library.get().mapping("judge/tree"))
        let lines = try Repository.text("Fixtures/judges/markup.jsonl").split(separator: "\n")
        let samples = try lines.map { try JSONDecoder().decode(Sample.self, from: Data($0.utf8)) }
        #expect(samples.count { $0.refused == true } > 20 && samples.count { $0.records != nil } > 20)
        for sample in samples {
            let bytes = Array(try #require(Data(base64Encoded: sample.bytes)))
            if let records = sample.records {
                let read = try Self.read(bytes, mapping)
                #expect(read.faults == [], "\(sample.bytes)")
                #expect([read.head] + read.records == records, "\(sample.bytes)")
            } else {
                #expect(throws: Fault.self, "\(sample.bytes)") { try Self.read(bytes, mapping) }
            }
        }
    }

    /// Records as the judges list them: every value as text, missing ones left out, what is constant too.
    private static func read(
        _ bytes: [UInt8], _ mapping: CompiledMapping
    ) throws -> (head: [String: String], records: [[String: String]], faults: [Fault]) {
        var records: [[String: String]] = []
        var faults: [Fault] = []
        let edges = try DocumentReader(mapping.shape).read(bytes) { rows in
            var batch = RecordBatch(mapping.record)
            mapping.read(rows, into: &batch, faults: &faults)
            records += (0..<batch.count).map { texts(batch, $0) }
        }
        let head = mapping.readHead(header: edges.header, trailer: edges.trailer, parameters: [:], faults: &faults)
        return (head.map { texts($0, 0) } ?? [:], records, edges.faults + faults)
    }

    private static func texts(_ batch: RecordBatch, _ row: Int) -> [String: String] {
        var texts: [String: String] = [:]
        for (column, field) in batch.schema.fields.enumerated() where !batch.isMissing(row, column) {
            switch field.type {
            case .flag: continue
            case .integer: texts[field.name] = String(batch.integer(row, column))
            default:
                // lxml and expat strip what they compare; so must we.
                let text = batch.string(row, column)
                texts[field.name] = text.trimmingCharacters(in: .whitespacesAndNewlines)
            }
        }
        return texts
    }
}

private struct NumberFault: Error { let code: String }

/// One XML document and what became of it at the judges'.
private struct Sample: Decodable {
    let bytes: String
    let records: [[String: String]]?
    let refused: Bool?
}

/// The judges' tables: columns divided by tabs, comments at the top.
private enum Table {
    static func rows(_ name: String) throws -> [[String]] {
        let lines = try Repository.text("Fixtures/judges/\(name)").split(separator: "\n")
        return lines.filter { !$0.hasPrefix("#") }.map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    static func bytes(_ hex: String) throws -> [UInt8] {
        let digits = Array(hex)
        return try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
        }
    }

    /// The character of `U+4DAE`.
    static func character(_ name: String) throws -> String {
        let value = try #require(UInt32(name.dropFirst(2), radix: 16))
        return String(try #require(Unicode.Scalar(value)))
    }
}
