import Subsidy

/// ClockPattern is how a text writes a day or a moment: `yyyyMMdd`, `yyyy-MM-dd HH:mm:ss`, `yyyyMM`.
struct ClockPattern: Sendable, Equatable {
    enum Unit: Int, Sendable { case year, month, day, hour, minute, second }
    enum Token: Sendable, Equatable {
        case number(Unit, width: Int)
        case literal(UInt8)
    }

    let tokens: [Token]
    /// Of a pattern without days: the month's last day is meant, not its first.
    let lastOfMonth: Bool

    /// Nil for a text that is no pattern: at least year and month once each, and no letters but these.
    init?(_ text: String, lastOfMonth: Bool = false) {
        let letters: [(Character, Unit, Int)] = [
            ("y", .year, 4), ("M", .month, 2), ("d", .day, 2), ("H", .hour, 2), ("m", .minute, 2), ("s", .second, 2),
        ]
        var tokens: [Token] = []
        var units: [Unit] = []
        var rest = Substring(text)
        while let first = rest.first {
            if let (letter, unit, width) = letters.first(where: { $0.0 == first }) {
                guard rest.prefix(width).allSatisfy({ $0 == letter }), rest.count >= width, !units.contains(unit) else {
                    return nil
                }
                units.append(unit)
                tokens.append(.number(unit, width: width))
                rest.removeFirst(width)
            } else {
                guard !(first.isASCII && (first.isLetter || first.isNumber)) else { return nil }
                tokens.append(contentsOf: String(first).utf8.map(Token.literal))
                rest.removeFirst()
            }
        }
        guard units.contains(.year), units.contains(.month) else { return nil }
        self.tokens = tokens
        self.lastOfMonth = lastOfMonth
    }

    func has(_ unit: Unit) -> Bool {
        tokens.contains { if case .number(unit, _) = $0 { true } else { false } }
    }

    /// Whether a day written by it can be read back as that day.
    var holdsDay: Bool { has(.day) }
    var holdsTime: Bool { has(.day) && has(.hour) && has(.minute) }

    private func numbers(_ text: ArraySlice<UInt8>) -> (Int, Int, Int, Int, Int, Int)? {
        var values = (0, 0, 1, 0, 0, 0)
        var index = text.startIndex
        for token in tokens {
            switch token {
            case .literal(let byte):
                guard index < text.endIndex, text[index] == byte else { return nil }
                index += 1
            case .number(let unit, let width):
                var value = 0
                for _ in 0..<width {
                    guard index < text.endIndex, (0x30...0x39).contains(text[index]) else { return nil }
                    value = value * 10 + Int(text[index] - 0x30)
                    index += 1
                }
                switch unit {
                case .year: values.0 = value
                case .month: values.1 = value
                case .day: values.2 = value
                case .hour: values.3 = value
                case .minute: values.4 = value
                case .second: values.5 = value
                }
            }
        }
        return index == text.endIndex ? values : nil
    }

    func day(_ text: ArraySlice<UInt8>) -> Day? {
        guard let (year, month, day, _, _, _) = numbers(text) else { return nil }
        guard !holdsDay, lastOfMonth else { return Day(year: year, month: month, day: day) }
        let next = month == 12 ? Day(year: year + 1, month: 1, day: 1) : Day(year: year, month: month + 1, day: 1)
        return next.map { $0 - 1 }
    }

    /// The moment of a local (UTC+8) clock.
    func instant(_ text: ArraySlice<UInt8>) -> Instant? {
        guard let (year, month, number, hour, minute, second) = numbers(text),
            let day = Day(year: year, month: month, day: number), hour < 24, minute < 60, second < 60
        else { return nil }
        return Instant(day, hour: hour, minute: minute, second: second)
    }

    func write(_ day: Day, _ time: (hour: Int, minute: Int, second: Int) = (0, 0, 0)) -> [UInt8] {
        let parts = day.parts
        var text: [UInt8] = []
        for token in tokens {
            switch token {
            case .literal(let byte): text.append(byte)
            case .number(let unit, let width):
                let value =
                    switch unit {
                    case .year: parts.year
                    case .month: parts.month
                    case .day: parts.day
                    case .hour: time.hour
                    case .minute: time.minute
                    case .second: time.second
                    }
                let digits = Array(String(value).utf8)
                text.append(contentsOf: [UInt8](repeating: 0x30, count: max(0, width - digits.count)))
                text.append(contentsOf: digits)
            }
        }
        return text
    }
}
