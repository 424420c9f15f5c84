extension WorldBuilder {
    /// The four lists with everything that is planted in them.
    mutating func lists() -> [ListPlan] {
        let farmland = farmland()
        let grassland = grassland(legacy: citizens.first { $0.id == cast["legacy15"] })
        return [farmland, grassland, seniors(), lowIncome()]
    }

    private func count(_ full: Int, _ small: Int, cast: Int) -> Int { max(2, (size == .full ? full : small) - cast) }

    // MARK: 2130122

    private mutating func farmland() -> ListPlan {
        var planted = [
            play("badCheckDigit"), play("duplicatePerson"), play("amountOffMore"), play("amountOffLess"),
            play("legacy15", years: 1950...1975),
            play("dotVariant", bank: "a", name: "阿依古丽·买买提"), play("fourByteName", bank: "a", name: "王\u{2CB4E}"),
            play("deceasedHeirs", years: 1940...1950) { $0.deathDate = "20260115" },
            play("nameMismatch", bank: "a", name: "李秀云"), play("notFound") { $0.knownToPolice = false },
            play("accountRejected", bank: "b", newAccount: true) { $0.accountHolder = "另一户名" },
            play("closedAtPay", bank: "a", newAccount: true), play("shortPaid", bank: "a"),
            play("unknownCode", bank: "a"), play("lateReturned", bank: "a", newAccount: true),
            play("pendingAtPay", bank: "a"), play("dormantAtPay", bank: "b"),
            play("nameMismatchAtPay", bank: "b", newAccount: true), play("lateSuccess", bank: "b"),
        ]
        _ = play("heirOne", years: 1970...1985)
        _ = play("heirTwo", years: 1970...1985)
        let castCount = planted.count
        planted += neighbours(
            count(1_099, 0, cast: castCount), county: World.innerMongoliaCounty, years: 1945...1995)
        var lines: [ListLine] = []
        for citizen in planted {
            let hundredths = Int64(300 + below(4_700))
            lines.append(line(citizen, quantity: hundredths, places: 2, rate: 973_215))
        }
        if let double = lines.first(where: { $0.payeeID == cast["duplicatePerson"] }) { lines.append(double) }
        return plan(
            "2130122", "耕地地力保护补贴", World.innerMongoliaCounty, "nongmu", "2026", "奈仁农牧发〔2026〕12号", .json,
            lines)
    }

    // MARK: 2130135

    private mutating func grassland(legacy: Citizen?) -> ListPlan {
        var planted = [
            play("maskedID"), play("crematedAlive", years: 1945...1960) { $0.crematedOn = "20260226" },
            play("diedBeforePay", years: 1940...1955),
            play("cardDormant") {
                $0.cardActivated = false
                $0.accountState = "dormant"
            },
        ]
        let castCount = planted.count + 1
        planted += neighbours(count(700, 7, cast: castCount), county: World.innerMongoliaCounty, years: 1945...1995)
        if let legacy { planted.append(legacy) }
        var lines: [ListLine] = []
        for (index, citizen) in planted.enumerated() {
            var line = line(citizen, quantity: Int64(5_000 + below(95_000)), places: 2, rate: 75_000)
            line.certificate = "CY" + digits(Int64(index + 1), 6)
            if citizen.id == cast["legacy15"] {
                line.payeeID = Numbers.legacy(citizen.id)
                line.headID = line.payeeID
                line.beneficiaryID = line.payeeID
            }
            lines.append(line)
        }
        return plan(
            "2130135", "草原生态保护补助奖励", World.innerMongoliaCounty, "lincao", "2026", "奈仁林草发〔2026〕7号",
            .delimited, lines)
    }

    // MARK: 2080502, 2081902

    private mutating func seniors() -> ListPlan {
        let county = World.ningxiaCounty
        let years = 1930...1945
        var planted = [
            play("missingAccount", county: county, years: years),
            play("deceasedStopped", county: county, years: years) { $0.deathDate = "20260110" },
            play("treasuryFailed", county: county, years: years, newAccount: true),
        ]
        planted += neighbours(count(700, 5, cast: 3), county: county, years: years)
        let lines = planted.map { line($0, quantity: 300, places: 0, rate: 1_000_000) }
        return plan("2080502", "高龄津贴", county, "minzheng", "2026Q1", "塬州民发〔2026〕5号", .spreadsheet, lines)
    }

    private mutating func lowIncome() -> ListPlan {
        let county = World.ningxiaCounty
        var planted = [
            play("lowIncomeEnded", county: county, years: 1955...1980) { $0.lowIncomeUntil = "202601" }
        ]
        planted += neighbours(count(500, 4, cast: 1), county: county, years: 1950...1990)
        var lines: [ListLine] = []
        for (index, citizen) in planted.enumerated() {
            var line = line(citizen, quantity: 100, places: 0, rate: Int64(420 + 10 * below(60)) * 10_000)
            line.certificate = "DB" + digits(Int64(index + 1), 6)
            lines.append(line)
        }
        return plan("2081902", "农村低保", county, "minzheng", "202603", "塬州民发〔2026〕9号", .json, lines)
    }

    // MARK: Lines

    private mutating func line(_ citizen: Citizen, quantity: Int64, places: Int, rate: Int64) -> ListLine {
        let role = cast.first { $0.value == citizen.id }?.key ?? ""
        var amount = Numbers.amount(hundredths: quantity, rate: rate)
        if role == "amountOffMore" { amount += 1_200 }
        if role == "amountOffLess" { amount += 50 }
        let id =
            switch role {
            case "badCheckDigit": Numbers.damaged(citizen.id)
            case "maskedID": "\(citizen.id.prefix(6))********\(citizen.id.suffix(4))"
            default: citizen.id
            }
        let name = CastNotes.listedName(role) ?? citizen.name
        return ListLine(
            serial: 0, headName: name, headID: id, payeeName: name, payeeID: id, beneficiaryName: name,
            beneficiaryID: id, account: role == "missingAccount" ? "" : citizen.account,
            bankName: Names.bankNames[citizen.bank] ?? "", village: citizen.village, villageCode: citizen.villageCode,
            group: Names.groups[below(4)], phone: citizen.phone, certificate: "",
            quantity: Numbers.decimal(quantity, places: 2, keep: places),
            rate: Numbers.decimal(rate, places: 4, keep: 2),
            amountFen: amount, filledOn: "2026-02-26", note: "")
    }

    /// Lines in the order of villages, as lists are; so the cast is spread among the others.
    private func plan(
        _ project: String, _ title: String, _ county: String, _ department: String, _ period: String,
        _ approval: String, _ format: ListPlan.Format, _ lines: [ListLine]
    ) -> ListPlan {
        let order = lines.indices.sorted {
            (lines[$0].villageCode, lines[$0].group, $0) < (lines[$1].villageCode, lines[$1].group, $1)
        }
        let numbered = order.enumerated().map { position, index in
            var line = lines[index]
            line.serial = position + 1
            return line
        }
        return ListPlan(
            project: project, title: title, county: county, department: department, period: period,
            approvalNumber: approval, format: format, lines: numbered)
    }
}
