package import Subsidy

/// CompiledMapping is one mapping file, checked and turned into a plan over column indices: it reads rows into
/// canonical records, and writes them back.
///
/// It is a pure value: the same rows give the same records and faults.
package struct CompiledMapping: Sendable {
    /// The file's path below `Mappings/` without `.yaml`, such as `bank/result.cmbc`.
    package let name: String
    package let title: String
    package let counterpart: Counterpart
    package let exchange: Exchange
    package let direction: MappingDirection
    /// The canonical record of the rows.
    package let record: RecordSchema
    /// The canonical record of header, trailer and parameters.
    package let head: RecordSchema?
    package let shape: DocumentShape
    /// Every file that it was made of (itself, what it extends, its code tables), sorted, with `.yaml`, as given to
    /// `MappingLibrary`: whoever pins the mapping digests their bytes.
    package let sources: [String]

    let fields: [FieldPlan]
    /// Several records from one row; empty where a row is one record.
    let groups: [GroupPlan]
    let headFields: [FieldPlan]
    let controls: [ControlPlan]
    let limits: [LimitPlan]
    /// Columns that hold the same text in every document that is read.
    let constants: [ConstantPlan]
    /// Record columns that go into the `ext` bag.
    let ext: [Int]
    let writing: [Edge: [CellPlan]]
}

extension CompiledMapping {
    /// Reads rows: appends the accepted records, and all faults of each rejected row at once.
    ///
    /// What `unmapped: keep`, `unreadable: keep` and `required: warn` keep leaves its field missing and adds a fault,
    /// but the row is accepted (`Fault.isKept`). Never throws.
    package func read(_ rows: RowBatch, into records: inout RecordBatch, faults: inout [Fault]) {
        guard groups.isEmpty else { return readEachRow(rows, into: &records, faults: &faults) }
        var tally: Tally?
        readColumns(rows, &records, &faults, &tally)
    }

    /// Reads rows and adds them to the totals at once, as `add` and `read` do one after the other, but without
    /// decoding any value twice.
    package func read(
        _ rows: RowBatch, into records: inout RecordBatch, faults: inout [Fault], tally: inout Tally
    ) {
        guard groups.isEmpty else {
            add(rows, &tally)
            return readEachRow(rows, into: &records, faults: &faults)
        }
        if !limits.isEmpty { add(limits: rows, &tally) }
        var running: Tally? = tally
        readColumns(rows, &records, &faults, &running)
        if let running { tally = running }
    }

    private func readColumns(
        _ rows: RowBatch, _ records: inout RecordBatch, _ faults: inout [Fault], _ tally: inout Tally?
    ) {
        precondition(rows.columns == shape.columns.count, "rows are read by the shape of this mapping")
        guard !rows.isEmpty else { return }
        let first = records.count
        var program = ColumnProgram(rows)
        for index in fields.indices { program.run(fields, index, &records) }
        for constant in constants where constant.column.edge == .record { program.compare(constant) }
        if tally != nil { add(records, from: first, rows.count, program.found, &tally) }
        records.end(rows, rejected: program.rejected)
        if !program.isClean { faults += program.faults(fields) }
        guard !ext.isEmpty else { return }
        var record = first
        for row in 0..<rows.count where program.rejected.isEmpty || !program.rejected[row] {
            keep(rows, row, at: record, &records)
            record += 1
        }
    }

    /// Reads rows one after the other and value by value. It is what a row with several records needs, and what
    /// reading by columns is measured against.
    package func readEachRow(_ rows: RowBatch, into records: inout RecordBatch, faults: inout [Fault]) {
        precondition(rows.columns == shape.columns.count, "rows are read by the shape of this mapping")
        for row in 0..<rows.count {
            if groups.isEmpty {
                read(fields, rows, row, &records, &faults)
            } else {
                var isAnybodys = false
                for group in groups where group.own.contains(where: { !rows[row, $0.index].trimmed.isEmpty }) {
                    read(group.fields, rows, row, &records, &faults)
                    isAnybodys = true
                }
                let isFilled = { (column: Int) in !rows[row, column].trimmed.isEmpty }
                if !isAnybodys, (0..<rows.columns).contains(where: isFilled) {
                    faults.append(RowFaults.nobody(rows.rows[row]))
                }
            }
        }
    }

