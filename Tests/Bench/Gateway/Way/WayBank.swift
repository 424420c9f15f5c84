import Formats
import Glibc
import Subsidy
import Trust

/// WayBank is the other side of a bank's folders: it reads what lies in `in` and answers into `out`, with its MAC.
final class WayBank {
    private let root: String
    private var next = 1
    /// What was paid of each batch, by its number, in fen.
    private(set) var paid: [(batch: String, fen: Int64)] = []
    private(set) var lines = 0

    init(root: String) throws {
        self.root = root
        for folder in ["", "/in", "/in/read", "/out", "/out/taken"] { try WayFolder.make(root + folder) }
    }

    /// Answers the questions about accounts.
    func answerQuestions() throws {
        for name in try WayFolder.names(root + "/in", suffix: ".txt") where name.hasPrefix("ver_") {
            try WayMeter.stranger {
                var answer: [UInt8] = []
                try read(name) { line in
                    let fields = WayText.fields(line)
                    guard fields.count > 2 else { return }
                    answer += fields[0] + [0x7C] + fields[1] + Array("|Y|Y|0|\r\n".utf8)
                    next += 1
                }
                let count = answer.count(where: { $0 == 0x0A })
                try offer(
                    "vres_" + name.dropFirst(4), Array("V|\(count)\r\n".utf8) + answer + Array("########\r\n".utf8))
            }
        }
    }

    /// Pays the batches, one line in some hundreds excepted.
    func pay() throws {
        for name in try WayFolder.names(root + "/in", suffix: ".txt") where name.hasPrefix("req_") {
            try WayMeter.stranger {
                var body: [UInt8] = []
                var (count, sum, okCount, okSum) = (0, Int64(0), 0, Int64(0))
                try read(name) { line in
                    let fields = WayText.fields(line)
                    guard fields.count > 5 else { return }
                    let fen = Int64(String(decoding: fields[5], as: UTF8.self)) ?? 0
                    // The number of the citizen stands in the account.
                    let citizen = WayCitizen(
                        Int(String(decoding: fields[1].dropFirst(6).prefix(12), as: UTF8.self)) ?? 0)
                    let isPaid = !citizen.isFailing
                    body += fields[0] + Array("|B".utf8) + fields[0] + [0x7C] + fields[1] + [0x7C] + fields[2]
                    body += [0x7C] + fields[5] + Array((isPaid ? "|S|0000||" : "|F|3018||").utf8)
                    body += Array("20260312|101500\r\n".utf8)
                    (count, sum) = (count + 1, sum + fen)
                    if isPaid { (okCount, okSum) = (okCount + 1, okSum + fen) }
                }
                let head = Array("P|\(count)|\(sum)|\(okCount)|\(okSum)\r\n".utf8)
                try offer("res_" + name.dropFirst(4), head + body + Array("########\r\n".utf8))
                paid.append((String(name.dropLast(4)), okSum))
                lines += count
            }
        }
    }

    /// The statement of the agency account: what came from the treasury, and what went out for each batch.
    func tell(_ credits: [(number: String, fen: Int64)], account: String) throws {
        var rows = ""
        var balance = Int64(0)
        var count = 0
        for (reference, fen) in credits + paid.map({ ($0.batch, -$0.fen) }) where fen != 0 {
            balance += fen
            count += 1
            rows += """
                20260312|101500|\(Money(fen: abs(fen)).yuan)|\(Money(fen: balance).yuan)|||往来|\(fen < 0 ? "D" : "C")|\
                S\(count)|\(reference)\r\n
                """
        }
        let head = "\(account)|20260312|20260312|0.00|\(Money(fen: balance).yuan)|\(count)\r\n"
        try offer("stm_1.txt", TextCodec.encode(Array((head + rows + "########\r\n").utf8), as: .gb18030))
    }

    /// Hands on the lines between head and trailer, and puts the file away.
    private func read(_ name: String, _ body: (ArraySlice<UInt8>) -> Void) throws {
        let bytes = try InputFile.bytes("\(root)/in/\(name)")
        var start = 0
        var isFirst = true
        for index in bytes.indices where bytes[index] == 0x0A {
            if !isFirst, bytes[start] != UInt8(ascii: "#") { body(bytes[start..<(index - 1)]) }
            isFirst = false
            start = index + 1
        }
        for file in [name, name + ".ok"] { rename("\(root)/in/\(file)", "\(root)/in/read/\(file)") }
    }

    private func offer(_ name: String, _ bytes: [UInt8]) throws {
        try WayFolder.write(bytes, to: "\(root)/out/\(name)")
        try WayFolder.write(Array(hex(MAC.hmacSM3(key: WayWorld.key, bytes)).utf8), to: "\(root)/out/\(name).chk")
    }
}

/// WayFolder is what is needed of the file system.
enum WayFolder {
    static func make(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw BenchError("cannot create \(path)") }
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        try bytes.withUnsafeBytes { try OutputFile(path).write($0) }
    }

    /// The names in a folder that end so, sorted.
    static func names(_ path: String, suffix: String) throws -> [String] {
        guard let directory = opendir(path) else { throw BenchError("cannot read \(path)") }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != "..", name.hasSuffix(suffix) { names.append(name) }
        }
        return names.sorted()
    }

    /// The mapping files below a folder, without their tests.
    static func mappings(_ root: String, _ below: String = "") throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try names(root + below, suffix: "") {
            let path = below.isEmpty ? "/" + name : below + "/" + name
            if name.hasSuffix(".yaml"), !name.hasSuffix(".tests.yaml") {
                files[String(path.dropFirst())] = try InputFile.bytes(root + path)
            } else if !name.contains(".") {
                files.merge(try mappings(root, path)) { first, _ in first }
            }
        }
        return files
    }
}
