import Formats
import Mapping
import Subsidy

/// A document read through its mapping.
struct ReadDocument {
    var head: RecordBatch?
    var rows = 0
    /// What the amounts come to over all rows as they were sent; nil when one of them cannot be read.
    var amountSent: Money? = .zero
    /// Faults of rows, and of the document as a whole (row 0).
    var faults: [Fault] = []
    /// Whether rows were accepted with faults that `faults` no longer tells.
    var omitsKept = false
    /// What could be read of rows that are rejected, by row.
    var remains: [Int: Remains] = [:]

    /// Whose a row is and what it is about, where the rest of it cannot be read.
    struct Remains {
        var serial = ""
        var amount: Money?
        var idNumber = ""
        var kind = ""
    }

    var refusal: Fault? { faults.first { $0.row == 0 } }
}

enum Reading {
    /// Reads bytes by a mapping, chunk by chunk; controls are checked at the end over all rows as they were sent.
    static func read(
        _ bytes: [UInt8], _ mapping: CompiledMapping, parameters: [String: String], keepsRemains: Bool = false,
        each: (RecordBatch, [Fault]) throws -> Void
    ) throws -> ReadDocument {
        var result = ReadDocument()
        var tally = mapping.newTally(summing: "amount")
        var rejects = 0
        let most = mapping.shape.limits.faults
        var kept = KeptFaults(most: most)
        let edges: DocumentEdges
        do {
            edges = try DocumentReader(mapping.shape).read(bytes) { rows in
                var records = RecordBatch(mapping.record)
                var faults: [Fault] = []
                mapping.read(rows, into: &records, faults: &faults, tally: &tally)
                kept.trim(&faults)
                try each(records, faults)
                result.faults += faults
                rejects += faults.count { !$0.isKept }
                guard rejects <= most else { throw Fault.tooManyFaults(most) }
                if keepsRemains, !faults.isEmpty { keep(rows, mapping, without: Set(records.rows), in: &result) }
            }
        } catch let fault as Fault {
            result.faults.append(fault)
            return result
        }
        result.rows = edges.rows
        result.omitsKept = kept.omitsSome
        result.amountSent = tally.unsent > 0 ? nil : Money(fen: tally.sent)
        if !edges.faults.isEmpty {
            result.amountSent = nil
            try each(RecordBatch(mapping.record), edges.faults)
            result.faults += edges.faults
        }
        tally.skipped = Set(edges.faults.map(\.row)).count
        result.faults += mapping.check(tally, header: edges.header, trailer: edges.trailer, totals: edges.totals)
        var faults: [Fault] = []
        let head = mapping.readHead(
            header: edges.header, trailer: edges.trailer, parameters: parameters, faults: &faults)
        result.head = head
        // What a head only tells refuses nothing.
        result.faults += faults.filter { !$0.isKept }
        if result.refusal == nil, let fault = edges.noRecords { result.faults.append(fault) }
        return result
    }

    private static func keep(
        _ rows: RowBatch, _ mapping: CompiledMapping, without accepted: Set<Int>, in result: inout ReadDocument
    ) {
        for row in 0..<rows.count where !accepted.contains(rows.rows[row]) {
            result.remains[rows.rows[row]] = ReadDocument.Remains(
                serial: mapping.text(of: "serial", rows, row) ?? "",
                amount: mapping.integer(of: "amount", rows, row).map { Money(fen: $0) },
                idNumber: mapping.text(of: "idNumber", rows, row) ?? "",
                kind: mapping.text(of: "kind", rows, row) ?? "")
        }
    }

    /// A connection names a mapping of another record than its exchange is about.
    static func misplaced(_ mapping: CompiledMapping) -> Fault {
        Fault(
            row: 0, field: "", code: "mapping.record",
            message: "映射 \(mapping.name) 读出的是“\(mapping.record.zh)”，不是本业务的记录，请检查连接配置")
    }

    /// Reads a document whole, for exchanges whose documents are small.
    static func all<Record: CanonicalRecord>(
        _ bytes: [UInt8], _ mapping: CompiledMapping, parameters: [String: String], as _: Record.Type = Record.self
    ) throws -> (document: ReadDocument, records: [(line: Int, record: Record)]) {
        guard mapping.record.name == Record.name else {
            return (ReadDocument(faults: [misplaced(mapping)]), [])
        }
        var records: [(line: Int, record: Record)] = []
        let document = try read(bytes, mapping, parameters: parameters, keepsRemains: true) { batch, _ in
            for (line, record) in zip(batch.rows, batch.records(Record.self)) { records.append((line, record)) }
        }
        return (document, records)
    }
}

/// Writing renders canonical records as a document.
enum Writing {
    static func render<Head: CanonicalRecord, Record: CanonicalRecord>(
        _ head: Head, _ records: [Record], _ mapping: CompiledMapping
    ) throws -> [UInt8] {
        var faults: [Fault] = []
        let batch = RecordBatch(records)
        let rows = mapping.write(batch, faults: &faults)
        let edges = mapping.writeEdges(
            head: mapping.head == nil ? nil : RecordBatch([head]), records: batch, faults: &faults)
        guard faults.isEmpty else { throw DocumentFaults(faults) }
        return try DocumentWriter(mapping.shape).write(header: edges.header, rows: rows, trailer: edges.trailer)
    }
}
