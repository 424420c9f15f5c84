import Subsidy

/// LibraryLoader parses the files once, follows `extends`, and hands each kind to its reader.
struct LibraryLoader {
    static let folders = ["codes/", "profiles/", "alerts/", "calendars/", "catalogue/", "regulation/", "notices/"]

    let findings: Findings
    /// By path; nil for a file that could not be parsed.
    private(set) var trees: [String: Tree?] = [:]
    let paths: [String]

    init(files: [String: [UInt8]], findings: Findings) {
        self.findings = findings
        paths = files.keys.filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".tests.yaml") }.sorted()
        for path in paths {
            trees[path] = .some(Tree.parse(files[path] ?? [], file: path, findings: findings))
        }
    }

    /// Names of the files in a folder of `Mappings/`, without folder and `.yaml`; broken files too.
    func names(_ folder: String) -> [String] {
        paths.filter { $0.hasPrefix(folder) }.map { String($0.dropFirst(folder.count).dropLast(5)) }
    }

    /// Reads each file of a folder; what is broken is left out.
    func each<Value>(_ folder: String, _ read: (Tree, String, Findings) -> Value?) -> [String: Value] {
        var values: [String: Value] = [:]
        for name in names(folder) {
            guard let tree = trees["\(folder)\(name).yaml"] ?? nil else { continue }
            values[name] = read(tree, name, findings)
        }
        return values
    }

    func tables() -> [String: CodeTable] {
        each("codes/") { tree, name, findings in CodeTable(tree, name: name, findings: findings) }
    }

    func mappings(_ tables: [String: CodeTable]) -> [String: CompiledMapping] {
        var compiled: [String: CompiledMapping] = [:]
        let known = names("codes/")
        for path in paths where !LibraryLoader.folders.contains(where: path.hasPrefix) {
            let name = String(path.dropLast(5))
            guard let merged = merged(name) else { continue }
            let compiler = MappingCompiler(
                name: name, tree: merged.tree, sources: merged.sources, findings: findings
            ) { table in
                if let found = tables[table] { return .found(found) }
                return known.contains(table) ? .broken : .unknown(known)
            }
            compiled[name] = compiler?.compile()
        }
        return compiled
    }

    /// The file laid over what it extends, and the files that went into it.
    func merged(_ name: String) -> (tree: Tree, sources: [String])? {
        var chain: [(path: String, tree: Tree)] = []
        var next: String? = name
        var place = Place(file: "\(name).yaml")
        while let current = next {
            let path = "\(current).yaml"
            guard !chain.contains(where: { $0.path == path }) else {
                findings.add(
                    chain[0].tree.place(of: "extends"), "extends", "extends.cycle", "extends 成环：\(current) 又回到自己",
                    "extends runs in a circle", hint: Hint("让其中一个文件不再继承", "let one of the files extend nothing"))
                return nil
            }
            guard let entry = trees[path] else {
                let folder = LibraryLoader.folders.first(where: name.hasPrefix)
                let known = paths.filter { path in LibraryLoader.folders.first(where: path.hasPrefix) == folder }
                findings.add(
                    place, "extends", "extends.unknown", "没有可继承的文件“\(current)”", "unknown file to extend",
                    hint: Nearest.hint(current, among: known.map { String($0.dropLast(5)) }))
                return nil
            }
            guard let tree = entry else { return nil }
            chain.append((path, tree))
            next = tree["extends"]?.text
            place = tree.place(of: "extends")
        }
        guard var tree = chain.last?.tree else { return nil }
        for over in chain.dropLast().reversed() {
            tree = tree.merged(with: over.tree, path: "", findings: findings)
        }
        return (tree, chain.map(\.path))
    }
}
