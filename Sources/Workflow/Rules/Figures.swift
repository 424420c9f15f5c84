package import Subsidy

/// Figure is one number of a report: of what, called what, counted and summed.
package struct Figure: Sendable, Hashable {
    package var county: String
    /// What it is about: `project 2080502`, `agency 代发户甲`, `overdue finance`.
    package var subject: String
    package var name: String
    package var count: Int64
    package var sum: Money

    package init(_ county: String, _ subject: String, _ name: String, count: Int64 = 0, sum: Money = .zero) {
        self.county = county
        self.subject = subject
        self.name = name
        self.count = count
        self.sum = sum
    }

    fileprivate var place: [String] { [county, subject, name] }
}

/// FigureChange is a figure that two reports tell differently; nil on the side that does not tell it.
package struct FigureChange: Sendable, Hashable {
    package var before: Figure?
    package var after: Figure?

    /// The figure as either side names it.
    package var figure: Figure { before ?? after ?? Figure("", "", "") }
}

/// Figures is the one written form of a report's numbers, over which its digest is taken (IM-33.1d).
package enum Figures {
    /// One line a figure, in order of county, subject and name; fen, tabs between.
    package static func text(_ figures: [Figure]) -> String {
        ordered(figures).map { figure in
            (figure.place.map(plain) + [String(figure.count), String(figure.sum.fen)]).joined(separator: "\t")
        }.joined(separator: "\n")
    }

    /// What `text` wrote; nil for anything else.
    package static func read(_ text: String) -> [Figure]? {
        var figures: [Figure] = []
        for line in text.split(separator: "\n") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == 5, let count = Int64(cells[3]), let fen = Int64(cells[4]) else { return nil }
            figures.append(Figure(cells[0], cells[1], cells[2], count: count, sum: Money(fen: fen)))
        }
        return figures
    }

    /// What differs between two reports, in the order of `text`.
    package static func changes(from old: [Figure], to new: [Figure]) -> [FigureChange] {
        let before = Dictionary(old.map { ($0.place, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.map { ($0.place, $0) }, uniquingKeysWith: { first, _ in first })
        return ordered(Array(before.values) + after.values.filter { before[$0.place] == nil }).compactMap { figure in
            let change = FigureChange(before: before[figure.place], after: after[figure.place])
            return change.before == change.after ? nil : change
        }
    }

    private static func ordered(_ figures: [Figure]) -> [Figure] {
        figures.sorted { $0.place.lexicographicallyPrecedes($1.place) }
    }

    /// A name from the configuration may hold what separates cells.
    private static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    }
}
