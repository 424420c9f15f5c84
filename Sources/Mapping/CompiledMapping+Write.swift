package import Subsidy

extension CompiledMapping {
    /// Writes records as rows. A record with a fault is left out and all its faults are appended: a caller that sends
    /// must then send nothing.
    package func write(_ records: RecordBatch, faults: inout [Fault]) -> RowBatch {
        var rows = RowBatch(columns: shape.columns.count)
        write(records, into: &rows, faults: &faults)
        return rows
    }

    /// The same into a batch of rows whose memory is used again.
    package func write(_ records: RecordBatch, into rows: inout RowBatch, faults: inout [Fault]) {
        precondition(records.schema.name == record.name, "records are written by the mapping of their schema")
        var row = 0
        let program = WriteProgram(self)
        while row < records.count {
            if let program {
                row += program.run(self, records, from: row, into: &rows)
                if row == records.count { return }
            }
            writeOne(records, row, into: &rows, faults: &faults)
            row += 1
        }
    }

    /// Writes records one after the other and value by value. It is what writing by columns is measured against.
    package func writeEachRow(_ records: RecordBatch, faults: inout [Fault]) -> RowBatch {
        var rows = RowBatch(columns: shape.columns.count)
        for row in 0..<records.count { writeOne(records, row, into: &rows, faults: &faults) }
        return rows
    }

    /// Writes one record value by value, with all its faults.
    private func writeOne(_ records: RecordBatch, _ row: Int, into rows: inout RowBatch, faults: inout [Fault]) {
        let before = faults.count
        let plan = writing[.record] ?? []
        let texts = texts(fields, records, row, records.rows[row], &faults)
        guard faults.count == before, !plan.isEmpty else { return }
        for (column, cell) in plan.enumerated() {
            let text: [UInt8]?
            switch cell {
            case .blank, .control: text = []
            case .text(let constant): text = constant
            case .field(let field, let part, let parts):
                text =
                    CompiledMapping.part(texts[field], part, parts).map { signed($0, shape.columns[column]) }
                    ?? blank(fields[field])
            case .ext(let name): text = CompiledMapping.bag(records, row, name)
            case .pieces(let parts, let separator):
                text = CompiledMapping.joined(parts.map { texts[$0] }, separator)
            }
            put(text, shape.columns[column], numeric: isNumeric(cell, fields), &rows)
        }
        rows.end(row: rows.count + 1, range: 0..<0)
    }

    /// Writes the lines before and after the rows; controls are computed from the records.
    ///
    /// A head whose own count or sum differs from the records' is a fault. Nil for an edge without columns: a literal
    /// line needs no values.
    package func writeEdges(
        head: RecordBatch?, records: RecordBatch, faults: inout [Fault]
    ) -> (header: RowBatch?, trailer: RowBatch?) {
        var tally = newTally()
        add(written: records, &tally)
        return writeEdges(head: head, tally: tally, faults: &faults)
    }

    /// The same for records that were written batch by batch: `tally` is of all of them.
    package func writeEdges(
        head: RecordBatch?, tally: Tally, faults: inout [Fault]
    ) -> (header: RowBatch?, trailer: RowBatch?) {
        let texts = headTexts(head, &faults)
        faults += limitFaults(tally)
        return (
            edge(.header, shape.header, texts, tally, &faults), edge(.trailer, shape.trailer, texts, tally, &faults)
        )
    }

    /// Writes the line before the rows when they are still to come: its count and sum are those that the head states,
    /// and a head that does not state them is a fault.
    ///
    /// Whoever writes a document so must compare at the end: `writeEdges` with the tally of all records must find
    /// nothing, or the document must not leave.
    package func writeHeader(stating head: RecordBatch?, faults: inout [Fault]) -> RowBatch? {
        edge(.header, shape.header, headTexts(head, &faults), nil, &faults)
    }

    private func headTexts(_ head: RecordBatch?, _ faults: inout [Fault]) -> [[UInt8]?] {
        if let head, !head.isEmpty { return texts(headFields, head, 0, 0, &faults) }
        for plan in headFields where plan.required && !plan.columns.isEmpty && !isControlled(plan) {
            faults.append(RowFaults.make(0, plan, "field.required"))
        }
        return Array(repeating: nil, count: headFields.count)
    }

    private func edge(
        _ edge: Edge, _ line: DocumentShape.Line?, _ texts: [[UInt8]?], _ tally: Tally?, _ faults: inout [Fault]
    ) -> RowBatch? {
        guard let line, !line.columns.isEmpty, let plan = writing[edge] else { return nil }
        var rows = RowBatch(columns: line.columns.count)
        for (column, cell) in plan.enumerated() {
            let text: [UInt8]?
            switch cell {
            case .blank, .ext: text = []
            case .text(let constant): text = constant
            case .field(let field, let part, let parts):
                text =
                    CompiledMapping.part(texts[field], part, parts).map { signed($0, line.columns[column]) }
                    ?? blank(headFields[field])
            case .control(let index, let field):
                text = signed(control(index, field.flatMap { texts[$0] }, tally, &faults), line.columns[column])
            case .pieces(let parts, let separator): text = CompiledMapping.joined(parts.map { texts[$0] }, separator)
            }
            put(text, line.columns[column], numeric: isNumeric(cell, headFields), &rows)
        }
        rows.end(row: 0, range: 0..<0)
        return rows
    }

