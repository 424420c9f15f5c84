import AdapterKit
import Subsidy
import Synchronization

/// WayText searches bytes.
enum WayText {
    /// The bytes between two texts, at each place where they stand.
    static func all(_ bytes: [UInt8], from start: StaticString, to end: UInt8) -> [ArraySlice<UInt8>] {
        var found: [ArraySlice<UInt8>] = []
        let first = start.utf8Start[0]
        let length = start.utf8CodeUnitCount
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index + length <= bytes.count {
                guard bytes[index] == first, (1..<length).allSatisfy({ bytes[index + $0] == start.utf8Start[$0] })
                else {
                    index += 1
                    continue
                }
                let begin = index + length
                var stop = begin
                while stop < bytes.count, bytes[stop] != end { stop += 1 }
                found.append(Array(bytes[begin..<stop])[...])
                index = stop
            }
        }
        return found
    }

    /// The fields of a line of GB18030: a trail byte may be the separator's.
    static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var fields: [ArraySlice<UInt8>] = []
        var start = line.startIndex
        var index = line.startIndex
        while index < line.endIndex {
            if line[index] >= 0x81 {
                index += 2
            } else {
                if line[index] == UInt8(ascii: "|") {
                    fields.append(line[start..<index])
                    start = index + 1
                }
                index += 1
            }
        }
        fields.append(line[start...])
        return fields
    }
}

/// WayPolice is a register that knows everybody, one in a thousand by another name.
struct WayPolice: Adapter {
    static let counterpart = Counterpart.publicSecurity
    let exchanges: Set<Exchange> = [.identityVerify]

    func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        WayMeter.stranger {
            let numbers = WayText.all(dispatch.document, from: "<RECORD no=\"", to: UInt8(ascii: "\""))
            let ids = WayText.all(dispatch.document, from: "<GMSFHM>", to: UInt8(ascii: "<"))
            var answer = """
                <PACKAGE><PACKAGEHEAD><FFQQBH>1</FFQQBH><FSSJ>20260302100000</FSSJ><FHDM>10</FHDM><FHMS></FHMS>\
                </PACKAGEHEAD><DATA>
                """
            for (number, id) in zip(numbers, ids) {
                let name = WayCitizen(id: id)?.isMismatched ?? true ? "4" : "1"
                answer += """
                    <RECORD no="\(String(decoding: number, as: UTF8.self))" code="0" msg="">\
                    <GMSFHM>\(String(decoding: id, as: UTF8.self))</GMSFHM><GMSFHM_PPDDM>1</GMSFHM_PPDDM>\
                    <XM_PPDDM>\(name)</XM_PPDDM><SWBS>0</SWBS></RECORD>
                    """
            }
            return .done(Evidence(answer: Array((answer + "</DATA></PACKAGE>").utf8)))
        }
    }
}

/// WayCards is a card issuer by which everybody has an activated card.
struct WayCards: Adapter {
    static let counterpart = Counterpart.cardIssuer
    let exchanges: Set<Exchange> = [.cardVerify]

    func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        WayMeter.stranger {
            let ids = WayText.all(dispatch.document, from: "\"AAC002\":\"", to: UInt8(ascii: "\""))
            let rows = ids.enumerated().compactMap { index, id in
                WayCitizen(id: id).map { citizen in
                    """
                    {"no":\(index + 1),"AAC002":"\(citizen.id)","AAC003":"\(citizen.name)","AAZ500":"K\(citizen.number)",\
                    "AAZ502":"1","AAE008":"\(WayWorld.bankCode(citizen.bank))","AAE010":"\(citizen.account)",\
                    "AAB301":"159901","kzt":"1"}
                    """
                }
            }
            let answer = "{\"code\":\"0\",\"msg\":\"\",\"list\":[\(rows.joined(separator: ","))]}"
            return .done(Evidence(answer: Array(answer.utf8)))
        }
    }
}

/// WayTreasury accepts every request at once and has paid it when it is asked again.
final class WayTreasury: Adapter {
    static let counterpart = Counterpart.budget
    let exchanges: Set<Exchange> = [.indicatorSync, .paymentRequest, .paymentStatus]
    private let amounts = Mutex<[String: String]>([:])

    func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        WayMeter.stranger {
            switch dispatch.exchange {
            case .indicatorSync: return .done(Evidence(answer: page(dispatch.parameters["kind"] ?? "")))
            case .paymentRequest:
                let amount = WayText.all(dispatch.document, from: "\"pay_app_amt\":\"", to: UInt8(ascii: "\"")).first
                let text = String(decoding: amount ?? [], as: UTF8.self)
                amounts.withLock { $0[dispatch.number] = text }
                return .done(Evidence(answer: status(dispatch.number, "1", text, "0.00")))
            default:
                let amount = amounts.withLock { $0[dispatch.number] }
                return .done(Evidence(answer: status(dispatch.number, "2", amount ?? "", amount ?? "")))
            }
        }
    }

    /// What left the treasury by each request, in fen.
    var paid: [(number: String, fen: Int64)] {
        amounts.withLock { amounts in
            amounts.sorted { $0.key < $1.key }.map { ($0.key, Money.yuan($0.value.utf8)?.fen ?? 0) }
        }
    }

    private func status(_ number: String, _ word: String, _ amount: String, _ paid: String) -> [UInt8] {
        Array(
            """
            {"code":"0","data":{"pay_app_no":"\(number)","pay_app_id":"A1","status":"\(word)",\
            "status_time":"20260311090000","pay_app_amt":"\(amount)","xpay_amt":"\(paid)","pay_cert_no":"PZ1",\
            "bgt_id":"","pro_code":"","message":""}}
            """.utf8)
    }

    private func page(_ kind: String) -> [UInt8] {
        let row =
            kind == "topics"
            ? """
            {"pro_hot_topic_id":"1","mof_div_code":"159901000","setup_year":"2026","pro_code":"YSXM01",\
            "hot_topic_cate_code":"0101","hot_topic_cate_name":"惠民惠农财政补贴资金","is_deleted":2,\
            "update_time":"20260101000000"}
            """
            : """
            {"bgt_id":"ZB01","mof_div_code":"159901000","fiscal_year":"2026","cor_bgt_doc_no":"文号",\
            "bgt_doc_title":"指标","doc_date":"20260101","budget_level_code":"4","pro_code":"YSXM01",\
            "agency_code":"1","fund_type_code":"1","amount":"9000000000.00","dis_amt":"0.00",\
            "cur_amt":"9000000000.00","pay_app_amt":"0.00","bgt_exe_flag":1,"is_deleted":2}
            """
        return Array("{\"code\":\"0\",\"data\":{\"page\":1,\"pages\":1,\"rows\":[\(row)]}}".utf8)
    }
}
