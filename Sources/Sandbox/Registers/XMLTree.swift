import Foundation
import FoundationXML

/// A small XML element with its namespace; what the registers read is never large.
final class XMLElementNode {
    let name: String
    let namespace: String
    let attributes: [String: String]
    fileprivate(set) var children: [XMLElementNode] = []
    fileprivate(set) var text = ""

    fileprivate init(name: String, namespace: String, attributes: [String: String]) {
        self.name = name
        self.namespace = namespace
        self.attributes = attributes
    }

    /// The only child of that name; nil when there is none or more than one.
    func child(_ name: String) -> XMLElementNode? {
        let found = children.filter { $0.name == name }
        return found.count == 1 ? found[0] : nil
    }

    /// Root of the document; nil when it is not well-formed, has a DOCTYPE, or is nested too deep.
    static func parse(_ bytes: [UInt8]) -> XMLElementNode? {
        let data = Data(bytes)
        guard data.range(of: Data("<!DOCTYPE".utf8)) == nil else { return nil }
        let parser = XMLParser(data: data)
        let builder = XMLTreeBuilder()
        parser.shouldProcessNamespaces = true
        parser.shouldResolveExternalEntities = false
        parser.delegate = builder
        // On Linux `parse()` says true to a document whose tags do not match; the delegate hears of it.
        guard parser.parse(), builder.isWhole else { return nil }
        return builder.root
    }
}

private final class XMLTreeBuilder: NSObject, XMLParserDelegate {
    var root: XMLElementNode?
    var isWhole: Bool { !isBroken && open.isEmpty }
    private var isBroken = false
    private var open: [XMLElementNode] = []

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        let node = XMLElementNode(name: elementName, namespace: namespaceURI ?? "", attributes: attributes)
        if let parent = open.last { parent.children.append(node) } else { root = node }
        open.append(node)
        if open.count > 16 {
            isBroken = true
            parser.abortParsing()
        }
    }

    func parser(
        _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?
    ) {
        if open.popLast()?.name != elementName { isBroken = true }
    }

    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) { isBroken = true }

    func parser(_ parser: XMLParser, foundCharacters string: String) { open.last?.text += string }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        open.last?.text += String(bytes: block, encoding: .utf8) ?? ""
    }
}

/// Text as XML content: only what must be escaped is, quotes where they are asked for.
func xmlEscaped(_ text: String, quotes: Bool = false) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": out += "&amp;"
        case "<": out += "&lt;"
        case ">": out += "&gt;"
        case "\"" where quotes: out += "&quot;"
        default: out.unicodeScalars.append(scalar)
        }
    }
    return out
}
