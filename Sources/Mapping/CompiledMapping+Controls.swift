package import Subsidy

/// Tally is the running totals of a document's rows, as the document sent them: rejected rows count too.
package struct Tally: Sendable, Equatable {
    fileprivate(set) var counts: [Int64]
    fileprivate(set) var totals: [Int64]
    /// Rows whose value could not be read, by control.
    fileprivate(set) var unreadable: [Int]
    /// Rows that the format could not cut into columns. They count as rows; a sum or hash total then cannot be
    /// proved, so the document is refused.
    package var skipped = 0
    /// Rows so far, and the values seen by each limit.
    var rows: Int64 = 0
    var seen: [Seen]
    /// The field that is summed beside the controls, by its position; -1 for one that is no number.
    fileprivate let field: Int?
    /// What that field comes to over rows as they were sent, rejected ones too.
    package fileprivate(set) var sent: Int64 = 0
    /// Rows where that field is missing or cannot be read.
    package fileprivate(set) var unsent = 0

    init(controls: Int, limits: Int, summing field: Int?) {
        self.field = field
        counts = Array(repeating: 0, count: controls)
        totals = counts
        unreadable = Array(repeating: 0, count: controls)
        seen = Array(repeating: Seen(), count: limits)
    }
}

extension CompiledMapping {
    /// A hash total is kept modulo this.
    static let hashModulus: Int64 = 1_000_000_000_000

    /// What is compared after reading: what the mapping declares, and then the row of totals.
    var checks: [ControlPlan] { shape.skip.isEmpty ? controls : controls + totals }

    /// What a row of totals among the rows (合计) is compared with: each amount that has a column of its own.
    private var totals: [ControlPlan] {
        guard !shape.skip.isEmpty, groups.isEmpty else { return [] }
        return fields.enumerated().compactMap { index, plan in
            guard plan.type == .money, plan.conditions.isEmpty, plan.slice == nil, plan.piece == nil,
                case .columns(let columns, _, _) = plan.source, columns.count == 1, columns[0].edge == .record
            else { return nil }
            return ControlPlan(
                kind: .sum(index), target: columns[0], targetName: shape.columns[columns[0].index].name,
                codec: plan.codec.ofTotals, conditions: [])
        }
    }

    /// Totals of nothing yet. With `summing` the tally also says what that canonical field comes to.
    package func newTally(summing field: String? = nil) -> Tally {
        Tally(controls: checks.count, limits: limits.count, summing: field.map(summed))
    }

    private func summed(_ field: String) -> Int {
        guard let index = record.index(field), record.fields[index].type.isInteger else { return -1 }
        return index
    }

    /// Adds the totals of the rows that come next, which were counted apart (on another thread).
    package func add(_ part: Tally, to tally: inout Tally) {
        for (index, control) in checks.enumerated() {
            tally.counts[index] += part.counts[index]
            let (sum, overflow) = tally.totals[index].addingReportingOverflow(part.totals[index])
            tally.totals[index] = sum
            if case .hashTotal = control.kind { tally.totals[index] %= CompiledMapping.hashModulus }
            tally.unreadable[index] += part.unreadable[index] + (overflow ? 1 : 0)
        }
        tally.skipped += part.skipped
        tally.rows += part.rows
        for index in limits.indices { tally.seen[index].add(part.seen[index]) }
        let (sum, overflow) = tally.sent.addingReportingOverflow(part.sent)
        tally.sent = sum
        tally.unsent += part.unsent + (overflow ? 1 : 0)
    }

    /// Adds rows to the totals; call it once for each batch of the document.
    package func add(_ rows: RowBatch, _ tally: inout Tally) {
        if !limits.isEmpty { add(limits: rows, &tally) }
        if let field = tally.field {
            let (total, unreadable) = field < 0 ? (0, rows.count) : sum(of: record.fields[field].name, rows)
            let (sum, overflow) = tally.sent.addingReportingOverflow(total)
            tally.sent = sum
            tally.unsent += unreadable + (overflow ? 1 : 0)
        }
        for (index, control) in checks.enumerated() {
            for row in 0..<rows.count where matches(control.conditions, rows, row) {
                tally.counts[index] += 1
                guard let field = control.kind.field else { continue }
                let number = value(field, rows, row)
                add(signed(number, control) { matches($0, rows, row) }, control.kind, index, &tally)
                if !number.isFault, control.asked.contains(where: { value($0, rows, row).isFault }) {
                    tally.unreadable[index] += 1
                }
            }
        }
    }

