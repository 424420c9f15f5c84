package import Mapping
import Subsidy

/// SuiteReader reads a `.tests.yaml` file against the mapping that it tests.
package struct SuiteReader {
    /// How a tests file's name ends; what stands before it is the mapping's name.
    package static let suffix = ".tests.yaml"

    let mapping: CompiledMapping
    let findings: Findings
    /// Bytes of a file below `Fixtures/`, nil when it is not there.
    let fixture: (String) -> [UInt8]?

    /// Reads one file.
    ///
    /// - Parameters:
    ///   - bytes: the file in UTF-8.
    ///   - file: path below `Mappings/`, for faults.
    ///   - mapping: the mapping that the file stands beside.
    ///   - fixture: bytes of a file below `Fixtures/`; nil when it is not there.
    /// - Returns: the tests, every byte and value of them resolved.
    /// - Throws: every fault of the file at once; none of its tests can be run.
    package static func read(
        _ bytes: [UInt8], file: String, mapping: CompiledMapping, fixture: @escaping (String) -> [UInt8]?
    ) throws(MappingFaults) -> TestSuite {
        let findings = Findings()
        let reader = SuiteReader(mapping: mapping, findings: findings, fixture: fixture)
        let suite = reader.suite(bytes, file)
        guard let suite, findings.faults.isEmpty else { throw MappingFaults(faults: findings.sorted) }
        return suite
    }

    /// What is wrong with tests files as YAML and in their outermost keys, whatever their mappings are.
    package static func syntax(_ files: [String: [UInt8]]) -> [MappingFault] {
        let findings = Findings()
        for path in files.keys.sorted() where path.hasSuffix(suffix) {
            guard let tree = Tree.parse(files[path] ?? [], file: path, findings: findings),
                let file = Section(tree, path: "", findings: findings, keys: ["tests", "equivalent"]),
                file.isPresent("tests")
            else { continue }
            _ = file.list("tests")
        }
        return findings.sorted
    }

    private func suite(_ bytes: [UInt8], _ path: String) -> TestSuite? {
        guard let tree = Tree.parse(bytes, file: path, findings: findings),
            let file = Section(tree, path: "", findings: findings, keys: ["tests", "equivalent"]),
            file.isPresent("tests")
        else { return nil }
        var tests: [MappingTest] = []
        for entry in file.list("tests") ?? [] {
            guard let test = test(entry) else { continue }
            if tests.contains(where: { $0.name == test.name }) {
                findings.add(
                    entry.place, "tests.name", "key.duplicate", "测试名“\(test.name)”重复", "test name is given twice",
                    hint: Hint("改一个名字，说清各测什么", "name each by what it tests"))
            }
            tests.append(test)
        }
        let equivalents = (file.list("equivalent") ?? []).compactMap { entry -> EquivalentMutant? in
            guard let section = Section(entry, path: "equivalent", findings: findings, keys: ["mutant", "reason"]),
                let mutant = section.required("mutant"), let reason = section.required("reason")
            else { return nil }
            return EquivalentMutant(mutant: mutant, reason: reason, place: entry.place)
        }
        return TestSuite(mapping: mapping.name, file: path, tests: tests, equivalents: equivalents)
    }

    private static let readKeys = [
        "name", "input", "file", "hex", "sheet", "parameters", "head", "records", "recordsFile", "count", "sums",
        "rejects", "warnings", "refused",
    ]
    private static let writeKeys = ["name", "write", "output", "outputFile", "outputHex", "outputSheet", "rejects"]
    private static let tripKeys = ["name", "roundTrip", "parameters"]

    private func test(_ entry: Tree) -> MappingTest? {
        let kind = ["write", "roundTrip"].first { entry[$0] != nil }
        let keys =
            switch kind {
            case "write": SuiteReader.writeKeys
            case "roundTrip": SuiteReader.tripKeys
            default: SuiteReader.readKeys
            }
        guard let section = Section(entry, path: "tests", findings: findings, keys: keys),
            let name = section.required("name"), let act = act(section, kind)
        else { return nil }
        var parameters: [String: String] = [:]
        if let given = section.section("parameters") {
            let known = mapping.parameterNames
            for pair in given.tree.pairs ?? [] {
                parameters[pair.key] = given.text(pair.key)
                guard !known.contains(pair.key) else { continue }
                given.fault(
                    pair.key, "test.parameter", "映射 \(mapping.name) 没有参数“\(pair.key)”",
                    "the mapping has no such parameter",
                    hint: Nearest.hint(pair.key, among: known))
            }
        }
        return MappingTest(name: name, place: entry.place, parameters: parameters, act: act)
    }

    private func act(_ section: Section, _ kind: String?) -> MappingTest.Act? {
        guard kind == nil || mapping.direction.writes else {
            section.fault(
                kind ?? "", "test.direction", "映射 \(mapping.name) 只用于读入，不能测试写出", "this mapping does not write",
                hint: Hint("写 input 和 records", "write input and records"))
            return nil
        }
        switch kind {
        case "write": return WriteTestReader(suite: self, section: section).test().map(MappingTest.Act.write)
        case "roundTrip":
            return document(section, ["roundTrip": .file]).map { .roundTrip($0.bytes) }
        default: return ReadTestReader(suite: self, section: section).test().map(MappingTest.Act.read)
        }
    }

    /// The rows of `rejects` or `warnings`.
    func faults(_ section: Section, _ key: String) -> [ExpectedFault] {
        (section.list(key) ?? []).compactMap { entry in
            let path = section.below(key)
            guard let fault = Section(entry, path: path, findings: findings, keys: ["row", "field", "code"]),
                fault.isPresent("row"), let row = fault.integer("row"), let code = fault.required("code")
            else { return nil }
            return ExpectedFault(row: row, field: fault.text("field"), code: code)
        }
    }

    /// The entries of `refused`: a code, or a field and its code.
    func refusals(_ section: Section) -> [ExpectedRefusal] {
        let entries = section.tree["refused"].map { $0.list ?? [$0] } ?? []
        return entries.compactMap { entry in
            if let code = entry.text { return ExpectedRefusal(code: code) }
            let path = section.below("refused")
            guard let fault = Section(entry, path: path, findings: findings, keys: ["field", "code"]),
                let code = fault.required("code")
            else { return nil }
            return ExpectedRefusal(field: fault.text("field"), code: code)
        }
    }

    /// The fields of a record that the file names, each a value of its type.
    func record(_ tree: Tree, _ path: String, _ schema: RecordSchema, bag: Bool) -> ExpectedRecord? {
        guard let section = Section(tree, path: path, findings: findings), let pairs = tree.pairs else { return nil }
        var record = ExpectedRecord(place: tree.place, fields: [], extras: [])
        for pair in pairs {
            if bag, pair.key == RecordText.bag {
                record.extras = extras(section)
                continue
            }
            guard let column = schema.index(pair.key) else {
                section.fault(
                    pair.key, "field.unknown", "规范记录“\(schema.name)”没有字段“\(pair.key)”", "unknown canonical field",
                    hint: Nearest.hint(pair.key, among: schema.fields.map(\.name)))
                continue
            }
            let field = schema.fields[column]
            guard let text = section.text(pair.key) else {
                if pair.value.isNull { record.fields.append((column, nil)) }
                continue
            }
            guard FieldText.fits(text, field.type) else {
                section.fault(
                    pair.key, "test.value", "“\(text)”不是字段“\(field.name)”（\(field.zh)）的值", "not a value of the field",
                    hint: SuiteReader.form(field.type))
                continue
            }
            record.fields.append((column, FieldText.canonical(text, field.type)))
        }
        return record
    }

    private func extras(_ section: Section) -> [(name: String, text: String?)] {
        guard let bag = section.section(RecordText.bag), let pairs = bag.tree.pairs else { return [] }
        return pairs.compactMap { pair in
            guard mapping.extraColumns.contains(pair.key) else {
                bag.fault(
                    pair.key, "column.unknown", "列“\(pair.key)”不在 ext 中", "not a column of ext",
                    hint: Nearest.hint(pair.key, among: mapping.extraColumns))
                return nil
            }
            return (pair.key, bag.text(pair.key))
        }
    }

    private static func form(_ type: FieldType) -> Hint {
        switch type {
        case .money: Hint("金额写成元，如 \"1234.50\"", "yuan, such as \"1234.50\"")
        case .decimal: Hint("如 \"97.3215\"", "such as \"97.3215\"")
        case .integer: Hint("写整数", "a whole number")
        case .flag: Hint("写 \"true\" 或 \"false\"", "\"true\" or \"false\"")
        case .day: Hint("如 2026-01-31", "such as 2026-01-31")
        case .instant: Hint("如 2026-01-31T08:30:00+08:00", "such as 2026-01-31T08:30:00+08:00")
        case .code(let set): Nearest.choices(set.codes)
        default: .none
        }
    }
}
