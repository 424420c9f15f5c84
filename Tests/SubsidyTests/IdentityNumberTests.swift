import Subsidy
import TestSupport
import Testing

@Suite(.article("IM-11.3", "IM-16.1a")) struct IdentityNumberTests {
    /// Seventeen digits with their check digit, from the weights as powers of two: not the table under test.
    private static func checked(_ seventeen: String) -> String {
        let digits = seventeen.compactMap(\.wholeNumberValue)
        var sum = 0
        for (index, digit) in digits.enumerated() { sum += digit * ((1 << (17 - index)) % 11) }
        let check = (12 - sum % 11) % 11
        return seventeen + (check == 10 ? "X" : "\(check)")
    }

    private func fault(_ raw: String) -> IdentityNumber.Fault? {
        do throws(IdentityNumber.Fault) {
            _ = try IdentityNumber(reading: raw.utf8)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "64019919700101001", "15999919491001002", "64019920000229113",
        // Permits of Hong Kong, Macao and Taiwan, and the foreigner's card with its `9`.
        "81000018900101001", "82000018991231002", "83000018800615003", "96484018900101001",
    ])
    func everyNumberOfEighteenDigitsIsRead(seventeen: String) throws {
        let text = Self.checked(seventeen)
        let number = try IdentityNumber(reading: text.utf8)
        #expect(number.text == text)
        #expect(!number.legacy15)
        #expect(number.birthDate.compact == String(seventeen.dropFirst(6).prefix(8)))
        #expect(number.region == String(seventeen.prefix(6)))
        #expect(number.isMale == (seventeen.last == "1" || seventeen.last == "3"))
    }

    @Test func anXIsTheEleventhCheckDigit() throws {
        let text = try #require(
            (100...999).lazy.map { Self.checked("64019919700101\($0)") }.first { $0.hasSuffix("X") })
        for written in ["X", "x", "Ｘ", "ｘ", "×", "Х", "х", "Χ", "χ"] {
            let raw = text.dropLast() + written
            #expect(try IdentityNumber(reading: Array(raw.utf8)).text == text, "\(written)")
        }
        #expect(fault(text.dropLast() + "*") == .masked)
    }

    @Test func aLookAlikeOfXStandsOnlyWhereTheCheckDigitIsX() throws {
        let text = Self.checked("64019919700101001")
        try #require(!text.hasSuffix("X"))
        #expect(fault(text.dropLast() + "×") == .character)
        #expect(fault(text.dropLast() + "Х") == .character)
        #expect(fault(text.dropLast() + "X") == .checkDigit)
    }

    @Test(arguments: [
        ("'", ""), ("", "\u{A0}"), ("\u{3000}", ""), ("\t", "\t"), ("\u{FEFF}", ""), ("\u{200B}", "\u{200D}"),
        (" ' ", ""),
    ])
    func whatSurroundsANumberIsDropped(before: String, after: String) throws {
        let text = Self.checked("64019919700101001")
        #expect(try IdentityNumber(reading: Array((before + text + after).utf8)).text == text)
    }

    @Test func fullWidthDigitsAreFolded() throws {
        let text = Self.checked("64019919700101001")
        let wide = String(
            String.UnicodeScalarView(text.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFF10 - 0x30) }))
        #expect(try IdentityNumber(reading: wide.utf8).text == text)
    }

    @Test(
        arguments: [
            ("", .empty), (" \u{3000}'", .empty),
            ("640199********0012", .masked), ("640199＊＊＊＊＊＊＊＊0012", .masked), ("640199●●●●●●●●0012", .masked),
            ("6.40302E+17", .excelDamage), ("6.40302e+17", .excelDamage), ("6E17", .excelDamage),
            ("64019919700101", .length), ("6401991970010100123", .length), ("1", .length),
            ("64019919700101001A", .character), ("6401991970010100-1", .character), ("六四", .character),
            ("X40199197001010012", .character), ("64019970010100X", .character), ("640199'197001010", .character),
            ("64019919700101001\n", .character),
        ] as [(String, IdentityNumber.Fault)])
    func whatLostInformationIsRefusedWithItsReason(raw: String, expected: IdentityNumber.Fault) {
        #expect(fault(raw) == expected)
    }

    @Test(arguments: [
        "64019919700001001", "64019919701301001", "64019919700230001", "64019919000229001", "64019900000101001",
        "64019930000101001",
    ])
    func aBirthDateThatNeverWasIsRefused(seventeen: String) {
        #expect(fault(Self.checked(seventeen)) == .birthDate)
    }

    @Test func everyWrongDigitAndEverySwapOfNeighboursIsCaught() throws {
        let digits = Array(Self.checked("64019919850617271").utf8)
        #expect(throws: Never.self) { try IdentityNumber(reading: digits) }
        for index in digits.indices {
            for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != digits[index] {
                var wrong = digits
                wrong[index] = digit
                #expect(throws: IdentityNumber.Fault.self) { try IdentityNumber(reading: wrong) }
            }
            guard index + 1 < digits.count, digits[index] != digits[index + 1] else { continue }
            var swapped = digits
            swapped.swapAt(index, index + 1)
            #expect(throws: IdentityNumber.Fault.self) { try IdentityNumber(reading: swapped) }
        }
    }

    @Test func aSpreadsheetsLostDigitsAreNamedAndNotRepaired() {
        // Fifteen significant digits are kept: the last three become zeros, four when the sequence begins with one.
        for sequence in [100, 217, 345, 998, 1, 42, 99] {
            let padded = String(String(1000 + sequence).dropFirst())
            let whole = Self.checked("64019919700101" + padded)
            let damaged = whole.prefix(15) + "000"
            guard damaged != Self.checked(String(damaged.dropLast())) else { continue }
            #expect(fault(String(damaged)) == .excelDamage, "\(damaged)")
        }
    }

    @Test func aNumberThatTrulyEndsInZerosIsKept() throws {
        // 1 in 11 of the numbers with sequence 100, 200 … ends in 000 by right; its owner must be paid.
        let text = try #require(
            (1...28).lazy.map { Self.checked("640199197002\($0 < 10 ? "0" : "")\($0)100") }.first {
                $0.hasSuffix("000")
            })
        #expect(try IdentityNumber(reading: text.utf8).text == text)
    }

    @Test(.article("IM-11.5")) func theFifteenDigitFormIsTheSamePersonAsTheEighteen() throws {
        let eighteen = Self.checked("64019919700101001")
        let fifteen = eighteen.prefix(6) + eighteen.dropFirst(8).dropLast()
        let old = try IdentityNumber(reading: Array(fifteen.utf8))
        let new = try IdentityNumber(reading: eighteen.utf8)
        #expect(old.text == eighteen)
        #expect(old.legacy15 && !new.legacy15)
        #expect(old == new)
        #expect(Set([old, new]).count == 1)
    }

    @Test func aFifteenDigitFormWithAnImpossibleBirthdayIsRefused() {
        #expect(fault("640199701332001") == .birthDate)
    }

    @Test(arguments: [31, 32] as [UInt64])
    func randomNumbersAreReadAndTheirTwinsMeet(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let first = try #require(Day("19000101".utf8))
        for _ in 0..<300 {
            let birth = first + Int.random(in: 0..<36_500, using: &random)
            let sequence = Int.random(in: 1...999, using: &random)
            let text = Self.checked("159999\(birth.compact)\(String(1000 + sequence).dropFirst())")
            let number = try IdentityNumber(reading: text.utf8)
            #expect(number.birthDate == birth, "seed \(seed)")
            #expect(number.isMale == (sequence % 2 == 1))
            let fifteen = text.prefix(6) + text.dropFirst(8).dropLast()
            #expect(try IdentityNumber(reading: Array(fifteen.utf8)) == number)
        }
    }

    @Test func aFaultNeverHoldsTheNumber() {
        for fault in IdentityNumber.Fault.allCases {
            #expect(fault.rawValue.hasPrefix("idNumber."))
            #expect("\(fault)".allSatisfy { !$0.isNumber })
        }
    }
}

@Suite struct PermanentResidentTests {
    @Test(arguments: ["DEU640187021201", "usa 6401 870212 02", "'FRA640154010103"])
    func anOldNumberIsKnownByItsShape(raw: String) throws {
        let number = try IdentityNumber(reading: raw.utf8)
        #expect(number.text == raw.uppercased().filter { $0 != " " && $0 != "'" })
        #expect(number.isMale == nil && !number.legacy15)
    }

    @Test func itsBirthIsReadFromTwoDigitsOfAYear() throws {
        let old = try IdentityNumber(reading: "DEU640187021201".utf8)
        #expect(old.birthDate == Day(year: 1987, month: 2, day: 12))
        #expect(old.region == "6401")
        let young = try IdentityNumber(reading: "DEU640105021201".utf8)
        #expect(young.birthDate == Day(year: 2005, month: 2, day: 12))
        #expect(throws: IdentityNumber.Fault.birthDate) { try IdentityNumber(reading: "DEU640187023001".utf8) }
    }

    @Test func aNumberDamagedByASpreadsheetIsNoResidents() {
        #expect(throws: IdentityNumber.Fault.excelDamage) { try IdentityNumber(reading: "6.40302E+17".utf8) }
    }
}
