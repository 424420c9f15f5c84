/// One person asked for in a PACKAGE.
struct PersonQuery: Equatable {
    let number: Int
    let id: String
    let name: String
}

/// The identity-check request as the population register reads it, and its answer.
///
/// The request is read by its schema: every head element once, in the published order, and 1 to 100 records.
enum PersonPackage {
    static let recordLimit = 100

    private static let head = [
        "FWQQBH", "QQBWDM", "QQBWMC", "SJLYXTDM", "SJLYXTMC", "JLS", "FSSJ", "QQRGMSFHM", "QQRXM", "QQRDWDM",
        "QQRDWMC", "QQYWLXDM", "QQYWLXMC", "QQYWXTDM", "QQYWXTMC",
    ]

    static func read(_ bytes: [UInt8]) throws(PlatformFault) -> [PersonQuery] {
        guard let root = XMLElementNode.parse(bytes), root.name == "PACKAGE",
            root.children.map(\.name) == ["PACKAGEHEAD", "DATA"]
        else { throw .parameters("PACKAGE不是合法的XML或结构不符") }
        let data = root.children[1]
        guard root.children[0].children.map(\.name) == head else { throw .parameters("PACKAGEHEAD的元素或次序不符") }
        let values = Dictionary(uniqueKeysWithValues: root.children[0].children.map { ($0.name, $0.text) })
        func value(_ name: String) -> String { values[name] ?? "" }
        guard value("QQBWDM") == "GJXXZX", value("QQBWMC") == "国家信息中心" else {
            throw .parameters("QQBWDM、QQBWMC应为GJXXZX、国家信息中心")
        }
        guard (1...64).contains(value("FWQQBH").utf8.count) else { throw .parameters("FWQQBH为空或超过64位") }
        let sent = value("FSSJ")
        guard sent.utf8.count == 14, CivilDay(String(sent.prefix(8))) != nil, Int64(sent) != nil else {
            throw .parameters("FSSJ应为yyyyMMddHHmmss")
        }
        guard (1...recordLimit).contains(data.children.count) else { throw .parameters("RECORD应为1至100条") }
        guard value("JLS") == String(data.children.count) else { throw .parameters("JLS与RECORD条数不符") }
        return try records(data.children)
    }

    private static func records(_ nodes: [XMLElementNode]) throws(PlatformFault) -> [PersonQuery] {
        var queries: [PersonQuery] = []
        var seen: Set<Int> = []
        for node in nodes {
            guard node.name == "RECORD", let number = Int(node.attributes["no"] ?? ""), number > 0,
                seen.insert(number).inserted
            else { throw .parameters("RECORD的no应为不重复的正整数") }
            guard node.children.map(\.name) == ["GMSFHM", "XM"], !node.children[1].text.isEmpty else {
                throw .parameters("RECORD应含GMSFHM与XM，且不为空")
            }
            queries.append(PersonQuery(number: number, id: node.children[0].text, name: node.children[1].text))
        }
        return queries
    }

    /// The answer's PACKAGE; who is not found has no RECORD.
    static func answer(_ queries: [PersonQuery], number: String, now: Int64, world: World) -> String {
        var out = "<PACKAGE><PACKAGEHEAD><FFQQBH>\(number)</FFQQBH><FSSJ>\(stamp(now))</FSSJ>"
        out += "<FHDM>10</FHDM><FHMS>接口调用成功</FHMS></PACKAGEHEAD><DATA>"
        for query in queries { out += record(query, world) }
        return out + "</DATA></PACKAGE>"
    }

    private static func record(_ query: PersonQuery, _ world: World) -> String {
        let id = xmlEscaped(query.id)
        guard query.id.utf8.count == 18 else {
            return "<RECORD no=\"\(query.number)\" code=\"1\" msg=\"公民身份号码应为18位\"><GMSFHM>\(id)</GMSFHM></RECORD>"
        }
        guard let citizen = world.citizen(query.id), citizen.knownToPolice else { return "" }
        // A register that has not heard of a death yet says alive.
        let today = CivilDay(at: world.clock.now).text
        let death = citizen.deathDate.flatMap { $0 <= today ? $0 : nil }
        var out = "<RECORD no=\"\(query.number)\" code=\"0\" msg=\"\"><GMSFHM>\(id)</GMSFHM>"
        out += "<GMSFHM_PPDDM>1</GMSFHM_PPDDM><XM_PPDDM>\(verdict(query.name, citizen.name))</XM_PPDDM>"
        out += "<SWBS>\(death == nil ? 0 : 1)</SWBS><CSRQ>\(citizen.birthDate)</CSRQ>"
        if let death, !death.isEmpty { out += "<SWRQ>\(death)</SWRQ>" }
        return out + "</RECORD>"
    }

    /// XM_PPDDM: 1 the same, 3 when only the separator or spaces differ, 4 otherwise (domain notes 2.3).
    static func verdict(_ asked: String, _ known: String) -> Int {
        // By scalars: Swift's == takes canonically equivalent characters for one, a register does not.
        if asked.unicodeScalars.elementsEqual(known.unicodeScalars) { return 1 }
        return folded(asked) == folded(known) ? 3 : 4
    }

    private static let dots: Set<Unicode.Scalar> = [
        "\u{B7}", "\u{2022}", "\u{30FB}", "\u{2027}", "\u{FF0E}", "\u{2219}", "\u{22C5}", "\u{FF65}", "\u{318D}",
        "\u{387}", "\u{25CF}", "\u{25E6}", ".",
    ]

    private static func folded(_ name: String) -> [Unicode.Scalar] {
        name.unicodeScalars.filter { !$0.properties.isWhitespace }.map { dots.contains($0) ? "\u{B7}" : $0 }
    }
}
