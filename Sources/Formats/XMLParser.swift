import CXML2
import Subsidy

/// XMLParser feeds a document to libxml2 piece by piece.
///
/// DOCTYPE is refused, entities other than the five of XML are faults, nothing is ever loaded from a file or the
/// network. What libxml2 would spend without bound is bounded here: nesting, attributes of an element (it compares
/// each with each), namespaces in scope (it searches them one by one), the bytes of one tag or comment.
final class XMLParser {
    /// What the callbacks see. A plain structure behind a pointer: a class would be retained, released and checked
    /// for exclusive access several million times a document.
    private struct Frame {
        var events: Unmanaged<XMLEvents>
        var limits: DocumentLimits
        var depth = 0
        var context: xmlParserCtxtPtr?
        var line = 0
        var code = 0
        /// Whether bytes were left when the first error was found: if not, the rest of the document is missing.
        var hasMore = false
    }

    private static let prepared: Void = {
        xmlInitParser()
        xmlSetExternalEntityLoader { _, _, _ in nil }
    }()

    /// What libxml2 says where a document, comment, instruction, attribute, CDATA section or tag is not finished.
    private static let unfinished = [
        XML_ERR_DOCUMENT_END, XML_ERR_COMMENT_NOT_FINISHED, XML_ERR_PI_NOT_FINISHED, XML_ERR_ATTRIBUTE_NOT_FINISHED,
        XML_ERR_CDATA_NOT_FINISHED, XML_ERR_TAG_NOT_FINISHED, XML_ERR_XMLDECL_NOT_FINISHED,
    ].map { Int($0.rawValue) }

    private let events: XMLEvents
    private let frame: UnsafeMutablePointer<Frame>
    private let context: xmlParserCtxtPtr?
    private let limits: DocumentLimits
    /// The last byte that was fed and is no white space.
    private var last: UInt8 = 0

    init(_ events: XMLEvents, _ limits: DocumentLimits) {
        _ = Self.prepared
        self.events = events
        self.limits = limits
        frame = .allocate(capacity: 1)
        frame.initialize(to: Frame(events: .passUnretained(events), limits: limits))
        var handler = Self.handler()
        context = xmlCreatePushParserCtxt(&handler, frame, nil, 0, nil)
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_COMPACT.rawValue | XML_PARSE_IGNORE_ENC.rawValue
        xmlCtxtUseOptions(context, Int32(options))
        frame.pointee.context = context
        events.context = context
        events.prepare(XMLNames(dictionary: context?.pointee.dict))
    }

    deinit {
        events.context = nil
        // The handlers build no tree, so there is no document to free.
        xmlFreeParserCtxt(context)
        frame.deinitialize(count: 1)
        frame.deallocate()
    }

    /// - Throws: a Fault of the document, or what has ended the parsing.
    func feed(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        last = bytes.last { $0 > 0x20 } ?? last
        bytes.withMemoryRebound(to: CChar.self) { _ = xmlParseChunk(context, $0.baseAddress, Int32($0.count), 0) }
        try check()
        guard let input = context?.pointee.input, let rest = input.pointee.cur else { return }
        let count = input.pointee.end - rest
        // A start tag is looked through again with each piece until it ends; a comment is not.
        let isTag = count > 1 && rest[0] == 0x3C && rest[1] != 0x21 && rest[1] != 0x3F
        if count > (isTag ? min(limits.line, 1 << 16) : limits.line) { throw Fault.tooLarge("XML 单个标签或注释的长度") }
    }

    func finish() throws {
        xmlParseChunk(context, nil, 0, 1)
        if let failure = events.failure { throw failure }
        // All that was whole has been seen before: what is found only now is a piece whose rest is missing, unless
        // the document ends as one does.
        let isTorn = last != 0x3E || !frame.pointee.hasMore
        do {
            try check()
        } catch {
            throw isTorn ? Fault.truncated : error
        }
    }

    private func check() throws {
        if let failure = events.failure { throw failure }
        if let fault = events.fault { throw fault }
        guard let context, context.pointee.wellFormed == 0 || frame.pointee.code != 0 else { return }
        throw Fault.document("xml", "XML 第 \(frame.pointee.line) 行格式有误（代码 \(frame.pointee.code)），请核对后重新报送")
    }

    private static func handler() -> xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.internalSubset = { frame, _, _, _ in
            XMLParser.events(frame)?._withUnsafeGuaranteedRef {
                $0.stop(.document("doctype", "XML 含有 DOCTYPE 声明，不予接收，请去掉后重新报送"))
            }
        }
        handler.startElementNs = { frame, name, _, _, _, _, count, _, attributes in
            guard let name, let events = XMLParser.events(frame) else { return }
            if let fault = XMLParser.open(frame, attributes: Int(count)) {
                return events._withUnsafeGuaranteedRef { $0.stop(fault) }
            }
            events._withUnsafeGuaranteedRef { $0.start(name, XMLAttributes(base: attributes, count: Int(count))) }
        }
        handler.endElementNs = { frame, name, _, _ in
            guard let name, let events = XMLParser.events(frame) else { return }
            frame?.assumingMemoryBound(to: Frame.self).pointee.depth -= 1
            events._withUnsafeGuaranteedRef { $0.end(name) }
        }
        let text: charactersSAXFunc = { frame, bytes, count in
            let text = UnsafeBufferPointer(start: bytes, count: Int(count))
            XMLParser.events(frame)?._withUnsafeGuaranteedRef { $0.text(text) }
        }
        (handler.characters, handler.ignorableWhitespace, handler.cdataBlock) = (text, text, text)
        handler.serror = { frame, error in
            guard let frame = frame?.assumingMemoryBound(to: Frame.self), let error = error?.pointee else { return }
            guard error.level == XML_ERR_FATAL, frame.pointee.code == 0 else { return }
            (frame.pointee.line, frame.pointee.code) = (Int(error.line), Int(error.code))
            guard let input = frame.pointee.context?.pointee.input?.pointee else { return }
            frame.pointee.hasMore = input.end - input.cur > 0 && !XMLParser.unfinished.contains(Int(error.code))
        }
        return handler
    }

    /// Who receives the events; nil after a stop.
    private static func events(_ frame: UnsafeMutableRawPointer?) -> Unmanaged<XMLEvents>? {
        guard let frame = frame?.assumingMemoryBound(to: Frame.self), frame.pointee.context?.pointee.disableSAX == 0
        else { return nil }
        return frame.pointee.events
    }

    /// Counts an element that begins; the fault when it is one too many.
    private static func open(_ frame: UnsafeMutableRawPointer?, attributes: Int) -> Fault? {
        guard let frame = frame?.assumingMemoryBound(to: Frame.self) else { return nil }
        frame.pointee.depth += 1
        if frame.pointee.depth > frame.pointee.limits.depth {
            return .document("depth", "XML 嵌套层数超出上限，请核对后重新报送")
        }
        if attributes > frame.pointee.limits.columns { return .tooLarge("XML 元素的属性数") }
        // Two entries a namespace.
        if let context = frame.pointee.context, Int(context.pointee.nsNr) > 2 * frame.pointee.limits.columns {
            return .tooLarge("XML 命名空间数")
        }
        return nil
    }
}
