import Foundation
import Synchronization

/// One agent bank: reads our files as a stranger, pays by its own clock, and answers in its own dialect.
///
/// Each file is taken once, by name. All money moves in ``AgencyAccounts``; what happened stands in ``truth()``.
final class Bank: Sendable {
    let name: String
    let dialect: any BankDialect
    let world: World
    /// The agency accounts that it keeps, one a county.
    let agencies: [String]
    let habits: any BankHabits
    private let key: [UInt8]
    private let inbox: any BankInbox
    /// Where the bank's answers go.
    let outbox: Outbox
    private let state: Mutex<BankState>

    /// `inbox` is where we put files.
    init(
        name: String, dialect: any BankDialect, world: World, key: String, inbox: any BankInbox, outbox: Outbox,
        habits: any BankHabits = StoryHabits()
    ) {
        self.habits = habits
        self.name = name
        self.dialect = dialect
        self.world = world
        self.key = Array(key.utf8)
        self.inbox = inbox
        self.outbox = outbox
        agencies = world.accounts.accounts(bank: name).map(\.number)
        state = Mutex(BankState(statedUntil: CivilDay(at: world.clock.now).adding(-1)))
    }

    /// Takes what lies in the inbox with its marker; `now` is when it was put there.
    func collect(now: Int64) -> [String] {
        inbox.names().sorted().flatMap { marker -> [String] in
            guard marker.hasSuffix(dialect.sentMarker) else { return [] }
            let file = String(marker.dropLast(dialect.sentMarker.count))
            let fresh = state.withLock { $0.taken.insert(file).inserted }
            return fresh ? [take(file, marker: marker, now: now)] : []
        }
    }

