import Foundation
import Formats
import Subsidy
import TestSupport
import Testing

/// Every file of Fixtures/malformed gives exactly the diagnosis that stands beside it.
struct MalformedTests {
    struct Sample: CustomTestStringConvertible {
        var file: String
        var shape: String
        var rows: Int
        var faults: String
        var testDescription: String { file }
    }

    static let samples: [Sample] = {
        let text = (try? Fixtures.bytes("malformed/expected.tsv")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == 4, let rows = Int(cells[2]) else { return nil }
            return Sample(file: cells[0], shape: cells[1], rows: rows, faults: cells[3])
        }
    }()

    static func shape(_ name: String) -> DocumentShape? {
        switch name {
        case "bank": Shapes.bank()
        case "bankGBK": Shapes.bank(.gbk)
        case "plain": Shapes.plain()
        case "wide": Shapes.plain(.utf16LE)
        case "quoted": Shapes.quoted
        case "fixed": Shapes.fixed()
        case "json": Shapes.json
        case "xml": Shapes.xml
        case "xlsx": Shapes.xlsx
        default: nil
        }
    }

    @Test(arguments: samples) func aSampleGivesTheExpectedDiagnosis(sample: Sample) throws {
        let shape = try #require(Self.shape(sample.shape))
        let bytes = try Fixtures.bytes("malformed/\(sample.file)")
        if let code = refusal(bytes, shape) {
            #expect(code == sample.faults)
        } else {
            let reading = try Reading(bytes, shape)
            #expect(reading.faults.joined(separator: " ") == sample.faults)
            #expect(reading.rows.count == sample.rows)
        }
    }

    @Test func everySampleIsListed() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Fixtures.url("malformed").path)
        #expect(names.filter { $0 != "expected.tsv" }.sorted() == Self.samples.map(\.file).sorted())
    }

    @Test func noFaultHoldsAValueOfTheDocument() throws {
        for sample in Self.samples {
            let shape = try #require(Self.shape(sample.shape))
            let bytes = try Fixtures.bytes("malformed/\(sample.file)")
            var faults: [Fault] = []
            do { faults = try Reading(bytes, shape).edges.faults } catch { faults = [try #require(error as? Fault)] }
            for fault in faults {
                #expect(!fault.message.isEmpty)
                for value in ["张", "李", "王", "15000", "159999", "hostname"] {
                    #expect(!fault.message.contains(value), "\(sample.file)")
                }
            }
        }
    }

    @Test func whatRealSendersSendIsReadWhole() throws {
        let result = try Reading(try Fixtures.bytes("text/result.gb18030.txt"), Shapes.bank())
        #expect(result.rows.map { $0[1] } == ["张三", "𠅤妡", "阿依古丽·买买提"] && result.faults.isEmpty)
        let batch = try Reading(try Fixtures.bytes("text/batch.gbk.fixed"), Shapes.fixed())
        #expect(batch.rows == [["2", "张三丰", "1", "1234.50", ""], ["2", "李四", "2", "0.50", "F01"]])
    }

    /// Any byte of a good document changed, or any end cut off, is read or refused, never more than that.
    @Test(arguments: [UInt64(51), 52]) func randomDamageNeverEscapes(seed: UInt64) throws {
        var random = SplitMix(seed)
        let good: [(DocumentShape, [UInt8])] = [
            (Shapes.bank(), try Fixtures.bytes("text/result.gb18030.txt")),
            (Shapes.fixed(), try Fixtures.bytes("text/batch.gbk.fixed")),
            (Shapes.quoted, Array("1,\"a\"\"b\",3\n".utf8)),
            (Shapes.json, try written(Shapes.json, header: ["0", "1"], [["张", "1.5", "x\n"], [nil, nil, nil]])),
            (Shapes.xml, try written(Shapes.xml, header: ["0"], [["1", "张&", nil]])),
            (Shapes.xlsx, try Fixtures.bytes("text/list.xlsx")),
        ]
        for (shape, bytes) in good {
            for _ in 0..<150 {
                var damaged = bytes
                for _ in 0...random.below(3) { damaged[random.below(damaged.count)] = UInt8(random.below(256)) }
                if random.below(3) == 0 { damaged.removeLast(random.below(damaged.count)) }
                let code = refusal(damaged, shape)
                #expect(code == nil || code?.hasPrefix("document.") == true, "seed \(seed)")
            }
        }
    }
}
