import Mapping

/// TreeStep leads from a value of a mapping file to one within it.
enum TreeStep {
    case key(String)
    case index(Int)
}

extension Tree {
    /// A scalar in the place of this value.
    func scalar(_ text: String) -> Tree { Tree(.scalar(text), at: place) }

    /// This value with the one at the path changed, or taken away for nil; the same when nothing is there.
    func changing(_ path: [TreeStep], _ change: (Tree) -> Tree?) -> Tree {
        guard let step = path.first else { return change(self) ?? self }
        let rest = Array(path.dropFirst())
        switch (step, value) {
        case (.key(let key), .map(var pairs)):
            guard let index = pairs.firstIndex(where: { $0.key == key }) else { return self }
            if rest.isEmpty {
                if let value = change(pairs[index].value) {
                    pairs[index].value = value
                } else {
                    pairs.remove(at: index)
                }
            } else {
                pairs[index].value = pairs[index].value.changing(rest, change)
            }
            return Tree(.map(pairs), at: place)
        case (.index(let index), .list(var list)):
            guard list.indices.contains(index) else { return self }
            if rest.isEmpty {
                if let value = change(list[index]) { list[index] = value } else { list.remove(at: index) }
            } else {
                list[index] = list[index].changing(rest, change)
            }
            return Tree(.list(list), at: place)
        default: return self
        }
    }

    func removing(_ path: [TreeStep]) -> Tree { changing(path) { _ in nil } }

    /// This map with a key set, at its end when it is new.
    func setting(_ key: String, _ value: Tree) -> Tree {
        guard case .map(var pairs) = self.value else { return self }
        if let index = pairs.firstIndex(where: { $0.key == key }) {
            pairs[index].value = value
        } else {
            pairs.append(Pair(key, value))
        }
        return Tree(.map(pairs), at: place)
    }

    /// This mapping with more columns ignored: what a change leaves without a use is then no fault of the file.
    func ignoring(_ columns: [String]) -> Tree {
        guard !columns.isEmpty else { return self }
        let present = self["ignored"]?.list ?? self["ignored"].map { [$0] } ?? []
        let added = columns.map { Tree(.scalar($0), at: place) }
        return setting("ignored", Tree(.list(present.filter { !$0.isNull } + added), at: place))
    }

    /// Texts of a list, or of one value.
    var texts: [String] { text.map { [$0] } ?? list?.compactMap(\.text) ?? [] }
}
