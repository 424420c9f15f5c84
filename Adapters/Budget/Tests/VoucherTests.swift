import BudgetAdapter
import Formats
import Foundation
import Subsidy
import TestSupport
import Testing
import Trust

/// The e-voucher bus (domain.md 5.7): envelope, calls, states.
@Suite struct VoucherTests {
    private func sample(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: Repository.root.appending(path: "Fixtures/budget/evoucher/\(name)")))
    }

    private func gbk(_ text: String) throws -> [UInt8] { try TextCodec.encode(Array(text.utf8), as: .gbk) }

    /// A message of one voucher; each part as it stands in a proper one, or as a test wants it.
    private func message(
        count: String = "1", kind: String = "8207", number: String = "1", flag: String = "<VoucherFlag>0</VoucherFlag>",
        inside: String = "<Voucher><VtCode>8207</VtCode><VoucherNo>1</VoucherNo></Voucher>", encoded: String? = nil,
        more: String = ""
    ) throws -> [UInt8] {
        let text = try encoded ?? base64(gbk(inside))
        return try gbk(
            """
            <MOF><VoucherCount>\(count)</VoucherCount><VoucherBody AdmDivCode="640199" StYear="2026" VtCode="\(kind)" \
            VoucherNo="\(number)">\(flag)<Return_Reason/><Attach/><Voucher>\(text)</Voucher></VoucherBody>\(more)</MOF>
            """)
    }

    private func faults(_ bytes: [UInt8]) throws -> [String] {
        let message = try VoucherMessage.read(bytes)
        #expect(message.vouchers.isEmpty)
        return message.faults.map { "\($0.row) \($0.code)" }
    }

    @Test func anEnvelopeHoldsItsDocumentByteForByte() throws {
        let message = try VoucherMessage.read(sample("envelope.8207.xml"))
        #expect(message.faults.isEmpty)
        let voucher = try #require(message.vouchers.first)
        #expect(message.vouchers.count == 1)
        #expect(voucher.document == (try sample("8207.xml")))
        #expect(voucher.kind == .batch && !voucher.isReply)
        #expect((voucher.division, voucher.year) == ("640199", "2026"))
        #expect((voucher.number, voucher.returnReason) == ("20260316000000000001", ""))
    }

    @Test func aDocumentIsPutIntoItsEnvelopeByteForByte() throws {
        let bytes = try VoucherMessage([Voucher(sample("8207.xml"))]).write()
        #expect(bytes == (try sample("envelope.8207.xml")))
    }

    @Test func severalVouchersInOneMessageComeBackAsTheyWere() throws {
        let bytes = try sample("envelope.two.xml")
        let message = try VoucherMessage.read(bytes)
        #expect(message.faults.isEmpty)
        #expect(message.vouchers.map(\.kind) == [.batch, .bankRefund])
        #expect(message.vouchers.map(\.isReply) == [true, false])
        #expect(message.vouchers.map(\.returnReason) == ["", "退票"])
        #expect(message.vouchers.map(\.document) == [try sample("8207.reply.xml"), try sample("2252.xml")])
        #expect(try message.write() == bytes)
    }

    @Test("陷阱：信封上的凭证号与凭证内的不同（宁夏数据中出现过），以凭证内的为准，两个都记下")
    func theNumberInsideCountsAndTheOneOutsideIsKept() throws {
        let message = try VoucherMessage.read(sample("envelope.two.xml"))
        #expect(message.vouchers.map(\.number) == ["20260316000000000001", "402202603190001"])
        #expect(message.vouchers.map(\.envelopeNumber) == ["20260316000000000001", "402202603190099"])
    }

    @Test(arguments: ["0", "2", "", "一", "-1"]) func aMessageWithAnotherCountThanItsVouchersIsRefused(count: String)
        throws
    {
        #expect {
            try VoucherMessage.read(message(count: count))
        } throws: { ($0 as? Fault)?.code == "voucher.count" }
    }

    @Test func aMessageMayHoldNoVoucher() throws {
        let message = try VoucherMessage.read(gbk("<MOF><VoucherCount>0</VoucherCount></MOF>"))
        #expect(message.vouchers.isEmpty && message.faults.isEmpty)
    }

    @Test(arguments: ["QUJ", "QU=J", "你好", "QUJD*A==", "QR=="]) func brokenBase64IsTold(text: String) throws {
        #expect(try faults(message(encoded: text)) == ["1 voucher.base64"])
    }

    @Test func anEmptyVoucherIsNoVoucher() throws {
        #expect(try faults(message(encoded: "")) == ["1 voucher.base64"])
        #expect(try faults(message(encoded: " \n ")) == ["1 voucher.base64"])
    }

    @Test func base64MayBeBrokenIntoLines() throws {
        let text = base64(try sample("8207.xml"))
        var lines = ""
        for (index, character) in text.enumerated() { lines += index % 76 == 75 ? "\(character)\r\n" : "\(character)" }
        let message = try VoucherMessage.read(message(encoded: lines))
        #expect(message.vouchers.map(\.document) == [try sample("8207.xml")])
    }

    @Test(arguments: ["9999", "", "08207"]) func aKindThatNobodyKnowsIsTold(kind: String) throws {
        #expect(try faults(message(kind: kind)) == ["1 voucher.kind"])
    }

    @Test(arguments: ["<VoucherFlag>2</VoucherFlag>", "<VoucherFlag/>", ""])
    func whetherItIsAReplyIsNotGuessed(flag: String) throws {
        #expect(try faults(message(flag: flag)) == ["1 voucher.flag"])
    }

    @Test(arguments: [
        ("<Voucher><VtCode>5201</VtCode><VoucherNo>1</VoucherNo></Voucher>", "1 voucher.kindDiffers"),
        ("<Voucher><VoucherNo>1</VoucherNo><AdmDivCode>640198</AdmDivCode></Voucher>", "1 voucher.divisionDiffers"),
        ("<Voucher><VoucherNo>1</VoucherNo><StYear>2025</StYear></Voucher>", "1 voucher.yearDiffers"),
        ("<Voucher><VoucherNo> </VoucherNo></Voucher>", "1 voucher.number"),
        ("<Voucher><VoucherNo>1</VoucherNo><VoucherNo>2</VoucherNo></Voucher>", "1 voucher.document"),
        ("<Other><VoucherNo>1</VoucherNo></Other>", "1 document.records"),
        ("<Voucher><VoucherNo>1</VoucherNo>", "1 document.truncated"), ("八二〇七", "1 document.xml"),
    ]) func aDocumentThatIsNotWhatItsEnvelopeSaysIsLeftOut(inside: String, code: String) throws {
        #expect(try faults(message(inside: inside)) == [code])
    }

    @Test(arguments: [
        "<!DOCTYPE Voucher [<!ENTITY a \"1\">]><Voucher><VoucherNo>&a;</VoucherNo></Voucher>",
        "<!DOCTYPE Voucher SYSTEM \"file:///etc/hostname\"><Voucher/>",
    ]) func entitiesInsideAVoucherAreRefused(inside: String) throws {
        #expect(try faults(message(inside: inside)) == ["1 document.doctype"])
    }

    @Test(arguments: [
        (
            "<!DOCTYPE MOF [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><MOF><VoucherCount>&a;</VoucherCount></MOF>",
            "doctype"
        ),
        ("<MOF><VoucherCount>&a;</VoucherCount></MOF>", "xml"),
        (String(repeating: "<MOF>", count: 100) + String(repeating: "</MOF>", count: 100), "depth"),
        ("<FOM/>", "records"), ("<MOF><VoucherCount>1</VoucherCount>", "truncated"), ("", "empty"),
    ]) func aHostileMessageIsRefusedWhole(text: String, code: String) throws {
        #expect {
            try VoucherMessage.read(gbk(text))
        } throws: { ($0 as? Fault)?.code == "document.\(code)" }
    }

    @Test func aMessageThatIsNotGBKIsRefused() throws {
        let bytes = Array("<MOF><VoucherCount>0</VoucherCount><A>一</A></MOF>".utf8)
        #expect {
            try VoucherMessage.read(bytes)
        } throws: { ($0 as? Fault)?.code == "document.encoding" }
    }

    @Test func oneVoucherAtFaultStopsNoOther() throws {
        let good = try base64(gbk("<Voucher><VoucherNo>7</VoucherNo></Voucher>"))
        let second = """
            <VoucherBody AdmDivCode="640199" StYear="2026" VtCode="2252" VoucherNo="7"><VoucherFlag>1</VoucherFlag>\
            <Return_Reason>退</Return_Reason><Attach>附</Attach><Voucher>\(good)</Voucher></VoucherBody>
            """
        let message = try VoucherMessage.read(message(count: "2", encoded: "QUJ", more: second))
        #expect(message.faults.map { "\($0.row) \($0.code)" } == ["1 voucher.base64"])
        #expect(message.vouchers.map(\.number) == ["7"])
        #expect(message.vouchers.map(\.attachment) == ["附"])
    }

    @Test func theSameVoucherTwiceIsTakenOnce() throws {
        let good = try base64(gbk("<Voucher><VoucherNo>1</VoucherNo></Voucher>"))
        let second = """
            <VoucherBody AdmDivCode="640199" StYear="2026" VtCode="8207" VoucherNo="2"><VoucherFlag>0</VoucherFlag>\
            <Voucher>\(good)</Voucher></VoucherBody>
            """
        let message = try VoucherMessage.read(message(count: "2", more: second))
        #expect(message.vouchers.count == 1)
        #expect(message.faults.map { "\($0.row) \($0.code)" } == ["2 voucher.duplicate"])
    }

    @Test func aVoucherThatIsNotEncodedIsLeftOutAndStillCounted() throws {
        let bytes = try gbk(
            """
            <MOF><VoucherCount>1</VoucherCount><VoucherBody AdmDivCode="640199" StYear="2026" VtCode="8207" \
            VoucherNo="1"><VoucherFlag>0</VoucherFlag><Voucher><VoucherNo>1</VoucherNo></Voucher></VoucherBody></MOF>
            """)
        #expect(try faults(bytes) == ["1 row.value"])
    }

    @Test func whatTheEnvelopeRepeatsIsReadFromTheDocument() throws {
        for name in ["5201", "8207", "2252", "2203"] {
            let voucher = try Voucher(sample("\(name).xml"), isReply: true)
            #expect(voucher.kind.rawValue == name)
            #expect(voucher.envelopeNumber == voucher.number && voucher.isReply)
        }
    }

    @Test(arguments: [
        ("<Voucher><VoucherNo>1</VoucherNo></Voucher>", "kind"),
        ("<Voucher><VtCode>8207</VtCode></Voucher>", "number"),
        ("<Voucher><VtCode>8207</VtCode><VoucherNo>1</VoucherNo></Voucher>", "division"),
        ("<Voucher><VtCode>8207</VtCode><VoucherNo>1</VoucherNo><AdmDivCode>640199</AdmDivCode></Voucher>", "year"),
    ]) func aDocumentThatDoesNotSayWhatItIsCannotBeSent(inside: String, code: String) throws {
        #expect {
            try Voucher(gbk(inside))
        } throws: { ($0 as? Fault)?.code == "voucher.\(code)" }
    }

    @Test func aReasonThatGBKLacksIsNotWrittenOtherwise() throws {
        var voucher = try Voucher(sample("8207.xml"))
        voucher.returnReason = "王𬭎"
        #expect(throws: DocumentFaults.self) { try VoucherMessage([voucher]).write() }
    }

    @Test func faultsHoldNoValueOfADocument() throws {
        let bytes = try message(inside: "<Voucher><VoucherNo>马秀英</VoucherNo><StYear>马秀英</StYear></Voucher>")
        let message = try VoucherMessage.read(bytes)
        #expect(message.faults.count == 1)
        #expect(message.faults.allSatisfy { !$0.message.contains("马秀英") })
    }

    // MARK: Calls

    private let call = VoucherCall(namespace: "urn:voucher", certificate: "TC1", division: "640199", year: "2026")

    @Test func aCallThatSendsIsWrittenByteForByte() throws {
        let stamps = [VoucherStamp(.official, "YZ-01"), VoucherStamp(.handlerSeal, "YZ&07")]
        let body = try call.send(sample("envelope.8207.xml"), kind: .batch, stamps: stamps, from: "1", to: "2")
        #expect(body == (try sample("call.send.xml")))
    }

    @Test func aCallThatReadsIsWrittenByteForByte() throws {
        #expect(call.read(kind: .batch, count: 20) == (try sample("call.read.xml")))
    }

    private func answer(_ content: String) -> [UInt8] {
        Array(
            """
            <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>\(content)</soap:Body>\
            </soap:Envelope>
            """.utf8)
    }

    @Test(arguments: ["readVoucherReturn", "return", "out"])
    func theMessageIsTakenOutOfTheAnswer(name: String) throws {
        let bytes = try sample("envelope.two.xml")
        let content =
            "<n:readVoucherResponse xmlns:n=\"urn:x\"><\(name)>\(base64(bytes))</\(name)></n:readVoucherResponse>"
        #expect(try VoucherCall.message(in: answer(content)) == bytes)
    }

    @Test func anAnswerWithoutAMessageMeansThatNoneWaits() throws {
        let content = "<readVoucherResponse><return/></readVoucherResponse>"
        #expect(try VoucherCall.message(in: answer(content)) == nil)
    }

    @Test(arguments: [
        (
            "<soap:Fault><faultcode>soap:Server</faultcode><faultstring>马秀英</faultstring></soap:Fault>",
            "voucher.service"
        ),
        ("<otherResponse><return>QUJD</return></otherResponse>", "voucher.answer"),
        ("<readVoucherResponse><return>QUJ</return></readVoucherResponse>", "voucher.base64"),
    ]) func anAnswerThatIsNoneIsTold(content: String, code: String) throws {
        #expect {
            try VoucherCall.message(in: answer(content))
        } throws: { ($0 as? Fault)?.code == code && ($0 as? Fault)?.message.contains("马秀英") == false }
    }

    // MARK: Tables

    @Test func everyStampPositionIsThere() {
        #expect(
            VoucherStamp.Position.allCases.map(\.rawValue) == ["gz", "ywz", "zqz", "jzysz", "fhysz", "jzyqm", "fhyqm"])
    }

    @Test func everyKindIsThereOnce() {
        let codes =
            "5201 8202 5207 5257 8207 5106 5108 5253 5351 2203 2252 2301 2302 3208 3507 3508 3509 3510 4004 4005"
        #expect(VoucherKind.allCases.map(\.rawValue) == codes.split(separator: " ").map(String.init))
        #expect(VoucherKind.allCases.allSatisfy { !$0.zh.isEmpty })
    }

    @Test func everyStateIsThereAndOnlyAReplyAnswers() {
        let states = [10, 15, 16, 17, 20, 30, 40, 45, 50, 60, 61, 62, 71, 72, 73, 75, 80, 90, 100]
        #expect(VoucherState.allCases.map(\.rawValue) == states)
        #expect(Set(VoucherState.allCases.map(\.zh)).count == states.count)
        func codes(of meaning: VoucherState.Meaning) -> [Int] {
            VoucherState.allCases.filter { $0.meaning == meaning }.map(\.rawValue)
        }
        #expect(codes(of: .answered) == [80, 100])
        #expect(codes(of: .returned) == [75, 90])
        #expect(codes(of: .stopped) == [16, 30, 45, 62, 72])
        #expect(VoucherState(rawValue: 70) == nil)
    }
}
