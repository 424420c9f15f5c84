import Subsidy

extension WriteProgram {
    /// Writes rows from `first` on until one is not plain. Returns how many were written.
    func run(_ mapping: CompiledMapping, _ records: RecordBatch, from first: Int, into rows: inout RowBatch) -> Int {
        let wanted = records.count - first
        let room = room(records, from: first) + 1
        let before = rows.count
        var done = 0
        records.withMemory { columns in
            literals.withUnsafeBufferPointer { literals in
                cells.withUnsafeBufferPointer { cells in
                    guard let literals = literals.baseAddress else { return }
                    rows.fill(rows: wanted, bytes: room) { room in
                        var run = Run(
                            program: self, cells: cells, mapping: mapping, records: records, columns: columns,
                            literals: literals, room: room)
                        while done < wanted, run.write(first + done, at: done) {
                            room.rows.advanced(by: done).initialize(to: before + done + 1)
                            room.ranges.advanced(by: done).initialize(to: 0..<0)
                            done += 1
                        }
                        return (done, run.closed)
                    }
                }
            }
        }
        return done
    }

    /// Run is one run over some rows.
    private struct Run {
        let program: WriteProgram
        let cells: UnsafeBufferPointer<Cell>
        let mapping: CompiledMapping
        let records: RecordBatch
        let columns: UnsafeBufferPointer<RecordBatch.Memory>
        let literals: UnsafePointer<UInt8>
        let room: RowBatch.Room
        /// Bytes of the rows that are written, and of the one under way.
        private(set) var closed = 0
        private var end = 0
        // A day often follows its like.
        private var day = Int64.min
        private var digits: (UInt32, UInt32) = (0, 0)

        init(
            program: WriteProgram, cells: UnsafeBufferPointer<Cell>, mapping: CompiledMapping, records: RecordBatch,
            columns: UnsafeBufferPointer<RecordBatch.Memory>, literals: UnsafePointer<UInt8>, room: RowBatch.Room
        ) {
            self.program = program
            self.cells = cells
            self.mapping = mapping
            self.records = records
            self.columns = columns
            self.literals = literals
            self.room = room
        }

        /// Writes one record as the row at `position`; false when it is not plain.
        mutating func write(_ row: Int, at position: Int) -> Bool {
            for field in program.constants {
                guard case .constant(let value) = mapping.fields[field].source else { continue }
                guard mapping.fields[field].holds(value, records, row) else { return false }
            }
            end = closed
            let places = room.cells + position * cells.count
            for index in cells.indices {
                let start = end
                var isAbsent = false
                guard put(cells[index], row, &isAbsent) else { return false }
                places.advanced(by: index).initialize(
                    to: isAbsent
                        ? .absent
                        : RowBatch.Cell(
                            start: UInt32(truncatingIfNeeded: room.origin &+ start),
                            end: UInt32(truncatingIfNeeded: room.origin &+ end)))
            }
            closed = end
            return true
        }

        @inline(__always)
        private mutating func put(_ cell: Cell, _ row: Int, _ isAbsent: inout Bool) -> Bool {
            if cell.kind == .literal || columns[cell.column].missing[row] {
                if cell.isRequired { return false }
                guard let blank = cell.blank else {
                    isAbsent = true
                    return true
                }
                append(literals + blank.lowerBound, blank.count)
                return true
            }
            switch cell.kind {
            case .literal: return true
            case .text:
                let column = columns[cell.column]
                let start = row == 0 ? 0 : column.ends[row &- 1]
                append(column.text + start, column.ends[row] &- start)
                return true
            case .integer, .yuan: return put(cell, number: columns[cell.column].integers[row])
            case .day: return put(day: columns[cell.column].integers[row])
            case .choice: return put(cell, columns[cell.column], choice: row)
            case .other: return put(cell, other: row)
            }
        }

        @inline(__always)
        private mutating func append(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
            room.text.advanced(by: end).initialize(from: bytes, count: count)
            end &+= count
        }

        private mutating func put(_ cell: Cell, number: Int64) -> Bool {
            var value = number
            if let sign = cell.sign {
                guard let written = sign.write(value) else { return false }
                value = written
            }
            // Its magnitude has no negative of itself.
            guard value != .min else { return false }
            var target = room.text + end
            let start = target
            if value < 0 {
                target.initialize(to: UInt8(ascii: "-"))
                target += 1
            }
            var magnitude = value.magnitude
            let isYuan = cell.kind == .yuan
            let count = WriteProgram.digits(isYuan ? magnitude / 100 : magnitude)
            let length = (target - start) + count + (isYuan ? 3 : 0)
            if length < cell.zeros {
                target.initialize(repeating: UInt8(ascii: "0"), count: cell.zeros - length)
                target += cell.zeros - length
            }
            if isYuan {
                let cents = magnitude % 100
                magnitude /= 100
                target[count] = UInt8(ascii: ".")
                target[count + 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: cents / 10)
                target[count + 2] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: cents % 10)
            }
            var position = count
            repeat {
                position &-= 1
                target[position] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: magnitude % 10)
                magnitude /= 10
            } while position > 0
            end = target + count + (isYuan ? 3 : 0) - room.text
            return true
        }

        private mutating func put(day value: Int64) -> Bool {
            if value != day {
                let (year, month, number) = Day(number: Int32(clamping: value)).parts
                // What does not read back as this day is lossy: value by value says so.
                guard Day(year: year, month: month, day: number).map({ Int64($0.number) }) == value else {
                    return false
                }
                func pair(_ value: Int) -> UInt32 { UInt32(0x30 + value / 10) | UInt32(0x30 + value % 10) << 8 }
                digits.0 = pair(year / 100) | pair(year % 100) << 16
                digits.1 = pair(month) | pair(number) << 16
                day = value
            }
            let target = UnsafeMutableRawPointer(room.text + end)
            target.storeBytes(of: digits.0.littleEndian, as: UInt32.self)
            target.storeBytes(of: digits.1.littleEndian, toByteOffset: 4, as: UInt32.self)
            end &+= 8
            return true
        }

        private mutating func put(_ cell: Cell, _ column: RecordBatch.Memory, choice row: Int) -> Bool {
            let start = row == 0 ? 0 : column.ends[row &- 1]
            let value = UnsafeBufferPointer(start: column.text + start, count: column.ends[row] &- start)
            for index in cell.choices {
                let canonical = program.choices[index].canonical
                let known = UnsafeBufferPointer(start: literals + canonical.lowerBound, count: canonical.count)
                guard value.count == known.count, value.elementsEqual(known) else { continue }
                let written = program.choices[index].written
                append(literals + written.lowerBound, written.count)
                return true
            }
            return false
        }

        private mutating func put(_ cell: Cell, other row: Int) -> Bool {
            guard case .success(let raw)? = mapping.fields[cell.field].write(records, row) else { return false }
            let text = CompiledMapping.padded(raw, cell.zeros)
            guard text.count <= max(cell.zeros, WriteProgram.roomOfOther) else { return false }
            text.withUnsafeBufferPointer { if let base = $0.baseAddress { append(base, $0.count) } }
            return true
        }
    }

    @inline(__always)
    private static func digits(_ value: UInt64) -> Int {
        var (count, limit) = (1, UInt64(10))
        while value >= limit, count < 19 {
            count &+= 1
            limit &*= 10
        }
        return value >= limit ? 20 : count
    }
}
