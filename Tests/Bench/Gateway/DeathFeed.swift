import Formats
import Glibc
import Mapping
import Store
import StoreSQLite
import Subsidy

/// W3: death certificates and cremations against a base of millions. What changes is written; the base is asked for the
/// people of the notices alone, in the order of its key.
enum DeathFeed {
    private static let piece = 8192

    static func run(folder: String) throws -> Totals {
        var notices = DeathNotices()
        // The first one told counts, and a certificate before a cremation.
        try notices.read("\(folder)/deaths.csv", "civilaffairs/death.certificates", day: "deathDate")
        let certificates = notices.count
        let rejected = notices.rejected
        try notices.read("\(folder)/cremation.csv", "civilaffairs/cremation.table", day: "crematedOn")
        let order = notices.sorted()

        let store = try SQLiteStore(path: "\(folder)/base.db")
        var totals = Totals()
        try store.write { connection in
            // People are asked for in the order of the key: a page that was left is not needed again.
            try connection.execute("PRAGMA cache_size = -8192")
            try connection.execute("DELETE FROM change")
            try connection.execute(
                "CREATE TEMP TABLE notice (id_no TEXT NOT NULL, name TEXT NOT NULL, day TEXT, source TEXT NOT NULL)")
            for start in stride(from: 0, to: order.count, by: piece) {
                let some = order[start..<min(start + piece, order.count)]
                try connection.load(
                    "notice", notices.columns(some, certificates: certificates), rows: 0..<some.count)
                try connection.execute(
                    """
                    INSERT INTO change (id_no, kind, old_status, new_status, death_date, source)
                    SELECT n.id_no,
                        CASE WHEN n.source = 'CREM' THEN 'SUSPECT' WHEN n.name <> b.name THEN 'NAME_MISMATCH'
                            ELSE 'DEATH' END,
                        b.status, CASE WHEN n.source = 'REG' AND n.name = b.name THEN 'D' END, n.day, n.source
                    FROM notice n CROSS JOIN beneficiary b ON b.id_no = n.id_no WHERE b.status <> 'D'
                    """)
                try connection.execute("DELETE FROM notice")
            }
            for row in try connection.rows("SELECT kind, COUNT(*) FROM change GROUP BY kind ORDER BY kind") {
                let count = Int(row[1].integer ?? 0)
                totals.good += count
                if row[0].text == "DEATH" { totals.paid = count }
                if row[0].text == "SUSPECT" { totals.goodSum = Int64(count) }
            }
        }
        try store.close()
        totals.bad = rejected
        totals.reconciled = true
        return totals
    }
}

/// DeathNotices are what the product's reader and mapping make of some files, by columns.
struct DeathNotices {
    private var numbers = IdentityRun()
    private var names: [UInt8] = []
    private var ends: [Int] = []
    private var days: [Int64] = []
    private var hasNoDay: [Bool] = []
    private(set) var rejected = 0

    var count: Int { ends.count }

    mutating func read(_ path: String, _ name: String, day: String) throws {
        let mapping = try BenchMapping.load(name, codes: [])
        let columns = (
            id: try mapping.column("idNumber"), name: try mapping.column("name"), day: try mapping.column(day)
        )
        let file = try InputFile(path)
        let edges = try DocumentReader(mapping.shape).read(
            threads: 2, window: 1 << 17, pull: { try file.read($0) },
            worker: {
                { rows in
                    var records = RecordBatch(mapping.record)
                    var faults: [Fault] = []
                    mapping.read(rows, into: &records, faults: &faults)
                    return (records, faults)
                }
            },
            deliver: { (records: RecordBatch, faults: [Fault]) in
                let kept = Set(records.rows)
                rejected += Set(faults.map(\.row)).subtracting(kept).count
                try append(records, columns)
            })
        rejected += edges.faults.count
    }

    private mutating func append(_ records: RecordBatch, _ columns: (id: Int, name: Int, day: Int)) throws {
        days.append(contentsOf: records.columns[columns.day].integers)
        hasNoDay.append(contentsOf: records.columns[columns.day].missing)
        let start = names.count
        names.append(contentsOf: records.columns[columns.name].text)
        try records.withMemory { memory in
            for record in 0..<records.count {
                let id = memory[columns.id].bytes(record)
                guard id.count == IdentityRun.length else { throw BenchError("not a number of 18 places") }
                numbers.append(id, Int64(ends.count))
                ends.append(start + memory[columns.name].ends[record])
            }
        }
    }

    /// Each person once, in the order of the numbers.
    mutating func sorted() -> [IdentityRun.Entry] {
        var last: UInt64?
        return numbers.sorted().filter { entry in
            defer { last = entry.key }
            return entry.key != last
        }
    }

    func columns(
        _ some: ArraySlice<IdentityRun.Entry>, certificates: Int
    ) -> [(name: String, values: StoreColumn)] {
        let ids = [UInt8](unsafeUninitializedCapacity: some.count * IdentityRun.length) { buffer, filled in
            guard var place = buffer.baseAddress else { return }
            for entry in some {
                entry.write(to: place)
                place += IdentityRun.length
            }
            filled = some.count * IdentityRun.length
        }
        var texts = DayTexts()
        let told = [UInt8](unsafeUninitializedCapacity: some.count * DayTexts.length) { buffer, filled in
            guard var place = buffer.baseAddress else { return }
            for entry in some {
                texts.put(days[Int(entry.sequence)], to: place)
                place += DayTexts.length
            }
            filled = some.count * DayTexts.length
        }
        var name = StoreColumn(.text)
        var source = StoreColumn(.text)
        names.withUnsafeBufferPointer { names in
            for entry in some {
                let index = Int(entry.sequence)
                name.append(UnsafeBufferPointer(rebasing: names[(index == 0 ? 0 : ends[index - 1])..<ends[index]]))
                let word: StaticString = index < certificates ? "REG" : "CREM"
                source.append(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
            }
        }
        func even(_ width: Int) -> [Int] { (0..<some.count).map { ($0 + 1) * width } }
        return [
            ("id_no", StoreColumn(.text, content: ids, ends: even(IdentityRun.length))),
            ("name", name),
            (
                "day",
                StoreColumn(
                    .text, content: told, ends: even(DayTexts.length),
                    missing: some.map { hasNoDay[Int($0.sequence)] })
            ),
            ("source", source),
        ]
    }
}
