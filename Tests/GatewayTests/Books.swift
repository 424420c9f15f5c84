import AdapterKit
import Foundation
import Subsidy
import Synchronization

/// What the counterparts know of the world: who is dead, which account is closed, what the treasury has paid.
final class Books: Sendable {
    struct Standing: Sendable {
        /// The members of a person's record at the police register; nil leaves the record out.
        var identity: [String: String?] = [:]
        /// The line that the bank answers about an account: `name|id|state`.
        var accounts: [String: String] = [:]
        /// How the bank spells an account's holder: another spelling is another name to it.
        var holders: [String: String] = [:]
        /// The card's own state and whether it is activated, by identity number.
        var cards: [String: (state: String, activated: String)] = [:]
        /// Whether the bank answers questions about accounts.
        var bankAnswers = true
        var requests: [String: (status: String, amount: String, paid: String)] = [:]
        /// The lines of a request that the treasury pays itself.
        var details: [String: String] = [:]
        /// The budget project of the indicator that finance linked inside the budget system.
        var linkedProject = ""
        /// … and that indicator.
        var linkedIndicator = ""
        /// Whether the treasury tells its vouchers' numbers.
        var hasVouchers = true
        var topics = [Topic()]
        var indicators = [Indicator()]

        /// What the budget system says is left, with what has been applied for taken off.
        func free(of indicator: Indicator) -> (left: String, applied: String) {
            let fen = requests.values.filter { ["1", "2", "3"].contains($0.status) }
                .reduce(Int64(0)) { $0 + (Money.yuan($1.amount.utf8)?.fen ?? 0) }
            guard let balance = Money.yuan(indicator.balance.utf8) else { return (indicator.balance, "0.00") }
            return (Money(fen: balance.fen - fen).yuan, Money(fen: fen).yuan)
        }
    }

    struct Topic: Sendable {
        var project = "YSXM01"
        var name = "惠民惠农财政补贴资金"
        var deleted = "2"
    }

    struct Indicator: Sendable {
        var id = "ZB01"
        var project = "YSXM01"
        var balance = "1000000.00"
        /// What was cut.
        var cut = "0.00"
        /// The day of its document.
        var issued = "20260101"
        var executable = "1"
        var year = "2026"
        var deleted = "2"
    }

    private let standing = Mutex(Standing())

    func change(_ body: (inout Standing) -> Void) { standing.withLock { body(&$0) } }
    private var known: Standing { standing.withLock { $0 } }

    // MARK: The police register

    func identity(_ dispatch: Dispatch) -> Outcome {
        let known = known
        var records = ""
        for (number, id) in Books.asked(dispatch.document) {
            guard let members = known.identity[id, default: Books.match(id)] else { continue }
            records += "<RECORD no=\"\(number)\" code=\"0\" msg=\"\">\(members)</RECORD>"
        }
        return .done(Evidence(answer: Books.package(records)))
    }

    static func package(_ records: String) -> [UInt8] {
        Array(
            """
            <PACKAGE><PACKAGEHEAD><FFQQBH>1</FFQQBH><FSSJ>20260302100000</FSSJ><FHDM>10</FHDM><FHMS></FHMS>\
            </PACKAGEHEAD><DATA>\(records)</DATA></PACKAGE>
            """.utf8)
    }

    static func match(_ id: String) -> String { members(id, name: "1", dead: "0") }
    static func similar(_ id: String) -> String { members(id, name: "3", dead: "0") }
    static func mismatch(_ id: String) -> String { members(id, name: "4", dead: "0") }
    static func dead(_ id: String) -> String { members(id, name: "1", dead: "1") + "<SWRQ>20260115</SWRQ>" }

    private static func members(_ id: String, name: String, dead: String) -> String {
        """
        <GMSFHM>\(id)</GMSFHM><GMSFHM_PPDDM>1</GMSFHM_PPDDM><XM_PPDDM>\(name)</XM_PPDDM><SWBS>\(dead)</SWBS>\
        <CSRQ>\(id.dropFirst(6).prefix(8))</CSRQ>
        """
    }

    /// The line numbers and identity numbers of a question, in its order.
    static func asked(_ document: [UInt8]) -> [(number: String, id: String)] {
        String(decoding: document, as: UTF8.self).components(separatedBy: "<RECORD no=\"").dropFirst().map { record in
            let number = record.components(separatedBy: "\"")[0]
            let id = record.components(separatedBy: "<GMSFHM>").last?.components(separatedBy: "<").first ?? ""
            return (number, id)
        }
    }

    // MARK: Cards and accounts

