/// A batch can be filled column by column: each column takes one value for every row, then `end` closes the rows and
/// drops those that are rejected. It costs less than value by value, and leaves no half-filled record to abandon.
extension RecordBatch {
    /// Appends `count` integers to a column. `fill` sets each value and whether it is missing; a missing value is 0.
    package mutating func append(
        _ column: Int, count: Int,
        integers fill: (_ values: UnsafeMutablePointer<Int64>, _ missing: UnsafeMutablePointer<Bool>) -> Void
    ) {
        columns[column].append(count, integers: fill)
    }

    /// Appends `count` texts of at most `room` bytes together to a column. `fill` writes them one after the other,
    /// sets where each ends (counted from the first) and whether it is missing; a missing text is empty.
    package mutating func append(
        _ column: Int, count: Int, room: Int,
        texts fill: (
            _ text: UnsafeMutablePointer<UInt8>, _ ends: UnsafeMutablePointer<Int>,
            _ missing: UnsafeMutablePointer<Bool>
        ) -> Void
    ) {
        columns[column].append(count, room: room, texts: fill)
    }

    /// Appends `count` missing values to a column.
    package mutating func appendMissing(_ column: Int, count: Int) {
        columns[column].missing.append(contentsOf: repeatElement(true, count: count))
        if schema.fields[column].type.isInteger {
            columns[column].integers.append(contentsOf: repeatElement(0, count: count))
        } else {
            let end = columns[column].text.count
            columns[column].ends.append(contentsOf: repeatElement(end, count: count))
        }
    }

    /// Appends the same text `count` times to a column.
    package mutating func append(_ column: Int, count: Int, repeating text: some Collection<UInt8>) {
        for _ in 0..<count { set(column, text: text) }
    }

    /// Closes as many records as `source` has rows; every column has a value for each of them. Those of rows that
    /// are `rejected` are dropped; it may be empty when none is.
    package mutating func end(_ source: RowBatch, rejected: [Bool]) {
        let first = rows.count
        assert(
            columns.allSatisfy { $0.missing.count == first + source.count }, "every column of a record is set once")
        guard rejected.contains(true) else {
            rows.append(contentsOf: source.rows)
            ranges.append(contentsOf: source.ranges)
            return
        }
        precondition(rejected.count == source.count, "each row is rejected or not")
        var kept: [Range<Int>] = []
        for row in rejected.indices where !rejected[row] {
            rows.append(source.rows[row])
            ranges.append(source.ranges[row])
            if let last = kept.last, last.upperBound == row {
                kept[kept.count - 1] = last.lowerBound..<row + 1
            } else {
                kept.append(row..<row + 1)
            }
        }
        for column in columns.indices { columns[column].keep(kept, of: source.count, from: first) }
    }

    /// Drops all records and keeps the room that they had.
    package mutating func removeAll() {
        for column in columns.indices {
            columns[column].integers.removeAll(keepingCapacity: true)
            columns[column].text.removeAll(keepingCapacity: true)
            columns[column].ends.removeAll(keepingCapacity: true)
            columns[column].missing.removeAll(keepingCapacity: true)
        }
        rows.removeAll(keepingCapacity: true)
        ranges.removeAll(keepingCapacity: true)
        extensions.removeAll(keepingCapacity: true)
    }
}

extension RecordBatch.Column {
    mutating func append(
        _ count: Int, integers fill: (UnsafeMutablePointer<Int64>, UnsafeMutablePointer<Bool>) -> Void
    ) {
        let first = missing.count
        missing.append(contentsOf: repeatElement(false, count: count))
        integers.extend(by: count) { values in
            missing.withUnsafeMutableBufferPointer { missing in
                values.initialize(repeating: 0, count: count)
                if let missing = missing.baseAddress { fill(values, missing + first) }
            }
            return count
        }
    }

    mutating func append(
        _ count: Int, room: Int,
        texts fill: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Int>, UnsafeMutablePointer<Bool>) -> Void
    ) {
        guard count > 0 else { return }
        let first = missing.count
        let start = text.count
        missing.append(contentsOf: repeatElement(false, count: count))
        // One byte more, so that there is an address even where no text is.
        text.extend(by: room + 1) { text in
            var written = 0
            ends.extend(by: count) { ends in
                ends.initialize(repeating: 0, count: count)
                missing.withUnsafeMutableBufferPointer { missing in
                    if let missing = missing.baseAddress { fill(text, ends, missing + first) }
                }
                written = ends[count - 1]
                if start > 0 { for row in 0..<count { ends[row] += start } }
                return count
            }
            precondition(written <= room, "no more text is written than there is room for")
            return written
        }
    }

    /// Of the last `count` values, the first of which is at `first`, keeps those in the ranges.
    mutating func keep(_ kept: [Range<Int>], of count: Int, from first: Int) {
        if integers.isEmpty {
            keepTexts(kept, of: count, from: first)
        } else {
            integers.keep(kept, of: count, from: first)
        }
        missing.keep(kept, of: count, from: first)
    }

    private mutating func keepTexts(_ kept: [Range<Int>], of count: Int, from first: Int) {
        var written = first == 0 ? 0 : ends[first - 1]
        for run in kept {
            let start = first + run.lowerBound == 0 ? 0 : ends[first + run.lowerBound - 1]
            let end = ends[first + run.upperBound - 1]
            let distance = start - written
            if distance > 0 {
                text.withUnsafeMutableBytes { text in
                    // Towards the front, over what is dropped: the copy may overlap itself.
                    UnsafeMutableRawBufferPointer(rebasing: text[written..<written + end - start])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: text[start..<end]))
                }
                ends.withUnsafeMutableBufferPointer { ends in
                    for row in first + run.lowerBound..<first + run.upperBound { ends[row] &-= distance }
                }
            }
            written += end - start
        }
        text.removeLast(text.count - written)
        ends.keep(kept, of: count, from: first)
    }
}

extension Array {
    /// Of the last `count` elements, the first of which is at `first`, keeps those in the ranges.
    fileprivate mutating func keep(_ kept: [Range<Int>], of count: Int, from first: Int) {
        var next = first
        withUnsafeMutableBufferPointer { elements in
            guard let base = elements.baseAddress else { return }
            for run in kept {
                // Towards the front, over what is dropped: the copy may overlap itself.
                if next < first + run.lowerBound {
                    (base + next).update(from: base + first + run.lowerBound, count: run.count)
                }
                next += run.count
            }
        }
        removeLast(first + count - next)
    }
}
