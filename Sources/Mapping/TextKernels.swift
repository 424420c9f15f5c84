import Subsidy

/// TextKernel reads the plain form of a codec whose values are text; for any other form see `IntegerKernel`.
protocol TextKernel {
    /// By how many bytes a value may be longer than its cell, whoever reads it.
    var growth: Int { get }
    /// Writes the value. The cell is trimmed and not empty.
    /// - Returns: its length, or -1 for any other form.
    func write(_ cell: CellText, to target: UnsafeMutablePointer<UInt8>) -> Int
}

/// The text as it is.
struct CopyKernel: TextKernel {
    let growth = 0

    @inline(__always)
    func write(_ cell: CellText, to target: UnsafeMutablePointer<UInt8>) -> Int {
        target.update(from: cell.start, count: cell.count)
        return cell.count
    }
}

/// A name without a byte that a sign of damage could start with.
struct NameKernel: TextKernel {
    let growth = 0

    @inline(__always)
    func write(_ cell: CellText, to target: UnsafeMutablePointer<UInt8>) -> Int {
        for index in 0..<cell.count {
            let byte = cell[index]
            // As `PersonName.deservesALook`, which is a call away.
            if byte < 0x80 || byte == 0xE2 || byte == 0xE3 || byte == 0xEE || byte == 0xEF { return -1 }
            target[index] = byte
        }
        return cell.count
    }
}

/// Eighteen ASCII characters that are a good identity number.
struct IdentityKernel: TextKernel {
    let growth = 18

    @inline(__always)
    func write(_ cell: CellText, to target: UnsafeMutablePointer<UInt8>) -> Int {
        guard cell.count == 18, CellText.areDigits(cell.word(at: 0)), CellText.areDigits(cell.word(at: 8)),
            cell[16] &- 0x30 <= 9, let birth = cell.eightDigits(at: 6),
            Day(year: birth / 10_000, month: birth / 100 % 100, day: birth % 100) != nil
        else { return -1 }
        // ISO 7064 MOD 11-2: each digit weighs twice as much as the one after it.
        var sum = 0
        for index in 0..<17 { sum = (sum &+ Int(cell[index] &- 0x30)) &<< 1 }
        let check = (12 &- sum % 11) % 11
        let last = cell[17]
        if check == 10 {
            guard last == UInt8(ascii: "X") || last == UInt8(ascii: "x") else { return -1 }
        } else {
            guard Int(last) == 0x30 &+ check else { return -1 }
        }
        target.update(from: cell.start, count: 17)
        target[17] = check == 10 ? UInt8(ascii: "X") : last
        return 18
    }
}

/// Twelve to thirty digits; a card's with a good check digit.
struct AccountKernel: TextKernel {
    let growth = 0

    @inline(__always)
    func write(_ cell: CellText, to target: UnsafeMutablePointer<UInt8>) -> Int {
        guard 12...30 ~= cell.count, cell.isDigits else { return -1 }
        if cell[0] == UInt8(ascii: "6"), cell[1] == UInt8(ascii: "2"), 16...19 ~= cell.count {
            guard AccountKernel.luhn(cell) else { return -1 }
        }
        target.update(from: cell.start, count: cell.count)
        return cell.count
    }

    /// From the last digit: every second one counts twice, less nine where that has two digits.
    @inline(__always)
    private static func luhn(_ cell: CellText) -> Bool {
        var sum = 0
        var index = cell.count &- 1
        while index > 0 {
            let digit = Int(cell[index &- 1] &- 0x30)
            sum &+= Int(cell[index] &- 0x30) &+ digit &+ digit &- (digit > 4 ? 9 : 0)
            index &-= 2
        }
        if index == 0 { sum &+= Int(cell[0] &- 0x30) }
        return sum % 10 == 0
    }
}

/// Five to twenty digits.
struct PhoneKernel: TextKernel {
    let growth = 0

    @inline(__always)
    func write(_ cell: CellText, to target: UnsafeMutablePointer<UInt8>) -> Int {
        guard 5...20 ~= cell.count, cell.isDigits else { return -1 }
        target.update(from: cell.start, count: cell.count)
        return cell.count
    }
}

/// A code that is a key of its table.
struct CodeKernel: TextKernel {
    /// Indices of canonical codes by key.
    let index: ByteIndex.View
    /// The canonical codes one after the other, and where each ends.
    let text: UnsafeBufferPointer<UInt8>
    let ends: UnsafeBufferPointer<Int>
    let growth: Int

    @inline(__always)
    func write(_ cell: CellText, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let code = index.find(cell.bytes)
        guard code >= 0, let base = text.baseAddress else { return -1 }
        let start = code == 0 ? 0 : ends[code &- 1]
        let count = ends[code] &- start
        for index in 0..<count { target[index] = base[start &+ index] }
        return count
    }
}

extension CodeTable {
    /// Calls `body` with the table where it lies.
    func withKernel(_ body: (CodeKernel) -> Void) {
        index.withView { index in
            let text = canonical.flatMap { $0 }
            var ends: [Int] = []
            for code in canonical { ends.append((ends.last ?? 0) + code.count) }
            text.withUnsafeBufferPointer { text in
                ends.withUnsafeBufferPointer { ends in
                    body(CodeKernel(index: index, text: text, ends: ends, growth: longest))
                }
            }
        }
    }
}

/// No plain form: every cell goes to the codec.
struct NoTextKernel: TextKernel {
    let growth = 0
    func write(_ cell: CellText, to target: UnsafeMutablePointer<UInt8>) -> Int { -1 }
}
