import Subsidy

/// ColumnProgram reads a batch column by column: what a field is made of is looked at once for the batch, and a tight
/// loop then runs over the rows.
///
/// It gives what `FieldPlan.read` gives for each cell in turn, and leaves to it whatever a loop has no kernel for.
struct ColumnProgram {
    /// The code of a fault at a row's field.
    struct Found {
        let row: Int
        /// Position among the plans.
        let field: Int
        let code: String
        /// There was something, and it could not be read; not that there was nothing.
        var isUnreadable: Bool { !["field.required", "field.missingColumn", "field.differs"].contains(code) }
    }

    private(set) var found: [Found] = []
    private var differing: [(row: Int, constant: ConstantPlan)] = []
    /// By row; empty while no row is rejected.
    private(set) var rejected: [Bool] = []
    private let rows: RowBatch

    init(_ rows: RowBatch) { self.rows = rows }

    /// Appends the field's value for every row to its column.
    mutating func run(_ plans: [FieldPlan], _ field: Int, _ records: inout RecordBatch) {
        let plan = plans[field]
        guard let source = source(plan) else { return runGeneral(plans, field, &records) }
        switch plan.codec {
        case .text: texts(CopyKernel(), plan, field, source, &records)
        case .name: texts(NameKernel(), plan, field, source, &records)
        case .idNumber: texts(IdentityKernel(), plan, field, source, &records)
        case .account: texts(AccountKernel(), plan, field, source, &records)
        case .phone: texts(PhoneKernel(), plan, field, source, &records)
        case .codes(let table): table.withKernel { texts($0, plan, field, source, &records) }
        case .documentNumber: runGeneral(plans, field, &records)
        case .clearingNumber: texts(NoTextKernel(), plan, field, source, &records)
        case .fen: integers(DecimalKernel.fen, plan, field, source, &records)
        case .yuan: integers(DecimalKernel.yuan, plan, field, source, &records)
        case .decimal: integers(DecimalKernel.millionths, plan, field, source, &records)
        case .signed(let sign, let yuan):
            let kernel = SignedKernel(sign: sign, plain: yuan ? .yuan : .fen)
            integers(kernel, plan, field, source, &records)
        case .integer: integers(WholeKernel(), plan, field, source, &records)
        case .anyDate: integers(DayKernel.any, plan, field, source, &records)
        case .date(let pattern):
            if let kernel = DayKernel(pattern) {
                integers(kernel, plan, field, source, &records)
            } else {
                integers(NoIntegerKernel(), plan, field, source, &records)
            }
        case .time, .epochMillis: integers(NoIntegerKernel(), plan, field, source, &records)
        case .flag(let yes, let no): integers(FlagKernel(yes: yes, no: no), plan, field, source, &records)
        }
    }

    private mutating func integers(
        _ kernel: some IntegerKernel, _ plan: FieldPlan, _ field: Int, _ source: Source, _ records: inout RecordBatch
    ) {
        let rows = source.rows
        rows.withCells { text, cells in
            let input = ColumnInput(text, cells, rows.columns, source.column, plan.empty)
            records.append(plan.index, count: rows.count) { values, missing in
                for row in 0..<rows.count {
                    let code: String
                    switch input.cell(row) {
                    case .filled(let cell):
                        if let value = kernel.value(cell) {
                            values[row] = value
                            continue
                        }
                        switch plan.codec.decode(cell.copy) {
                        case .integer(let value):
                            values[row] = value
                            continue
                        case .fault(let fault): code = fault
                        case .missing, .bytes: preconditionFailure("a codec of integers gives one or a fault")
                        }
                    case .empty: code = plan.missing(false) ?? ""
                    case .absent: code = plan.missing(true) ?? ""
                    }
                    missing[row] = true
                    note(row, plan, field, code)
                }
            }
        }
    }

