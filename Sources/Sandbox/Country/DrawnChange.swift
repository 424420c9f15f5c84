/// What a department says later of lines of one of its lists: they are to be otherwise, or not at all.
package struct DrawnChange: Sendable {
    private struct Word {
        var line: ListLine
        var isWithdrawn: Bool
        /// The list's own line is named, and not only the person.
        var namesRow: Bool
    }

    private let plan: ListPlan
    private let version: Int
    private let words: [Word]

    /// A few lines of `list`, drawn.
    package init(of list: DrawnList, project: CountryProject, version: Int, _ random: inout SplitMix64) {
        plan = list.plan
        self.version = version
        var words: [Word] = []
        for line in list.plan.lines where words.count < 3 && random.below(list.plan.lines.count) < 2 {
            var line = line
            let (quantity, rate, places) = project.measure(&random)
            line.quantity = Numbers.decimal(quantity, places: 2, keep: places)
            line.rate = Numbers.decimal(rate, places: 4, keep: 2)
            line.amountFen = Numbers.amount(hundredths: quantity, rate: rate)
            words.append(Word(line: line, isWithdrawn: random.below(3) == 0, namesRow: random.below(2) == 0))
        }
        self.words = words
    }

    package var isEmpty: Bool { words.isEmpty }

    package var json: [UInt8] {
        let head: JSONText = .members([
            "project": .string(plan.project), "period": .string(plan.period),
            "approvalNumber": .string(plan.approvalNumber), "county": .string(plan.county),
            "version": .integer(Int64(version)), "count": .integer(Int64(words.count)),
        ])
        let lines = words.enumerated().map { index, word -> JSONText in
            var members: [(String, JSONText)] = [
                ("xh", .integer(Int64(index + 1))), ("bglx", .string(word.isWithdrawn ? "withdraw" : "correct")),
                ("xsrxm", .string(word.line.beneficiaryName)), ("xsrsfzh", .string(word.line.beneficiaryID)),
            ]
            if word.namesRow { members.append(("yxh", .integer(Int64(word.line.serial)))) }
            if !word.isWithdrawn {
                members += [
                    ("mj", .string(word.line.quantity)), ("bz", .string(word.line.rate)),
                    ("je", .string(yuan(word.line.amountFen))),
                ]
            }
            return .object(members)
        }
        return Array(JSONText.members(["head": head, "lines": .list(lines)]).text.utf8)
    }

    /// As the grassland department writes it.
    package var delimited: [UInt8] {
        var rows = [
            [
                "H", plan.project, plan.period, plan.approvalNumber, plan.county, String(version), String(words.count),
            ]
        ]
        rows += words.enumerated().map { index, word in
            let line = word.line
            return [
                String(index + 1), word.isWithdrawn ? "撤回" : "更正", line.beneficiaryName, line.beneficiaryID,
                word.namesRow ? String(line.serial) : "", "", "", "", "", word.isWithdrawn ? "" : line.quantity,
                word.isWithdrawn ? "" : line.rate, word.isWithdrawn ? "" : yuan(line.amountFen),
            ]
        }
        return LegacyText.gb18030.encode(rows.map { $0.joined(separator: "|") + "\n" }.joined()) ?? []
    }
}
