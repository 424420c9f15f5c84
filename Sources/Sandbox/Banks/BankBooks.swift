/// One run of a bank's books: pays what is due and writes the answers.
struct BankBooks {
    let bank: Bank
    let now: Int64
    private var events: [String] = []

    init(bank: Bank, now: Int64) {
        self.bank = bank
        self.now = now
    }

    mutating func run(_ state: inout BankState) -> [String] {
        let due = state.pending.filter { $0.due <= now }
        for batch in Set(due.map(\.batch)).sorted() {
            pay(&state, batch, due.filter { $0.batch == batch })
        }
        return events
    }

    private mutating func pay(_ state: inout BankState, _ index: Int, _ due: [BankState.Pending]) {
        let batch = state.batches[index]
        let lines = due.filter { $0.work != .lateReturn }
        let needed = lines.reduce(0) { $0 + $1.line.amountFen }
        guard bank.world.accounts.balance(batch.agency) >= needed || lines.isEmpty else {
            events.append("银行\(bank.name)：\(batch.name)等待拨款，需\(yuan(needed))元")
            return
        }
        state.pending.removeAll { $0.batch == index && $0.due <= now }
        let current = holdBack(&state, lines, bank.habits.putOff(lines, of: index, state, bank))
        var answers = current.map { answer(&state, index, $0) }
        let total = zip(current, answers).reduce(Int64(0)) { sum, pair in
            pair.1.state == .paid && pair.0.work != .lateSuccess ? sum + pair.1.amountFen : sum
        }
        if total > 0 {
            bank.world.accounts.debit(batch.agency, amountFen: total, reference: batch.name, at: now)
        }
        if !answers.isEmpty {
            if bank.habits.slipsIn(index, state, bank) { answers.append(foreign(&state)) }
            writeResults(&state, answers, batch)
        }
        // What was refused in the end has nothing to give back.
        let returns = due.filter {
            $0.work == .lateReturn && (state.instructions[$0.line.serial]?.paidFen ?? 0) > 0
        }
        if !returns.isEmpty { giveBack(&state, returns, batch) }
    }

    /// A partial file: the lines put off come a working day later.
    private func holdBack(
        _ state: inout BankState, _ lines: [BankState.Pending], _ held: Set<Int>
    ) -> [BankState.Pending] {
        for index in held.sorted() {
            var later = lines[index]
            later.due = CivilDay(at: now).working(after: 1).at(10)
            state.pending.append(later)
        }
        return lines.indices.filter { !held.contains($0) }.map { lines[$0] }
    }

    // MARK: One line

    private mutating func answer(_ state: inout BankState, _ batch: Int, _ due: BankState.Pending) -> LineAnswer {
        let line = due.line
        switch due.work {
        case .settle: return paid(&state, line, line.amountFen)
        case .lateSuccess:
            bank.world.accounts.debit(
                state.batches[batch].agency, amountFen: line.amountFen, reference: line.serial, at: now,
                summary: "代发补记", otherAccount: line.account, otherName: line.name)
            return paid(&state, line, line.amountFen)
        case .pay, .lateReturn: break
        }
        if (state.instructions[line.serial]?.timesExecuted ?? 0) > 0 {
            return refusal(&state, line, "3051", "重复业务", keepsTruth: true)
        }
        return surprise(&state, batch, line) ?? ordinary(&state, line)
    }

    private func ordinary(_ state: inout BankState, _ line: BatchLine) -> LineAnswer {
        guard let account = bank.world.bankAccount(line.account), bank.name == "a" || account.bank == "b" else {
            return refusal(&state, line, "3004", "账号不存在")
        }
        guard Bank.folded(account.holder) == Bank.folded(line.name) else {
            return refusal(&state, line, "3031", "账号户名不符")
        }
        switch account.state {
        case "closed": return refusal(&state, line, "3018", "账户已销户")
        case "dormant": return refusal(&state, line, "3069", "长期不动户")
        case "frozen": return refusal(&state, line, "3017", "账户已冻结")
        default: return paid(&state, line, line.amountFen)
        }
    }

    /// What the bank's habits have in store for a line; nil when it is ordinary.
    private func surprise(_ state: inout BankState, _ batch: Int, _ line: BatchLine) -> LineAnswer? {
        let day = CivilDay(at: now)
        switch bank.habits.surprise(line, &state, bank) {
        case .short(let missing) where line.amountFen > missing:
            return paid(&state, line, line.amountFen - missing)
        case .unknownCode: return refusal(&state, line, "7777", "其他")
        case .pending:
            later(&state, .settle, batch, line, day.working(after: 1))
            return LineAnswer(
                line: line, state: .pending, amountFen: line.amountFen,
                bankSerial: note(&state, line, "pending", "6051"),
                code: "6051", reason: "已收妥未入账", at: now)
        case .lateSuccess:
            later(&state, .lateSuccess, batch, line, day.working(after: 1))
            return refusal(&state, line, "3057", "账户状态异常")
        case .lateReturn: later(&state, .lateReturn, batch, line, day.working(after: 2))
        case .short, nil: return nil
        }
        return nil
    }

