import Subsidy

/// SafeguardReader finds what the language allows and money is lost by: a count or a sum that nothing compares, a
/// result that is a success whatever the bank says.
///
/// A file that must do so all the same gives its reason under `because`, by the column or the field.
struct SafeguardReader {
    let file: Section
    let shape: ShapeReader
    let record: RecordSchema
    let exchange: Exchange
    let direction: MappingDirection
    /// Of the rows, and then of each group.
    let fields: [[FieldPlan]]
    let headFields: [FieldPlan]
    let findings: Findings

    /// Exchanges whose documents say what became of money.
    private static let guarded: Set<Exchange> = [.batchResult, .batchReturn, .statement]
    /// What a column is called that states how many rows there are, or how much money.
    private static let totals = ["count", "sum", "total", "amount", "笔数", "总笔数", "金额", "总金额", "合计"]

    struct Danger {
        let name: String
        let place: Place
        let path: String
        let code: String
        let zh: String
        let en: String
        let hint: Hint
    }

    /// Adds a fault for each danger without a reason, and for each reason without a danger.
    func check(controls: [ControlPlan], isComplete: Bool) {
        let reasons = file.section("because")
        var named: Set<String> = []
        var dangers = direction.reads ? lostZeros() : []
        if Self.guarded.contains(exchange), direction.reads {
            // A control that is broken has its own fault: what it meant to compare is not forgotten.
            dangers += (isComplete ? unproved(controls) : []) + outcomes()
        }
        for danger in dangers {
            named.insert(danger.name)
            if reasons?.text(danger.name)?.isEmpty == false { continue }
            findings.add(
                danger.place, danger.path, danger.code, danger.zh, danger.en,
                hint: Hint(
                    danger.hint.zh + "；确有必要时写 because: {\(danger.name): 理由}",
                    danger.hint.en + ", or say why not: because: {\(danger.name): REASON}"))
        }
        for pair in reasons?.tree.pairs ?? [] where isComplete && !named.contains(pair.key) {
            findings.add(
                pair.place, "because.\(pair.key)", "because.unneeded", "“\(pair.key)”不需要理由",
                "nothing here needs a reason", hint: Hint("删去这一条，或核对名称", "remove the entry, or correct its name"))
        }
    }

    /// Columns before and after the rows that state a count or a sum, and that no control compares.
    private func unproved(_ controls: [ControlPlan]) -> [Danger] {
        var proved = Set(controls.map(\.target))
        for control in controls {
            if case .balance(_, let balance) = control.kind { proved.insert(balance.opening) }
        }
        let ignored = Set((file.located("ignored") ?? []).map(\.text))
        return shape.all.compactMap { ref, place in
            guard ref.edge != .record, !proved.contains(ref), shape.tag(ref) == nil else { return nil }
            let name = shape.name(ref)
            let field = headFields.first { plan in
                plan.columns == [ref] && (plan.type == .money || plan.name == "count" || plan.name.hasSuffix("Count"))
            }
            let short = name.drop { $0 != "." }.dropFirst().lowercased()
            guard field != nil || ignored.contains(name) && Self.totals.contains(short) else { return nil }
            let isCount = field.map { $0.type == .integer } ?? (short == "count" || short.hasSuffix("笔数"))
            return Danger(
                name: name, place: field.map { file.section("headFields")?.place($0.name) ?? place } ?? place,
                path: "controls", code: "control.missing",
                zh: "“\(name)”是文件自己声明的\(isCount ? "笔数" : "金额")，没有一条控制核对它，文件少了行也看不出来",
                en: "the document states this total, and no control compares it",
                hint: isCount
                    ? Hint("在 controls 中写 count: \(name)", "write count: \(name) under controls")
                    : Hint(
                        "在 controls 中写 {sum: amount, equals: \(name), as: …}（余额用 balance）",
                        "write {sum: amount, equals: \(name), as: …} under controls (a balance: balance)"))
        }
    }

