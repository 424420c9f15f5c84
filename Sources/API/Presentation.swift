package import Gateway
package import Subsidy
package import Workflow

extension JSONValue {
    /// One item of a work list: `{"county","id","kind","state","values"}`.
    ///
    /// Values are texts. Money, which the engine gives in fen (`amountFen`), becomes yuan: `amountFen` → `amount`,
    /// `sumFen` → `sum`, any other `xFen` → `xSum`. `started` becomes local time.
    package init(_ item: WorkItem) {
        var values: [String: JSONValue] = [:]
        for (key, value) in item.values {
            if key.hasSuffix("Fen") {
                let stem = String(key.dropLast(3))
                values[["amount", "sum"].contains(stem) ? stem : stem + "Sum"] = .text(
                    Int64(value).map { Money(fen: $0).yuan } ?? "")
            } else if ["started", "received", "lastRun", "lastSuccess", "receiptAt", "noticed"].contains(key),
                let milliseconds = Int64(value)
            {
                values[key] = .text(Instant(milliseconds: milliseconds).text)
            } else {
                values[key] = .text(value)
            }
        }
        self = .object([
            "kind": .text(item.kind), "id": .integer(item.id), "county": .text(item.county), "state": .text(item.state),
            "values": .object(values),
        ])
    }

    /// `{"message","object","values"}`
    package init(_ result: ActResult) {
        self = .object([
            "object": .text(result.object), "message": .text(result.message),
            "values": .object(result.values.mapValues(JSONValue.text)),
        ])
    }

    /// A receipt's head, by the names of the canonical record, money in yuan.
    package init(_ head: ListReceiptHead) {
        self = .object([
            "receiptNumber": .text(head.receiptNumber), "listDigest": .text(head.listDigest),
            "state": .text(head.state),
            "lines": .integer(orNull: head.lines), "acceptedLines": .integer(orNull: head.acceptedLines),
            "rejectedLines": .integer(orNull: head.rejectedLines), "sum": .text(orNull: head.sum?.yuan),
            "acceptedSum": .text(orNull: head.acceptedSum?.yuan), "rejectedSum": .text(orNull: head.rejectedSum?.yuan),
            "auditHead": .text(head.auditHead),
        ])
    }

    /// One row of a receipt: which row, whether taken, and if not, what to correct.
    package init(_ line: ListReceiptLine) {
        self = .object([
            "row": .integer(orNull: line.row), "accepted": .flag(line.accepted == true), "field": .text(line.field),
            "code": .text(line.code), "message": .text(line.message),
        ])
    }

    /// The answer to a list. A list that was refused whole says so on top, as every error does.
    package init(_ answer: SubmissionAnswer) {
        var members: [String: JSONValue] = [
            "document": .integer(answer.document), "list": .integer(orNull: answer.list),
            "receipt": JSONValue(answer.head), "rejects": .array(answer.rejects.map { JSONValue($0) }),
            "note": .text(answer.note),
        ]
        if answer.isRefused {
            members["code"] = .text(answer.rejects.first?.code ?? "list.refused")
            members["message"] = .text(answer.rejects.first?.message ?? "清单整份退回，请改正后重新报送")
        }
        self = .object(members)
    }

    /// A clock of the regulations; days and times are local (UTC+8).
    package init(clock subject: String, county: String, _ reading: ClockReading, now: Instant) {
        self = .object([
            "subject": .text(subject), "county": .text(county), "clock": .text(reading.clock.rawValue),
            "started": .text(reading.started.text), "deadline": .text(reading.deadline.day.text),
            "provisional": .flag(reading.deadline.provisional), "stopped": .text(orNull: reading.stopped?.text),
            "breached": .flag(reading.isBreached(at: now)),
        ])
    }

    /// The proof of G2: each equality with its two sides, what is open, and what limits the proof.
    package init(_ proof: Reconciliation) {
        func side(_ terms: [(term: String, lines: Int64?, sum: Money)]) -> JSONValue {
            .array(
                terms.map {
                    .object(["term": .text($0.term), "lines": .integer(orNull: $0.lines), "sum": .text($0.sum.yuan)])
                })
        }
        self = .object([
            "holds": .flag(proof.holds), "open": .array(proof.open.map(JSONValue.text)),
            "remarks": .array(proof.remarks.map(JSONValue.text)),
            "equalities": .array(
                proof.equalities.map {
                    .object([
                        "subject": .text($0.subject), "law": .text($0.law), "holds": .flag($0.holds),
                        "left": side($0.left), "right": side($0.right),
                    ])
                }),
        ])
    }

    /// One hop of a line's way (G3).
    package init(_ hop: Hop) {
        self = .object([
            "at": .text(hop.at.text), "what": .text(hop.what), "document": .integer(orNull: hop.document),
            "row": .integer(orNull: hop.row), "mapping": .text(hop.mapping),
            "mappingDigest": .text(hop.mappingDigest),
        ])
    }

    /// The public board: project and standard, whom to ask, and of each line village, masked name, yuan (IM-15.1, IM-26.1).
    package init(_ board: PublicBoard) {
        self = .object([
            "project": .text(board.project), "period": .text(board.period), "standard": .text(board.standard),
            "department": .text(board.department), "contact": .text(board.contact), "phone": .text(board.phone),
            "rows": .array(
                board.rows.map {
                    .object(["village": .text($0.village), "name": .text($0.name), "amount": .text($0.amount)])
                }),
        ])
    }
}

extension SubmissionAnswer {
    /// Nothing of the document counts: it was refused, or a person must look at it first.
    package var isRefused: Bool { ["refused", "quarantined"].contains(head.state) }
}
