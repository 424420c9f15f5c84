import Formats
import Foundation
import Glibc
import Subsidy
import Testing

/// The table against glibc's iconv, code by code, but for the codes where the edition of 2022 differs from it.
struct GB18030Tests {
    /// Codes that glibc 2.36 reads as ideographs of Extension B; the standard keeps them in the private use area.
    static let keptPrivate: [UInt32: UInt32] = [
        0xFE51: 0xE816, 0xFE52: 0xE817, 0xFE53: 0xE818, 0xFE6C: 0xE831, 0xFE76: 0xE83B, 0xFE91: 0xE855,
    ]

    static func decode(_ bytes: [UInt8], _ encoding: DocumentShape.Encoding = .gb18030) -> [Unicode.Scalar]? {
        (try? TextCodec.decode(bytes, as: encoding)).map { Array(String(decoding: $0, as: UTF8.self).unicodeScalars) }
    }

    static func encode(_ scalar: UInt32, _ encoding: DocumentShape.Encoding = .gb18030) -> [UInt8]? {
        guard let scalar = Unicode.Scalar(scalar) else { return nil }
        return try? TextCodec.encode(Array(String(scalar).utf8), as: encoding)
    }

    /// What glibc makes of one code, nil when it refuses it.
    static func oracle(_ converter: iconv_t, _ code: [UInt8]) -> UInt32? {
        var source = code.map { CChar(bitPattern: $0) }
        var target = [CChar](repeating: 0, count: 16)
        var (left, room) = (source.count, target.count)
        let isRead = source.withUnsafeMutableBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                var (from, to) = (source.baseAddress, target.baseAddress)
                return iconv(converter, &from, &left, &to, &room) == 0 && left == 0
            }
        }
        _ = iconv(converter, nil, nil, nil, nil)
        guard isRead, room == 12 else { return nil }
        return target.prefix(4).reduce(0) { $0 << 8 | UInt32(UInt8(bitPattern: $1)) }
    }

    @Test func everyTwoByteCodeIsReadAsGlibcReadsItButForSix() throws {
        let converter = try #require(iconv_open("UTF-32BE", "GB18030"))
        defer { iconv_close(converter) }
        var differences: [UInt32: UInt32] = [:]
        var count = 0
        for lead in UInt8(0x80)...0xFF {
            for trail in UInt8(0x3A)...0xFF {
                let point = Self.decode([lead, trail]).flatMap { $0.count == 1 ? $0[0].value : nil }
                if point != nil { count += 1 }
                if Self.oracle(converter, [lead, trail]) != point {
                    differences[UInt32(lead) << 8 | UInt32(trail)] = point ?? 0
                }
                guard let point else { continue }
                #expect(Self.encode(point) == [lead, trail])
            }
        }
        #expect(count == 23_940)
        #expect(differences == Self.keptPrivate)
    }

    @Test func everyFourByteCodeOfTheBasicPlaneIsReadAsGlibcReadsItButForEighteen() throws {
        let converter = try #require(iconv_open("UTF-32BE", "GB18030"))
        defer { iconv_close(converter) }
        var differences: [UInt32] = []
        var points: Set<UInt32> = []
        for number in 0..<39_420 {
            let code = [
                number / 12_600 + 0x81, number / 1260 % 10 + 0x30, number / 10 % 126 + 0x81, number % 10 + 0x30,
            ]
            .map { UInt8($0) }
            let point = try #require(Self.decode(code)?.first?.value)
            points.insert(point)
            if Self.oracle(converter, code) != point {
                differences.append(point)
                #expect(Self.oracle(converter, code) == nil)
            }
            #expect(Self.encode(point) == code)
        }
        #expect(points.count == 39_420)
        let displaced: [UInt32] = [
            0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864, 0xE78D, 0xE78F, 0xE78E, 0xE790, 0xE791,
            0xE792, 0xE793, 0xE794, 0xE795, 0xE796,
        ]
        #expect(differences == displaced)
    }

    @Test(
        arguments: [
            ([0xA1, 0xA4], 0xB7), ([0xA8, 0xBC], 0x1E3F), ([0xA6, 0xD9], 0xFE10), ([0xFE, 0x59], 0x9FB4),
            ([0xFE, 0x51], 0xE816), ([0xFE, 0x56], 0x3447), ([0xFE, 0x9F], 0x4DAE), ([0xA3, 0xA0], 0xE5E5),
            ([0x81, 0x35, 0xF4, 0x37], 0xE7C7), ([0x82, 0x35, 0x90, 0x37], 0xE81E), ([0x84, 0x31, 0x82, 0x36], 0xE78D),
            ([0x95, 0x32, 0x90, 0x31], 0x20087), ([0x95, 0x32, 0xA6, 0x32], 0x20164),
            ([0x9A, 0x37, 0x86, 0x38], 0x30EDE),
            ([0x90, 0x30, 0x81, 0x30], 0x10000), ([0xE3, 0x32, 0x9A, 0x35], 0x10FFFF),
        ] as [([UInt8], UInt32)])
    func theEditionOf2022DecidesWhereDecodersDisagree(code: [UInt8], point: UInt32) {
        #expect(Self.decode(code)?.map(\.value) == [point])
        #expect(Self.encode(point) == code)
    }

    @Test(
        arguments: [
            [0x80], [0xFF], [0x81, 0x7F], [0x81, 0xFF], [0x81, 0x3A], [0x84, 0x31, 0xA4, 0x3A],
            [0x84, 0x31, 0xA4, 0x40],
            [0x84, 0x39, 0x81, 0x30], [0x85, 0x30, 0x81, 0x30], [0xE3, 0x32, 0x9A, 0x36], [0x81, 0x30, 0x80, 0x30],
        ] as [[UInt8]])
    func whatIsNoCharacterIsRefused(bytes: [UInt8]) {
        #expect(throws: Fault.self) { try TextCodec.decode(Array("中".utf8.prefix(0)) + bytes, as: .gb18030) }
    }

    @Test func aBadCharacterIsToldByItsPlaceAndACutOneAsTruncated() {
        let bad = #expect(throws: Fault.self) { try TextCodec.decode([0x41, 0xD6, 0xD0, 0xFF, 0x41], as: .gb18030) }
        #expect(bad?.code == "document.encoding" && bad?.message.contains("第 4 字节") == true)
        for cut in [[0xD6], [0x95, 0x32], [0x95, 0x32, 0xA6]] as [[UInt8]] {
            let fault = #expect(throws: Fault.self) { try TextCodec.decode([0x41] + cut, as: .gb18030) }
            #expect(fault?.code == "document.truncated")
        }
    }

    @Test func gbkIsTheTwoBytePartAndRefusesFourBytes() throws {
        #expect(try TextCodec.decode([0xD6, 0xD0], as: .gbk) == Array("中".utf8))
        #expect(throws: Fault.self) { try TextCodec.decode([0x95, 0x32, 0xA6, 0x32], as: .gbk) }
        let fault = #expect(throws: Fault.self) { try TextCodec.encode(Array("𠅤".utf8), as: .gbk) }
        #expect(fault?.code == "text.unencodable" && fault?.message.contains("𠅤") == false)
    }

    @Test(arguments: [UInt64(18_030), 2022, 7])
    func anyTextComesBackFromEveryEncodingOfUnicode(seed: UInt64) throws {
        var random = SplitMix(seed)
        for _ in 0..<200 {
            let text = Array(String(String.UnicodeScalarView((0..<40).map { _ in random.scalar() })).utf8)
            for encoding in [DocumentShape.Encoding.gb18030, .utf8, .utf16LE, .utf16BE] {
                let bytes = try TextCodec.encode(text, as: encoding)
                #expect(try TextCodec.decode(bytes, as: encoding) == text, "seed \(seed) \(encoding)")
            }
        }
    }

    @Test(
        arguments: [
            ([0xC0, 0x80], .utf8), ([0xED, 0xA0, 0x80], .utf8), ([0xF4, 0x90, 0x80, 0x80], .utf8),
            ([0xE4, 0xB8, 0x41], .utf8),
            ([0x00, 0xD8, 0x41, 0x00], .utf16LE), ([0xDC, 0x00, 0x00, 0x41], .utf16BE),
        ] as [([UInt8], DocumentShape.Encoding)])
    func malformedUnicodeIsRefused(bytes: [UInt8], encoding: DocumentShape.Encoding) {
        let fault = #expect(throws: Fault.self) { try TextCodec.decode(bytes, as: encoding) }
        #expect(fault?.code == "document.encoding")
    }
}
