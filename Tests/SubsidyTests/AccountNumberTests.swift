import Subsidy
import TestSupport
import Testing

@Suite(.article("IM-12.5")) struct AccountNumberTests {
    private func fault(_ raw: String) -> AccountNumber.Fault? {
        do throws(AccountNumber.Fault) {
            _ = try AccountNumber(reading: raw.utf8)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "6228230000000000011", "6217990000000000014", "6231000000000000013", "6221370000000000016", "62146700000000018",
    ])
    func aCardPassesItsCheckDigitAndNoOtherDoes(card: String) throws {
        #expect(try AccountNumber(reading: card.utf8).text == card)
        let digits = Array(card.utf8)
        for last in UInt8(ascii: "0")...UInt8(ascii: "9") where last != digits[digits.count - 1] {
            #expect(fault(String(decoding: digits.dropLast() + [last], as: UTF8.self)) == .checkDigit)
        }
    }

    @Test(arguments: [
        ("1002003004005006", "1002003004005006"), ("04-123456789012345", "04-123456789012345"),
        ("'6228230000000000011", "6228230000000000011"), (" 6228 2300 0000 0000 011\t", "6228230000000000011"),
        ("６２２８２３０００００００００００１１", "6228230000000000011"), ("\u{FEFF}123456789012\u{3000}", "123456789012"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        // Passbooks that begin with 62 but have no card's length carry no check digit.
        ("620000000000001", "620000000000001"), ("62000000000000000001", "62000000000000000001"),
    ])
    func anAccountIsReadInEachWrittenForm(raw: String, text: String) throws {
        #expect(try AccountNumber(reading: raw.utf8).text == text)
    }

    @Test(
        arguments: [
            ("", .empty), (" ", .empty), ("'", .empty), ("6228********0011", .masked), ("6228＊＊0011", .masked),
            ("6.22823E+18", .excelDamage), ("6.22823e18", .excelDamage), ("12345678901", .length),
            ("1234567890123456789012345678901", .length), ("账号123456789012", .character), ("1234567890A2", .character),
            ("12345678901'2", .character), ("------------", .character), ("-123456789012", .character),
            ("123456789012-", .character), ("123456--789012", .character),
        ] as [(String, AccountNumber.Fault)])
    func aDamagedAccountIsRefusedWithItsReason(raw: String, expected: AccountNumber.Fault) {
        #expect(fault(raw) == expected)
    }

    @Test func luhnCatchesEveryWrongDigit() {
        let digits = Array("6228230000000000011".utf8)
        #expect(AccountNumber.luhn(digits))
        for index in digits.indices {
            for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != digits[index] {
                var wrong = digits
                wrong[index] = digit
                #expect(!AccountNumber.luhn(wrong), "\(index)")
            }
        }
    }

    @Test(arguments: [
        "102100099996", "103100000026", "104100000004", "105100000017", "301290000007", "403100000004", "313871000007",
        "313872097457", "402871099996", "402191009992", "313191000011", "313193057846", "313205057830", "313192000013",
    ])
    func aClearingNumberPassesAndNoNeighbourDoes(code: String) {
        let digits = Array(code.utf8)
        #expect(AccountNumber.isClearingNumber(digits))
        for index in digits.indices {
            for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != digits[index] {
                var wrong = digits
                wrong[index] = digit
                #expect(!AccountNumber.isClearingNumber(wrong), "\(index)")
            }
        }
    }

    @Test(arguments: ["", "10210009999", "1021000999960", "10210009999X", "１０２１０００９９９９６"])
    func whatIsNoClearingNumberIsNone(text: String) {
        #expect(!AccountNumber.isClearingNumber(Array(text.utf8)))
    }
}

@Suite(.article("IM-15.1")) struct MaskTests {
    @Test func anIdentityNumberShowsItsEnds() {
        #expect(Mask.idNumber("640199197001010012") == "640199********0012")
        #expect(Mask.idNumber("640199700101001") == "640199*****1001")
        #expect(Mask.idNumber("6401991970") == "**********")
        #expect(Mask.idNumber("") == "")
    }

    @Test func aPublicBoardShowsOnlyTheRegion() {
        #expect(Mask.publicIDNumber("640199197001010012") == "640199************")
        #expect(Mask.publicIDNumber("640199") == "640199")
    }

    @Test func anAccountShowsFourDigits() {
        #expect(Mask.account("6228230000000000011") == "****0011")
        #expect(Mask.account("0011") == "****")
        #expect(Mask.account("") == "****")
    }

    @Test func aPhoneShowsThreeAndFour() {
        #expect(Mask.phone("13800000012") == "138****0012")
        #expect(Mask.phone("0951123") == "*******")
    }

    @Test func aNameShowsItsFirstCharacter() {
        #expect(Mask.name("马六十") == "马**")
        #expect(Mask.name("马六") == "马*")
        #expect(Mask.name("马") == "马*")
        #expect(Mask.name("") == "")
    }

    @Test(arguments: ["·", "•", "・", "．", "."])
    func aNameWithASeparatorDoesNotTellItsLength(dot: String) {
        #expect(Mask.name("阿依古丽\(dot)买买提") == "阿***")
    }
}
