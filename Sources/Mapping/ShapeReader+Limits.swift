import Subsidy

extension ShapeReader {
    static let limitKeys = DocumentLimits.names.map(\.name)

    /// `limits:` of a document: each a number, with K, M or G for 1024 and its powers.
    static func limits(_ file: Section) -> DocumentLimits {
        var limits = DocumentLimits.standard
        guard let section = file.section("limits", keys: limitKeys) else { return limits }
        for (name, limit) in DocumentLimits.names {
            guard let text = section.text(name) else { continue }
            guard let value = number(text), value > 0 else {
                section.fault(
                    name, "limits.number", "上限要写正整数，可带 K、M、G", "a limit is a positive number, with K, M or G",
                    hint: Hint("例如 \(name): 4M", "for example \(name): 4M"))
                continue
            }
            let most = DocumentLimits.most[keyPath: limit]
            guard value <= most else {
                let (zh, en) =
                    name == "depth"
                    ? ("嵌套层数的上限不能超过 \(most)", "documents nest no deeper than \(most)")
                    : ("“\(name)”的上限不能超过 \(shown(most))", "\(name) goes no higher than \(shown(most))")
                section.fault(name, name == "depth" ? "limits.depth" : "limits.most", zh, en)
                continue
            }
            limits[keyPath: limit] = value
        }
        return limits
    }

    /// As a mapping file writes it: `128M`.
    private static func shown(_ value: Int) -> String {
        for (unit, shift) in [("G", 30), ("M", 20), ("K", 10)] where value >= 1 << shift {
            return "\(value >> shift)\(unit)"
        }
        return "\(value)"
    }

    private static func number(_ text: String) -> Int? {
        let units: [Character: Int] = ["K": 10, "M": 20, "G": 30]
        guard let last = text.last, let shift = units[last] else { return digits(text[...]) }
        guard let value = digits(text.dropLast()), value <= Int.max >> shift else { return nil }
        return value << shift
    }

    private static func digits(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(text) : nil
    }
}