    private func later(
        _ state: inout BankState, _ work: BankState.Pending.Work, _ batch: Int, _ line: BatchLine, _ day: CivilDay
    ) {
        state.pending.append(BankState.Pending(work: work, due: day.at(10), batch: batch, line: line))
    }

    /// Writes the line's state into the truth; gives a bank serial.
    private func note(_ state: inout BankState, _ line: BatchLine, _ word: String, _ code: String) -> String {
        state.instructions[line.serial]?.state = word
        state.instructions[line.serial]?.code = code
        return state.nextBankSerial(bank.name)
    }

    private func paid(_ state: inout BankState, _ line: BatchLine, _ amount: Int64) -> LineAnswer {
        let serial = note(&state, line, amount == line.amountFen ? "paid" : "shortPaid", "0000")
        state.instructions[line.serial]?.paidFen += amount
        state.instructions[line.serial]?.timesExecuted += 1
        if state.paidOn[line.account] == nil { state.paidOn[line.account] = CivilDay(at: now) }
        return LineAnswer(
            line: line, state: .paid, amountFen: amount, bankSerial: serial, code: "0000", reason: "交易成功", at: now)
    }

    private func refusal(
        _ state: inout BankState, _ line: BatchLine, _ code: String, _ reason: String, keepsTruth: Bool = false
    ) -> LineAnswer {
        let serial = keepsTruth ? state.nextBankSerial(bank.name) : note(&state, line, "failed", code)
        return LineAnswer(
            line: line, state: .failed, amountFen: line.amountFen, bankSerial: serial, code: code, reason: reason,
            at: now)
    }

    /// A line of somebody else's batch that slipped into our file: no money of ours moved for it.
    private func foreign(_ state: inout BankState) -> LineAnswer {
        let line = BatchLine(
            serial: "ZX2026030100000001", account: Numbers.card("629999199999999999"), name: "赵六", amountFen: 1_000)
        return LineAnswer(
            line: line, state: .paid, amountFen: 1_000, bankSerial: state.nextBankSerial(bank.name), code: "0000",
            reason: "交易成功", at: now)
    }

    // MARK: Files

    private func fileName(_ state: inout BankState, _ prefix: String) -> String {
        let day = prefix + CivilDay(at: now).text + bank.dialect.numberSeparator
        return day + digits(state.nextNumber(day), 3) + bank.dialect.suffix
    }

    private mutating func writeResults(
        _ state: inout BankState, _ answers: [LineAnswer], _ batch: BankState.Batch
    ) {
        let name = fileName(&state, bank.dialect.resultPrefix)
        let bytes = bank.dialect.results(answers, of: batch.file, agency: batch.agency)
        state.resultFiles += 1
        guard bank.dispatch(name, bytes, .result, &state, now: now) else {
            events.append("银行\(bank.name)：\(name)正在写，尚未写完")
            return
        }
        events.append("银行\(bank.name)：发放结果\(name)，\(answers.count)笔，批次\(batch.name)")
    }

    private mutating func giveBack(
        _ state: inout BankState, _ due: [BankState.Pending], _ batch: BankState.Batch
    ) {
        let (day, number) = batchNumber(batch.name)
        let answers = due.map { pending -> LineAnswer in
            let line = pending.line
            let amount = state.instructions[line.serial]?.paidFen ?? line.amountFen
            bank.world.accounts.credit(
                batch.agency, amountFen: amount, reference: line.serial, at: now, summary: "退汇",
                otherAccount: line.account, otherName: line.name)
            if let citizen = bank.world.citizen(account: line.account) {
                bank.world.update(citizen.id) { $0.accountState = "closed" }
            }
            state.instructions[line.serial]?.returnedFen += amount
            return LineAnswer(
                line: line, state: .returned, amountFen: amount, bankSerial: note(&state, line, "returned", "3018"),
                code: "3018", reason: "账户已销户", at: now, batchDay: day, batchNumber: number)
        }
        let name = fileName(&state, bank.dialect.returnPrefix)
        bank.dispatch(
            name, bank.dialect.returns(answers, of: batch.file, agency: batch.agency), .return, &state, now: now)
        events.append("银行\(bank.name)：退汇\(name)，\(answers.count)笔，批次\(batch.name)")
    }

    /// Day and number in `req_20260302_001` or `DF20260302001`.
    private func batchNumber(_ name: String) -> (String, String) {
        let digits = name.filter(\.isNumber)
        return (String(digits.prefix(8)), String(digits.dropFirst(8)))
    }
}