    /// A line of a result must say what became of its money.
    private func outcomes() -> [Danger] {
        guard exchange != .statement, record.name == "LineResult", let index = record.index("outcome") else {
            return []
        }
        let section = file.section("fields")
        let codes = Hint(
            "写 outcome: {from: 列, as: codes(…), unmapped: keep}",
            "write outcome: {from: COLUMN, as: codes(…), unmapped: keep}")
        for plan in fields.map({ $0[index] }) {
            switch plan.source {
            case .none where section?.tree["outcome"] == nil:
                return [
                    Danger(
                        name: "outcome", place: section?.tree.place ?? file.tree.place, path: "fields.outcome",
                        code: "outcome.missing", zh: "没有写 outcome：每一笔都会成为“不明”，没有一笔算付成或退回",
                        en: "without an outcome no line is ever known to be paid", hint: codes)
                ]
            case .constant(.bytes(let text)) where text.elementsEqual("ok".utf8):
                return [
                    Danger(
                        name: "outcome", place: section?.place("outcome") ?? file.tree.place, path: "fields.outcome",
                        code: "outcome.constant", zh: "outcome 固定为 ok：银行说没有付成的，也会记成已付",
                        en: "a line that the bank did not pay would count as paid", hint: codes)
                ]
            default: continue
            }
        }
        return []
    }
}

extension SafeguardReader {
    /// Columns padded with zeros that hold more than a number: reading takes the zeros off, and with them those that an
    /// account begins with, or the first of two decimals.
    private func lostZeros() -> [Danger] {
        var dangers: [Danger] = []
        for plan in fields.flatMap(\.self) + headFields {
            if case .codes = plan.codec { continue }
            let isNumber = plan.type.isInteger
            for (index, ref) in plan.columns.enumerated() where shape.dropsZeros(ref) {
                // A sign may stand before a number.
                let isFirst = plan.columns[..<index].allSatisfy { shape.columns($0.edge)[$0.index].width == 1 }
                guard !(isNumber && isFirst), !dangers.contains(where: { $0.name == shape.name(ref) }) else { continue }
                let name = shape.name(ref)
                dangers.append(
                    Danger(
                        name: name, place: shape.place(ref), path: "document", code: "column.zeros",
                        zh: isNumber
                            ? "列“\(name)”右对齐补 0，读时去掉前导零，与前面的列连起来就少了位（字段“\(plan.name)”）"
                            : "列“\(name)”右对齐补 0，读时去掉前导零，“\(plan.name)”本来开头的零也一起丢了",
                        en: isNumber
                            ? "zeros that are taken off are missing between the columns that are joined"
                            : "zeros that the text begins with are taken off with those that pad it",
                        hint: Hint("去掉 pad 和 align，照原样读", "remove pad and align, and read it as it stands")))
            }
        }
        return dangers
    }
}

extension FieldReader {
    /// Keys of a code table that no text of these columns can equal: between two columns there is always a slash.
    func checkKeys(_ plan: FieldPlan, _ place: Place, _ path: String) {
        guard plan.columns.count > 1, plan.piece == nil, plan.slice == nil, case .codes(let table) = plan.codec,
            case .columns(_, let separator, skipsEmpty: false) = plan.source
        else { return }
        let dead = table.keys.filter { key in
            key.split(separator: separator.first ?? 0x2F, omittingEmptySubsequences: false).count < plan.columns.count
        }
        guard let first = dead.first else { return }
        let key = String(decoding: first, as: UTF8.self)
        findings.add(
            place, path, "codes.separator",
            "代码表“\(table.name)”有 \(dead.count) 个键缺少“/”（如“\(key)”）：\(plan.columns.count) 列以“/”相连，这些键永远对不上",
            "keys of the code table without a slash never match several columns",
            hint: Hint("键要写成 状态/返回码，如 \"1/00\"；或 from 只写一列", "write keys such as \"1/00\", or name one column"))
    }
}
