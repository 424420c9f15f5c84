import Foundation
import Mapping
import MappingTools
import Subsidy

/// RegulationList is every duty of the regulations with the tests that carry its number.
struct RegulationList {
    struct Row {
        var requirement: Requirement
        var tests: [ArticleTest]

        var isCovered: Bool { requirement.isCovered(tests: tests.count) }
    }

    let rows: [Row]

    /// - Parameter folder: of the mappings, in which the regulations and the list of tests lie.
    /// - Throws: every fault of the mappings.
    init(_ folder: String) throws {
        let library = try MappingLibrary(files: try MappingFolder.files(folder))
        let list = FileManager.default.contents(atPath: folder + "/regulation/tests.txt").map(Array.init) ?? []
        let tests = Dictionary(grouping: ArticleTest.read(list), by: \.article)
        rows = library.requirements.map { Row(requirement: $0, tests: tests[$0.id, default: []]) }
    }

    func table(_ rows: [Row], english: Bool) -> String {
        let titles =
            english
            ? ["No.", "Class", "Duty", "Where", "Tests", "Kept", "Open"]
            : ["编号", "类别", "职责", "落实之处", "测试", "已落实", "尚缺"]
        var table = Table(titles.enumerated().map { ($0.element, $0.offset == 4 ? .right : .left) })
        for row in rows {
            let places = row.requirement.places
            // The rest of a long list stands on the duty's own page.
            let more = places.count > 2 ? (english ? " +\(places.count - 2)" : " 等 \(places.count) 处") : ""
            table.add([
                row.requirement.id, row.requirement.duty.rawValue, row.requirement.zh,
                places.prefix(2).map { $0.text(english: english) }.joined(separator: english ? ", " : "、") + more,
                String(row.tests.count), row.isCovered ? (english ? "yes" : "是") : (english ? "no" : "否"),
                row.requirement.open ?? "",
            ])
        }
        return table.text
    }

    /// How many of each class are kept.
    static func summary(_ rows: [Row], english: Bool) -> String {
        let classes = Requirement.Duty.allCases.compactMap { duty -> String? in
            let own = rows.filter { $0.requirement.duty == duty }
            guard !own.isEmpty else { return nil }
            return "\(duty.rawValue) \(own.count(where: \.isCovered))/\(own.count)"
        }
        let all = "\(rows.count(where: \.isCovered))/\(rows.count)"
        let parts = classes.joined(separator: english ? ", " : "，")
        return english ? "Kept: \(all) (\(parts))" : "已落实 \(all)（\(parts)）"
    }
}

extension RegulationList.Row {
    /// Everything about one duty.
    func page(english: Bool) -> String {
        func line(_ zh: String, _ en: String, _ text: String) -> String? {
            text.isEmpty ? nil : english ? "\(en): \(text)" : "\(zh)：\(text)"
        }
        var lines = [
            "\(requirement.id)  \(requirement.duty.rawValue)  \(requirement.zh)",
            line("须防", "Bad case", requirement.badCase),
            line("已落实", "Kept", isCovered ? (english ? "yes" : "是") : (english ? "no" : "否")),
            line("尚缺", "Open", requirement.open ?? ""),
        ].compactMap(\.self)
        lines += [english ? "Where:" : "落实之处："] + requirement.places.map { "  \($0.text(english: english))" }
        lines += [english ? "Tests:" : "测试："] + tests.map { "  \($0.file)  \($0.sentence)" }
        return lines.joined(separator: "\n") + "\n"
    }

    var json: JSON {
        .object([
            "id": .text(requirement.id), "class": .text(requirement.duty.rawValue), "duty": .text(requirement.zh),
            "case": .text(requirement.badCase),
            "place": .list(
                requirement.places.map { .object(["kind": .text($0.kind.rawValue), "name": .text($0.name)]) }),
            "tests": .list(
                tests.map {
                    .object(["file": .text($0.file), "test": .text($0.test), "sentence": .text($0.sentence)])
                }),
            "covered": .flag(isCovered), "open": requirement.open.map(JSON.text) ?? .null,
        ])
    }
}

extension Requirement.Place {
    func text(english: Bool) -> String {
        guard !english else { return "\(kind.rawValue) \(name)" }
        let word =
            switch kind {
            case .alert: "预警"
            case .act: "办理"
            case .move: "状态变化"
            case .profile: "地区参数"
            case .exchange: "交换"
            case .mapping: "映射"
            case .codes: "代码表"
            case .report: "报表"
            case .store: "库中约束"
            case .field: "字段"
            case .project: "项目目录"
            case .rule: "规则"
            case .refusal: "拒绝"
            case .suspense: "挂账"
            }
        return "\(word) \(name)"
    }
}
