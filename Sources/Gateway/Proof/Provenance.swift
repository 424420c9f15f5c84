import Store
import Subsidy
import Workflow

extension Engine {
    /// Who said each value of a roster's line, by which document, row and mapping (NX-6.2.3): what stands, what it took
    /// the place of, and what other sources say beside it. Values of people are masked.
    package func provenance(_ line: Int64) throws -> [WorkItem] {
        try store.read { c in
            guard
                let row = try c.rows(
                    """
                    SELECT l.roster, r.county, ll.subject, l.list_line FROM roster_line l JOIN roster r ON r.id = l.roster
                    JOIN list_line ll ON ll.id = l.list_line WHERE l.id = $1
                    """, [.integer(line)]
                ).first
            else { throw GatewayError(.notFound, "line.unknown", "没有编号为 \(line) 的清册明细") }
            var book = ValueBook(county: row.text(1))
            let sources = try c.rows(
                """
                SELECT ll.id, ll.line, x.document, x.source, ll.beneficiary, ll.payee, ll.account, ll.quantity, ll.rate,
                    ll.amount_fen, ll.village, ll.sealed, l.state, ll.changed_fen, ll.changed_payee, ll.changed_account
                FROM roster_line l JOIN list_line ll ON ll.id = l.list_line JOIN list x ON x.id = ll.list
                WHERE l.roster = $1 AND ll.subject = $2 ORDER BY CASE WHEN l.id = $3 THEN 0 ELSE 1 END, l.id
                """, [row[0], row[2], .integer(line)])
            for source in sources {
                try told(source, isOwn: source.int(0) == row.int(3), &book, c)
            }
            try changed(sources.first ?? [], &book, c)
            try corrected(line, &book, c)
            try checked(line, &book, c)
            try handled(line, &book, c)
            return book.items
        }
    }

    /// What a list's row says; of the line's own row only what nothing took the place of stands.
    private func told(
        _ row: [SQLValue], isOwn: Bool, _ book: inout ValueBook, _ c: any StoreConnection
    ) throws {
        let origin = try book.origin(
            row.int(2), row: row.int(1), who: ListSource(rawValue: row.text(3))?.zh ?? row.text(3), c)
        let names = try sealedNames(row.bytes(11), row.int(0))
        let state = isOwn ? "stands" : row.text(12) == "held" ? "differs" : "aside"
        func add(_ value: SourceValue, _ text: String, isReplaced: Bool = false) {
            guard !text.isEmpty else { return }
            book.add(value.rawValue, value.zh, text, isReplaced && isOwn ? "replaced" : state, origin)
        }
        add(.beneficiary, Mask.idNumber(try open(person: row.int(4), c).idNumber))
        for (value, name) in zip([SourceValue.beneficiaryName, .payeeName, .headName], names) {
            add(value, Mask.name(name))
        }
        add(.payee, Mask.idNumber(try open(person: row.int(5), c).idNumber), isReplaced: row[14].integer != nil)
        if let account = row[6].integer {
            add(
                .account, Mask.account(try open(account: account, c).number),
                isReplaced: row[14].integer != nil || row[15].integer != nil)
        }
        add(.quantity, row[7].integer.map { ExactDecimal(millionths: $0).text } ?? "")
        add(.rate, row[8].integer.map { ExactDecimal(millionths: $0).text } ?? "")
        add(.amount, Money(fen: row.int(9)).yuan, isReplaced: row[13].integer != nil)
        add(.village, row.text(10))
    }

    /// What the department said afterwards (IM-14.2).
    private func changed(_ row: [SQLValue], _ book: inout ValueBook, _ c: any StoreConnection) throws {
        guard !row.isEmpty else { return }
        let words = try c.rows(
            """
            SELECT document, line, version, amount_fen, payee, account, state FROM list_change
            WHERE list_line = $1 AND kind = 'correct' ORDER BY version, id
            """, [row[0]])
        for word in words {
            let origin = try book.origin(word.int(0), row: word.int(1), who: "主管部门更正第 \(word.int(2)) 次", c)
            let state = word.text(6) == ListChangeMachine.State.applied.rawValue ? "stands" : "aside"
            if let fen = word[3].integer {
                book.add(SourceValue.amount.rawValue, SourceValue.amount.zh, Money(fen: fen).yuan, state, origin)
            }
            if let payee = word[4].integer {
                let number = Mask.idNumber(try open(person: payee, c).idNumber)
                book.add(SourceValue.payee.rawValue, SourceValue.payee.zh, number, state, origin)
            }
            if let account = word[5].integer {
                let number = Mask.account(try open(account: account, c).number)
                book.add(SourceValue.account.rawValue, SourceValue.account.zh, number, state, origin)
            }
        }
    }

