import Subsidy
import Testing

@testable import Formats

/// However a document of lines is read, it is the same: by the scanner, by the parser alone, or pulled in pieces.
@Suite struct LineWaysTests {
    /// All that a reader says of a document.
    private struct Account: Equatable {
        var rows: [[String?]] = []
        var numbers: [Int] = []
        var ranges: [Range<Int>] = []
        var edges: [[String?]] = []
        var count = 0
        var faults: [Fault] = []
        var refusal: Fault?
    }

    private func account(_ read: ((RowBatch) -> Void) throws -> DocumentEdges) -> Account {
        var account = Account()
        do {
            let edges = try read { batch in
                for row in 0..<batch.count { account.rows.append(Reading.cells(batch, row)) }
                account.numbers += batch.rows
                account.ranges += batch.ranges
            }
            account.count = edges.rows
            account.faults = edges.faults
            for edge in [edges.header, edges.trailer] { account.edges.append(edge.map { Reading.cells($0, 0) } ?? []) }
        } catch {
            // Of a document that is refused nothing counts but why.
            account = Account()
            account.refusal = error as? Fault
        }
        return account
    }

    @Test(arguments: UInt64(1)...24)
    func allWaysOfReadingLinesAgree(seed: UInt64) throws {
        var random = SplitMix(seed)
        var compared = 0
        defer { #expect(compared > 8, "most of the noise is read by all ways") }
        for _ in 0..<30 {
            let (shape, limits) = (Noise.shape(&random), Noise.limits(&random))
            let bytes = Noise.document(shape, &random)
            let batch = random.below(3) == 0 ? 1 : 1 + random.below(20)
            let scanned = account { try DocumentReader(shape, limits: limits).read(bytes, batch: batch, rows: $0) }
            let parsed = account { rows in
                try bytes.withUnsafeBufferPointer {
                    if $0.isEmpty { throw Fault.empty }
                    try Stranger.refuse($0, isAll: true, shape)
                    do {
                        return try DocumentReader(shape, limits: limits).readLines(
                            WholeSource(bytes: $0), batch: batch, scans: false, rows: rows)
                    } catch let fault as Fault {
                        throw Stranger($0, shape).explain(fault)
                    }
                }
            }
            // What is taken for a stranger is refused before a line of it is read.
            if scanned.refusal?.message.contains("像是") == true { continue }
            compared += 1
            #expect(scanned == parsed, "seed \(seed) \(shape) \(bytes)")
            let window = 4 + random.below(200)
            var left = bytes[...]
            let pulled = account { rows in
                try DocumentReader(shape, limits: limits).read(
                    window: window, batch: batch,
                    pull: { room in
                        let piece = left.prefix(1 + random.below(room.count))
                        left = left.dropFirst(piece.count)
                        room.copyBytes(from: piece)
                        return piece.count
                    }, rows: rows)
            }
            #expect(pulled == scanned, "seed \(seed) window \(window) \(shape) \(bytes)")
            left = bytes[...]
            let shared = account { rows in
                try DocumentReader(shape, limits: limits).read(
                    threads: 3, window: window, batch: batch,
                    pull: { room in
                        let piece = left.prefix(room.count)
                        left = left.dropFirst(piece.count)
                        room.copyBytes(from: piece)
                        return piece.count
                    }, worker: { { $0 } }, deliver: rows)
            }
            #expect(shared == scanned, "seed \(seed) window \(window) \(shape) \(bytes)")
        }
    }

    @Test func linesLongerThanAStretchAreReadToo() throws {
        var limits = DocumentLimits.standard
        limits.cell = 1 << 19
        let long = String(repeating: "马", count: 60_000)
        let text = (0..<7).map { "\($0)|\($0 % 3 == 1 ? long : "短")|3" }.joined(separator: "\r\n")
        for encoding in [DocumentShape.Encoding.gb18030, .utf8] {
            let shape = Shapes.plain(encoding)
            let bytes = try TextCodec.encode(Array(text.utf8), as: encoding)
            let reading = try Reading(bytes, shape, limits: limits)
            #expect(reading.rows.count == 7 && reading.rows[4][1] == long && reading.rows[6] == ["6", "短", "3"])
            #expect(reading.numbers == Array(1...7) && reading.ranges[6].upperBound == bytes.count)
        }
    }

    @Test func outputsOfThreadsComeInTheOrderOfTheRows() throws {
        let document = Array((1...20_000).map { "\($0)|马|x\n" }.joined().utf8)
        var left = document[...]
        var numbers: [Int] = []
        let edges = try DocumentReader(Shapes.plain()).read(
            threads: 4, window: 1 << 12, batch: 100,
            pull: { room in
                let piece = left.prefix(room.count)
                left = left.dropFirst(piece.count)
                room.copyBytes(from: piece)
                return piece.count
            },
            worker: {
                // What a thread keeps for itself is its own.
                var kept: [Int] = []
                return { batch in
                    kept.removeAll(keepingCapacity: true)
                    for row in 0..<batch.count { kept.append(Int(batch.string(row, 0)) ?? 0) }
                    return kept
                }
            }, deliver: { numbers += $0 })
        #expect(numbers == Array(1...20_000) && edges.rows == 20_000)
    }

    @Test func whatTheReceiverOfThreadsThrowsEndsTheReading() {
        struct Enough: Error {}
        var (left, delivered) = (200_000, 0)
        #expect(throws: Enough.self) {
            try DocumentReader(Shapes.plain()).read(
                threads: 2, window: 256,
                pull: { room in
                    let line = Array("1|2|3\n".utf8)
                    let count = min(room.count, left) / line.count * line.count
                    for index in 0..<count { room[index] = line[index % line.count] }
                    left -= count
                    return count
                }, worker: { { $0.count } },
                deliver: { _ in
                    delivered += 1
                    throw Enough()
                })
        }
        #expect(delivered == 1 && left > 0)
    }