    private func read(
        _ plans: [FieldPlan], _ rows: RowBatch, _ row: Int, _ records: inout RecordBatch, _ faults: inout [Fault]
    ) {
        var rejected = false
        let before = faults.count
        // By index: a plan is large, and a copy for each cell would cost more than reading it.
        for index in plans.indices {
            let cell = { (ref: ColumnRef) in rows.cell(row, ref) }
            let (value, absent) = plans[index].read(parameters: [:], cell: cell)
            let fault = CompiledMapping.set(value, absent, plans[index], &records)
            if let code = fault ?? CompiledMapping.differs(value, plans, index, rows, row) {
                let shown = plans[index].shown(code, cell: cell)
                faults.append(RowFaults.make(rows.rows[row], plans[index], code, shown: shown))
                if !plans[index].keeps(code) { rejected = true }
            }
        }
        for constant in constants where constant.column.edge == .record && !constant.holds(rows, row) {
            faults.append(RowFaults.constant(rows.rows[row], constant))
            rejected = true
        }
        if rejected {
            records.abandon()
        } else {
            for index in before..<faults.count { faults[index].isKept = true }
            records.end(row: rows.rows[row], range: rows.ranges[row])
            if !ext.isEmpty { keep(rows, row, at: records.count - 1, &records) }
        }
    }

    /// Sets one column of the record under way; the code of the fault, if any.
    static func set(
        _ value: Decoded, _ absent: Bool, _ plan: FieldPlan, _ records: inout RecordBatch
    ) -> String? {
        switch value {
        case .integer(let number): records.set(plan.index, integer: number)
        case .bytes(let text): records.set(plan.index, text: text)
        case .missing:
            records.setMissing(plan.index)
            return plan.missing(absent)
        case .fault(let code):
            records.setMissing(plan.index)
            return code
        }
        return nil
    }

    /// Two statements of one thing in a row must agree.
    static func differs(
        _ value: Decoded, _ plans: [FieldPlan], _ index: Int, _ rows: RowBatch, _ row: Int
    ) -> String? {
        guard let twin = plans[index].equals, value != .missing else { return nil }
        let other = plans[twin].read(parameters: [:]) { rows.cell(row, $0) }
        switch other.value {
        case .missing, .fault: return nil
        default: return other.value == value ? nil : "field.differs"
        }
    }

    private func keep(_ rows: RowBatch, _ row: Int, at record: Int, _ records: inout RecordBatch) {
        let bag = ext.compactMap { column -> (name: String, value: String)? in
            let text = rows[row, column].trimmed
            return text.isEmpty ? nil : (shape.columns[column].name, String(decoding: text, as: UTF8.self))
        }
        while records.extensions.count < record { records.extensions.append([]) }
        records.extensions.append(bag)
    }

    /// One head record from the lines before and after the rows and from the call's parameters.
    ///
    /// Nil when the mapping has no head, and when a field is at fault: the faults (row 0) then refuse the document.
    package func readHead(
        header: RowBatch?, trailer: RowBatch?, parameters: [String: String], faults: inout [Fault]
    ) -> RecordBatch? {
        var rejected = false
        let before = faults.count
        for constant in constants where constant.column.edge != .record {
            if constant.holds(CompiledMapping.cell(constant.column, header, trailer)) { continue }
            faults.append(RowFaults.constant(0, constant))
            rejected = true
        }
        guard let head else { return nil }
        var records = RecordBatch(head)
        for plan in headFields {
            let cell = { (ref: ColumnRef) in CompiledMapping.cell(ref, header, trailer) }
            let (value, absent) = plan.read(parameters: parameters, cell: cell)
            if let code = CompiledMapping.set(value, absent, plan, &records) {
                faults.append(RowFaults.make(0, plan, code, shown: plan.shown(code, cell: cell)))
                if !plan.keeps(code) { rejected = true }
            }
        }
        guard !rejected else { return nil }
        for index in before..<faults.count { faults[index].isKept = true }
        records.end(row: 0)
        return records
    }

    /// What one field of a row holds, whatever becomes of the row: nil where it is missing, cannot be read, or is a
    /// number.
    package func text(of field: String, _ rows: RowBatch, _ row: Int) -> String? {
        guard let index = record.index(field), case .bytes(let text) = value(index, rows, row) else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    /// The same of a field that is a number: money in fen.
    package func integer(of field: String, _ rows: RowBatch, _ row: Int) -> Int64? {
        guard let index = record.index(field), case .integer(let number) = value(index, rows, row) else { return nil }
        return number
    }

    /// A cell of header or trailer; nil where there is none.
    static func cell(_ ref: ColumnRef, _ header: RowBatch?, _ trailer: RowBatch?) -> ArraySlice<UInt8>? {
        let line = ref.edge == .header ? header : trailer
        guard let line, !line.isEmpty, ref.index < line.columns, !line.isAbsent(0, ref.index) else { return nil }
        return line[0, ref.index]
    }
}
