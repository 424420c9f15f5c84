import CXML2
import Subsidy

/// XMLAttributes are the attributes of an element, valid only while its start is handled.
struct XMLAttributes {
    let base: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    let count: Int

    /// The local name and the value of the attribute at `index`; see `resolved` for the value.
    func attribute(_ index: Int) -> (name: UnsafePointer<UInt8>, value: UnsafeBufferPointer<UInt8>)? {
        guard let base, let name = base[index * 5], let start = base[index * 5 + 3], let end = base[index * 5 + 4]
        else {
            return nil
        }
        return (name, UnsafeBufferPointer(start: start, count: end - start))
    }

    subscript(_ name: StaticString) -> UnsafeBufferPointer<UInt8>? {
        for index in 0..<count {
            if let attribute = attribute(index), XMLEvents.equals(attribute.name, name) { return attribute.value }
        }
        return nil
    }
}

/// XMLEvents receives what an XML document consists of. Names are local names: prefixes are dropped.
///
/// A subclass sets `fault` to stop the parser.
class XMLEvents {
    var fault: Fault?
    /// How many bytes the parser has consumed: after an element's end this is the byte after it.
    fileprivate(set) var position: () -> Int = { 0 }

    func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLAttributes) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
    func end(_ name: UnsafePointer<UInt8>) {}

    /// An attribute's text: libxml2 resolves every reference but leaves each ampersand as `&#38;`, because it is told
    /// not to substitute entities.
    static func resolved(_ value: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        guard value.contains(0x26) else { return Array(value) }
        var (text, rest) = ([UInt8](), value[...])
        while let first = rest.first {
            text.append(first)
            rest = rest.dropFirst(first == 0x26 && rest.starts(with: "&#38;".utf8) ? 5 : 1)
        }
        return text
    }

    static func equals(_ name: UnsafePointer<UInt8>, _ text: StaticString) -> Bool {
        for index in 0..<text.utf8CodeUnitCount where name[index] != text.utf8Start[index] { return false }
        return name[text.utf8CodeUnitCount] == 0
    }

    static func equals(_ name: UnsafePointer<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var place = name
        for byte in text {
            if place.pointee != byte { return false }
            place += 1
        }
        return place.pointee == 0
    }
}

/// XMLParser feeds a document to libxml2 piece by piece.
///
/// UTF-8 only, whatever the document declares: the caller has decoded it by its shape. DOCTYPE is refused, entities
/// other than the five of XML are faults, nothing is ever loaded from a file or the network.
final class XMLParser {
    private final class Frame {
        let events: XMLEvents
        let maximumDepth: Int
        var depth = 0
        var context: xmlParserCtxtPtr?
        var line = 0
        var code = 0

        init(_ events: XMLEvents, _ maximumDepth: Int) {
            self.events = events
            self.maximumDepth = maximumDepth
        }

        func stop(_ fault: Fault) {
            if events.fault == nil { events.fault = fault }
            xmlStopParser(context)
        }

        func stopOnFault() {
            if events.fault != nil { xmlStopParser(context) }
        }
    }

    private static let prepared: Void = {
        xmlInitParser()
        xmlSetExternalEntityLoader { _, _, _ in nil }
    }()

    private let frame: Frame
    private let context: xmlParserCtxtPtr?

    init(_ events: XMLEvents, depth: Int) {
        _ = Self.prepared
        let frame = Frame(events, depth)
        self.frame = frame
        var handler = Self.handler()
        let context = xmlCreatePushParserCtxt(&handler, Unmanaged.passUnretained(frame).toOpaque(), nil, 0, nil)
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_COMPACT.rawValue | XML_PARSE_IGNORE_ENC.rawValue
        xmlCtxtUseOptions(context, Int32(options))
        self.context = context
        frame.context = context
        events.position = { xmlByteConsumed(context) }
    }

    deinit {
        // The handlers build no tree, so there is no document to free.
        xmlFreeParserCtxt(context)
    }

    func feed(_ bytes: UnsafeBufferPointer<UInt8>) throws(Fault) {
        bytes.withMemoryRebound(to: CChar.self) { _ = xmlParseChunk(context, $0.baseAddress, Int32($0.count), 0) }
        try check(isEnd: false)
    }

    func finish() throws(Fault) {
        xmlParseChunk(context, nil, 0, 1)
        try check(isEnd: true)
    }

    private func check(isEnd: Bool) throws(Fault) {
        if let fault = frame.events.fault { throw fault }
        guard let context, context.pointee.wellFormed == 0 || frame.code != 0 else { return }
        if isEnd { throw .truncated }
        throw .document("xml", "XML 第 \(frame.line) 行格式有误（代码 \(frame.code)），请核对后重新报送")
    }

    private static func handler() -> xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.internalSubset = { context, _, _, _ in
            XMLParser.frame(context)?.stop(.document("doctype", "XML 含有 DOCTYPE 声明，不予接收，请去掉后重新报送"))
        }
        handler.startElementNs = { context, name, _, _, _, _, count, _, attributes in
            guard let frame = XMLParser.frame(context), let name, frame.events.fault == nil else { return }
            frame.depth += 1
            if frame.depth > frame.maximumDepth {
                return frame.stop(.document("depth", "XML 嵌套层数超出上限，请核对后重新报送"))
            }
            frame.events.start(name, XMLAttributes(base: attributes, count: Int(count)))
            frame.stopOnFault()
        }
        handler.endElementNs = { context, name, _, _ in
            guard let frame = XMLParser.frame(context), let name, frame.events.fault == nil else { return }
            frame.depth -= 1
            frame.events.end(name)
            frame.stopOnFault()
        }
        let text: charactersSAXFunc = { context, bytes, count in
            guard let frame = XMLParser.frame(context), frame.events.fault == nil else { return }
            frame.events.text(UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
        (handler.characters, handler.ignorableWhitespace, handler.cdataBlock) = (text, text, text)
        handler.serror = { context, error in
            guard let frame = XMLParser.frame(context), let error = error?.pointee else { return }
            guard error.level == XML_ERR_FATAL, frame.code == 0 else { return }
            (frame.line, frame.code) = (Int(error.line), Int(error.code))
        }
        return handler
    }

    private static func frame(_ context: UnsafeMutableRawPointer?) -> Frame? {
        context.map { Unmanaged<Frame>.fromOpaque($0).takeUnretainedValue() }
    }
}
