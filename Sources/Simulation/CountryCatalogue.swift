import Sandbox

/// The catalogue of the drawn country: the released one for demonstrations, and a project whose department has no system
/// of its own and approves its applications here (IM-14.1).
package enum CountryCatalogue {
    private static let file = "catalogue/demo.yaml"
    private static let head = "projects:\n"
    private static let project = """
          - code: "\(Country.onlineProject)"
            zh: 残疾人生活和护理补贴
            department: minzheng
            unit: person
            onDeath: stop
            mode: online
            standard: {rate: "\(Country.onlineRate)", per: 月, rounding: halfUp, step: fen, tolerance: "1.00"}

        """

    /// The files of a `Mappings` folder with that project.
    package static func added(to files: [String: [UInt8]]) -> [String: [UInt8]] {
        var files = files
        let text = String(decoding: files[file] ?? [], as: UTF8.self)
        guard let range = text.firstRange(of: head) else { return files }
        files[file] = Array((text[..<range.upperBound] + project + text[range.upperBound...]).utf8)
        return files
    }
}
