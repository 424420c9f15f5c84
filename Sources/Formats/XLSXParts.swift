import Subsidy

/// WorkbookPart finds the sheet that is wanted and the date system.
final class WorkbookPart: XMLEvents {
    private let wanted: String?
    private(set) var relation: [UInt8]?
    /// Of the sheets that can be seen, in their order.
    private(set) var names: [String] = []
    /// Days count from 1904 instead of 1900.
    private(set) var isFrom1904 = false

    init(sheet: String?) { wanted = sheet }

    override func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLAttributes) {
        if Self.equals(name, "workbookPr") {
            let flag = attributes["date1904"].map(Array.init) ?? []
            isFrom1904 = flag == [0x31] || flag == Array("true".utf8)
        }
        guard Self.equals(name, "sheet"), let title = attributes["name"] else { return }
        if attributes["state"].map({ $0.elementsEqual("visible".utf8) }) ?? true {
            names.append(String(decoding: Self.resolved(title), as: UTF8.self))
        }
        guard relation == nil else { return }
        if let wanted {
            guard Self.resolved(title).elementsEqual(wanted.utf8) else { return }
        } else if let state = attributes["state"], !state.elementsEqual("visible".utf8) {
            // A hidden sheet is last year's list, or a list of choices; nobody who sends the workbook sees it.
            return
        }
        relation = attributes["id"].map(Array.init)
    }
}

/// RelationsPart resolves a relation's identifier to the name of a part.
final class RelationsPart: XMLEvents {
    private let wanted: [UInt8]
    private(set) var target: String?

    init(_ wanted: [UInt8]) { self.wanted = wanted }

    override func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLAttributes) {
        guard Self.equals(name, "Relationship"), attributes["TargetMode"] == nil,
            let id = attributes["Id"], id.elementsEqual(wanted), let path = attributes["Target"]
        else { return }
        let text = String(decoding: Self.resolved(path), as: UTF8.self)
        target = text.hasPrefix("/") ? String(text.dropFirst()) : "xl/" + text
    }
}

/// StylesPart tells which cell styles show a number as a date.
final class StylesPart: XMLEvents {
    private var dateFormats: [Int] = Array(14...17) + [22] + Array(27...31) + [36] + Array(50...54) + [57, 58]
    private var isInCellFormats = false
    private(set) var isDate: [Bool] = []

    override func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLAttributes) {
        if Self.equals(name, "numFmt"), let id = attributes["numFmtId"].flatMap({ Self.number($0) }),
            let code = attributes["formatCode"]
        {
            if Self.showsDate(code) { dateFormats.append(id) }
        } else if Self.equals(name, "cellXfs") {
            isInCellFormats = true
        } else if isInCellFormats, Self.equals(name, "xf") {
            isDate.append(attributes["numFmtId"].flatMap { Self.number($0) }.map { dateFormats.contains($0) } ?? false)
        }
    }

    override func end(_ name: UnsafePointer<UInt8>) {
        if Self.equals(name, "cellXfs") { isInCellFormats = false }
    }

    /// A format shows a date when it shows a year or a day; quoted text, escapes and brackets are no part of it.
    static func showsDate(_ code: some Sequence<UInt8>) -> Bool {
        var (isQuoted, isBracketed, isEscaped) = (false, false, false)
        for byte in code {
            if isEscaped {
                isEscaped = false
            } else if byte == 0x22 {
                isQuoted.toggle()
            } else if isQuoted {
                continue
            } else if byte == 0x5C || byte == 0x5F || byte == 0x2A {
                isEscaped = true
            } else if byte == 0x5B || byte == 0x5D {
                isBracketed = byte == 0x5B
            } else if !isBracketed, [0x79, 0x59, 0x64, 0x44].contains(byte) {
                return true
            }
        }
        return false
    }

    static func number(_ text: some Collection<UInt8>) -> Int? {
        guard !text.isEmpty, text.count <= 9, text.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

/// StringsPart holds the shared strings; phonetic runs (`rPh`) are no part of a text.
final class StringsPart: XMLEvents {
    private struct Strings: ~Copyable {
        var text = TextBuffer(capacity: 1 << 16)
        var ends: [Int] = []
        var isText = false
        var phonetic = 0
        var names: (text: UnsafePointer<UInt8>?, item: UnsafePointer<UInt8>?, phonetic: UnsafePointer<UInt8>?)
    }

    private let strings: UnsafeMutablePointer<Strings>

    override init() {
        strings = .allocate(capacity: 1)
        strings.initialize(to: Strings(names: (nil, nil, nil)))
    }

    deinit {
        strings.deinitialize(count: 1)
        strings.deallocate()
    }

    override func prepare(_ names: XMLNames) {
        strings.pointee.names = (names.name("t"), names.name("si"), names.name("rPh"))
    }

    override func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLAttributes) {
        if name == strings.pointee.names.text { strings.pointee.isText = strings.pointee.phonetic == 0 }
        if name == strings.pointee.names.phonetic { strings.pointee.phonetic += 1 }
    }

    override func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        if strings.pointee.isText { strings.pointee.text.append(bytes) }
    }

    override func end(_ name: UnsafePointer<UInt8>) {
        if name == strings.pointee.names.text {
            strings.pointee.isText = false
        } else if name == strings.pointee.names.item {
            strings.pointee.ends.append(strings.pointee.text.count)
        } else if name == strings.pointee.names.phonetic {
            strings.pointee.phonetic -= 1
        }
    }

    /// The string of that number; valid as long as this instance.
    func string(_ index: Int) -> UnsafeBufferPointer<UInt8>? {
        guard strings.pointee.ends.indices.contains(index) else { return nil }
        return strings.pointee.text[(index == 0 ? 0 : strings.pointee.ends[index - 1])..<strings.pointee.ends[index]]
    }
}

/// SheetText is the `_x000D_` notation that a sheet uses for characters which XML cannot hold.
enum SheetText {
    static func unescape(_ text: ArraySlice<UInt8>) -> [UInt8] {
        guard text.contains(0x5F) else { return Array(text) }
        var result: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if let unit = unit(text[index...]) {
                UTF8Text.append(unit, to: &result)
                index += 7
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    static func escape(_ text: ArraySlice<UInt8>) -> [UInt8] {
        guard text.contains(0x5F) else { return Array(text) }
        var result: [UInt8] = []
        for index in text.indices {
            if unit(text[index...]) != nil { result.append(contentsOf: "_x005F".utf8) }
            result.append(text[index])
        }
        return result
    }

    /// The code unit of `_xHHHH_` at the start; surrogates are left as they stand.
    private static func unit(_ text: ArraySlice<UInt8>) -> UInt32? {
        let text = text.prefix(7)
        guard text.count == 7, text.first == 0x5F, text.dropFirst().first == 0x78, text.last == 0x5F else { return nil }
        var value: UInt32 = 0
        for byte in text.dropFirst(2).dropLast() {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        return 0xD800...0xDFFF ~= value ? nil : value
    }
}
