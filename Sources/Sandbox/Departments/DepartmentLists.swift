/// How the three departments write their lists: three strangers, three forms.
enum DepartmentLists {
    // MARK: D1 and the welfare list, signed JSON

    static func json(_ plan: ListPlan) -> [UInt8] {
        let head: JSONText = .members([
            "project": .string(plan.project), "period": .string(plan.period),
            "approvalNumber": .string(plan.approvalNumber), "department": .string(plan.department),
            "county": .string(plan.county), "count": .integer(Int64(plan.lines.count)),
            "sum": .string(yuan(plan.sumFen)),
        ])
        let lines = plan.lines.map { line -> JSONText in
            .members([
                "xh": .integer(Int64(line.serial)), "hzxm": .string(line.headName), "hzsfzh": .string(line.headID),
                "xsrxm": .string(line.beneficiaryName), "xsrsfzh": .string(line.beneficiaryID),
                "skrxm": .string(line.payeeName), "skrsfzh": .string(line.payeeID), "yhzh": .string(line.account),
                "khyh": .string(line.bankName), "cun": .string(line.village), "cundm": .string(line.villageCode),
                "zu": .string(line.group), "lxdh": .string(line.phone), "mj": .string(line.quantity),
                "bz": .string(line.rate), "je": .string(yuan(line.amountFen)), "rq": .string(line.filledOn),
                "beizhu": .string(line.note),
            ])
        }
        return Array(JSONText.members(["head": head, "lines": .list(lines)]).text.utf8)
    }

    // MARK: D2, GB18030 with bars

    /// The whole file; `trailerOff` adds fen to the trailer's sum, for the file that does not add up.
    static func delimited(_ plan: ListPlan, trailerOff: Int64 = 0) -> [UInt8] {
        let count = plan.lines.count
        var rows = [
            [
                "H", plan.project, plan.period, plan.approvalNumber, plan.department, plan.county, String(count),
                yuan(plan.sumFen),
            ]
        ]
        rows += plan.lines.map { line in
            [
                String(line.serial), line.headName, line.headID, line.payeeName, line.payeeID, line.account,
                line.bankName, line.village, line.group, line.beneficiaryName, line.beneficiaryID, line.phone,
                line.certificate, line.quantity, line.rate, yuan(line.amountFen), line.filledOn, line.note,
            ]
        }
        rows.append(["T", String(count), yuan(plan.sumFen + trailerOff)])
        let text = rows.map { $0.joined(separator: "|") + "\n" }.joined()
        let bytes = LegacyText.gb18030.encode(text)
        precondition(bytes != nil, "GB18030 holds every character")
        return bytes ?? []
    }

    /// A file that broke off in the middle of a character: no trailer, half a name.
    static func torn(_ bytes: [UInt8]) -> [UInt8] {
        var end = bytes.count * 2 / 3
        // A double-byte character begins at or after `end`, in a line that has one; stop behind its first byte.
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        while end < bytes.count, bytes[end] < 0x81 { end += 1 }
        return Array(bytes.prefix(end + 1))
    }

    /// The list as somebody edited it afterwards, under the same file name: the first line has 1.00 yuan more.
    static func changed(_ plan: ListPlan) -> ListPlan {
        var lines = plan.lines
        if !lines.isEmpty { lines[0].amountFen += 100 }
        return ListPlan(
            project: plan.project, title: plan.title, county: plan.county, department: plan.department,
            period: plan.period, approvalNumber: plan.approvalNumber, format: plan.format, lines: lines)
    }

    // MARK: D3, a spreadsheet

    static let spreadsheetTitles = [
        "排序序号", "户主姓名*", "户主身份证号*", "收款人姓名*", "收款人身份证号*", "银行账号*", "开户银行*", "村(居)委会*",
        "村(居)民小组*", "享受人*", "享受人身份证号*", "联系电话", "月数", "低保证号", "补贴标准", "补贴金额*", "填报日期", "备注",
    ]

    static func spreadsheet(_ plan: ListPlan) -> [UInt8] {
        var rows = [spreadsheetTitles.map(Workbook.Cell.text)]
        rows += plan.lines.map { line in
            [
                .number(String(line.serial)), .text(line.headName), .text(line.headID), .text(line.payeeName),
                .text(line.payeeID), .text(line.account), .text(line.bankName), .text(line.village),
                .text(line.group), .text(line.beneficiaryName), .text(line.beneficiaryID), .text(line.phone),
                .number(line.quantity), .text(line.certificate), .number(bare(line.rate)),
                .number(bare(yuan(line.amountFen))), .text(line.filledOn), .text(line.note),
            ]
        }
        return Workbook.bytes(sheet: "清册", rows: rows)
    }

    /// As a spreadsheet keeps a number: `300.00` is `300`.
    private static func bare(_ decimal: String) -> String {
        guard decimal.contains(".") else { return decimal }
        var text = decimal[...]
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return String(text)
    }
}
