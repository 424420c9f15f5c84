import Yams

/// Tree is a YAML value that remembers its place, so that a fault found after merging still names the file it is in.
package struct Tree: Sendable {
    package struct Pair: Sendable {
        package var key: String
        package var place: Place
        package var value: Tree
    }

    package indirect enum Value: Sendable {
        case null
        case scalar(String)
        case list([Tree])
        case map([Pair])
    }

    package var value: Value
    package var place: Place

    package var text: String? { if case .scalar(let text) = value { text } else { nil } }
    package var list: [Tree]? { if case .list(let list) = value { list } else { nil } }
    package var pairs: [Pair]? { if case .map(let pairs) = value { pairs } else { nil } }
    package var isNull: Bool { if case .null = value { true } else { false } }

    package subscript(key: String) -> Tree? { pairs?.first { $0.key == key }?.value }

    package func place(of key: String) -> Place { pairs?.first { $0.key == key }?.place ?? place }
}

extension Tree {
    /// Files beyond this are refused: no mapping is a tenth as long.
    static let byteLimit = 1 << 20

    /// Reads one YAML document; nil after adding a fault when it cannot be read.
    package static func parse(_ bytes: [UInt8], file: String, findings: Findings) -> Tree? {
        let start = Place(file: file)
        guard bytes.count <= byteLimit else {
            findings.add(
                start, "", "file.tooLarge", "文件超过 1 MB", "file exceeds 1 MB",
                hint: Hint("拆成几个文件，用 extends", "make several files of it, with extends"))
            return nil
        }
        // Editors on Windows put a byte order mark first; it says nothing.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        guard let text = String(validating: bytes.dropFirst(bytes.starts(with: mark) ? 3 : 0), as: UTF8.self) else {
            findings.add(
                start, "", "file.encoding", "文件不是 UTF-8", "file is not UTF-8",
                hint: Hint("另存为 UTF-8 编码", "save it as UTF-8"))
            return nil
        }
        do {
            let parser = try Yams.Parser(yaml: text)
            guard let node = try parser.singleRoot() else {
                findings.add(
                    start, "", "file.empty", "文件是空的", "file is empty",
                    hint: Hint("写上内容，或删去文件", "write something, or remove the file"))
                return nil
            }
            // A node knows its anchor only as long as the parser lives.
            let tree = withExtendedLifetime(parser) { Tree(node, file: file, findings: findings, path: "") }
            if tree.pairs == nil, addTraps(text, start, findings) { return nil }
            return tree
        } catch let error as YamlError {
            if case .duplicatedKeysInMapping = error {
                report(error, start, findings)
            } else if !addTraps(text, start, findings) {
                report(error, start, findings)
            }
        } catch {
            findings.add(start, "", "yaml.syntax", "YAML 无法解析", "YAML cannot be parsed", hint: unseen)
        }
        return nil
    }

    /// Whether there were any.
    private static func addTraps(_ text: String, _ start: Place, _ findings: Findings) -> Bool {
        let traps = YAMLTraps.find(in: text)
        for trap in traps {
            let place = Place(file: start.file, line: trap.line, column: trap.column)
            findings.add(place, "", trap.code, trap.zh, trap.en, hint: trap.hint)
        }
        return !traps.isEmpty
    }

    private static let unseen = Hint("找出看不见的控制字符，另存为纯文本", "look for control characters, save it as plain text")

    private static func report(_ error: YamlError, _ start: Place, _ findings: Findings) {
        var place = start
        switch error {
        case .duplicatedKeysInMapping(let keys, let context):
            (place.line, place.column) = (context.mark.line, context.mark.column)
            for key in keys {
                findings.add(
                    place, key, "key.duplicate", "键“\(key)”重复", "key is given twice",
                    hint: Hint("只保留一个", "keep one of them"))
            }
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            (place.line, place.column) = (mark.line, mark.column)
            if problem.contains("alias") || context?.text.contains("alias") == true {
                findings.add(
                    place, "", "yaml.alias", "不支持 YAML 锚点和别名（& 和 *）", "YAML anchors and aliases are not supported",
                    hint: Hint("星号开头的文字要加引号", "a text that begins with an asterisk needs quotes"))
            } else {
                findings.add(
                    place, "", "yaml.syntax", "YAML 语法错误", problem,
                    hint: Hint("检查缩进、引号和括号", "look at indents, quotes and brackets"))
            }
        default:
            findings.add(place, "", "yaml.syntax", "YAML 无法解析", "YAML cannot be parsed", hint: unseen)
        }
    }

    private init(_ node: Node, file: String, findings: Findings, path: String) {
        place = Place(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
        // An alias is the anchored node once more: a few lines of them would make a tree of any size.
        guard node.anchor == nil else {
            findings.add(
                place, path, "yaml.alias", "不支持 YAML 锚点和别名（& 和 *）", "YAML anchors and aliases are not supported",
                hint: Hint("改用 extends，或把内容照写一遍", "use extends, or write it out"))
            value = .null
            return
        }
        switch node {
        case .scalar(let scalar):
            let plain = scalar.style == .plain || scalar.style == .any
            value = plain && ["", "~", "null"].contains(scalar.string) ? .null : .scalar(scalar.string)
        case .sequence(let items):
            value = .list(items.map { Tree($0, file: file, findings: findings, path: path) })
        case .mapping(let entries):
            var pairs: [Pair] = []
            for (key, entry) in entries {
                var place = place
                if let mark = key.mark { (place.line, place.column) = (mark.line, mark.column) }
                guard let name = key.scalar?.string else {
                    findings.add(
                        place, path, "key.scalar", "键必须是文字", "a key must be a scalar",
                        hint: Hint("键写成文字，如 名称: 值", "a key is a text, such as NAME: VALUE"))
                    continue
                }
                let below = path.isEmpty ? name : "\(path).\(name)"
                pairs.append(
                    Pair(key: name, place: place, value: Tree(entry, file: file, findings: findings, path: below)))
            }
            value = .map(pairs)
        case .alias:
            value = .null
        }
    }
}

