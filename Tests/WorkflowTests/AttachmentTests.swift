import TestSupport
import Testing
import Workflow

/// What comes from outside is taken only when it is plainly a picture or a page (IM-13.2).
@Suite(.article("IM-13.2")) struct AttachmentTests {
    @Test(
        arguments: [
            ("pdf", Array("%PDF-1.7 plain".utf8), nil), ("JPG", [0xFF, 0xD8, 0xFF, 0xE0], nil),
            ("png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], nil), ("exe", Array("MZ".utf8), .type),
            ("docx", Array("PK".utf8), .type), ("pdf", Array("MZ".utf8), .content), ("png", [], .size),
            ("pdf", Array("%PDF-1.7 /OpenAction /JavaScript".utf8), .active),
            ("pdf", Array("%PDF-1.7 /Launch".utf8), .active),
        ] as [(String, [UInt8], AttachmentRule.Objection?)])
    func aPaperIsWhatItSaysAndRunsNothing(type: String, bytes: [UInt8], expected: AttachmentRule.Objection?) {
        #expect(AttachmentRule.objection(bytes, type: type) == expected)
    }

    @Test func aPaperHasABound() {
        let head: [UInt8] = [0xFF, 0xD8, 0xFF]
        let most = head + [UInt8](repeating: 0, count: AttachmentRule.mostBytes - 3)
        #expect(AttachmentRule.objection(most, type: "jpg") == nil)
        #expect(AttachmentRule.objection(most + [0], type: "jpg") == .size)
    }
}
