/// One list of a drawn country as its department hands it in.
package struct DrawnList: Sendable {
    package let plan: ListPlan
    /// Whom each line is about: the identity numbers as they are, whatever the line says.
    package let payees: [String]
    package let beneficiaries: [String]

    package var json: [UInt8] { DepartmentLists.json(plan) }
    package var delimited: [UInt8] { DepartmentLists.delimited(plan) }
    package var spreadsheet: [UInt8] { DepartmentLists.spreadsheet(plan) }
    /// Broken off in the middle of a character.
    package var torn: [UInt8] { DepartmentLists.torn(delimited) }
    /// The trailer's sum is a fen off.
    package var unbalanced: [UInt8] { DepartmentLists.delimited(plan, trailerOff: 1) }
    /// As somebody edited it afterwards.
    package var edited: [UInt8] { DepartmentLists.delimited(DepartmentLists.changed(plan)) }
}

/// A department that writes lists from its own, not always right, knowledge of people.
struct ListWriter {
    let project: CountryProject
    let county: String
    let period: String
    let approval: String
    /// Thousandths of lines with something wrong.
    let flaws: Int

    func list(of people: [Citizen], _ random: inout SplitMix64) -> DrawnList {
        var lines: [ListLine] = []
        var payees: [String] = []
        var beneficiaries: [String] = []
        for (index, citizen) in people.enumerated() {
            // A guardian or a son draws the money of somebody else's line.
            let isDrawnByAnother = people.count > 4 && random.below(1_000) < 25
            let payee = isDrawnByAnother ? people[(index + 1 + random.below(people.count - 1)) % people.count] : citizen
            lines.append(line(citizen, payee, &random))
            payees.append(payee.id)
            beneficiaries.append(citizen.id)
            if random.below(1_000) < flaws / 8 {
                lines.append(lines[lines.count - 1])
                payees.append(payee.id)
                beneficiaries.append(citizen.id)
            }
        }
        for index in lines.indices { lines[index].serial = index + 1 }
        let plan = ListPlan(
            project: project.code, title: project.title, county: county, department: project.department,
            period: period, approvalNumber: approval, format: project.format, lines: lines)
        return DrawnList(plan: plan, payees: payees, beneficiaries: beneficiaries)
    }

    private func line(_ citizen: Citizen, _ payee: Citizen, _ random: inout SplitMix64) -> ListLine {
        let (quantity, rate, places) = project.measure(&random)
        var line = ListLine(
            serial: 0, headName: citizen.name, headID: citizen.id, payeeName: payee.name, payeeID: payee.id,
            beneficiaryName: citizen.name, beneficiaryID: citizen.id, account: payee.account,
            bankName: Names.bankNames[payee.bank] ?? "", village: citizen.village, villageCode: citizen.villageCode,
            group: Names.groups[random.below(4)], phone: citizen.phone, certificate: "ZS" + citizen.id.suffix(6),
            quantity: Numbers.decimal(quantity, places: 2, keep: places),
            rate: Numbers.decimal(rate, places: 4, keep: 2),
            amountFen: Numbers.amount(hundredths: quantity, rate: rate), filledOn: "2026-02-26", note: "")
        guard random.below(1_000) < flaws else { return line }
        switch random.below(7) {
        case 0: line.beneficiaryID = Numbers.damaged(citizen.id)
        case 1: line.account = ""
        case 2:
            line.headName = citizen.name + "儿"
            line.beneficiaryName = line.headName
            if payee.id == citizen.id { line.payeeName = line.headName }
        case 3: line.amountFen += 50
        case 4: line.amountFen += 5_000
        case 5: line.beneficiaryID = "\(citizen.id.prefix(6))********\(citizen.id.suffix(4))"
        default:
            guard citizen.birthDate.hasPrefix("19"), payee.id == citizen.id else { break }
            line.headID = Numbers.legacy(citizen.id)
            line.beneficiaryID = line.headID
            line.payeeID = line.headID
        }
        return line
    }
}

/// A subsidy project as a department pays it.
package struct CountryProject: Sendable {
    package let code: String
    package let title: String
    package let department: String
    package let format: ListPlan.Format
    /// Hundredths of a unit, and ten-thousandths of a yuan for one; how many decimals the list writes.
    let measure: @Sendable (inout SplitMix64) -> (quantity: Int64, rate: Int64, places: Int)

    static let innerMongolia = [
        CountryProject(code: "2130122", title: "耕地地力保护补贴", department: "nongmu", format: .json) { random in
            (Int64(300 + random.below(4_700)), 973_215, 2)
        },
        CountryProject(code: "2130135", title: "草原生态保护补助奖励", department: "lincao", format: .delimited) { random in
            (Int64(5_000 + random.below(95_000)), 75_000, 2)
        },
    ]
    static let ningxia = [
        CountryProject(code: "2080502", title: "高龄津贴", department: "minzheng", format: .spreadsheet) { _ in
            (300, 1_000_000, 0)
        },
        CountryProject(code: "2081902", title: "农村低保", department: "minzheng", format: .json) { random in
            (100, Int64(420 + 10 * random.below(60)) * 10_000, 0)
        },
    ]
}