    func cards(_ dispatch: Dispatch) -> Outcome {
        let known = known
        let rows = (Books.json(dispatch.document)["list"] as? [[String: Any]] ?? []).compactMap { row -> String? in
            guard let id = row["AAC002"] as? String, let citizen = Citizen.known(id) else { return nil }
            let card = known.cards[id] ?? (state: "1", activated: "1")
            return """
                {"no":\(row["no"] ?? 0),"AAC002":"\(id)","AAC003":"\(citizen.name)","AAZ500":"K\(id)",\
                "AAZ502":"\(card.state)","AAE008":"305","AAE010":"\(citizen.account)","AAB301":"159901",\
                "kzt":"\(card.activated)"}
                """
        }
        let answer = "{\"code\":\"0\",\"msg\":\"\",\"list\":[\(rows.joined(separator: ","))]}"
        return .done(Evidence(answer: Array(answer.utf8)))
    }

    func bank(_ dispatch: Dispatch, _ script: Script) -> Outcome {
        let known = known
        guard dispatch.exchange == .accountVerify, known.bankAnswers else { return .done(Evidence()) }
        let questions = Paper.lines(dispatch.document).dropFirst().dropLast().map { $0.components(separatedBy: "|") }
        let rows = questions.map { question in
            let named = known.holders[question[1]].map { $0 == question[2] } ?? true
            return "\(question[0])|\(question[1])|\(known.accounts[question[1]] ?? (named ? "Y|Y|0" : "N|Y|0"))|"
        }
        script.offer(
            .accountVerify, "vres_\(dispatch.number).txt",
            Paper.bytes(["V|\(rows.count)"] + rows + ["########"]))
        return .done(Evidence())
    }

    // MARK: The treasury

    func treasury(_ dispatch: Dispatch) -> Outcome {
        switch dispatch.exchange {
        case .indicatorSync:
            return .done(Evidence(answer: page(dispatch.parameters["kind"] ?? "")))
        case .paymentRequest:
            let members = Books.json(dispatch.document)
            let amount = members["pay_app_amt"] as? String ?? ""
            change { $0.requests[dispatch.number] = ("1", amount, "0.00") }
            return .done(Evidence(answer: status(dispatch.number)))
        case .batchResult:
            let rows = known.details[dispatch.number] ?? ""
            let answer = "{\"code\":\"0\",\"data\":{\"pay_app_no\":\"\(dispatch.number)\",\"rows\":[\(rows)]}}"
            return .done(Evidence(answer: Array(answer.utf8)))
        default: return .done(Evidence(answer: status(dispatch.number)))
        }
    }

    /// The treasury's word on a request; status 0 for one that it does not know.
    func status(_ number: String) -> [UInt8] {
        let request = known.requests[number]
        return Books.status(
            number, request?.status ?? "0", request?.amount ?? "", request?.paid ?? "", project: known.linkedProject,
            indicator: known.linkedIndicator,
            voucher: known.hasVouchers && ["2", "3"].contains(request?.status) ? "PZ\(number)" : "")
    }

    static func status(
        _ number: String, _ status: String, _ amount: String, _ paid: String, project: String = "",
        indicator: String = "", voucher: String = ""
    ) -> [UInt8] {
        Array(
            """
            {"code":"0","data":{"pay_app_no":"\(number)","pay_app_id":"A1","status":"\(status)",\
            "status_time":"20260311090000","pay_app_amt":"\(amount)","xpay_amt":"\(paid)","pay_cert_no":"\(voucher)",\
            "bgt_id":"\(indicator)","pro_code":"\(project)","message":""}}
            """.utf8)
    }

    private func page(_ kind: String) -> [UInt8] {
        let known = known
        let rows =
            kind == "topics"
            ? known.topics.map {
                """
                {"pro_hot_topic_id":"1","mof_div_code":"159901000","setup_year":"2026","pro_code":"\($0.project)",\
                "hot_topic_cate_code":"0101","hot_topic_cate_name":"\($0.name)","is_deleted":\($0.deleted),\
                "update_time":"20260101000000"}
                """
            }
            : known.indicators.enumerated().map { index, indicator in
                let (free, applied) = index == 0 ? known.free(of: indicator) : (indicator.balance, "0.00")
                return """
                    {"bgt_id":"\(indicator.id)","mof_div_code":"159901000","fiscal_year":"\(indicator.year)","cor_bgt_doc_no":"文号",\
                    "bgt_doc_title":"指标","doc_date":"\(indicator.issued)","budget_level_code":"4","pro_code":"\(indicator.project)",\
                    "agency_code":"1","fund_type_code":"1","amount":"1000000.00","dis_amt":"\(indicator.cut)",\
                    "cur_amt":"\(free)","pay_app_amt":"\(applied)","bgt_exe_flag":\(indicator.executable),\
                    "is_deleted":\(indicator.deleted)}
                    """
            }
        return Array(
            "{\"code\":\"0\",\"data\":{\"page\":1,\"pages\":1,\"rows\":[\(rows.joined(separator: ","))]}}".utf8)
    }

    static func json(_ document: [UInt8]) -> [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(document))) as? [String: Any] ?? [:]
    }
}
