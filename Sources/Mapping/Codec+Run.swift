import Subsidy

/// Decoded is what a codec made of a cell.
enum Decoded: Sendable, Equatable {
    case missing
    case integer(Int64)
    case bytes(ArraySlice<UInt8>)
    /// The code of a row fault.
    case fault(String)

    var isFault: Bool { if case .fault = self { true } else { false } }
}

extension Codec {
    /// Reads a cell that is trimmed and not empty.
    func decode(_ cell: ArraySlice<UInt8>) -> Decoded {
        switch self {
        case .text: return .bytes(cell)
        case .name: return Codec.name(cell)
        case .idNumber:
            do throws(IdentityNumber.Fault) {
                return .bytes(Array(try IdentityNumber(reading: cell).text.utf8)[...])
            } catch {
                return .fault(error.rawValue)
            }
        case .account:
            do throws(AccountNumber.Fault) {
                return .bytes(Array(try AccountNumber(reading: cell).text.utf8)[...])
            } catch {
                return .fault(error.rawValue)
            }
        case .phone: return Codec.phone(cell)
        case .fen: return Codec.integer(Money.fen(cell)?.fen, "money.format")
        case .yuan: return Codec.integer(Money.yuan(cell)?.fen, "money.format")
        case .decimal: return Codec.integer(ExactDecimal(cell)?.millionths, "decimal.format")
        case .integer: return Codec.integer(Codec.whole(cell), "integer.format")
        case .anyDate: return Codec.integer(Day(cell).map { Int64($0.number) }, "date.format")
        case .date(let pattern): return Codec.integer(pattern.day(cell).map { Int64($0.number) }, "date.format")
        case .time(let pattern): return Codec.integer(pattern.instant(cell)?.milliseconds, "time.format")
        case .epochMillis: return Codec.integer(Codec.moment(cell), "time.format")
        case .flag(let yes, let no):
            if yes.contains(where: { cell.elementsEqual($0) }) { return .integer(1) }
            return no.contains { cell.elementsEqual($0) } ? .integer(0) : .fault("flag.value")
        case .signed(let sign, let yuan):
            guard let fen = (yuan ? Money.yuan(cell) : Money.fen(cell))?.fen else { return .fault("money.format") }
            return Codec.integer(sign.read(fen), "money.sign")
        case .documentNumber: return .bytes(DocumentNumber.fold(cell)[...])
        case .clearingNumber:
            return AccountNumber.isClearingNumber(cell) ? .bytes(cell) : .fault("clearingNumber.checkDigit")
        case .codes(let table):
            return table.bytes(for: cell).map { .bytes($0[...]) } ?? .fault("code.unmapped")
        }
    }

    private static func integer(_ value: Int64?, _ fault: String) -> Decoded {
        value.map(Decoded.integer) ?? .fault(fault)
    }

    /// Digits with an optional sign, at most 18 of them: nothing that could overflow.
    static func whole(_ cell: ArraySlice<UInt8>) -> Int64? {
        let negative = cell.first == UInt8(ascii: "-")
        let digits = negative || cell.first == UInt8(ascii: "+") ? cell.dropFirst() : cell
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - 0x30)
        }
        return negative ? -value : value
    }

    /// Milliseconds of the years 1800 to 2999, in which days lie too: any other number is none.
    private static func moment(_ cell: ArraySlice<UInt8>) -> Int64? {
        whole(cell).flatMap { (-5_364_691_200_000..<32_503_651_200_000).contains($0) ? $0 : nil }
    }

    /// A name as it is written. Only bytes that a sign of damage can start with cost a closer look.
    private static func name(_ cell: ArraySlice<UInt8>) -> Decoded {
        guard cell.contains(where: PersonName.deservesALook) else { return .bytes(cell) }
        let name = PersonName(String(decoding: cell, as: UTF8.self))
        if name.isMasked { return .fault("name.masked") }
        return name.isDamaged ? .fault("name.damaged") : .bytes(cell)
    }

    private static func phone(_ cell: ArraySlice<UInt8>) -> Decoded {
        var digits: [UInt8] = []
        for scalar in String(decoding: cell, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x30...0x39, 0x2D: digits.append(UInt8(scalar.value))
            case 0x2B where digits.isEmpty: digits.append(0x2B)
            case 0xFF10...0xFF19: digits.append(UInt8(scalar.value - 0xFF10 + 0x30))
            case 0x20, 0x09, 0xA0, 0x3000, 0x28, 0x29, 0xFF08, 0xFF09: continue
            case 0x27 where digits.isEmpty: continue
            default: return .fault("phone.format")
            }
        }
        let count = digits.count { (0x30...0x39).contains($0) }
        return (5...20).contains(count) ? .bytes(digits[...]) : .fault("phone.format")
    }

    /// Writes an integer value; a fault code when the pattern cannot hold it.
    func encode(_ value: Int64) -> Result<[UInt8], RowFaultCode> {
        switch self {
        case .fen, .integer, .epochMillis: return .success(Array(String(value).utf8))
        case .yuan: return .success(Array(Money(fen: value).yuan.utf8))
        case .decimal: return .success(Array(ExactDecimal(millionths: value).text.utf8))
        case .date(let pattern):
            let day = Day(number: Int32(clamping: value))
            let text = pattern.write(day)
            return pattern.day(text[...]) == day ? .success(text) : .failure(RowFaultCode("date.lossy"))
        case .time(let pattern):
            let instant = Instant(milliseconds: value)
            // Milliseconds fall away; seconds must not, where the pattern has them.
            return .success(pattern.write(instant.day, instant.time))
        case .flag(let yes, let no): return .success((value != 0 ? yes : no).first ?? [])
        case .signed(let sign, let yuan):
            guard let written = sign.write(value) else { return .failure(RowFaultCode("money.sign")) }
            let money = Money(fen: written)
            return .success(Array((yuan ? money.yuan : String(money.fen)).utf8))
        default: return .failure(RowFaultCode("codec.notInvertible"))
        }
    }

    func encode(_ text: ArraySlice<UInt8>) -> Result<[UInt8], RowFaultCode> {
        if case .clearingNumber = self, !AccountNumber.isClearingNumber(text) {
            return .failure(RowFaultCode("clearingNumber.checkDigit"))
        }
        if case .documentNumber = self { return .success(DocumentNumber.fold(text)) }
        guard case .codes(let table) = self else { return .success(Array(text)) }
        return table.text(forCanonical: text).map { .success($0) } ?? .failure(RowFaultCode("code.unwritable"))
    }
}

/// RowFaultCode is the code of a row fault as an error of `Result`.
struct RowFaultCode: Error {
    let code: String
    init(_ code: String) { self.code = code }
}
