import Subsidy

/// SheetTitles matches the titles of a sheet to the columns of the shape.
///
/// Spaces and line ends do not count, nor does an asterisk at the end; full-width brackets and asterisks equal ASCII
/// ones. Every column must be there once, and a title that the shape does not know is refused: its content would be
/// lost in silence.
struct SheetTitles {
    /// By place of the sheet, the shape's column, -1 where there is none.
    private let columns: [Int]
    private let names: [String]

    init(_ titles: [Int: [UInt8]], _ shape: DocumentShape, _ limits: DocumentLimits) throws(Fault) {
        names = shape.columns.map(\.name)
        guard titles.count <= limits.columns else { throw .tooLarge("工作表的列数") }
        let wanted = shape.columns.map { Self.plain(Array($0.path.utf8)) }
        // A title is quoted in a row that holds most of the titles: in any other row it may be anybody's name.
        let known = titles.values.filter { wanted.contains(Self.plain($0)) }.count
        let isTitleRow = known * 2 >= wanted.count
        var columns = [Int](repeating: -1, count: (titles.keys.max() ?? -1) + 1)
        var found = [Bool](repeating: false, count: wanted.count)
        for place in titles.keys.sorted() {
            let title = Self.plain(titles[place] ?? [])
            if title.isEmpty { continue }
            guard let column = wanted.firstIndex(of: title) else {
                let found = isTitleRow ? "“\(String(decoding: titles[place] ?? [], as: UTF8.self).prefix(20))”" : ""
                let rest = shape.columns.map(\.path).filter { path in
                    !titles.values.contains { Self.plain($0) == Self.plain(Array(path.utf8)) }
                }
                let missing = rest.isEmpty ? "" : "，还缺\(rest.prefix(5).map { "“\($0)”" }.joined(separator: "、"))"
                throw .document(
                    "columns",
                    "\(Self.letters(place))\(shape.titleRow) 的标题\(found)不在约定之内\(missing)，请使用规定的模板")
            }
            guard !found[column] else {
                throw .document("columns", "标题“\(shape.columns[column].path)”出现了两次，请使用规定的模板")
            }
            found[column] = true
            columns[place] = column
        }
        let missing = shape.columns.indices.filter { !found[$0] }.map { shape.columns[$0].path }
        guard missing.isEmpty else {
            throw .document("columns", "缺少列：\(missing.joined(separator: "、"))，请使用规定的模板")
        }
        self.columns = columns
    }

    /// Where each column of the shape stands in the sheet.
    var letters: [String] {
        names.indices.map { column in columns.firstIndex(of: column).map(Self.letters) ?? "" }
    }

    /// The shape's column at a place of the sheet (from 0).
    func column(_ place: Int) -> Int? {
        columns.indices.contains(place) && columns[place] >= 0 ? columns[place] : nil
    }

    func name(_ place: Int) -> String { column(place).map { names[$0] } ?? "" }

    /// The letters of a place: A, B … Z, AA.
    static func letters(_ place: Int) -> String {
        var (letters, rest) = ("", place + 1)
        while rest > 0 {
            letters = String(UnicodeScalar(UInt8(0x41 + (rest - 1) % 26))) + letters
            rest = (rest - 1) / 26
        }
        return letters
    }

    static func plain(_ title: [UInt8]) -> [UInt8] {
        var plain: [UInt8] = []
        for scalar in String(decoding: title, as: UTF8.self).unicodeScalars {
            switch scalar {
            case " ", "\t", "\n", "\r", "\u{A0}", "\u{3000}": continue
            case "（": plain.append(0x28)
            case "）": plain.append(0x29)
            case "＊": plain.append(0x2A)
            default: UTF8Text.append(scalar.value, to: &plain)
            }
        }
        while plain.last == 0x2A { plain.removeLast() }
        return plain
    }
}

extension Fault {
    static let missingTitles = document("columns", "没有找到标题行，请使用规定的模板")
}
