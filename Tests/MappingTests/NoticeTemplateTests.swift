import Mapping
import Subsidy
import TestSupport
import Testing

/// Templates of short messages, as two people release them (IM-33.1a).
@Suite struct NoticeTemplateTests {
    private static let path = "notices/a.yaml"

    private func codes(_ text: String, signature: String = "【示范财政】") -> [String] {
        let file = """
            title: 模板
            signature: \(signature)
            within: 3
            templates:
              paid: {id: T1, text: "\(text)"}
            """
        return MappingChecker.check([Self.path: Array(file.utf8)]).map(\.code)
    }

    @Test(
        .article("IM-33.1a"),
        arguments: [
            ("{name}您好，{amount}元", [String]()), ("{idNumber}", ["notice.variable"]), ("{account}", ["notice.variable"]),
            ("{name", ["notice.brace"]), ("致电19900000101", ["notice.number"]), ("见 http://a", ["notice.link"]),
        ])
    func aTemplateNamesOnlyWhatIsMasked(text: String, expected: [String]) {
        #expect(codes(text) == expected)
    }

    @Test(arguments: ["示范财政", "【甲】", "【十三个字的签名实在是太长了吧】"])
    func aSignatureIsOneOfTheCarriers(signature: String) {
        #expect(codes("{name}", signature: signature) == ["notice.signature"])
    }

    @Test func theVariablesArePutIn() {
        let template = NoticeTemplates.Template(id: "T", text: "{name}您好，{amount}元")
        #expect(template.filled { ["name": "马*", "amount": "1.00"][$0] ?? "" } == "马*您好，1.00元")
        #expect(template.variables == ["name", "amount"])
    }

    @Test(
        .article("IM-33.1a", "IM-30.1"),
        arguments: [
            ("马*您好，尾号1010入账100.00元，咨询0950-1234567", nil), ("马小云您好", "notice.fullName"),
            ("卡号6299991000000000052", "notice.number"), ("身份证640199198001010010", "notice.number"),
            ("见 www.a.cn", "notice.link"), ("", "notice.empty"),
        ] as [(String, String?)])
    func aMessageWithAWholeNameOrNumberIsObjectedTo(text: String, expected: String?) {
        #expect(NoticeText.objection(text, fullName: "马小云")?.rawValue == expected)
    }
}
