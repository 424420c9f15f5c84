package import Subsidy

/// MappingLibrary is all released data of `Mappings/`, checked and compiled: mappings, code tables, profiles, alert
/// rules, calendars, catalogues and the regulations' duties. It knows no file system: bytes come in.
package struct MappingLibrary: Sendable {
    private var mappings: [String: CompiledMapping]
    private let tables: [String: CodeTable]
    private let profiles: [String: RegionProfile]
    private let alertRules: [String: [AlertRule]]
    private let calendars: [String: CalendarPart]
    private let catalogues: [String: Catalogue]
    private let regulations: [String: [Requirement]]
    private let noticeTemplates: [String: NoticeTemplates]

    /// Reads every file. `.tests.yaml` files, and files that are not YAML, are left alone.
    ///
    /// - Parameter files: path below `Mappings/`, with `.yaml`, and UTF-8 bytes.
    /// - Throws: every fault of every file at once; mend them all, then release.
    package init(files: [String: [UInt8]]) throws(MappingFaults) {
        let findings = Findings()
        self.init(files, findings)
        let faults = findings.sorted
        guard faults.isEmpty else { throw MappingFaults(faults: faults) }
    }

    private init(_ files: [String: [UInt8]], _ findings: Findings) {
        let loader = LibraryLoader(files: files, findings: findings)
        tables = loader.tables()
        mappings = loader.mappings(tables)
        calendars = loader.each("calendars/", CalendarPart.init)
        let rules = loader.each("alerts/") { tree, _, findings in RuleReader.alerts(tree, findings) }
        alertRules = rules
        catalogues = CatalogueReader(loader, findings).all()
        profiles = RuleReader.profiles(loader, findings) { rules[$0] }
        noticeTemplates = loader.each("notices/") { tree, _, findings in RuleReader.notices(tree, findings) }
        let requirements = RequirementReader(loader, findings)
        regulations = loader.each("regulation/") { tree, _, _ in requirements.read(tree) }
    }

    /// What can be worked with while some files are broken, for the tools of whoever is mending them: mappings that
    /// are made of files without a fault. Never for carrying data.
    package static func partial(files: [String: [UInt8]]) -> (library: MappingLibrary, faults: [MappingFault]) {
        let findings = Findings()
        var library = MappingLibrary(files, findings)
        let broken = Set(findings.faults.map(\.file))
        library.mappings = library.mappings.filter { $0.value.sources.allSatisfy { !broken.contains($0) } }
        return (library, findings.sorted)
    }

    /// Names of all mappings, sorted.
    package var names: [String] { mappings.keys.sorted() }

    package var codeNames: [String] { tables.keys.sorted() }
    package var profileNames: [String] { profiles.keys.sorted() }
    package var catalogueNames: [String] { catalogues.keys.sorted() }

    /// `bank/result.cmbc` is `bank/result.cmbc.yaml`.
    package func mapping(_ name: String) -> CompiledMapping? { mappings[name] }

    /// `bank/results.cmbc` is `codes/bank/results.cmbc.yaml`.
    package func codes(_ name: String) -> CodeTable? { tables[name] }

    package func profile(_ name: String) -> RegionProfile? { profiles[name] }

    package func alerts(_ name: String) -> [AlertRule]? { alertRules[name] }

    /// The national calendar with overlays laid over it; nil when one of the names is unknown, or none is given.
    package func calendar(_ names: [String]) -> WorkingCalendar? {
        var years: Set<Int> = []
        var off: Set<Day> = []
        var work: Set<Day> = []
        for name in names {
            guard let part = calendars[name] else { return nil }
            years.formUnion(part.years)
            // An overlay speaks last: its rest day outweighs a make-up day below, and the other way round.
            work.subtract(part.off)
            off.subtract(part.work)
            off.formUnion(part.off)
            work.formUnion(part.work)
        }
        return names.isEmpty ? nil : WorkingCalendar(years: years, off: off, work: work)
    }

    /// `standard` is `notices/standard.yaml`.
    package func notices(_ name: String) -> NoticeTemplates? { noticeTemplates[name] }

    package func catalogue(_ name: String) -> Catalogue? { catalogues[name] }

    /// Every duty of every regulation: regulations by the names of their files, duties in the order of the text.
    package var requirements: [Requirement] { regulations.sorted { $0.key < $1.key }.flatMap(\.value) }
}

/// MappingChecker checks a folder's files without keeping what it compiled; `onecard mapping check` prints its lines.
package enum MappingChecker {
    /// Every fault of every file, sorted by file, line and column; empty when the files may be released.
    package static func check(_ files: [String: [UInt8]]) -> [MappingFault] {
        do throws(MappingFaults) {
            _ = try MappingLibrary(files: files)
            return []
        } catch {
            return error.faults
        }
    }

    /// The faults as lines `file:line:column: path: what is wrong。what to do [code]`.
    package static func report(_ files: [String: [UInt8]]) -> [String] { check(files).map(\.description) }
}
