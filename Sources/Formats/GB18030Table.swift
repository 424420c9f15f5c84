/// GB18030Table is the mapping of **GB 18030-2022** to Unicode, one to one in both directions.
///
/// Decoders in use disagree on 44 codes; this table follows the 2022 edition in all of them:
/// - `A8BC` is U+1E3F and `8135F437` is U+E7C7 (since the 2005 edition).
/// - Eighteen two-byte codes left the private use area (vertical punctuation U+FE10…FE19 at `A6D9`…, ideographs
///   U+9FB4…9FBB at `FE59`…), and the four-byte codes those characters had now carry the private use points.
/// - `FE51 FE52 FE53 FE6C FE76 FE91` stay in the private use area; U+20087 and its five fellows keep four bytes.
/// - `A3A0` is U+E5E5; a lone `80` and `FF` are nothing.
///
/// glibc 2.36 differs in the third group, and leaves the eighteen four-byte codes of the second undefined.
/// GBK here is the two-byte part of the same table.
struct GB18030Table: Sendable {
    static let standard = GB18030Table()

    /// Codes whose character was exchanged with a four-byte code since the edition of 2000, with the private use
    /// point that they had then.
    static let exchanged: [(code: Int, point: UInt16)] = [
        (0xA8BC, 0xE7C7),
        (0xA6D9, 0xE78D), (0xA6DA, 0xE78E), (0xA6DB, 0xE78F), (0xA6DC, 0xE790), (0xA6DD, 0xE791),
        (0xA6DE, 0xE792), (0xA6DF, 0xE793), (0xA6EC, 0xE794), (0xA6ED, 0xE795), (0xA6F3, 0xE796),
        (0xFE59, 0xE81E), (0xFE61, 0xE826), (0xFE66, 0xE82B), (0xFE67, 0xE82C), (0xFE6D, 0xE832),
        (0xFE7E, 0xE843), (0xFE90, 0xE854), (0xFEA0, 0xE864),
    ]

    /// By lead - 81 and trail - 40 (192 a row): UTF-8, first byte lowest, and its length in the top byte; 0 is no
    /// character.
    let twoByte: [UInt32]
    /// The code point of each four-byte code of the basic plane, by the code's linear number.
    let fourByte: [UInt16]
    /// The two-byte code of each point of the basic plane, 0 when it has none.
    let codes: [UInt16]
    /// The linear number of each point's four-byte code, 0xFFFF when it has none.
    let linear: [UInt16]

    private init() {
        var twoByte = [UInt32](repeating: 0, count: 126 * 192)
        var codes = [UInt16](repeating: 0, count: 0x10000)
        var next = 0
        let points = Self.points()
        for lead in 0x81...0xFE {
            for trail in 0x40...0xFE where trail != 0x7F {
                let point = points[next]
                next += 1
                twoByte[(lead - 0x81) * 192 + trail - 0x40] = Self.packedUTF8(UInt32(point))
                codes[Int(point)] = UInt16(lead << 8 | trail)
            }
        }
        (self.twoByte, self.codes) = (twoByte, codes)
        fourByte = Self.fourBytePoints(points, codes)
        var linear = [UInt16](repeating: 0xFFFF, count: 0x10000)
        for (number, point) in fourByte.enumerated() { linear[Int(point)] = UInt16(number) }
        self.linear = linear
    }

    /// In the edition of 2000 the four-byte codes are, in order, the points of the basic plane that two bytes leave
    /// over. Later editions only exchanged pairs.
    private static func fourBytePoints(_ points: [UInt16], _ codes: [UInt16]) -> [UInt16] {
        var taken = [Bool](repeating: false, count: 0x10000)
        for point in points { taken[Int(point)] = true }
        var now: [UInt16: UInt16] = [:]
        for (code, former) in exchanged {
            guard let point = codes.firstIndex(of: UInt16(code)) else { continue }
            taken[point] = false
            taken[Int(former)] = true
            now[UInt16(point)] = former
        }
        let rest = (UInt16(0x80)...0xFFFF).filter { !taken[Int($0)] && !(0xD800...0xDFFF).contains($0) }
        precondition(rest.count == 39_420, "the basic plane has 39,420 four-byte codes")
        return rest.map { now[$0] ?? $0 }
    }

    /// Unpacks the data: each point as its distance from one more than the point before it, zigzag, seven bits a
    /// byte; a distance of 0 is followed by how many such points there are.
    private static func points() -> [UInt16] {
        var bytes: [UInt8] = []
        var (bits, held) = (UInt32(0), 0)
        packed.withUTF8Buffer { text in
            for character in text {
                guard let value = base64Value(character) else { continue }
                bits = bits << 6 | value
                held += 6
                if held >= 8 {
                    held -= 8
                    bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
                }
            }
        }
        var index = 0
        func number() -> Int {
            var (value, shift) = (0, 0)
            while index < bytes.count {
                let byte = Int(bytes[index])
                index += 1
                value |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { break }
            }
            return value
        }
        var points: [UInt16] = []
        var expected = 0
        while index < bytes.count, points.count < 23_940 {
            let distance = number()
            if distance == 0 {
                let run = number()
                for point in expected..<expected + run { points.append(UInt16(point)) }
                expected += run
            } else {
                expected += distance & 1 == 0 ? distance >> 1 : -(distance >> 1) - 1
                points.append(UInt16(expected))
                expected += 1
            }
        }
        precondition(points.count == 23_940, "two bytes have 126 × 190 codes")
        return points
    }

    private static func base64Value(_ character: UInt8) -> UInt32? {
        switch character {
        case 0x41...0x5A: UInt32(character) - 0x41
        case 0x61...0x7A: UInt32(character) - 0x61 + 26
        case 0x30...0x39: UInt32(character) - 0x30 + 52
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }

    private static func packedUTF8(_ point: UInt32) -> UInt32 {
        if point < 0x800 { return 2 << 24 | (0x80 | point & 0x3F) << 8 | 0xC0 | point >> 6 }
        return 3 << 24 | (0x80 | point & 0x3F) << 16 | (0x80 | point >> 6 & 0x3F) << 8 | 0xE0 | point >> 12
    }
}
