/// Masks are what people see of a personal value; the whole value is shown only on a recorded request.
package enum Mask {
    /// `640199********0012`: the first six and the last four of an identity number.
    package static func idNumber(_ text: String) -> String {
        guard text.count > 10 else { return String(repeating: "*", count: text.count) }
        return text.prefix(6) + String(repeating: "*", count: text.count - 10) + text.suffix(4)
    }

    /// `640199************`: as public boards show it, without the birth date and the last four.
    package static func publicIDNumber(_ text: String) -> String {
        text.prefix(6) + String(repeating: "*", count: max(0, text.count - 6))
    }

    /// `尾号0012`'s four digits behind stars.
    package static func account(_ text: String) -> String {
        text.count > 4 ? "****" + text.suffix(4) : "****"
    }

    /// `138****0012`.
    package static func phone(_ text: String) -> String {
        text.count >= 11 ? text.prefix(3) + "****" + text.suffix(4) : String(repeating: "*", count: text.count)
    }

    /// `马**`; of a name with a separator the first segment's first character stays: `阿***`.
    package static func name(_ text: String) -> String {
        guard let first = text.first else { return "" }
        // By the fold, so that every written form of the separator counts.
        let segmented = String(decoding: PersonName.fold(text), as: UTF8.self).unicodeScalars.contains("\u{B7}")
        return segmented ? "\(first)***" : String(first) + String(repeating: "*", count: max(1, text.count - 1))
    }
}
