package import Formats
package import Mapping
package import Subsidy

/// DocumentRun reads or writes a whole document through one mapping, by the rules that make it one thing: what is
/// wrong with the document as a whole refuses all of its rows.
package struct DocumentRun: Sendable {
    private let mapping: CompiledMapping
    private let limits: DocumentLimits?

    /// A run by the mapping's own limits, if no others are given.
    package init(_ mapping: CompiledMapping, limits: DocumentLimits? = nil) {
        self.mapping = mapping
        self.limits = limits
    }

    /// Finding is a fault, and what follows from it.
    package struct Finding: Sendable {
        package enum Effect: Sendable {
            /// The whole document is refused.
            case refuses
            /// The row is rejected.
            case rejects
            /// Nothing: the field is left missing, as the mapping says (`unmapped: keep`, `unreadable: keep`,
            /// `required: warn`).
            case keeps
        }

        package var fault: Fault
        package var effect: Effect
    }

    /// Reading is what came of a document.
    package struct Reading: Sendable {
        /// What the document says of itself; nil when the mapping has no head, or its head could not be read.
        package var head: RecordBatch?
        /// How many records were accepted; none of them counts when the document is refused.
        package var accepted = 0
        package var findings: [Finding] = []
        /// The lines before and after the rows.
        package var header: RowBatch?
        package var trailer: RowBatch?

        package var isRefused: Bool { findings.contains { $0.effect == .refuses } }
        package var hasRejects: Bool { findings.contains { $0.effect == .rejects } }

        /// Rows first, and then what is wrong with the whole, which most often comes of them.
        package var faultsInOrder: [Fault] {
            let faults = findings.map(\.fault)
            return faults.filter { $0.row > 0 }.sorted { $0.row < $1.row } + faults.filter { $0.row <= 0 }
        }

        package func faults(_ effect: Finding.Effect) -> [Fault] {
            findings.filter { $0.effect == effect }.map(\.fault)
        }
    }

    /// Reads a document.
    ///
    /// - Parameters:
    ///   - bytes: the document in the mapping's encoding.
    ///   - parameters: what the document itself does not say, by name.
    ///   - each: receives the rows of each batch and the records accepted from them. None of them counts before this
    ///     method has returned a reading that is not refused.
    /// - Returns: the head, the count of records and every finding.
    /// - Throws: what `each` throws; a document at fault is a reading that is refused.
    package func read(
        _ bytes: [UInt8], parameters: [String: String] = [:], each: (RowBatch, RecordBatch) throws -> Void
    ) throws -> Reading {
        try read(.whole(bytes), parameters, each)
    }

    /// Reads a document that is pulled piece by piece, and is never in memory as a whole; else as `read` of bytes.
    ///
    /// - Throws: what `pull` or `each` throws; a document at fault is a reading that is refused.
    package func read(
        window: Int = 1 << 18, parameters: [String: String] = [:], pull: DocumentReader.Pull,
        each: (RowBatch, RecordBatch) throws -> Void
    ) throws -> Reading {
        try withoutActuallyEscaping(pull) { try read(.pulled(window, $0), parameters, each) }
    }

    /// Where a document comes from.
    private enum Source {
        case whole([UInt8])
        case pulled(Int, DocumentReader.Pull)

        func read(_ reader: DocumentReader, rows: (RowBatch) throws -> Void) throws -> DocumentEdges {
            switch self {
            case .whole(let bytes): try reader.read(bytes, rows: rows)
            case .pulled(let window, let pull): try reader.read(window: window, pull: pull, rows: rows)
            }
        }
    }

    private func read(
        _ source: Source, _ parameters: [String: String], _ each: (RowBatch, RecordBatch) throws -> Void
    ) throws -> Reading {
        var reading = Reading()
        var rejects = 0
        var tally = mapping.newTally()
        let limits = limits ?? mapping.shape.limits
        var kept = KeptFaults(most: limits.faults)
        let edges: DocumentEdges
        do {
            edges = try source.read(DocumentReader(mapping.shape, limits: limits)) { rows in
                var records = RecordBatch(mapping.record)
                var faults: [Fault] = []
                mapping.read(rows, into: &records, faults: &faults, tally: &tally)
                try each(rows, records)
                reading.accepted += records.count
                kept.trim(&faults)
                sort(faults, &reading)
                rejects += faults.count { !$0.isKept }
                guard rejects <= limits.faults else { throw Fault.tooManyFaults(limits.faults) }
            }
        } catch let fault as Fault {
            reading.findings.append(Finding(fault: fault, effect: .refuses))
            return reading
        }
        (reading.header, reading.trailer) = (edges.header, edges.trailer)
        tally.skipped = edges.faults.count
        sort(edges.faults, &reading)
        place(edges.letters, &reading)
        for fault in mapping.check(
            tally, header: edges.header, trailer: edges.trailer, totals: edges.totals)
        {
            reading.findings.append(Finding(fault: fault, effect: .refuses))
        }
        blameCodes(&reading)
        readHead(edges, parameters, &reading)
        // Where the head says why there is nothing, that is the reason.
        if !reading.isRefused, mapping.direction.reads, let fault = edges.noRecords {
            reading.findings.append(Finding(fault: fault, effect: .refuses))
        }
        return reading
    }

    private func readHead(_ edges: DocumentEdges, _ parameters: [String: String], _ reading: inout Reading) {
        var faults: [Fault] = []
        reading.head = mapping.readHead(
            header: edges.header, trailer: edges.trailer, parameters: parameters, faults: &faults)
        // A document that we wrote ourselves need not say all that we knew when we wrote it.
        guard mapping.direction.reads else { return }
        for var fault in faults {
            if fault.code == "field.missingColumn" {
                fault.message += "；如属文件之外的内容，请加 --parameter \(fault.field)=…"
            }
            reading.findings.append(Finding(fault: fault, effect: fault.isKept ? .keeps : .refuses))
        }
    }

    private func sort(_ faults: [Fault], _ reading: inout Reading) {
        reading.findings += faults.map { Finding(fault: $0, effect: $0.isKept ? .keeps : .rejects) }
    }

    /// Says of rows of a sheet where they stand there: nobody counts them from the titles.
    private func place(_ letters: [String], _ reading: inout Reading) {
        guard mapping.shape.format == .xlsx else { return }
        for index in reading.findings.indices where reading.findings[index].fault.row > 0 {
            let fault = reading.findings[index].fault
            let row = fault.row + mapping.shape.titleRow
            var column = mapping.shape.columns.firstIndex { $0.name == fault.field }
            if case .columns(let names)? = mapping.outline(.record, fault.field)?.source, names.count == 1 {
                column = mapping.shape.columns.firstIndex { $0.name == names[0] }
            }
            let cell = column.flatMap { letters.indices.contains($0) ? letters[$0] : nil } ?? ""
            reading.findings[index].fault.message += cell.isEmpty ? "（表中第 \(row) 行）" : "（\(cell)\(row) 格）"
        }
    }

    /// Where codes are missing from a table, a total of what was paid cannot come out: that is the thing to mend.
    private func blameCodes(_ reading: inout Reading) {
        let rows = Set(reading.findings.map(\.fault).filter { $0.row > 0 && $0.code == "code.unmapped" }.map(\.row))
        guard !rows.isEmpty else { return }
        for index in reading.findings.indices {
            let fault = reading.findings[index].fault
            guard mapping.countsSome.contains(where: { $0.code == fault.code && $0.field == fault.field }) else {
                continue
            }
            reading.findings[index].fault.message += "；有 \(rows.count) 行的代码不在代码表中，请先核对代码表"
        }
    }

    /// Writes a document: all of its records or none. One without some of them would pay less than was decided.
    ///
    /// - Throws: every fault of every record, of the head and of the document's form.
    package func write(head: RecordBatch?, records: RecordBatch) throws(DocumentFaults) -> [UInt8] {
        var faults: [Fault] = []
        let rows = mapping.write(records, faults: &faults)
        let edges = mapping.writeEdges(head: head, records: records, faults: &faults)
        guard faults.isEmpty else { throw DocumentFaults(faults) }
        return try DocumentWriter(mapping.shape).write(header: edges.header, rows: rows, trailer: edges.trailer)
    }
}