    private func control(_ index: Int, _ stated: [UInt8]?, _ tally: Tally?, _ faults: inout [Fault]) -> [UInt8] {
        let control = controls[index]
        guard let tally else {
            guard let stated, case .integer = control.codec.decode(stated[...].trimmed) else {
                faults.append(RowFaults.control(control, "先写首行再写明细时，须先给出这一项"))
                return []
            }
            return stated
        }
        let value = if case .count = control.kind { tally.counts[index] } else { tally.totals[index] }
        if let stated {
            switch control.codec.decode(stated[...].trimmed) {
            case .integer(let number) where number != value:
                faults.append(RowFaults.control(control, stated: number, found: value, isWritten: true))
            case .integer where tally.unreadable[index] == 0: break
            default: faults.append(RowFaults.control(control, "明细的合计算不出来，请核对后再写出"))
            }
        }
        guard case .success(let text) = control.codec.encode(value) else {
            faults.append(RowFaults.control(control, "按约定的正负写不出这个合计，请核对后再写出"))
            return []
        }
        return text
    }

    /// What the fields of one record are written as; faults for those that cannot be.
    private func texts(
        _ plans: [FieldPlan], _ records: RecordBatch, _ row: Int, _ number: Int, _ faults: inout [Fault]
    ) -> [[UInt8]?] {
        plans.map { plan in
            switch plan.source {
            case .constant(let value):
                if !plan.holds(value, records, row) { faults.append(RowFaults.make(number, plan, "const.differs")) }
                return nil
            case .none, .parameter: return nil
            case .columns:
                switch plan.write(records, row) {
                case .success(let text)?:
                    guard let piece = plan.piece,
                        !Piece(separator: piece.separator, index: 0).cut(text[...])
                            .elementsEqual(text)
                    else { return text }
                    faults.append(RowFaults.make(number, plan, "text.separator"))
                case .failure(let fault)?: faults.append(RowFaults.make(number, plan, fault.code))
                case nil where plan.required && !isControlled(plan):
                    faults.append(RowFaults.make(number, plan, "field.required"))
                case nil: break
                }
                return nil
            }
        }
    }

    private func isControlled(_ plan: FieldPlan) -> Bool {
        plan.columns.contains { ref in controls.contains { $0.target == ref } }
    }

    /// Missing: the first text that means so; else no key in JSON, an empty cell elsewhere.
    private func blank(_ plan: FieldPlan) -> [UInt8]? {
        plan.empty.first ?? (shape.format == .json ? nil : [])
    }

    private static func part(_ text: [UInt8]?, _ part: Int, _ parts: Int) -> [UInt8]? {
        guard let text, parts > 1 else { return text }
        let pieces = text.split(separator: UInt8(ascii: "/"), maxSplits: parts - 1, omittingEmptySubsequences: false)
        return part < pieces.count ? Array(pieces[part]) : []
    }

    private static func joined(_ parts: [[UInt8]?], _ separator: [UInt8]) -> [UInt8] {
        Array(parts.map { $0 ?? [] }.joined(separator: separator))
    }

    private static func bag(_ records: RecordBatch, _ row: Int, _ name: String) -> [UInt8] {
        guard row < records.extensions.count else { return [] }
        return records.extensions[row].first { $0.name == name }.map { Array($0.value.utf8) } ?? []
    }

    private func isNumeric(_ cell: CellPlan, _ plans: [FieldPlan]) -> Bool {
        switch cell {
        case .control: true
        case .field(let field, _, _): [.money, .decimal, .integer].contains(plans[field].type)
        default: false
        }
    }

    private func put(_ text: [UInt8]?, _ column: DocumentShape.Column, numeric: Bool, _ rows: inout RowBatch) {
        guard let text else { return rows.missing() }
        let zeros = numeric && shape.format == .fixed && column.align == .right && column.pad == UInt8(ascii: "0")
        rows.cell(CompiledMapping.padded(text, zeros ? column.width : 0))
    }

    /// With a plus, where the column has one.
    private func signed(_ text: [UInt8], _ column: DocumentShape.Column) -> [UInt8] {
        guard column.hasPlus, let first = text.first, 0x30...0x39 ~= first else { return text }
        return [UInt8(ascii: "+")] + text
    }

    /// With zeros between sign and digits, which a format that only pads could not know.
    static func padded(_ text: [UInt8], _ width: Int) -> [UInt8] {
        guard text.count < width, !text.isEmpty else { return text }
        var padded = text
        let zeros = repeatElement(UInt8(ascii: "0"), count: width - text.count)
        padded.insert(contentsOf: zeros, at: text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? 1 : 0)
        return padded
    }
}