    private mutating func texts(
        _ kernel: some TextKernel, _ plan: FieldPlan, _ field: Int, _ source: Source, _ records: inout RecordBatch
    ) {
        let rows = source.rows
        rows.withCells { text, cells in
            let input = ColumnInput(text, cells, rows.columns, source.column, plan.empty)
            let room = input.length(rows.count) + rows.count * kernel.growth
            records.append(plan.index, count: rows.count, room: room) { target, ends, missing in
                var end = 0
                for row in 0..<rows.count {
                    var code = ""
                    switch input.cell(row) {
                    case .filled(let cell):
                        let written = kernel.write(cell, to: target + end)
                        if written >= 0 {
                            end &+= written
                            ends[row] = end
                            continue
                        }
                        switch plan.codec.decode(cell.copy) {
                        case .bytes(let value):
                            precondition(value.count <= cell.count + kernel.growth, "a kernel knows its codec's growth")
                            for byte in value {
                                target[end] = byte
                                end &+= 1
                            }
                            ends[row] = end
                            continue
                        case .fault(let fault): code = fault
                        case .missing, .integer: preconditionFailure("a codec of text gives one or a fault")
                        }
                    case .empty: code = plan.missing(false) ?? ""
                    case .absent: code = plan.missing(true) ?? ""
                    }
                    ends[row] = end
                    missing[row] = true
                    note(row, plan, field, code)
                }
            }
        }
    }

    /// Rejects the rows whose column holds another text than the mapping says.
    mutating func compare(_ constant: ConstantPlan) {
        for row in 0..<rows.count where !constant.holds(rows, row) {
            differing.append((row, constant))
            reject(row)
        }
    }

    /// A column of some rows: the document's own, or ones made of several of its columns.
    private struct Source {
        let rows: RowBatch
        let column: Int
    }

    /// Nil when there is more to a field than columns and its codec.
    private func source(_ plan: FieldPlan) -> Source? {
        guard case .columns(let refs, let separator, let skipsEmpty) = plan.source, plan.conditions.isEmpty,
            plan.piece == nil, plan.slice == nil, plan.equals == nil, refs.allSatisfy({ $0.edge == .record })
        else { return nil }
        if refs.count == 1 { return Source(rows: rows, column: refs[0].index) }
        // Each of several columns may hold a text that means "no value".
        guard plan.empty.isEmpty else { return nil }
        return Source(rows: rows.joined(refs.map(\.index), by: separator, skipsEmpty: skipsEmpty), column: 0)
    }

    /// Conditions, pieces, constants: value by value.
    private mutating func runGeneral(_ plans: [FieldPlan], _ field: Int, _ records: inout RecordBatch) {
        let plan = plans[field]
        if case .none = plan.source, plan.conditions.isEmpty, plan.missing(true) == nil {
            return records.appendMissing(plan.index, count: rows.count)
        }
        for row in 0..<rows.count {
            let (value, absent) = plan.read(parameters: [:]) { rows.cell(row, $0) }
            let fault = CompiledMapping.set(value, absent, plan, &records)
            if let code = fault ?? CompiledMapping.differs(value, plans, field, rows, row) {
                note(row, plan, field, code)
            }
        }
    }

    private mutating func note(_ row: Int, _ plan: FieldPlan, _ field: Int, _ code: String) {
        guard !code.isEmpty else { return }
        found.append(Found(row: row, field: field, code: code))
        if plan.keeps(code) { return }
        reject(row)
    }

    mutating func reject(_ row: Int) {
        if rejected.isEmpty { rejected = Array(repeating: false, count: rows.count) }
        rejected[row] = true
    }

    var isClean: Bool { found.isEmpty && differing.isEmpty }

    /// The faults in the order of rows, and of fields within a row.
    func faults(_ plans: [FieldPlan]) -> [Fault] {
        let sorted = found.sorted { ($0.row, $0.field) < ($1.row, $1.field) }
        var faults: [(row: Int, fault: Fault)] = sorted.map { found in
            let plan = plans[found.field]
            let shown = plan.shown(found.code) { rows.cell(found.row, $0) }
            var fault = RowFaults.make(rows.rows[found.row], plan, found.code, shown: shown)
            fault.isKept = rejected.isEmpty || !rejected[found.row]
            return (found.row, fault)
        }
        // After those of the fields in their row, as a row alone would tell them.
        for (row, constant) in differing.sorted(by: { $0.row < $1.row }) {
            let place = faults.firstIndex { $0.row > row } ?? faults.count
            faults.insert((row, RowFaults.constant(rows.rows[row], constant)), at: place)
        }
        return faults.map(\.fault)
    }
}

