import Subsidy

/// Section is one map of a file with the path that leads to it; its getters say what is wrong and go on.
package struct Section {
    package let tree: Tree
    package let path: String
    package let findings: Findings

    /// Nil after a fault when the value is not a map.
    package init?(_ tree: Tree, path: String, findings: Findings, keys: [String]? = nil) {
        guard let pairs = tree.pairs else {
            findings.add(
                tree.place, path, "value.map", "这里应是键值表", "a map is expected",
                hint: tree.text.flatMap(Hint.punctuation) ?? .none)
            return nil
        }
        self.tree = tree
        self.path = path
        self.findings = findings
        guard let keys else { return }
        for pair in pairs where !keys.contains(pair.key) {
            findings.add(
                pair.place, below(pair.key), "key.unknown", "不认识的键“\(pair.key)”", "unknown key",
                hint: Nearest.hint(pair.key, among: keys))
        }
    }

    package func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    package func has(_ key: String) -> Bool { tree[key].map { !$0.isNull } ?? false }

    package func place(_ key: String) -> Place { tree.place(of: key) }

    package func fault(_ key: String, _ code: String, _ zh: String, _ en: String, hint: Hint = .none) {
        findings.add(place(key), below(key), code, zh, en, hint: hint)
    }

    /// The text of a key; nil when it is not there.
    package func text(_ key: String) -> String? {
        guard let value = tree[key], !value.isNull else { return nil }
        guard let text = value.text else {
            fault(
                key, "value.text", "这里应是一个值", "a scalar is expected",
                hint: Hint("只写一个文字或数字", "write one text or number"))
            return nil
        }
        return text
    }

    package func required(_ key: String) -> String? { isPresent(key) ? text(key) : nil }

    /// Adds a fault when the key is not there.
    package func isPresent(_ key: String) -> Bool {
        if has(key) { return true }
        findings.add(
            tree.place, below(key), "key.missing", "缺少“\(key)”", "a required key is missing",
            hint: Hint("补上这一项", "add the key"))
        return false
    }

    package func integer(_ key: String) -> Int? {
        guard let text = text(key) else { return nil }
        guard let value = Int(text) else {
            fault(
                key, "value.integer", "这里应是整数", "an integer is expected",
                hint: Hint("写成数字，如 12", "write digits, such as 12"))
            return nil
        }
        return value
    }

    package func flag(_ key: String) -> Bool? {
        switch text(key) {
        case nil: return nil
        case "true": return true
        case "false": return false
        default:
            fault(
                key, "value.flag", "这里应是 true 或 false", "true or false is expected",
                hint: Hint("不写就是 false", "without the key it is false"))
            return nil
        }
    }

    package func choice<Value: CaseIterable & RawRepresentable<String>>(_ key: String, _: Value.Type = Value.self)
        -> Value?
    {
        guard let text = text(key) else { return nil }
        guard let value = Value(rawValue: text) else {
            fault(
                key, "value.choice", "“\(text)”不在可用的值之中", "not one of the known values",
                hint: Nearest.hint(text, among: Value.allCases.map(\.rawValue)))
            return nil
        }
        return value
    }

    package func requiredChoice<Value: CaseIterable & RawRepresentable<String>>(
        _ key: String, _ type: Value.Type = Value.self
    ) -> Value? {
        isPresent(key) ? choice(key, type) : nil
    }

    package func section(_ key: String, keys: [String]? = nil) -> Section? {
        guard let value = tree[key], !value.isNull else { return nil }
        return Section(value, path: below(key), findings: findings, keys: keys)
    }

    /// The entries of a list; nil when the key is not there.
    package func list(_ key: String) -> [Tree]? {
        guard let value = tree[key], !value.isNull else { return nil }
        guard let list = value.list else {
            fault(
                key, "value.list", "这里应是列表", "a list is expected",
                hint: Hint("写成 [甲, 乙]，或每行一个“- ”", "write [A, B], or a line with \"- \" for each"))
            return nil
        }
        return list
    }

    /// Texts of a list, or of one value that stands for a list of one.
    package func texts(_ key: String) -> [String]? { located(key)?.map(\.text) }

    package func located(_ key: String) -> [(text: String, place: Place)]? {
        guard let value = tree[key], !value.isNull else { return nil }
        if let text = value.text { return [(text, value.place)] }
        guard let list = list(key) else { return nil }
        return list.compactMap { entry in
            guard let text = entry.text else {
                findings.add(
                    entry.place, below(key), "value.text", "这里应是一个值", "a scalar is expected",
                    hint: Hint("每一项只写一个文字或数字", "each entry is one text or number"))
                return nil
            }
            return (text, entry.place)
        }
    }

    func day(_ key: String) -> Day? {
        guard let text = text(key) else { return nil }
        guard let day = Day(text.utf8) else {
            fault(
                key, "value.day", "日期应写成 2026-01-31", "a day is expected",
                hint: Hint("补足两位，用短横", "two digits each, with hyphens"))
            return nil
        }
        return day
    }

    /// Yuan, such as `"1.00"`.
    func yuan(_ key: String) -> Money? {
        guard let text = text(key) else { return nil }
        guard let money = Money.yuan(text.utf8) else {
            fault(
                key, "value.yuan", "金额应写成元，如 \"1.00\"", "yuan are expected",
                hint: Hint("加引号，两位小数", "in quotes, with two decimals"))
            return nil
        }
        return money
    }
}
