import Foundation

/// PlantedValues are personal values in every form in which a careless program writes them down, and the search for
/// them: UTF-8, GB18030, hexadecimal in both cases, Base64 in all three alignments.
struct PlantedValues {
    /// A form of a value is found by its first six bytes, so that one pass over a file suffices for all forms.
    private var forms: [UInt64: [(bytes: [UInt8], value: String)]] = [:]
    private(set) var count = 0

    init(_ values: some Collection<String>) {
        for value in Set(values).sorted() {
            let texts = [Array(value.utf8), GB18030.bytes(value)].compactMap { $0 }
            var seen: Set<[UInt8]> = []
            for form in texts.flatMap(PlantedValues.forms) where form.count >= 6 && seen.insert(form).inserted {
                forms[PlantedValues.key(form[0..<6]), default: []].append((form, value))
                count += 1
            }
        }
    }

    /// Forms of less than six bytes are left out: sealed files are random, and have them by chance.
    private static func forms(_ text: [UInt8]) -> [[UInt8]] {
        let hex = text.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        // Only the characters that hold no bit of what stands before or after the value.
        let base64 = (0..<3).map { shift in
            let encoded = Array((Data(count: shift) + text).base64EncodedString().utf8)
            return Array(encoded[((shift * 8 + 5) / 6)..<((shift + text.count) * 8 / 6)])
        }
        return [text, Array(hex.utf8), Array(hex.uppercased().utf8)] + base64
    }

    private static func key(_ bytes: some Collection<UInt8>) -> UInt64 {
        bytes.reduce(0) { ($0 << 8 | UInt64($1)) & 0xffff_ffff_ffff }
    }

    /// The values that stand in these bytes in any form.
    func found(in bytes: [UInt8]) -> Set<String> {
        var starts = [Bool](repeating: false, count: 1 << 16)
        for key in forms.keys { starts[Int(key >> 32)] = true }
        var found: Set<String> = []
        bytes.withUnsafeBufferPointer { bytes in
            var position = 0
            while position + 6 <= bytes.count {
                if starts[Int(bytes[position]) << 8 | Int(bytes[position + 1])] {
                    for form in forms[PlantedValues.key(bytes[position..<(position + 6)])] ?? []
                    where bytes.count - position >= form.bytes.count
                        && bytes[position..<(position + form.bytes.count)].elementsEqual(form.bytes)
                    {
                        found.insert(form.value)
                    }
                }
                position += 1
            }
        }
        return found
    }
}

/// GB18030 as Foundation knows it: what looks for leaks shares no table with what might leak.
enum GB18030 {
    private static let encoding = String.Encoding(rawValue: 0x8000_0632)

    static func bytes(_ text: String) -> [UInt8]? { text.data(using: encoding).map(Array.init) }
    static func text(_ bytes: Data) -> String? { String(data: bytes, encoding: encoding) }
}