extension Tree {
    /// This value as the base with another laid over it: maps merge key by key, anything else is replaced, and `~`
    /// takes away what the base has.
    func merged(with over: Tree, path: String, findings: Findings) -> Tree {
        guard case .map(var pairs) = value, case .map(let changes) = over.value else { return over }
        for change in changes {
            let below = path.isEmpty ? change.key : "\(path).\(change.key)"
            let index = pairs.firstIndex { $0.key == change.key }
            if change.value.isNull {
                guard let index else {
                    findings.add(
                        change.place, below, "extends.nothing", "要去掉的“\(below)”在被继承的文件里不存在",
                        "overrides nothing", hint: Hint("删去这一行，或核对名称", "remove the line, or check the name"))
                    continue
                }
                pairs.remove(at: index)
            } else if let index {
                var base = pairs[index].value
                if path == "fields" || path == "headFields" { base = base.withoutSource(replacedBy: change.value) }
                pairs[index].value = base.merged(with: change.value, path: below, findings: findings)
                pairs[index].place = change.place
            } else {
                pairs.append(change)
            }
        }
        return Tree(value: .map(pairs), place: over.place)
    }

    /// A field has one source: where the change names one, the base's goes. A constant is read from nothing, so what
    /// the base says of reading goes with it.
    private func withoutSource(replacedBy change: Tree) -> Tree {
        let sources = ["from", "join", "const", "parameter"]
        guard let changed = change.pairs, changed.contains(where: { sources.contains($0.key) }), let pairs else {
            return self
        }
        let named = Set(changed.map(\.key))
        let reading = ["as", "empty", "unmapped", "unreadable", "with", "slice", "split", "part"]
        let gone = sources + (named.contains("const") ? reading : [])
        let kept = pairs.filter { !gone.contains($0.key) || named.contains($0.key) }
        return Tree(value: .map(kept), place: place)
    }
}
