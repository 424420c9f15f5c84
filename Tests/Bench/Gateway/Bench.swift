import Glibc

/// Runs one workload of the comparison and prints its totals to standard error; see Tests/Bench/README.md.
@main
enum Bench {
    private static let usage = """
        usage: onecard-bench w1 FILE DB | w1s FILE DB SUITE | w3 DIR | w3s DIR SUITE
               onecard-bench w4 FILE | w5 DB OUT | w5s DB OUT | w6 FILE
               onecard-bench w7 DIR [LINES] | w8 LINES DIR
               onecard-bench seal DB OUT SUITE     a copy of W5's database with its people sealed, for w5s
               onecard-bench people DIR SUITE      W3's people in a store of the gateway's, sealed, for w3s
               onecard-bench dump DB               W1s's rows, opened again, as W1's are dumped
        SUITE is national or international. Mappings are read from ./Mappings.
        """

    static func main() {
        do {
            guard let totals = try run(Array(CommandLine.arguments.dropFirst())) else {
                say(usage)
                exit(2)
            }
            say(totals)
        } catch {
            say("onecard-bench: \(error)")
            exit(1)
        }
    }

    private static func run(_ words: [String]) throws -> String? {
        switch (words.first, words.count) {
        case ("w1", 3): return try ResultTable.run(file: words[1], table: words[2]).line
        case ("w1s", 4): return try SealedTable.run(file: words[1], table: words[2], suite: words[3])?.line
        case ("w3", 2): return try DeathFeed.run(folder: words[1]).line
        case ("w3s", 3): return try SealedDeathFeed.run(folder: words[1], suite: words[2])?.line
        case ("people", 3): return try SealedDeathFeed.prepare(folder: words[1], suite: words[2])
        case ("w4", 2): return try VoucherLines.run(file: words[1]).line
        case ("w5", 3): return try BatchFile.run(table: words[1], file: words[2])
        case ("w5s", 3): return try SealedBatchFile.run(table: words[1], file: words[2])
        case ("w6", 2): return try ResultLines.run(file: words[1]).line
        case ("w7", 2): return try Way.run(lines: 120_000, folder: words[1], toTheEnd: false)
        case ("w7", 3):
            return try Int(words[2]).map { try Way.run(lines: $0, folder: words[1], toTheEnd: false) }
        case ("w8", 3):
            return try Int(words[1]).map { try Way.run(lines: $0, folder: words[2], toTheEnd: true) }
        case ("seal", 4): return try SealedBatchFile.prepare(from: words[1], to: words[2], suite: words[3])
        case ("dump", 2): return try SealedTable.dump(words[1])
        default: return nil
        }
    }

    private static func say(_ text: String) {
        var line = text + "\n"
        line.withUTF8 { try? OutputFile.errors.write(UnsafeRawBufferPointer($0)) }
    }
}

/// Totals are what every program of the comparison prints.
struct Totals {
    var good = 0
    var bad = 0
    var goodSum: Int64 = 0
    var paid = 0
    var reconciled = false

    var line: String {
        "{\"good\":\(good),\"bad\":\(bad),\"good_sum\":\(goodSum),\"paid\":\(paid),\"reconciled\":\(reconciled)}"
    }
}

/// BenchError says what keeps a run from being one.
struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
