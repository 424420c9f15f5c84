import Foundation
import Synchronization

/// The budget system's cashier: takes each payment application once, and allocates on the next working day at 14:00.
///
/// An application without lines is paid into an agency account in one sum; one with lines is paid line by line.
package final class Treasury: Sendable {
    private struct Line: Sendable {
        let detail: PaymentApplication.Detail
        var code = ""
        var paidFen: Int64 = 0
        var bankSerial = ""
    }

    private struct Entry: Sendable {
        let form: PaymentApplication
        /// Instant from which the allocation is due; nil when refused or done.
        var due: Int64?
        /// 1 accepted, 2 allocated, 3 partly, 8 returned, 9 rejected.
        var status: String
        var statusTime: Int64
        var paidFen: Int64 = 0
        var certificate = ""
        var indicator: String
        var project: String
        var message = ""
        var lines: [Line]
        var timesPosted = 1
    }

    private struct State: Sendable {
        /// By division; a county of Ningxia has none: its budget office picks the indicator itself.
        var books: [String: IndicatorBook]
        /// In the order of acceptance.
        var entries: [Entry] = []
        /// Where each line lies, by our tracking id.
        var places: [String: (entry: Int, line: Int)] = [:]
        var certificates: Int64 = 0
        var serials: Int64 = 0

        func index(_ number: String) -> Int? { entries.firstIndex { $0.form.number == number } }
    }

    private let world: World
    private let accounts: AgencyAccounts
    private let state: Mutex<State>

    /// A treasury with the county's indicators and no application.
    package init(world: World, accounts: AgencyAccounts) {
        self.world = world
        self.accounts = accounts
        let books = accounts.counties.map { IndicatorBook(world: world, county: $0) }
        state = Mutex(
            State(books: Dictionary(books.map { ($0.division, $0) }, uniquingKeysWith: { first, _ in first })))
    }

    /// The indicators of a division; nil where it keeps none.
    func book(_ division: String) -> IndicatorBook? { state.withLock { $0.books[division] } }

    // MARK: Applications

    /// Takes an application; the same number again answers what became of the first, and creates nothing.
    func post(_ body: [UInt8]) -> RegisterAnswer {
        guard let form = try? JSONDecoder().decode(PaymentApplication.self, from: Data(body)),
            (1...100).contains(form.number.utf8.count)
        else { return .refusal(400, "请求不是约定的JSON，或缺少pay_app_no") }
        let (entry, isNew) = state.withLock { accept(form, &$0) }
        let code: JSONText = isNew ? "0" : "1001"
        var answer = RegisterAnswer.json(.members(["code": code, "data": Self.data(entry)]))
        let isInnerMongolia = book(form.division) != nil
        if isNew, entry.status == "1", isInnerMongolia { answer.isLost = world.faults.takeLostPaymentAnswer() }
        return answer
    }

    private func accept(_ form: PaymentApplication, _ state: inout State) -> (Entry, isNew: Bool) {
        if let index = state.index(form.number) {
            state.entries[index].timesPosted += 1
            return (state.entries[index], false)
        }
        let now = world.clock.now
        var entry = Entry(
            form: form, status: "1", statusTime: now, indicator: form.indicator, project: form.project,
            lines: form.details.map { Line(detail: $0) })
        if let refusal = form.fault ?? refusal(form, state.books[form.division]) {
            entry.status = "9"
            entry.message = refusal
        } else {
            entry.due = CivilDay(at: now).working(after: 1).at(14)
            state.books[form.division]?.apply(form.fen, to: form.indicator)
        }
        for (line, detail) in form.details.enumerated() {
            state.places[detail.trackingID] = (state.entries.count, line)
        }
        state.entries.append(entry)
        return (entry, true)
    }

    /// What the office finds wrong with a well-formed application.
    private func refusal(_ form: PaymentApplication, _ book: IndicatorBook?) -> String? {
        let payee = accounts.accounts.first { $0.number == form.payeeAccount }
        guard form.isDirect || payee.map({ $0.county + "000" }) == form.division else { return "收款账户不是已备案的代发户" }
        // In Ningxia the budget office attaches the indicator itself.
        guard let book else { return nil }
        return book.refusal(of: form.indicator, project: form.project, amountFen: form.fen)
    }

    /// State of one application; code 404 with status 0 for a number never received.
    func status(_ number: String) -> RegisterAnswer {
        guard let entry = state.withLock({ state in state.index(number).map { state.entries[$0] } }) else {
            return .json(
                .members([
                    "code": "404",
                    "data": .members([
                        "pay_app_no": .string(number), "status": "0", "status_time": .string(stamp(world.clock.now)),
                    ]),
                ]))
        }
        return .json(.members(["code": "0", "data": Self.data(entry)]))
    }

    /// Lines that were paid or failed; none before the allocation or under an agency account.
    func details(_ number: String) -> RegisterAnswer {
        let entry = state.withLock { state in state.index(number).map { state.entries[$0] } }
        let rows = (entry?.lines ?? []).filter { !$0.code.isEmpty }.map { line -> JSONText in
            .members([
                "tracking_id": .string(line.detail.trackingID), "payee_acct_name": .string(line.detail.payeeName),
                "payee_acct_no": .string(line.detail.payeeAccount), "pay_amt": .string(yuan(line.detail.fen)),
                "xpay_amt": .string(yuan(line.paidFen)), "bank_serial": .string(line.bankSerial),
                "ret_code": .string(line.code), "add_word": .string(Self.addWord[line.code] ?? ""),
                "xpay_date": .string(CivilDay(at: entry?.statusTime ?? 0).text),
            ])
        }
        return .json(
            .members([
                "code": entry == nil ? "404" : "0",
                "data": .members(["pay_app_no": .string(number), "rows": .list(rows)]),
            ]))
    }

    private static func data(_ entry: Entry) -> JSONText {
        .members([
            "pay_app_no": .string(entry.form.number), "pay_app_id": .string(IndicatorBook.key(entry.form.number)),
            "status": .string(entry.status), "status_time": .string(stamp(entry.statusTime)),
            "pay_app_amt": .string(yuan(entry.form.fen)), "xpay_amt": .string(yuan(entry.paidFen)),
            "pay_cert_no": .string(entry.certificate), "bgt_id": .string(entry.indicator),
            "pro_code": .string(entry.project), "message": .string(entry.message),
        ])
    }

    // MARK: Allocation

    /// Allocates what is due by `now`, in the order of acceptance; says what happened, in Chinese.
    package func advance(now: Int64) -> [String] {
        state.withLock { state in
            state.entries.indices.compactMap { index -> String? in
                guard let due = state.entries[index].due, due <= now else { return nil }
                state.certificates += 1
                var entry = state.entries[index]
                entry.due = nil
                entry.statusTime = due
                entry.certificate = "10100" + digits(state.certificates, 9)
                let isLinkedHere = state.books[entry.form.division] == nil
                let said =
                    entry.form.isDirect
                    ? pay(&entry, due, &state.serials, linksIndicator: isLinkedHere) : allocate(&entry, due)
                state.entries[index] = entry
                return said
            }
        }
    }

    private func allocate(_ entry: inout Entry, _ due: Int64) -> String {
        let isBooked = accounts.credit(
            entry.form.payeeAccount, amountFen: entry.form.fen, reference: entry.form.number, at: due)
        entry.status = isBooked ? "2" : "8"
        entry.paidFen = isBooked ? entry.form.fen : 0
        entry.message = isBooked ? "" : "拨款被退回"
        return "国库：支付申请\(entry.form.number)已拨付\(yuan(entry.paidFen))元至代发户"
    }

    private func pay(
        _ entry: inout Entry, _ due: Int64, _ serials: inout Int64, linksIndicator: Bool
    ) -> String {
        for index in entry.lines.indices {
            serials += 1
            let detail = entry.lines[index].detail
            entry.lines[index].code = result(of: detail)
            entry.lines[index].bankSerial = "GK" + CivilDay(at: due).text + digits(serials, 6)
            entry.lines[index].paidFen = entry.lines[index].code == "0000" ? detail.fen : 0
        }
        entry.paidFen = entry.lines.reduce(0) { $0 + $1.paidFen }
        let failed = entry.lines.count { $0.code != "0000" }
        entry.status = failed == 0 ? "2" : entry.paidFen > 0 ? "3" : "8"
        if linksIndicator {
            (entry.indicator, entry.project) = IndicatorBook.ningxiaLink(purpose: entry.form.purpose)
        }
        let paid = entry.lines.count - failed
        return "国库：支付申请\(entry.form.number)已支付\(paid)笔、\(yuan(entry.paidFen))元，退回\(failed)笔"
    }

    private static let addWord = [
        "3004": "账号不存在", "3018": "账户已销户", "3020": "账户已冻结", "3031": "户名不符", "3069": "长期不动户",
    ]

    /// What the clearing bank answers for one line.
    private func result(of detail: PaymentApplication.Detail) -> String {
        guard let citizen = world.citizen(account: detail.payeeAccount) else { return "3004" }
        let holder = citizen.account == detail.payeeAccount ? citizen.accountHolder : citizen.name
        guard detail.payeeName.unicodeScalars.elementsEqual(holder.unicodeScalars) else { return "3031" }
        guard citizen.account == detail.payeeAccount else {
            return world.bankAccount(detail.payeeAccount)?.state == "closed" ? "3018" : "0000"
        }
        if world.plays(citizen.id, "treasuryFailed") { return "3018" }
        return ["closed": "3018", "dormant": "3069", "frozen": "3020"][citizen.accountState] ?? "0000"
    }

    // MARK: Truth

    /// What became of one line by our tracking id; nil when no application has it.
    func instruction(_ serial: String) -> InstructionTruth? {
        state.withLock { state in
            state.places[serial].map { Self.truth(state.entries[$0.entry].lines[$0.line]) }
        }
    }

    private static func truth(_ line: Line) -> InstructionTruth {
        InstructionTruth(
            serial: line.detail.trackingID, account: line.detail.payeeAccount, amountFen: line.detail.fen,
            paidFen: line.paidFen, timesExecuted: line.paidFen > 0 ? 1 : 0,
            state: line.code.isEmpty ? "waiting" : line.paidFen > 0 ? "paid" : "failed", code: line.code)
    }

    /// Every application with the lines paid for it, by number.
    package func truth() -> [ApplicationTruth] {
        state.withLock { $0.entries }.map { entry in
            ApplicationTruth(
                number: entry.form.number, amountFen: entry.form.fen, allocatedFen: entry.paidFen,
                timesPosted: entry.timesPosted, status: entry.status,
                instructions: entry.lines.map(Self.truth))
        }.sorted { $0.number < $1.number }
    }
}
