package import Mapping

/// CoverageItem is one thing that a mapping file says, and whether a test would notice if it were otherwise.
package struct CoverageItem: Sendable {
    package enum Kind: String, CaseIterable, Sendable { case field, code, branch }

    package var kind: Kind
    /// In Chinese, such as `paidOn 的空值“00000000”`.
    package var text: String
    package var place: Place
    package var isTouched = false
    let key: CoverageKey
}

/// CoverageKey is what an item and a test's run meet in.
enum CoverageKey: Hashable, Sendable {
    /// The value of a field was compared.
    case value(FieldSite, String)
    case required(FieldSite, String)
    case fault(FieldSite, String)
    case kept(FieldSite, String)
    case empty(FieldSite, String, [UInt8])
    case condition(FieldSite, String, holds: Bool)
    case differs(FieldSite, String)
    case entry(table: String, section: String, key: String)
    case control(String, field: String)
    case group(Int, isThere: Bool)
}

/// Coverage is what the tests of one mapping touch: fields whose values they compare, codes of its tables, and what
/// can happen to a row or a document.
package struct Coverage: Sendable {
    package var mapping: String
    package var tests: Int
    package var items: [CoverageItem]

    package func count(_ kind: CoverageItem.Kind) -> (touched: Int, all: Int) {
        let some = items.filter { $0.kind == kind }
        return (some.count(where: \.isTouched), some.count)
    }

    package var untouched: [CoverageItem] { items.filter { !$0.isTouched } }

    /// Runs the tests of a suite once more, watching.
    package init(_ suite: TestSuite, _ mapping: CompiledMapping, _ sources: MappingSources) {
        self.mapping = suite.mapping
        tests = suite.tests.count
        items = []
        guard let tree = sources.tree(suite.mapping) else { return }
        var probe = CoverageProbe(mapping, tree)
        for test in suite.tests { probe.watch(test) }
        items = CoverageList(mapping: mapping, tree: tree, sources: sources).items().map { item in
            var item = item
            item.isTouched = probe.touched.contains(item.key)
            return item
        }
    }

    package var json: JSON {
        func text(_ kind: CoverageItem.Kind) -> JSON {
            let (touched, all) = count(kind)
            return .object(["touched": .integer(Int64(touched)), "all": .integer(Int64(all))])
        }
        return .object([
            "mapping": .text(mapping), "tests": .integer(Int64(tests)), "fields": text(.field), "codes": text(.code),
            "branches": text(.branch),
            "untouched": .list(
                untouched.map { item in
                    .object([
                        "kind": .text(item.kind.rawValue), "text": .text(item.text), "file": .text(item.place.file),
                        "line": .integer(Int64(item.place.line)),
                    ])
                }),
        ])
    }
}
