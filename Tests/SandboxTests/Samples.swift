import Foundation
import TestSupport
import Testing

@testable import Sandbox

/// The people and lines of `Fixtures/generate/strangers.py`, said once more in Swift.
enum Samples {
    static let names = ["李秀云", "阿依古丽·买买提", "王\u{2CB4E}", "额尔敦"]
    static let ids = ["15999919650412302", "15999919711003104", "15999919580915511", "15999919820227217"].map(
        Numbers.identity)
    static let amounts: [Int64] = [121_652, 7_500, 300_000, 45_005]
    static let agency = ["a": "300199000000000018", "b": "300199000000000026"]

    static func name(_ index: Int, at bank: String) -> String { bank == "b" && index == 2 ? "王宏" : names[index] }

    static func account(_ index: Int, at bank: String) -> String {
        Numbers.card("629999\(bank == "a" ? "1" : "2")9" + digits(Int64(index + 1), 10))
    }

    static func line(_ index: Int, at bank: String) -> BatchLine {
        BatchLine(
            serial: "I20260316" + digits(Int64(index + 1), 4), account: account(index, at: bank),
            name: name(index, at: bank), amountFen: amounts[index])
    }

    static func answer(
        _ index: Int, at bank: String, _ state: LineAnswer.State, _ code: String, _ reason: String, serial: Int64,
        amount: Int64? = nil, day: CivilDay = CivilDay(2026, 3, 17)
    ) -> LineAnswer {
        LineAnswer(
            line: line(index, at: bank), state: state, amountFen: amount ?? amounts[index],
            bankSerial: "CM" + digits(serial, 12), code: code, reason: reason, at: day.at(10), batchDay: "20260316",
            batchNumber: "001")
    }

    static func batch(_ bank: String) -> BatchFile {
        BatchFile(
            business: bank == "b" ? "YKT001" : "", unit: bank == "b" ? "NRQCZJ" : "",
            lines: (0..<4).map { line($0, at: bank) })
    }

    static func verdicts(_ bank: String) -> [AccountAnswer] {
        let rows: [(Bool, Bool, String, String)] = [
            (true, true, "normal", ""), (false, true, "normal", "户名不符"), (true, true, "dormant", ""),
            (false, false, "closed", "无此账户"),
        ]
        return rows.enumerated().map { index, row in
            AccountAnswer(
                serial: String(index + 1), account: account(index, at: bank), isNameRight: row.0, isIDRight: row.1,
                state: row.2, note: row.3)
        }
    }

    /// Three days with a payout in two runs, a late return and interest, booked in a real ledger.
    static func statement(_ bank: String, batch: String) -> StatementPage {
        let number = agency[bank] ?? ""
        let ledger = AgencyAccounts([.init(number: number, bank: bank, county: "159901", holder: "")])
        let first = CivilDay(2026, 3, 17)
        ledger.credit(number, amountFen: 474_157, reference: "", at: CivilDay(2026, 3, 16).at(14))
        ledger.debit(number, amountFen: 421_552, reference: batch, at: first.at(10))
        ledger.debit(number, amountFen: 45_005, reference: batch, at: first.adding(1).at(10))
        ledger.credit(
            number, amountFen: 121_652, reference: "I202603160001", at: first.adding(2).at(10), summary: "退汇",
            otherAccount: account(0, at: "a"), otherName: names[0])
        ledger.credit(number, amountFen: 321, reference: "", at: first.adding(2).at(18), summary: "结息")
        let entries = ledger.entries(number).dropFirst().enumerated().map { index, entry in
            AgencyAccounts.Entry(
                at: entry.at, amountFen: entry.amountFen, isCredit: entry.isCredit, balanceFen: entry.balanceFen,
                otherAccount: entry.otherAccount, otherName: entry.otherName, summary: entry.summary,
                serial: entry.serial.dropLast(6) + digits(Int64(index + 1), 6), reference: entry.reference)
        }
        return StatementPage(
            account: number, from: first, until: first.adding(2), openingFen: 474_157,
            closingFen: ledger.balance(number), entries: entries)
    }

    /// Three lines of a department's list.
    static func plan(
        project: String, department: String, approval: String, format: ListPlan.Format,
        rows: [(quantity: String, rate: String, amount: Int64)], note: String = "", certificate: String = ""
    ) -> ListPlan {
        let lines = rows.enumerated().map { index, row in
            ListLine(
                serial: index + 1, headName: names[index], headID: ids[index], payeeName: names[index],
                payeeID: ids[index], beneficiaryName: names[index], beneficiaryID: ids[index],
                account: account(index, at: "a"), bankName: "示范商业银行", village: "红旗村",
                villageCode: "159901200205", group: "一组", phone: "1990000000\(index)",
                certificate: certificate.isEmpty ? "" : certificate + digits(Int64(index + 1), 6),
                quantity: row.quantity, rate: row.rate, amountFen: row.amount, filledOn: "2026-02-26",
                note: index == 1 ? note : "")
        }
        return ListPlan(
            project: project, title: "", county: "159901", department: department, period: "2026",
            approvalNumber: approval, format: format, lines: lines)
    }

    static let farmland = plan(
        project: "2130122", department: "nongmu", approval: "奈仁农牧发〔2026〕12号", format: .json,
        rows: [("12.50", "97.3215", 121_652), ("1.00", "97.3215", 9_732), ("40.05", "97.3215", 389_773)],
        note: "已核\"实\"")
    static let grassland = plan(
        project: "2130135", department: "lincao", approval: "奈仁林草发〔2026〕7号", format: .delimited,
        rows: [("162.20", "7.50", 121_650), ("1.00", "7.50", 750), ("40.05", "7.50", 30_038)], certificate: "CY")
    static let seniors = plan(
        project: "2080502", department: "minzheng", approval: "塬州民发〔2026〕5号", format: .spreadsheet,
        rows: [("3", "100.00", 30_000), ("3", "100.00", 30_000), ("3", "100.05", 30_015)], certificate: "DB")

    static func citizen(_ index: Int) -> Citizen {
        Citizen(
            id: ids[index], name: names[index], phone: "", knownToPolice: true, cardNumber: "", cardState: "1",
            cardActivated: true, account: account(index, at: "a"), bank: "a", accountHolder: names[index],
            accountState: "normal", county: "159901", village: "红旗村", villageCode: "159901200205")
    }
}