    @Test func aPulledDocumentOfManyBytesIsRefusedAtTheLimit() {
        var limits = DocumentLimits.standard
        limits.bytes = 1000
        var pulls = 0
        let refusal = account { rows in
            try DocumentReader(Shapes.plain(), limits: limits).read(
                window: 64,
                pull: { room in
                    pulls += 1
                    room.copyBytes(from: Array("1|2|3\n".utf8).prefix(room.count))
                    return min(6, room.count)
                }, rows: rows)
        }.refusal
        #expect(refusal?.code == "document.tooLarge" && pulls < 1000)
    }

    @Test func aLineWithoutEndIsNotKept() throws {
        var limits = DocumentLimits.standard
        limits.line = 1000
        var left = 40_000_000
        let edges = try DocumentReader(Shapes.plain(), limits: limits).read(
            window: 4096,
            pull: { room in
                // One line of forty million bytes, then a good one: a window that grew with it would be seen.
                // The first look at what kind of document it is takes 64 KB.
                #expect(room.count <= 65_537)
                if left <= 0 { return 0 }
                let count = min(room.count, left)
                left -= count
                room.prefix(count).copyBytes(from: repeatElement(0x78, count: count))
                if left == 0 {
                    let end = Array("\n1|2|3\n".utf8)
                    UnsafeMutableRawBufferPointer(rebasing: room[(count - end.count)..<count]).copyBytes(from: end)
                }
                return count
            }, rows: { batch in #expect(batch.rows == [2] && batch.ranges == [39_999_994..<39_999_999]) })
        #expect(edges.rows == 2 && edges.faults.map(\.code) == ["row.tooLong"])
    }
}

/// Documents of lines that are good, damaged or noise, and shapes to read them by.
private enum Noise {
    static func shape(_ random: inout SplitMix) -> DocumentShape {
        let encodings = DocumentShape.Encoding.allCases
        let encoding = encodings[random.below(encodings.count)]
        var shape: DocumentShape
        switch random.below(6) {
        case 0: shape = Shapes.fixed(encoding)
        case 1: shape = Shapes.list
        case 2: shape = Shapes.bank()
        default: shape = Shapes.plain()
        }
        shape.encoding = encoding
        if shape.format == .delimited {
            if random.below(3) == 0 { shape.quote = "\"" }
            if random.below(4) == 0 { shape.delimiter = ["\t", "|+|", "\u{1B}", ",", "｜"][random.below(5)] }
            if random.below(4) == 0 { shape.trailingDelimiter = true }
            if random.below(4) == 0 { shape.recordTag = "1" }
            if random.below(8) == 0 { shape.columns.removeLast(2) }
        }
        if random.below(4) == 0 { shape.header = nil }
        if random.below(4) == 0 { shape.trailer = nil }
        return shape
    }

    static func limits(_ random: inout SplitMix) -> DocumentLimits {
        var limits = DocumentLimits.standard
        guard random.below(2) == 0 else { return limits }
        (limits.line, limits.cell, limits.columns) = (20 + random.below(80), 5 + random.below(40), 3 + random.below(4))
        return limits
    }

    static func document(_ shape: DocumentShape, _ random: inout SplitMix) -> [UInt8] {
        var text = random.below(6) == 0 ? "\u{FEFF}" : ""
        // Some documents are nearly all good.
        let noise = [2, 2, 20][random.below(3)]
        if shape.header != nil, random.below(12) > 0 {
            text += line(shape, random.pick(["P", "H"]), shape.header, &random)
        }
        for _ in 0..<random.below(14) {
            text += random.below(100) < noise ? damage(&random) : line(shape, "1", nil, &random)
        }
        if shape.trailer != nil, random.below(12) > 0 { text += line(shape, "T", shape.trailer, &random) }
        if random.below(3) == 0 { text += ["\n", "\r\n", "\n\n\r\n", "\r"][random.below(4)] }
        if random.below(3) == 0, text.hasSuffix("\n") { text.removeLast() }
        var bytes = (try? TextCodec.encode(Array(text.utf8), as: shape.encoding)) ?? Array(text.utf8)
        for _ in 0..<(random.below(3) == 0 ? random.below(3) : 0) where !bytes.isEmpty {
            let index = random.below(bytes.count)
            switch random.below(4) {
            case 0: bytes[index] = UInt8(random.below(256))
            case 1: bytes.remove(at: index)
            case 2: bytes.insert([0x0A, 0x22, 0x7C, 0x81, 0x00, 0xFF][random.below(6)], at: index)
            default: bytes.removeLast(random.below(min(bytes.count, 4)))
            }
        }
        return bytes
    }

    private static func line(
        _ shape: DocumentShape, _ tag: Character, _ edge: DocumentShape.Line?, _ random: inout SplitMix
    ) -> String {
        if let literal = edge?.literal { return literal + "\n" }
        let end = random.below(3) == 0 ? "\r\n" : "\n"
        if shape.format == .fixed {
            return "2" + ["甲乙      ", "1234567890", "𠀀      "][random.below(3)] + "000012" + "0000000100" + "00 " + end
        }
        let count = max((edge?.columns ?? shape.columns).count + (random.below(25) == 0 ? 1 : 0), 1)
        var cells = (0..<count).map { _ in cell(shape, &random) }
        if edge != nil || shape.recordTag != nil { cells[0] = String(tag) }
        let ends = shape.trailingDelimiter && random.below(20) > 0
        return cells.joined(separator: shape.delimiter) + (ends ? shape.delimiter : "") + end
    }

    private static func cell(_ shape: DocumentShape, _ random: inout SplitMix) -> String {
        switch random.below(10) {
        case 0: ""
        case 1 where shape.quote != nil: "\"" + ["a,b", "c\nd", "e\"\"f", "甲|\r\n乙", "g"][random.below(5)] + "\""
        case 2: String(repeating: "长甲", count: random.below(30))
        default: random.text(12, without: shape.delimiter + "\"")
        }
    }

    private static func damage(_ random: inout SplitMix) -> String {
        ["\n", "\r\n", "a|b\n", "1|\u{0}|3\n", "1|\r|3\n", "x\"y|2|3\n", "\"open|2|3\n", "||||||||\n"][random.below(8)]
    }
}