    /// Adds rows whose values stand in `records` from `first` on, rejected rows among them, with the faults that were
    /// found on the way.
    func add(
        _ records: RecordBatch, from first: Int, _ count: Int, _ found: [ColumnProgram.Found], _ tally: inout Tally?
    ) {
        guard var running = tally else { return }
        func unreadable(_ field: Int) -> Int { found.count { $0.field == field && $0.isUnreadable } }
        if let field = running.field, field < 0 {
            running.unsent += count
        } else if let field = running.field {
            let overflows = CompiledMapping.add(fields[field], records, first, to: &running.sent)
            // Of what differs from its twin the value stands; of any other fault nothing does.
            running.unsent += overflows + records.columns[fields[field].index].missing[first...].count { $0 }
        }
        for (index, control) in checks.enumerated() {
            switch control.kind {
            case .count where control.conditions.isEmpty: running.counts[index] += Int64(count)
            case .sum(let field) where control.conditions.isEmpty:
                running.counts[index] += Int64(count)
                let overflows = CompiledMapping.add(fields[field], records, first, to: &running.totals[index])
                // A missing value is no number; one that cannot be read is another matter.
                running.unreadable[index] += overflows + unreadable(field)
            default: addMatching(control, index, records, first..<first + count, found, &running)
            }
        }
        tally = running
    }

    /// Adds a column from `first` on; how many times the total went over.
    private static func add(
        _ plan: FieldPlan, _ records: RecordBatch, _ first: Int, to total: inout Int64
    ) -> Int {
        var overflows = 0
        for value in records.columns[plan.index].integers[first...] {
            let (sum, overflow) = total.addingReportingOverflow(value)
            total = sum
            if overflow { overflows += 1 }
        }
        return overflows
    }

    private func addMatching(
        _ control: ControlPlan, _ index: Int, _ records: RecordBatch, _ range: Range<Int>,
        _ found: [ColumnProgram.Found], _ running: inout Tally
    ) {
        for row in range where matches(control.conditions, records, row) {
            running.counts[index] += 1
            guard let field = control.kind.field else { continue }
            let value = signed(fields[field].value(records, row), control) { matches($0, records, row) }
            add(value, control.kind, index, &running)
        }
        guard let field = control.kind.field else { return }
        let faults = found.filter { $0.isUnreadable && ($0.field == field || control.asked.contains($0.field)) }
        for row in Set(faults.map(\.row)) where matches(control.conditions, records, range.lowerBound + row) {
            running.unreadable[index] += 1
        }
    }

    /// What a row adds: to a balance some rows give and some take.
    private func signed(
        _ value: Decoded, _ control: ControlPlan, _ matches: ([ControlPlan.Condition]) -> Bool
    ) -> Decoded {
        guard case .balance(_, let balance) = control.kind, case .integer(let number) = value,
            !balance.minus.isEmpty, matches(balance.minus)
        else { return value }
        // Money is far from the one number that has no opposite.
        return number == .min ? .fault("money.format") : .integer(-number)
    }

    private func matches(_ conditions: [ControlPlan.Condition], _ records: RecordBatch, _ row: Int) -> Bool {
        conditions.allSatisfy { condition in
            condition.values.contains { fields[condition.field].holds($0, records, row) }
        }
    }

    private func add(_ value: Decoded, _ kind: ControlPlan.Kind, _ index: Int, _ tally: inout Tally) {
        switch (kind, value) {
        case (_, .missing): break
        case (.sum, .integer(let number)), (.balance, .integer(let number)):
            let (sum, overflow) = tally.totals[index].addingReportingOverflow(number)
            tally.totals[index] = sum
            if overflow { tally.unreadable[index] += 1 }
        case (.hashTotal, .bytes(let text)):
            tally.totals[index] = (tally.totals[index] + CompiledMapping.hash(text)) % CompiledMapping.hashModulus
        default: tally.unreadable[index] += 1
        }
    }

