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

/// FieldWeakness is how a field can be broken that no mapping file can say.
package enum FieldWeakness: Sendable {
    /// Missing where the canonical record asks for a value.
    case optional
    /// Any text is taken, an identity number or a name read as it stands.
    case asText
}

extension CompiledMapping {
    /// This mapping with one field weakened, for tools that try what its tests notice. Never for carrying data.
    package func weakened(_ sites: [FieldSite], _ field: String, _ weakness: FieldWeakness) -> CompiledMapping {
        func weaken(_ plans: [FieldPlan], _ site: FieldSite) -> [FieldPlan] {
            guard sites.contains(site) else { return plans }
            return plans.map { plan in
                guard plan.name == field else { return plan }
                var plan = plan
                switch weakness {
                case .optional: plan.required = false
                case .asText: plan.codec = .text
                }
                return plan
            }
        }
        return CompiledMapping(
            name: name, title: title, counterpart: counterpart, exchange: exchange, direction: direction,
            record: record, head: head, shape: shape, sources: sources, fields: weaken(fields, .record),
            groups: groups.enumerated().map {
                GroupPlan(own: $0.element.own, fields: weaken($0.element.fields, .group($0.offset)))
            },
            headFields: weaken(headFields, .head), controls: controls, limits: limits, constants: constants, ext: ext,
            writing: writing)
    }
}
