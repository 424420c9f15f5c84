import Mapping
import MappingTools
import Subsidy
import Testing

/// Samples are small mappings with tests beside them.
enum Samples {
    /// Synthetic: the prefix 640199 and the card number's range are assigned to nobody.
    static let account = "6299991900000000012"

    static let codes = """
        title: 结果
        set: outcome
        codes: {"S/0000": ok, "F/3031": nameMismatch, "W/6051": pending}
        """

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
          header: {tag: P, columns: [kind, count, sum]}
          trailer: {literal: "########"}
          columns: [serial, account, name, amount, flag, code, reason, date, extra]
        fields:
          serial: serial
          account: account
          holderName: name
          amount: {from: amount, as: fen}
          outcome: {from: [flag, code], as: codes(results), unmapped: keep}
          reasonText: reason
          paidOn: {from: date, as: date(yyyyMMdd), empty: ["00000000"]}
        headFields:
          count: {from: header.count, as: integer}
          sum: {from: header.sum, as: fen}
          batchNumber: {parameter: batch}
        ext: [extra]
        controls:
          - count: header.count
          - {sum: amount, equals: header.sum, as: fen}
        """

    /// Written and read.
    static let batch = """
        title: 代发文件
        counterpart: Bank
        exchange: batch.send
        direction: both
        record: InstructionLine
        head: DisbursementBatchHead
        document:
          format: fixed
          encoding: GBK
          newline: LF
          recordTag: "2"
          header:
            tag: "1"
            columns:
              - {name: kind, width: 1}
              - {name: count, width: 4, pad: "0", align: right}
              - {name: sum, width: 10, pad: "0", align: right}
          columns:
            - {name: kind, width: 1}
            - {name: serial, width: 6}
            - {name: account, width: 19}
            - {name: holderName, width: 8}
            - {name: amount, width: 10, pad: "0", align: right}
        fields:
          serial: serial
          account: account
          holderName: holderName
          amount: {from: amount, as: yuan}
        headFields:
          batchNumber: {parameter: batch}
          count: {from: header.count, as: integer}
          sum: {from: header.sum, as: yuan}
        controls:
          - count: header.count
          - {sum: amount, equals: header.sum, as: yuan}
        """

    static let sheet = """
        title: 清单
        counterpart: Bank
        exchange: statement
        direction: both
        record: AccountQuery
        document: {format: xlsx, columns: [流水号, 账号, 户名, 证件号]}
        fields: {serial: 流水号, account: 账号, holderName: 户名, idNumber: 证件号}
        """

    static let idNumber = "640199196804120010"
}

/// A workbench over these texts, each by its path below `Mappings/`, with the sample code table.
func bench(_ files: [String: String], fixtures: [String: [UInt8]] = [:]) -> Workbench {
    let all = files.merging(["codes/results.yaml": Samples.codes]) { first, _ in first }
    return Workbench(files: all.mapValues { Array($0.utf8) }) { fixtures[$0] }
}

/// What the one test of a mapping says; faults of its file as their codes.
func outcome(
    _ mapping: String, _ test: String, fixtures: [String: [UInt8]] = [:], name: String = "m"
) -> [String] {
    let bench = bench(["\(name).yaml": mapping, "\(name).tests.yaml": test], fixtures: fixtures)
    guard bench.faults.isEmpty else { return bench.faults.map { "\($0.file):\($0.line):\($0.column) \($0.code)" } }
    return bench.run().flatMap(\.failures)
}
