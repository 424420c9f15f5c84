extension JSONText: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }

    /// An object with its members in this order.
    static func members(_ members: KeyValuePairs<String, JSONText>) -> JSONText {
        .object(members.map { ($0.key, $0.value) })
    }
}
