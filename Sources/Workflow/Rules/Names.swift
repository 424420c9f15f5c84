import Subsidy

/// What a correction of a name may be (IM-16.1b): a slip of one character, a missing part, another spelling of the same;
/// never another name, which would make the line somebody else's who lives and matches.
package enum NameCorrection {
    /// At least half of the longer name stays, in its order, once both are folded.
    package static func isPlausible(from old: String, to new: String) -> Bool {
        let before = Array(String(decoding: PersonName.fold(old), as: UTF8.self))
        let after = Array(String(decoding: PersonName.fold(new), as: UTF8.self))
        guard !after.isEmpty else { return false }
        return kept(before, after) * 2 >= max(before.count, after.count)
    }

    /// The length of the longest common subsequence; names are short.
    private static func kept(_ a: [Character], _ b: [Character]) -> Int {
        var row = Array(repeating: 0, count: b.count + 1)
        for x in a {
            var diagonal = 0
            for (index, y) in b.enumerated() {
                let above = row[index + 1]
                row[index + 1] = x == y ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return row[b.count]
    }
}
