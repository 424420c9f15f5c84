import Subsidy

@testable import Formats

/// FuzzTarget is one reader as `make fuzz` attacks it: any bytes at all, and what must hold whatever they are.
///
/// The last two bytes of an input choose the shape and the limits, so that a sample with two bytes behind it is a
/// seed. What fuzzing found lies in Fixtures/fuzz and is tried again by `FuzzedTests`.
enum FuzzTarget: String, CaseIterable {
    case delimited, fixed, json, xml, xlsx, sheet, gb18030

    /// What does not hold for an input; nil when all is well.
    func violation(_ input: [UInt8]) -> String? {
        guard input.count >= 2 else { return nil }
        let (choice, limit) = (Int(input[input.count - 2]), input[input.count - 1])
        let document = Array(input.dropLast(2))
        if self == .gb18030 { return Self.codecViolation(document, choice) }
        var shape = shape(choice)
        if limit & 1 == 1 { Self.tighten(&shape.limits) }
        return ReadingInvariants(shape, batch: 1 + Int(limit >> 1) % 7).violation(
            self == .sheet ? Self.zip(document) : document)
    }

    private func shape(_ choice: Int) -> DocumentShape {
        let encoding = DocumentShape.Encoding.allCases[choice % 5]
        var shape: DocumentShape
        switch self {
        case .delimited, .gb18030:
            shape = [Shapes.plain(encoding), Shapes.bank(encoding), Shapes.list][choice / 5 % 3]
            shape.encoding = encoding
            if choice / 15 % 2 == 1 { shape.quote = "\"" }
            if choice / 30 % 3 == 1 { shape.delimiter = "|+|" }
            if choice / 30 % 3 == 2 { shape.trailingDelimiter = true }
        case .fixed:
            shape = Shapes.fixed(encoding)
            if choice / 5 % 2 == 1 { shape.header = nil }
            if choice / 10 % 2 == 1 { shape.recordTag = nil }
        case .json:
            shape = [Shapes.json, Shapes.nestedJSON][choice / 5 % 2]
            shape.encoding = encoding
            if choice / 10 % 3 == 1 { (shape.recordPath, shape.columns) = (".", Shapes.columns(["id", "note"])) }
            if choice / 10 % 3 == 2 { (shape.recordPath, shape.columns) = ("", Shapes.columns(["id", "note"])) }
        case .xml:
            shape = [Shapes.xml, Shapes.nestedXML][choice / 5 % 2]
            shape.encoding = encoding
        case .xlsx, .sheet:
            shape = Shapes.xlsx
            shape.titleRow = 1 + choice % 3
            if choice / 3 % 2 == 1 { shape.sheet = "清册" }
        }
        return shape
    }

    private static func tighten(_ limits: inout DocumentLimits) {
        (limits.bytes, limits.line, limits.cell, limits.columns) = (3000, 200, 20, 8)
        (limits.depth, limits.inflated, limits.ratio, limits.faults) = (6, 1 << 14, 20, 5)
    }

    /// A workbook whose parts are the pieces of the input between `\n--\n`: sheet, shared strings, styles, workbook,
    /// relations. A zip container of random bytes would hardly ever be opened.
    static func zip(_ document: [UInt8]) -> [UInt8] {
        let names = [
            "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
        ]
        var parts: [[UInt8]] = [[]]
        var index = 0
        while index < document.count {
            if document[index...].starts(with: "\n--\n".utf8), parts.count < names.count {
                parts.append([])
                index += 4
            } else {
                parts[parts.count - 1].append(document[index])
                index += 1
            }
        }
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        let usual = [
            "<workbook xmlns=\"\(main)\" xmlns:r=\"urn:r\"><sheets><sheet name=\"清册\" r:id=\"r1\"/></sheets></workbook>",
            "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ]
        for index in 3..<5 where parts.count <= index || parts[index].isEmpty {
            while parts.count <= index { parts.append([]) }
            parts[index] = Array(usual[index - 3].utf8)
        }
        let whole = zip(names, parts).filter { !$0.bytes.isEmpty }
        return (try? XLSXContainer.write(whole)) ?? []
    }

    private static func zip(_ names: [String], _ parts: [[UInt8]]) -> [(name: String, bytes: [UInt8])] {
        Array(Swift.zip(names, parts)).map { (name: $0, bytes: $1) }
    }

    /// Strict decoding and encoding undo each other, whichever comes first.
    private static func codecViolation(_ bytes: [UInt8], _ choice: Int) -> String? {
        let encoding = DocumentShape.Encoding.allCases[choice % 5]
        if let text = try? TextCodec.decode(bytes, as: encoding) {
            if text.withUnsafeBufferPointer({ UTF8Text.firstFault($0) }) != nil { return "decoded text is no UTF-8" }
            if (try? TextCodec.encode(text, as: encoding)) != bytes { return "decoding is not undone by encoding" }
            let pieces = bytes.withUnsafeBufferPointer { source in
                var whole: [UInt8] = []
                guard var pieces = try? TextPieces(WholeSource(bytes: source), encoding, size: 16 + choice % 7) else {
                    return whole
                }
                while (try? pieces.next { whole.append(contentsOf: $0) }) == true {}
                return whole
            }
            let mark = bytes.withUnsafeBufferPointer { LineCutter($0, encoding).markLength }
            if pieces != Array(text.dropFirst(mark == 0 ? 0 : 3)) { return "pieces do not make the whole text" }
        }
        if let code = try? TextCodec.encode(bytes, as: encoding), (try? TextCodec.decode(code, as: encoding)) != bytes {
            return "encoding is not undone by decoding"
        }
        return nil
    }
}