    /// What people corrected of the line's persons, one asking and another approving (IM-16.1b, IM-11.4).
    private func corrected(_ line: Int64, _ book: inout ValueBook, _ c: any StoreConnection) throws {
        let changes = try c.rows(
            """
            SELECT x.id, x.kind, COALESCE(x.decided, x.proposed), COALESCE(m.login, ''), COALESCE(k.login, ''), p.id
            FROM library_change x JOIN roster_line l ON l.id = $1 JOIN list_line ll ON ll.id = l.list_line
            JOIN person p ON p.id = x.person AND p.id IN (ll.subject, ll.beneficiary, l.payee)
            LEFT JOIN principal m ON m.id = x.maker LEFT JOIN principal k ON k.id = x.checker
            WHERE x.state IN ('applied', 'cleared') AND x.kind IN ('name', 'idNumber') ORDER BY x.id
            """, [.integer(line)])
        for change in changes {
            let known = try open(person: change.int(5), c)
            let isName = change.text(1) == LibraryChangeKind.name.rawValue
            book.add(
                change.text(1), isName ? "姓名更正" : "身份证号更正",
                isName ? Mask.name(known.name) : Mask.idNumber(known.idNumber),
                "stands",
                ValueBook.Origin(
                    who: "\(change.text(3)) 登记，\(change.text(4)) 批准", at: change.int(2),
                    reference: "change:\(change.int(0))"
                ))
        }
    }

    /// The account that is paid to, and what registers said of the line's people.
    private func checked(_ line: Int64, _ book: inout ValueBook, _ c: any StoreConnection) throws {
        let shares = try c.rows(
            """
            SELECT s.account, a.source, a.kind, a.state, a.verified, b.channel, b.at FROM share s
            JOIN account a ON a.id = s.account
            LEFT JOIN library_account b ON b.person = s.payee AND b.account = a.id AND b.state = 'effective'
            WHERE s.roster_line = $1 ORDER BY s.id
            """, [.integer(line)])
        for share in shares {
            let number = Mask.account(try open(account: share.int(0), c).number)
            let origin =
                share[5].text == nil
                ? try book.origin(share.int(1), row: nil, who: share.text(2) == "ssc" ? "社会保障卡发卡机构" : "清单", c)
                : ValueBook.Origin(
                    who: "基础库，本人经 \(share.text(5)) 确认", at: share.int(6), reference: "library_account")
            book.add("paidTo", "发放账户", number, "stands", origin)
            if let verified = share[4].integer {
                book.add(
                    "accountVerdict", "账户验证", share.text(3), "stands",
                    ValueBook.Origin(who: "代理金融机构", at: verified, reference: ""))
            }
        }
        let verdict = try c.rows(
            "SELECT verdict, verdict_document FROM roster_line WHERE id = $1 AND verdict_document IS NOT NULL",
            [.integer(line)]
        ).first
        if let verdict {
            let word = VerdictCode(rawValue: verdict.text(0))?.zh ?? verdict.text(0)
            book.add(
                "verdict", "公安联网核查", word, "stands",
                try book.origin(verdict.int(1), row: nil, who: "公安", c))
        }
    }

    /// Who made, signed and reviewed what the line stands in (IM-31.2).
    private func handled(_ line: Int64, _ book: inout ValueBook, _ c: any StoreConnection) throws {
        let duties = try c.rows(
            """
            SELECT d.duty, p.login, p.role, d.at FROM roster_line l JOIN roster r ON r.id = l.roster
            JOIN duty d ON d.root = 'list:' || CAST(r.list AS TEXT) JOIN principal p ON p.id = d.principal
            WHERE l.id = $1 ORDER BY d.at, d.natural_person
            """, [.integer(line)])
        for duty in duties {
            book.add(
                "duty", "经办与审核", duty.text(0), "stands",
                ValueBook.Origin(who: "\(duty.text(1))（\(duty.text(2))）", at: duty.int(3), reference: ""))
        }
    }
}

/// The values of a line as they are gathered, each with its origin.
private struct ValueBook {
    struct Origin {
        var who: String
        var at: Int64
        var reference: String
        var row = ""
        var mapping = ""
        var mappingDigest = ""
    }

    let county: String
    var items: [WorkItem] = []

    init(county: String) { self.county = county }

    /// A document as the origin of a value.
    func origin(_ document: Int64, row: Int64?, who: String, _ c: any StoreConnection) throws -> Origin {
        let known = try c.rows(
            "SELECT received, mapping, mapping_digest, connection FROM document WHERE id = $1", [.integer(document)]
        ).first
        guard let known else { return Origin(who: who, at: 0, reference: "") }
        return Origin(
            who: "\(who)（\(known.text(3))）", at: known.int(0), reference: "document:\(document)",
            row: row.map(String.init) ?? "", mapping: known.text(1), mappingDigest: known.text(2))
    }

    mutating func add(_ field: String, _ zh: String, _ value: String, _ state: String, _ origin: Origin) {
        items.append(
            WorkItem(
                kind: "value", id: Int64(items.count + 1), county: county, state: state,
                values: [
                    "field": field, "what": zh, "value": value, "who": origin.who, "document": origin.reference,
                    "row": origin.row, "mapping": origin.mapping, "mappingDigest": origin.mappingDigest,
                    "started": origin.at == 0 ? "" : String(origin.at),
                ]))
    }
}
