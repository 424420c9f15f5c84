import Mapping
import Subsidy
import Testing

/// Samples are small mapping files, and what is needed to run them.
enum Samples {
    /// Two synthetic numbers with the prefix 640199, which is assigned to nobody.
    static let idNumber = identity("64019919680412001")
    static let account = card("629999000000000001")

    static func identity(_ first: String) -> String {
        first + String(decoding: [IdentityNumber.checkDigit(first.utf8)], as: UTF8.self)
    }

    static func card(_ first: String) -> String {
        (0...9).map { "\(first)\($0)" }.first { AccountNumber.luhn(Array($0.utf8)) } ?? first
    }

    static let codes = """
        title: 结果
        set: outcome
        codes: {"S/0000": ok, "F/3031": nameMismatch, "F/3065": nameMismatch, "W/6051": pending}
        prefix: {"S/": ok}
        writes: {ok: "S/0000", nameMismatch: "F/3031"}
        """

    /// A result file with every kind of source.
    static let result = """
        title: 代发结果
        counterpart: Bank
        exchange: batch.result
        direction: in
        record: LineResult
        head: LineResultHead
        document:
          format: delimited
          encoding: GB18030
          newline: CRLF
          delimiter: "|"
          header: {tag: P, columns: [kind, count, sum, okCount]}
          trailer: {literal: "########"}
          columns: [serial, account, name, amount, flag, code, reason, date, extra, spare]
        fields:
          serial: serial
          account: account
          holderName: name
          amount: {from: amount, as: fen}
          outcome: {from: [flag, code], as: codes(results), unmapped: keep}
          reasonText: {join: [code, reason], with: " "}
          paidOn: {from: date, as: date(yyyyMMdd), empty: ["00000000"]}
        headFields:
          count: {from: header.count, as: integer}
          sum: {from: header.sum, as: fen}
          batchNumber: {parameter: batch}
        ext: [extra]
        ignored: [spare]
        controls:
          - count: header.count
          - {sum: amount, equals: header.sum, as: fen}
          - {count: header.okCount, where: {outcome: ok}}
        """

    static func row(
        serial: String = "A1", account: String = account, name: String = "马某某", amount: String = "123450",
        flag: String = "S", code: String = "0000", reason: String = "", date: String = "20260302", extra: String = ""
    ) -> [String?] {
        [serial, account, name, amount, flag, code, reason, date, extra, "-"]
    }

    /// A mapping of one text column to one field, for codecs.
    static func one(_ record: String, _ field: String, _ source: String, more: String = "", both: Bool = true) -> String
    {
        """
        title: 单列
        counterpart: Bank
        exchange: statement
        direction: \(both ? "both" : "in")
        record: \(record)
        document: {format: delimited, encoding: UTF-8, delimiter: "|", columns: [a, b]}
        fields:
          \(field): \(source)
        \(more)
        ignored: [b]
        """
    }
}

func library(_ files: [String: String]) throws(MappingFaults) -> MappingLibrary {
    try MappingLibrary(files: files.mapValues { Array($0.utf8) })
}

/// The mapping `m.yaml` of these files.
func compiled(_ text: String, codes: String = Samples.codes, more: [String: String] = [:]) throws -> CompiledMapping {
    let files = more.merging(["m.yaml": text, "codes/results.yaml": codes]) { $1 }
    return try #require(try library(files).mapping("m"))
}

/// Faults of these files, in order.
func faults(_ text: String, more: [String: String] = [:]) -> [MappingFault] {
    let files = more.merging(["m.yaml": text]) { $1 }
    return MappingChecker.check(files.mapValues { Array($0.utf8) })
}

/// Rows of cells; nil is a cell that the document does not have.
func rows(_ cells: [[String?]]) -> RowBatch {
    var batch = RowBatch(columns: cells.first?.count ?? 0)
    for (index, row) in cells.enumerated() {
        for cell in row { if let cell { batch.cell(cell.utf8) } else { batch.missing() } }
        batch.end(row: index + 1, range: index * 100..<index * 100 + 99)
    }
    return batch
}

func cells(_ batch: RowBatch) -> [[String?]] {
    (0..<batch.count).map { row in
        (0..<batch.columns).map { batch.isAbsent(row, $0) ? nil : batch.string(row, $0) }
    }
}

/// Reads rows with a mapping.
func read(_ mapping: CompiledMapping, _ cells: [[String?]]) -> (records: RecordBatch, faults: [Fault]) {
    var records = RecordBatch(mapping.record)
    var faults: [Fault] = []
    mapping.read(rows(cells), into: &records, faults: &faults)
    return (records, faults)
}