    /// What a canonical field comes to over rows as they were sent, rejected ones too, and how many could not be read.
    package func sum(of field: String, _ rows: RowBatch) -> (total: Int64, unreadable: Int) {
        guard let index = record.index(field) else { return (0, rows.count) }
        var total: Int64 = 0
        var unreadable = 0
        for row in 0..<rows.count {
            guard case .integer(let number) = value(index, rows, row) else {
                unreadable += 1
                continue
            }
            let (sum, overflow) = total.addingReportingOverflow(number)
            total = sum
            if overflow { unreadable += 1 }
        }
        return (total, unreadable)
    }

    /// The last eight digits of a number. Of an identity number the check character is left out, so that its 15-digit
    /// and 18-digit forms give the same.
    static func hash(_ text: ArraySlice<UInt8>) -> Int64 {
        let body = text.count == 18 ? text.dropLast() : text
        return body.filter { (0x30...0x39).contains($0) }.suffix(8).reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    func value(_ field: Int, _ rows: RowBatch, _ row: Int) -> Decoded {
        fields[field].read(parameters: [:]) { rows.cell(row, $0) }.value
    }

    private func matches(_ conditions: [ControlPlan.Condition], _ rows: RowBatch, _ row: Int) -> Bool {
        conditions.allSatisfy { $0.values.contains(value($0.field, rows, row)) }
    }

    /// Compares the totals with what the document says of itself. Any fault (row 0) refuses the document whole.
    package func check(
        _ tally: Tally, header: RowBatch?, trailer: RowBatch?, totals row: RowBatch? = nil
    ) -> [Fault] {
        limitFaults(tally) + check(totals: row, tally)
            + controls.enumerated().compactMap { index, control in
                let cell = CompiledMapping.cell(control.target, header, trailer)
                guard case .integer(let expected)? = cell.map({ control.codec.decode($0.trimmed) }) else {
                    return RowFaults.unstated(control, cell)
                }
                if case .count = control.kind {
                    let skipped = control.conditions.isEmpty ? Int64(tally.skipped) : 0
                    let found = tally.counts[index] + skipped
                    return found == expected ? nil : RowFaults.control(control, stated: expected, found: found)
                }
                guard tally.unreadable[index] == 0, tally.skipped == 0 else {
                    return RowFaults.control(
                        control, "有 \(tally.unreadable[index] + tally.skipped) 行无法读取，合计无法核对，请退回重新生成")
                }
                var found = tally.totals[index]
                if case .balance(_, let balance) = control.kind {
                    let opening = CompiledMapping.cell(balance.opening, header, trailer).map {
                        control.codec.decode($0.trimmed)
                    }
                    guard case .integer(let start)? = opening else {
                        return RowFaults.control(control, "首尾行中没有可读的期初余额，请退回重新生成")
                    }
                    let (sum, overflow) = found.addingReportingOverflow(start)
                    if overflow { return RowFaults.control(control, "超出可记的范围，请退回重新生成") }
                    found = sum
                }
                return found == expected ? nil : RowFaults.control(control, stated: expected, found: found)
            }
    }

    /// A row of totals says what its column comes to, or nothing.
    private func check(totals row: RowBatch?, _ tally: Tally) -> [Fault] {
        guard let row, !row.isEmpty else { return [] }
        return totals.enumerated().compactMap { offset, control in
            let index = controls.count + offset
            let text = row[0, control.target.index].trimmed
            guard !text.isEmpty else { return nil }
            guard case .integer(let expected) = control.codec.decode(text) else {
                return RowFaults.control(control, "合计行的这一格读不出来，请改正后重新报送")
            }
            guard tally.unreadable[index] == 0, tally.skipped == 0 else {
                return RowFaults.control(
                    control, "有 \(tally.unreadable[index] + tally.skipped) 行无法读取，与合计行无法核对，请改正后重新报送")
            }
            let found = tally.totals[index]
            return found == expected ? nil : RowFaults.control(control, stated: expected, found: found)
        }
    }

    /// Adds records that are written to the totals; call it once for each batch of the document.
    package func add(written records: RecordBatch, _ tally: inout Tally) {
        add(limits: records, &tally)
        for (index, control) in controls.enumerated() {
            if control.conditions.isEmpty, case .count = control.kind {
                tally.counts[index] += Int64(records.count)
                continue
            }
            for row in 0..<records.count {
                guard matches(control.conditions, records, row) else { continue }
                tally.counts[index] += 1
                guard let field = control.kind.field else { continue }
                add(fields[field].value(records, row), control.kind, index, &tally)
            }
        }
    }
}
