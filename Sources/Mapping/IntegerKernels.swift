import Subsidy

/// IntegerKernel reads the plain form of a codec whose values are integers: the form that nearly every cell has.
///
/// What it does not read it leaves to `Codec.decode`, which has the last word; so a kernel may be narrower than its
/// codec, and must never differ from it.
protocol IntegerKernel {
    /// Nil for any other form, faulty ones too. The cell is trimmed and not empty.
    func value(_ cell: CellText) -> Int64?
}

/// Digits alone, 18 at most.
struct WholeKernel: IntegerKernel {
    @inline(__always)
    func value(_ cell: CellText) -> Int64? {
        guard cell.count <= 18 else { return nil }
        var value: Int64 = 0
        for index in 0..<cell.count {
            let digit = cell[index] &- 0x30
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }
}

/// Digits with a point and `1...places` decimals, or without both; no sign and no comma.
struct DecimalKernel: IntegerKernel {
    /// Digits before the point; so few that nothing overflows and no limit of the codec is met.
    let digits: Int
    let places: Int

    static let fen = DecimalKernel(digits: 15, places: 0)
    static let yuan = DecimalKernel(digits: 13, places: 2)
    static let millionths = DecimalKernel(digits: 10, places: 6)

    @inline(__always)
    func value(_ cell: CellText) -> Int64? {
        guard cell.count <= digits &+ 1 &+ places else { return nil }
        var value: Int64 = 0
        var index = 0
        while index < cell.count {
            let digit = cell[index] &- 0x30
            if digit > 9 { break }
            value = value &* 10 &+ Int64(digit)
            index &+= 1
        }
        guard index > 0, index <= digits else { return nil }
        var missing = places
        if index < cell.count {
            guard cell[index] == 0x2E else { return nil }
            index &+= 1
            missing = places &- (cell.count &- index)
            guard missing >= 0, missing < places else { return nil }
            while index < cell.count {
                let digit = cell[index] &- 0x30
                guard digit <= 9 else { return nil }
                value = value &* 10 &+ Int64(digit)
                index &+= 1
            }
        }
        while missing > 0 {
            value = value &* 10
            missing &-= 1
        }
        return value
    }
}

/// Money whose sign says something.
struct SignedKernel: IntegerKernel {
    let sign: MoneySign
    let plain: DecimalKernel

    @inline(__always)
    func value(_ cell: CellText) -> Int64? {
        // A kernel reads no sign: what has a minus goes the long way.
        plain.value(cell).flatMap(sign.read)
    }
}

/// `20261121`, and the same with a separator.
struct DayKernel: IntegerKernel {
    let isCompact: Bool
    /// Bytes that may stand between the parts, the same in both places.
    let separators: (UInt8, UInt8, UInt8)

    static let any = DayKernel(isCompact: true, separators: (0x2D, 0x2E, 0x2F))

    /// Nil for a pattern of another form.
    init?(_ pattern: ClockPattern) {
        typealias Token = ClockPattern.Token
        let parts: [Token] = [.number(.year, width: 4), .number(.month, width: 2), .number(.day, width: 2)]
        if pattern.tokens == parts {
            self.init(isCompact: true, separators: (0, 0, 0))
        } else if pattern.tokens.count == 5, case .literal(let byte) = pattern.tokens[1], byte < 0x80,
            pattern.tokens == [parts[0], .literal(byte), parts[1], .literal(byte), parts[2]]
        {
            self.init(isCompact: false, separators: (byte, byte, byte))
        } else {
            return nil
        }
    }

    private init(isCompact: Bool, separators: (UInt8, UInt8, UInt8)) {
        self.isCompact = isCompact
        self.separators = separators
    }

    @inline(__always)
    func value(_ cell: CellText) -> Int64? {
        if cell.count == 8 {
            guard isCompact, let number = cell.eightDigits(at: 0) else { return nil }
            return DayKernel.day(number / 10_000, number / 100 % 100, number % 100)
        }
        guard cell.count == 10 else { return nil }
        let separator = cell[4]
        guard separator != 0, separator == cell[7],
            separator == separators.0 || separator == separators.1 || separator == separators.2,
            let year = DayKernel.number(cell, 0, 4), let month = DayKernel.number(cell, 5, 2),
            let day = DayKernel.number(cell, 8, 2)
        else { return nil }
        return DayKernel.day(year, month, day)
    }

    @inline(__always)
    private static func number(_ cell: CellText, _ start: Int, _ length: Int) -> Int? {
        var value = 0
        for index in start..<start + length {
            let digit = cell[index] &- 0x30
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int(digit)
        }
        return value
    }

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int64? {
        Day(year: year, month: month, day: day).map { Int64($0.number) }
    }
}

/// The texts of a flag.
struct FlagKernel: IntegerKernel {
    let yes: [[UInt8]]
    let no: [[UInt8]]

    @inline(__always)
    func value(_ cell: CellText) -> Int64? {
        if FlagKernel.holds(yes, cell) { return 1 }
        return FlagKernel.holds(no, cell) ? 0 : nil
    }

    @inline(__always)
    private static func holds(_ texts: [[UInt8]], _ cell: CellText) -> Bool {
        for index in texts.indices where texts[index].withUnsafeBufferPointer({ cell.equals($0) }) { return true }
        return false
    }
}

/// No plain form: every cell goes to the codec.
struct NoIntegerKernel: IntegerKernel {
    func value(_ cell: CellText) -> Int64? { nil }
}
