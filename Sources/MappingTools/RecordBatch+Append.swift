package import Subsidy

extension RecordBatch {
    /// Appends one record of another batch of the same schema.
    package mutating func append(_ other: RecordBatch, _ row: Int) {
        precondition(schema.name == other.schema.name, "records of one schema go into one batch")
        for column in schema.fields.indices {
            if other.isMissing(row, column) {
                setMissing(column)
            } else if schema.fields[column].type.isInteger {
                set(column, integer: other.integer(row, column))
            } else {
                set(column, text: other.text(row, column))
            }
        }
        end(row: other.rows[row], range: other.ranges[row])
        guard row < other.extensions.count else { return }
        while extensions.count < count - 1 { extensions.append([]) }
        extensions.append(other.extensions[row])
    }
}
