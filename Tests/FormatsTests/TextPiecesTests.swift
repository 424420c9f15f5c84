import Subsidy
import Testing

@testable import Formats

struct TextPiecesTests {
    private static func text(_ bytes: [UInt8], _ encoding: DocumentShape.Encoding, _ size: Int) throws -> [UInt8] {
        try bytes.withUnsafeBufferPointer { source in
            var (pieces, text) = (try TextPieces(WholeSource(bytes: source), encoding, size: size), [UInt8]())
            while try pieces.next({ piece in
                #expect(piece.isEmpty == false && UTF8Text.firstFault(piece) == nil)
                text.append(contentsOf: piece)
            }) {}
            return text
        }
    }

    @Test(arguments: DocumentShape.Encoding.allCases, [UInt64(61), 62])
    func piecesOfAnySizeMakeTheWholeText(encoding: DocumentShape.Encoding, seed: UInt64) throws {
        var random = SplitMix(seed)
        for size in 16...40 {
            let text = (0..<60).map { _ in random.pick(["a", "<", "é", "张", "\u{3447}", "𠅤", "9"]) }.joined()
            let utf8 = Array((encoding == .gbk ? text.replacing("𠅤", with: "").replacing("é", with: "") : text).utf8)
            let bytes = try TextCodec.encode(utf8, as: encoding)
            #expect(try Self.text(bytes, encoding, size) == utf8, "seed \(seed), size \(size)")
        }
    }

    @Test(arguments: DocumentShape.Encoding.allCases)
    func aCharacterCutShortAtTheEndIsATruncatedDocument(encoding: DocumentShape.Encoding) throws {
        let bytes = try TextCodec.encode(Array(String(repeating: "张", count: 50).utf8), as: encoding).dropLast()
        #expect(throws: Fault.truncated) { try Self.text(Array(bytes), encoding, 16) }
    }

    @Test(arguments: [DocumentShape.Encoding.utf8, .gb18030, .gbk, .utf16LE])
    func aMalformedCharacterIsReportedWhereItStands(encoding: DocumentShape.Encoding) throws {
        var bytes = try TextCodec.encode(Array(String(repeating: "张a", count: 50).utf8), as: encoding)
        let at = encoding == .utf8 ? 80 : encoding == .utf16LE ? 80 : 60
        bytes.replaceSubrange(at..<at + 2, with: [0xFF, 0xDF])
        #expect(throws: Fault.encoding(at: at, encoding)) { try Self.text(bytes, encoding, 16) }
    }

    @Test func theByteOrderMarkIsNoText() throws {
        #expect(try Self.text([0xEF, 0xBB, 0xBF, 0x61], .utf8, 16) == [0x61])
        #expect(try Self.text([0xFF, 0xFE, 0x61, 0], .utf16LE, 16) == [0x61])
        #expect(try Self.text([0x84, 0x31, 0x95, 0x33, 0x61], .gb18030, 16) == [0x61])
    }
}
