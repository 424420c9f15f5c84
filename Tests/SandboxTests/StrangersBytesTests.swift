import Foundation
import TestSupport
import Testing

@testable import Sandbox

/// The committed samples were written by `Fixtures/generate/strangers.py`; the sandbox must write the same bytes.
@Suite struct StrangersBytesTests {
    let cmbc = DelimitedDialect()
    let nongxin = FixedDialect()

    @Test func bankAWritesItsResultsByteForByte() throws {
        let answers = [
            Samples.answer(0, at: "a", .paid, "0000", "交易成功", serial: 1),
            Samples.answer(1, at: "a", .failed, "3018", "账户已销户", serial: 2),
            Samples.answer(2, at: "a", .paid, "0000", "交易成功", serial: 3, amount: 299_900),
            Samples.answer(3, at: "a", .pending, "6051", "已收妥未入账", serial: 4),
        ]
        let written = cmbc.results(answers, of: Samples.batch("a"), agency: "")
        #expect(try written == Fixtures.bytes("bank/cmbc/res_20260317_001.txt"))
    }

    @Test func bankAWritesLateReturnsByteForByte() throws {
        let answer = Samples.answer(
            0, at: "a", .returned, "3018", "账户已销户", serial: 6, day: CivilDay(2026, 3, 19))
        let written = cmbc.returns([answer], of: Samples.batch("a"), agency: "")
        #expect(try written == Fixtures.bytes("bank/cmbc/ret_20260319_001.txt"))
    }

    @Test func bankBWritesItsFixedRecordsByteForByte() throws {
        let batch = Samples.batch("b")
        let agency = Samples.agency["b"] ?? ""
        let answers = [
            Samples.answer(0, at: "b", .paid, "0000", "", serial: 1),
            Samples.answer(1, at: "b", .failed, "3057", "", serial: 2),
            Samples.answer(2, at: "b", .pending, "6051", "", serial: 3),
            Samples.answer(3, at: "b", .paid, "0000", "", serial: 4),
        ]
        #expect(try nongxin.results(answers, of: batch, agency: agency) == Fixtures.bytes("bank/nongxin/RS20260317001"))
        let late = Samples.answer(0, at: "b", .returned, "3018", "", serial: 5)
        #expect(try nongxin.returns([late], of: batch, agency: agency) == Fixtures.bytes("bank/nongxin/TH20260319001"))
    }

    @Test func bothBanksWriteVerdictsByteForByte() throws {
        #expect(try cmbc.verdicts(Samples.verdicts("a")) == Fixtures.bytes("bank/cmbc/vres_0001.txt"))
        #expect(try nongxin.verdicts(Samples.verdicts("b")) == Fixtures.bytes("bank/nongxin/YR0001"))
    }

    @Test func bothBanksWriteStatementsByteForByte() throws {
        let a = Samples.statement("a", batch: "req_20260316_001")
        #expect(try cmbc.statement(a) == Fixtures.bytes("bank/cmbc/stm_20260319.txt"))
        let b = Samples.statement("b", batch: "DF20260316001")
        #expect(try nongxin.statement(b) == Fixtures.bytes("bank/nongxin/DZ20260319"))
    }

    @Test(arguments: [
        ("sandbox-bank-a-mac", "bank/cmbc/res_20260317_001.txt", ".chk"),
        ("sandbox-bank-b-mac", "bank/nongxin/RS20260317001", ".done"),
        ("sandbox-lincao-mac", "department/QD_159901_2130135_2026_03.txt", ".ok"),
    ])
    func markersHoldTheHMACOfTheFile(key: String, file: String, marker: String) throws {
        let code = SandboxCrypto.hmacSM3(Array(key.utf8), try Fixtures.bytes(file)).hex
        #expect(try Array(code.utf8) == Fixtures.bytes(file + marker))
    }

    @Test func theAgricultureDepartmentWritesItsJSONByteForByte() throws {
        #expect(try DepartmentLists.json(Samples.farmland) == Fixtures.bytes("department/nongmu-2130122.json"))
    }

    @Test func theGrasslandDepartmentWritesItsFileByteForByte() throws {
        let folder = "department/QD_159901_2130135_2026_"
        #expect(try DepartmentLists.delimited(Samples.grassland) == Fixtures.bytes(folder + "03.txt"))
        #expect(try DepartmentLists.delimited(Samples.grassland, trailerOff: 1) == Fixtures.bytes(folder + "01.txt"))
    }

    /// Rewritten by `UPDATE_GOLDEN=1`, because no second writer makes the same ZIP bytes.
    @Test func theCivilDepartmentWritesItsSpreadsheetByteForByte() throws {
        let written = DepartmentLists.spreadsheet(Samples.seniors)
        let sample = "department/minzheng-2080502.xlsx"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(written).write(to: Fixtures.url(sample))
        }
        #expect(try written == Fixtures.bytes(sample))
        // Known answer of the check sum (ISO 3309): CRC-32 of "123456789".
        #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
    }

    @Test func aTornFileEndsInsideACharacter() throws {
        let torn = DepartmentLists.torn(DepartmentLists.delimited(Samples.grassland))
        #expect(LegacyText.gb18030.decode(torn) == nil)
        #expect(try Fixtures.bytes("department/QD_159901_2130135_2026_03.txt").starts(with: torn))
    }

    @Test func civilAffairsWriteTheirFilesByteForByte() throws {
        let day = CivilDay(2026, 3, 2)
        let cremations = [
            Cremation(citizen: Samples.citizen(0), diedOn: "20260223", crematedAt: "20260226093000"),
            Cremation(citizen: Samples.citizen(2), diedOn: "20260225", crematedAt: "20260227101500"),
        ]
        #expect(try CivilFiles.cremations(cremations, on: day) == Fixtures.bytes("civil/HH_20260302.txt"))
        let welfare = [
            Welfare(
                name: Samples.names[1], id: Samples.ids[1], certificate: "DB000001", from: "202501", until: "202601",
                isCurrent: false),
            Welfare(
                name: Samples.names[3], id: Samples.ids[3], certificate: "DB000002", from: "202501", until: "",
                isCurrent: true),
        ]
        #expect(try CivilFiles.welfare(welfare, on: day) == Fixtures.bytes("civil/DB_20260302.txt"))
    }

    @Test func theNationalAlgorithmsGiveTheirPublishedAnswers() {
        let sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        #expect(SandboxCrypto.sm3(Array("abc".utf8)).hex == sm3)
    }

    @Test func aRawSignatureIsTwoNumbersOf32Bytes() throws {
        let key = try #require(SandboxSM2Key())
        #expect(key.publicHex.hasPrefix("04") && key.publicHex.utf8.count == 130)
        #expect(key.sign([1, 2, 3])?.count == 64)
        // A short r is padded on the left, a sign byte is dropped.
        let raw = SandboxSM2Key.raw([0x30, 0x08, 0x02, 0x01, 0x05, 0x02, 0x03, 0x00, 0x80, 0x01])
        #expect(raw == [UInt8](repeating: 0, count: 31) + [5] + [UInt8](repeating: 0, count: 30) + [0x80, 0x01])
    }
}