    private func take(_ file: String, marker: String, now: Int64) -> String {
        do throws(FileRefusal) {
            guard let bytes = inbox.read(file), let code = inbox.read(marker) else { throw FileRefusal("missing") }
            let sent = String(decoding: code, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            guard sent == SandboxCrypto.hmacSM3(key, bytes).hex else { throw FileRefusal("mac") }
            let base = file.hasSuffix(dialect.suffix) ? String(file.dropLast(dialect.suffix.count)) : file
            if base.hasPrefix(dialect.verificationPrefix) {
                let questions = try dialect.readVerification(bytes)
                let number = String(base.dropFirst(dialect.verificationPrefix.count))
                state.withLock { $0.questions.append((number, questions)) }
                return "银行\(name)：收到\(file)，待核验账户\(questions.count)个"
            }
            if base.hasPrefix(dialect.historyAnswerPrefix) {
                let answers = try BankForms.history.readHistory(bytes)
                state.withLock { $0.histories += answers }
                return "银行\(name)：收到\(file)，到账历史答复\(answers.count)条"
            }
            guard base.hasPrefix(dialect.batchPrefix) else { throw FileRefusal("name") }
            let (batch, agency) = try readBatch(bytes)
            let due = CivilDay(at: now).working(after: 1).at(10)
            state.withLock { $0.add(batch, name: base, of: agency, due: due) }
            return "银行\(name)：收到\(file)，\(batch.lines.count)笔、\(yuan(batch.sumFen))元"
        } catch {
            state.withLock { $0.refused.append(RefusedFile(file: file, reason: error.reason)) }
            return "银行\(name)：拒收\(file)，原因\(error.reason)"
        }
    }

    /// A batch, and the agency account that it is paid from.
    private func readBatch(_ bytes: [UInt8]) throws(FileRefusal) -> (BatchFile, agency: String) {
        for agency in agencies.dropLast() {
            do throws(FileRefusal) {
                return (try dialect.readBatch(bytes, agency: agency), agency)
            } catch {
                guard error.reason == "account" else { throw error }
            }
        }
        let last = agencies.last ?? ""
        return (try dialect.readBatch(bytes, agency: last), last)
    }

    /// Finishes the file that was still being written when the last call ended.
    func finishWriting() -> [String] {
        guard let growing = state.withLock({ $0.takeGrowing() }) else { return [] }
        write(growing.name, growing.bytes)
        return ["银行\(name)：\(growing.name)已写完"]
    }

    /// Does what is due at `now`.
    func step(now: Int64) -> [String] {
        state.withLock { state in
            var events = sendDelayed(&state, now: now)
            events += answerQuestions(&state)
            events += bookInterest(&state, now: now)
            var books = BankBooks(bank: self, now: now)
            events += books.run(&state)
            events += writeStatement(&state, now: now)
            return events
        }
    }

    private func answerQuestions(_ state: inout BankState) -> [String] {
        defer { state.questions = [] }
        return state.questions.map { number, questions in
            let file = dialect.verdictPrefix + number + dialect.suffix
            write(file, dialect.verdicts(questions.map(verdict)))
            return "银行\(name)：账户核验结果\(file)，\(questions.count)个"
        }
    }

    private func verdict(_ question: AccountQuestion) -> AccountAnswer {
        guard let account = world.bankAccount(question.account), account.bank == name else {
            return AccountAnswer(
                serial: question.serial, account: question.account, isNameRight: false, isIDRight: false,
                state: "closed", note: "无此账户")
        }
        let isNameRight = Self.folded(account.holder) == Self.folded(question.name)
        let isIDRight = [account.id, Numbers.legacy(account.id)].contains(question.id)
        return AccountAnswer(
            serial: question.serial, account: question.account, isNameRight: isNameRight, isIDRight: isIDRight,
            state: account.state, note: isNameRight ? "" : "户名不符")
    }

    private func bookInterest(_ state: inout BankState, now: Int64) -> [String] {
        guard !agencies.isEmpty, let fen = habits.interest(&state, self, now: now) else { return [] }
        for agency in agencies {
            world.accounts.credit(agency, amountFen: fen, reference: "", at: now, summary: "结息")
        }
        return ["银行\(name)：结息\(yuan(fen))元"]
    }

    /// What was kept back for a while goes out now.
    private func sendDelayed(_ state: inout BankState, now: Int64) -> [String] {
        let due = state.delayed.filter { $0.due <= now }
        state.delayed.removeAll { $0.due <= now }
        return due.map { file in
            write(file.name, file.bytes)
            return "银行\(name)：补送\(file.name)"
        }
    }

    private func writeStatement(_ state: inout BankState, now: Int64) -> [String] {
        var day = CivilDay(at: now)
        if now < day.at(18) { day = day.adding(-1) }
        while !day.isWorking { day = day.adding(-1) }
        guard day > state.statedUntil else { return [] }
        let from = state.statedUntil.adding(1)
        state.statedUntil = day
        return agencies.enumerated().map { index, agency in
            // The first account's file has no letter behind its day.
            let file = dialect.statementPrefix + day.text + (index == 0 ? "" : "A\(index)") + dialect.suffix
            return writeStatement(of: agency, file, from, day, &state, now: now)
        }
    }

    private func writeStatement(
        of agency: String, _ file: String, _ from: CivilDay, _ day: CivilDay, _ state: inout BankState, now: Int64
    ) -> String {
        let all = world.accounts.entries(agency)
        let entries = all.filter { (from...day).contains(CivilDay(at: $0.at)) }
        let opening = all.last { CivilDay(at: $0.at) < from }?.balanceFen ?? 0
        let page = StatementPage(
            account: agency, from: from, until: day, openingFen: opening,
            closingFen: entries.last?.balanceFen ?? opening, entries: entries)
        dispatch(file, dialect.statement(page), .statement, &state, now: now)
        return "银行\(name)：对账单\(file)，\(entries.count)笔，余额\(yuan(page.closingFen))元"
    }

    /// What became of one of our serials so far; nil when the bank never saw it.
    func instruction(_ serial: String) -> InstructionTruth? { state.withLock { $0.instructions[serial] } }

    func truth() -> BankTruth {
        let entries = agencies.flatMap { world.accounts.entries($0) }
        return state.withLock { state in
            BankTruth(
                bank: name, account: agencies.first ?? "",
                balanceFen: agencies.reduce(0) { $0 + world.accounts.balance($1) },
                creditedFen: entries.filter(\.isCredit).reduce(0) { $0 + $1.amountFen },
                debitedFen: entries.filter { !$0.isCredit }.reduce(0) { $0 + $1.amountFen },
                instructions: state.order.compactMap { state.instructions[$0] }, refused: state.refused,
                batches: state.batches.map(\.name))
        }
    }

    /// Asks about customers who showed a consent; the file's name.
    @discardableResult
    func ask(_ questions: [HistoryQuestion], number: String) -> String {
        let file = dialect.historyPrefix + number + dialect.suffix
        write(file, dialect.historyQuestions(questions, number: "LS" + number))
        return file
    }

    /// What it was answered so far.
    var histories: [HistoryAnswer] { state.withLock { $0.histories } }

    /// First day on which money of this bank reached the account.
    func paidOn(_ account: String) -> CivilDay? { state.withLock { $0.paidOn[account] } }

    // MARK: Files

    /// Sends a file the way the bank's habits have it; false when it is still being written.
    @discardableResult
    func dispatch(
        _ file: String, _ bytes: [UInt8], _ kind: BankFileKind, _ state: inout BankState, now: Int64
    ) -> Bool {
        switch habits.manner(of: kind, &state, self, now: now) {
        case .whole: write(file, bytes)
        case .growing:
            writePart(file, bytes)
            state.grow(file, bytes)
            return false
        case .torn(let again):
            // The marker is of the whole file, as the bank has it; what arrived is less.
            outbox.add(file, Array(bytes.prefix(bytes.count * 2 / 3)))
            outbox.add(file + dialect.answerMarker, Array(SandboxCrypto.hmacSM3(key, bytes).hex.utf8))
            state.delayed.append((again, file, bytes))
        case .cut(let again):
            let part = bytes.prefix(bytes.count * 2 / 3)
            let end = part.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? part.count
            write(file, Array(part.prefix(end)))
            state.delayed.append((again, file, bytes))
        case .twice(let again):
            write(file, bytes)
            state.delayed.append((again, file, bytes))
        case .late(let due): state.delayed.append((due, file, bytes))
        }
        return true
    }

    /// Data first, then the marker.
    func write(_ file: String, _ bytes: [UInt8]) {
        outbox.add(file, bytes)
        outbox.add(file + dialect.answerMarker, Array(SandboxCrypto.hmacSM3(key, bytes).hex.utf8))
    }

    /// The first part of a file, without marker: what a reader sees while the bank is still writing.
    func writePart(_ file: String, _ bytes: [UInt8]) {
        outbox.add(file, Array(bytes.prefix(bytes.count / 2)))
    }

    /// Names as this bank compares them: all separators are one.
    static func folded(_ name: String) -> [UInt8] {
        let dots: Set<UInt32> = [0xB7, 0x2022, 0x2027, 0x30FB, 0x2219, 0x22C5, 0xFF0E]
        return name.unicodeScalars.map { dots.contains($0.value) ? "·" : String($0) }.joined().utf8.map { $0 }
    }
}
