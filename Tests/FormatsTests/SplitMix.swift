import TestSupport

/// Random values for round trips, from one seed.
struct SplitMix {
    private var generator: SplitMix64

    init(_ seed: UInt64) { generator = SplitMix64(seed: seed) }

    mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    /// Any scalar that a document may hold: no control characters, no surrogates, no byte order mark.
    mutating func scalar() -> Unicode.Scalar {
        let ranges: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0x4E00...0x9FA5, 0x4E00...0x9FA5, 0xA1...0x2FFF, 0xE000...0xF8FF, 0x10000...0x3FFFF,
            0xF900...0xFE00,
        ]
        let range = ranges[below(ranges.count)]
        return Unicode.Scalar(UInt32.random(in: range, using: &generator)) ?? "一"
    }

    mutating func text(_ count: Int, without forbidden: String = "") -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<below(count + 1) {
            let scalar = scalar()
            if !forbidden.unicodeScalars.contains(scalar) { text.append(scalar) }
        }
        return String(text)
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}