extension RowBatch {
    /// What a row has of a column: of its own, or of the line before the rows; nil where that is not there.
    func cell(_ row: Int, _ ref: ColumnRef) -> ArraySlice<UInt8>? {
        guard ref.edge == .record else {
            return ref.edge == .header && ref.index < header.count ? header[ref.index]?[...] : nil
        }
        return isAbsent(row, ref.index) ? nil : self[row, ref.index]
    }

    /// The same rows with one column, in which the texts of several stand with a separator between them: between all
    /// of them, or with `skipsEmpty` between those that are not empty. Where none is filled the cell is empty, or
    /// absent if all are.
    func joined(_ columns: [Int], by separator: [UInt8], skipsEmpty: Bool) -> RowBatch {
        var result = RowBatch(columns: 1)
        var bytes = 1
        for row in 0..<count {
            for column in columns { bytes += range(row, column).count + separator.count }
        }
        withCells { text, cells in
            separator.withUnsafeBufferPointer { separator in
                result.fill(rows: count, bytes: bytes) { room in
                    var end = 0
                    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
                        guard let base = bytes.baseAddress else { return }
                        (room.text + end).update(from: base, count: bytes.count)
                        end += bytes.count
                    }
                    for row in 0..<count {
                        let start = end
                        var (isFilled, isAbsent) = (false, true)
                        for (position, column) in columns.enumerated() {
                            let cell = cells[row * self.columns + column]
                            var part = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
                            if cell.start != .max {
                                isAbsent = false
                                if let base = text.baseAddress {
                                    part = CellText(base + Int(cell.start), Int(cell.end - cell.start)).trimmed.bytes
                                }
                            }
                            if skipsEmpty ? !part.isEmpty && isFilled : position > 0 { append(separator) }
                            isFilled = isFilled || !part.isEmpty
                            append(part)
                        }
                        if !isFilled { end = start }
                        let cell = Cell(start: UInt32(start), end: UInt32(end))
                        (room.cells + row).initialize(to: isAbsent ? .absent : cell)
                        (room.rows + row).initialize(to: rows[row])
                        (room.ranges + row).initialize(to: ranges[row])
                    }
                    return (count, end)
                }
            }
        }
        return result
    }
}

/// ColumnInput is one column of a batch.
struct ColumnInput {
    enum Content {
        case filled(CellText)
        case empty
        /// The document does not have it.
        case absent
    }

    private let text: UnsafePointer<UInt8>?
    private let cells: UnsafeBufferPointer<RowBatch.Cell>
    private let columns: Int
    private let column: Int
    /// Texts that mean that there is no value.
    private let empty: [[UInt8]]

    init(
        _ text: UnsafeBufferPointer<UInt8>, _ cells: UnsafeBufferPointer<RowBatch.Cell>, _ columns: Int, _ column: Int,
        _ empty: [[UInt8]]
    ) {
        self.text = text.baseAddress
        self.cells = cells
        self.columns = columns
        self.column = column
        self.empty = empty.map { Array($0[...].trimmed) }.filter { !$0.isEmpty }
    }

    @inline(__always)
    func cell(_ row: Int) -> Content {
        let cell = cells[row &* columns &+ column]
        if cell.start == .max { return .absent }
        guard let text else { return .empty }
        let content = CellText(text + Int(cell.start), Int(cell.end &- cell.start)).trimmed
        if content.count == 0 || (!empty.isEmpty && meansNothing(content)) { return .empty }
        return .filled(content)
    }

    @inline(never)
    private func meansNothing(_ cell: CellText) -> Bool {
        empty.contains { $0.withUnsafeBufferPointer { cell.equals($0) } }
    }

    /// Bytes of all its cells.
    func length(_ count: Int) -> Int {
        var total = 0
        for row in 0..<count {
            let cell = cells[row &* columns &+ column]
            total &+= Int(cell.end &- cell.start)
        }
        return total
    }
}
