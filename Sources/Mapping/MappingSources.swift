/// MappingSources is the parsed files of `Mappings/`, for tools that compile one mapping at a time, changed in memory:
/// nothing is read or parsed again.
package struct MappingSources {
    private let loader: LibraryLoader
    private let tables: [String: CodeTable]

    /// - Parameter files: path below `Mappings/`, with `.yaml`, and UTF-8 bytes; broken ones are left out.
    package init(files: [String: [UInt8]]) {
        loader = LibraryLoader(files: files, findings: Findings())
        tables = loader.tables()
    }

    /// The mapping laid over what it extends, each value with its own place; nil when a file of it cannot be parsed.
    package func tree(_ mapping: String) -> Tree? { loader.merged(mapping)?.tree }

    /// `codes/<name>.yaml`; nil when there is none, or it cannot be parsed.
    package func table(_ name: String) -> Tree? { loader.trees["codes/\(name).yaml"] ?? nil }

    /// Compiles a mapping from a tree that was changed, with some of its code tables changed too.
    ///
    /// - Returns: the mapping, nil when a fault leaves nothing to run; and every fault of the tree and of the changed
    ///   tables.
    package func compile(
        _ mapping: String, _ tree: Tree, tables changed: [String: Tree] = [:]
    ) -> (mapping: CompiledMapping?, faults: [MappingFault]) {
        let findings = Findings()
        let known = loader.names("codes/")
        let compiler = MappingCompiler(name: mapping, tree: tree, sources: [], findings: findings) { name in
            if let tree = changed[name] {
                return CodeTable(tree, name: name, findings: findings).map(TableSearch.found) ?? .broken
            }
            return tables[name].map(TableSearch.found) ?? (known.contains(name) ? .broken : .unknown(known))
        }
        return (compiler?.compile(), findings.sorted)
    }
}

extension Tree {
    package init(_ value: Value, at place: Place) { self.init(value: value, place: place) }
}

extension Tree.Pair {
    package init(_ key: String, _ value: Tree) { self.init(key: key, place: value.place, value: value) }
}
