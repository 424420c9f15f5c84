/// Invisible is what comes along with a number or a name that was pasted from a sheet, a page or a chat, and is no part
/// of it (domain.md 1.1).
enum Invisible {
    /// White space, byte order marks, zero-width and direction marks.
    static func isMark(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x20, 0x09, 0xA0, 0x3000, 0xFEFF, 0x200B...0x200F, 0x202A...0x202E, 0x2060: true
        default: false
        }
    }

    /// The apostrophe that keeps a spreadsheet from taking a number for one, or what a word processor makes of it.
    static func isQuote(_ scalar: UInt32) -> Bool { scalar == 0x27 || scalar == 0x2018 || scalar == 0x2019 }
}
