import CXML2
import Subsidy

/// XMLAttributes are the attributes of an element, valid only while its start is handled.
struct XMLAttributes {
    let base: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    let count: Int

    /// The interned local name of the attribute at `index`.
    func name(_ index: Int) -> UnsafePointer<UInt8>? { base?[index * 5] }

    /// Its text, where each ampersand stands as `&#38;`: libxml2 resolves every reference but those, because it is
    /// told not to substitute entities.
    func value(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        guard let base, let start = base[index * 5 + 3], let end = base[index * 5 + 4] else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        return UnsafeBufferPointer(start: start, count: end - start)
    }

    /// The text of the attribute with this interned name.
    subscript(interned name: UnsafePointer<UInt8>?) -> UnsafeBufferPointer<UInt8>? {
        for index in 0..<count where self.name(index) == name { return value(index) }
        return nil
    }

    subscript(name: StaticString) -> UnsafeBufferPointer<UInt8>? {
        for index in 0..<count {
            if let attribute = self.name(index), XMLEvents.equals(attribute, name) { return value(index) }
        }
        return nil
    }
}

/// XMLNames gives the pointers that a parser uses for names: equal names have the same pointer.
struct XMLNames {
    let dictionary: xmlDictPtr?

    func name(_ name: [UInt8]) -> UnsafePointer<UInt8>? {
        name.withUnsafeBufferPointer { xmlDictLookup(dictionary, $0.baseAddress, Int32($0.count)) }
    }

    func name(_ name: StaticString) -> UnsafePointer<UInt8>? {
        xmlDictLookup(dictionary, name.utf8Start, Int32(name.utf8CodeUnitCount))
    }
}

/// XMLEvents receives what an XML document consists of. Names are local names: prefixes are dropped.
class XMLEvents {
    private(set) var fault: Fault?
    /// What the receiver of the rows has thrown.
    private(set) final var failure: (any Error)?
    /// Of the parser at work, which sets it and takes it back.
    final var context: xmlParserCtxtPtr?

    /// Called once, before the first event.
    func prepare(_ names: XMLNames) {}
    func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLAttributes) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
    func end(_ name: UnsafePointer<UInt8>) {}

    /// Ends the parsing: no event follows.
    final func stop(_ fault: Fault) {
        if self.fault == nil { self.fault = fault }
        xmlStopParser(context)
    }

    /// Ends the parsing because somebody who takes what is found has had enough.
    final func abandon(_ error: any Error) {
        if failure == nil { failure = error }
        xmlStopParser(context)
    }

    /// How many bytes the parser has consumed: after an element's end this is the byte after it.
    final var position: Int {
        guard let input = context?.pointee.input else { return 0 }
        return Int(input.pointee.consumed) + (input.pointee.cur - input.pointee.base)
    }

    /// Where the start tag begins whose start is handled: the parser stands at its end, and it holds no other `<`.
    final var tagStart: Int {
        guard let input = context?.pointee.input, var place = input.pointee.cur else { return 0 }
        let last = place
        while place > input.pointee.base, place == input.pointee.end || place.pointee != 0x3C { place -= 1 }
        return position - (last - place)
    }

    /// An attribute's text with its ampersands.
    static func resolved(_ value: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var (text, index) = ([UInt8](), 0)
        while index < value.count {
            text.append(value[index])
            index += isAmpersand(value, index) ? 5 : 1
        }
        return text
    }

    /// Whether `&#38;` stands at `index`.
    static func isAmpersand(_ value: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        guard value[index] == 0x26, index &+ 5 <= value.count else { return false }
        return value[index &+ 1] == 0x23 && value[index &+ 2] == 0x33 && value[index &+ 3] == 0x38
            && value[index &+ 4] == 0x3B
    }

    static func equals(_ name: UnsafePointer<UInt8>, _ text: StaticString) -> Bool {
        for index in 0..<text.utf8CodeUnitCount where name[index] != text.utf8Start[index] { return false }
        return name[text.utf8CodeUnitCount] == 0
    }
}
