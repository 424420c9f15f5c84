import Sandbox
import Store
import StoreSQLite
import Subsidy
import Workflow

/// Whether banks are told what somebody was paid only with that person's consent, as it stood at that moment (IM-27.1).
struct LookupWitness {
    /// So many questions without right in a day are a harvest, by the profile.
    private static let misses = 5

    private var last: Int64 = 0
    /// How often each consent was used.
    private var used: [String: Int] = [:]

    /// Reads the log of look-ups from where it ended.
    mutating func look(_ store: SQLiteStore, _ country: Country, _ office: Office) throws {
        let log = try store.readAlone { c in
            try c.rows(
                """
                SELECT l.id, l.bank, l.serial, l.reason, l.at, l.county, (SELECT COUNT(*) FROM lookup_stop s
                    WHERE s.county = l.county AND s.bank = l.bank AND s.at < l.at AND COALESCE(s.freed, l.at + 1) > l.at)
                FROM lookup l WHERE l.id > $1 ORDER BY l.id
                """, [.integer(last)])
        }
        guard let end = log.last?[0].integer else { return }
        last = end
        let asked = Dictionary(
            (country.questions + office.clerkQuestions).map { ("bank-\($0.bank) \($0.serial)", $0) },
            uniquingKeysWith: { first, _ in first })
        let given = Dictionary(office.consents.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        for row in log {
            let serial = row[2].text ?? ""
            guard let question = asked["\(row[1].text ?? "") \(serial)"], question.county == row[5].text else {
                throw Breach("IM-27.1", "look-up \(serial) was asked by nobody")
            }
            guard [LookupRule.Reason.given, .nothing].map(\.rawValue).contains(row[3].text ?? "") else { continue }
            let at = Instant(milliseconds: row[4].integer ?? 0)
            guard let consent = given[question.consent], Self.covers(consent, question, country, at: at) else {
                throw Breach("IM-27.1", "look-up \(serial) was answered without a consent that held at \(at.text)")
            }
            used[consent.number, default: 0] += 1
            guard used[consent.number] ?? 0 <= consent.uses else {
                throw Breach("IM-27.1", "consent \(consent.number) was used more often than its \(consent.uses) times")
            }
            guard row[6].integer == 0 else {
                throw Breach("IM-27.1", "look-up \(serial) was answered to a bank that was stopped")
            }
        }
        try harvests(store)
    }

    private static func covers(
        _ consent: GivenConsent, _ question: CountryQuestion, _ country: Country, at: Instant
    ) -> Bool {
        consent.bank == question.bank && consent.county == question.county && consent.person == question.person
            && consent.purpose == question.purpose && country.citizen(consent.person)?.name == question.name
            && consent.given <= at && at.day <= consent.until && !(consent.withdrawn.map { $0 < at } ?? false)
    }

    /// Whoever asks so often without right in a day is stopped that day.
    private func harvests(_ store: SQLiteStore) throws {
        let misses = LookupRule.Reason.allCases.filter(\.isMiss).map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let free = try store.readAlone { c in
            try c.rows(
                SQLText(
                    """
                    SELECT l.county, l.bank, COUNT(*) FROM lookup l WHERE l.reason IN (\(misses))
                    AND NOT EXISTS (SELECT 1 FROM lookup_stop s WHERE s.county = l.county AND s.bank = l.bank
                        AND (s.at + 28800000) / 86400000 = (l.at + 28800000) / 86400000)
                    GROUP BY l.county, l.bank, (l.at + 28800000) / 86400000 HAVING COUNT(*) >= \(Self.misses)
                    ORDER BY 1, 2
                    """))
        }
        guard let row = free.first else { return }
        throw Breach("IM-27.1", "\(row[1].text ?? "") asked \(row[2].integer ?? 0) times without right, and may ask on")
    }

    /// Who is let ask again was let so by two.
    static func check(_ moves: [Moved], _ store: SQLiteStore) throws {
        for move in moves where move.machine == LookupStopMachine.name && move.event == "free" {
            let people = try store.readAlone { c in
                try c.rows(
                    """
                    SELECT p.natural_person FROM event e JOIN principal p ON p.id = e.actor WHERE e.machine = 'lookup_stop'
                    AND e.subject = $1 ORDER BY e.sequence DESC LIMIT 2
                    """, [.integer(move.subject)])
            }.compactMap { $0[0].text }
            guard people.count == 2, people[0] != people[1] else {
                throw Breach("IM-27.1", "stop \(move.subject) was lifted by \(people), which are not two")
            }
        }
    }

    /// Every question was answered, with what the log says and no more: what was told was paid.
    func final(_ store: SQLiteStore, _ country: Country, _ office: Office) throws -> [String: Int] {
        if let refused = country.refusedFiles.first(where: { $0.file.hasPrefix("LD_") }) {
            throw Breach("IM-27.1", "a bank cannot read \(refused.file): \(refused.reason)")
        }
        var counts: [String: Int] = [:]
        let byHand = office.clerkQuestions.filter { !$0.codes.isEmpty }
        counts["look-up by hand"] = byHand.isEmpty ? nil : byHand.count
        for question in country.questions + byHand {
            let row = try store.readAlone { c in
                try c.rows(
                    "SELECT reason, projects, COALESCE(person, 0) FROM lookup WHERE bank = $1 AND serial = $2",
                    [.text("bank-\(question.bank)"), .text(question.serial)])
            }.first
            guard let row, let reason = LookupRule.Reason(rawValue: row[0].text ?? "") else {
                throw Breach("IM-27.1", "question \(question.serial) was never judged")
            }
            counts["look-up \(reason.rawValue)", default: 0] += 1
            let lines = reason == .given ? Int(row[1].integer ?? 0) : 1
            guard question.codes.count == lines, Set(question.codes) == [Self.code(reason.outcome)] else {
                throw Breach("IM-27.1", "\(question.serial) is \(reason.rawValue) and was told \(question.codes)")
            }
            let paid = reason == .given ? try credited(row[2].integer ?? 0, store, country) : 0
            guard question.fen <= paid, (question.fen > 0) == (reason == .given) else {
                throw Breach("IM-27.1", "question \(question.serial) was told of \(question.fen) fen of \(paid)")
            }
        }
        return counts
    }

    static func code(_ outcome: LookupOutcome) -> String {
        switch outcome {
        case .given: "00"
        case .nothing: "01"
        case .noConsent: "10"
        case .expired: "11"
        case .spent: "12"
        case .wrongPurpose: "13"
        case .stopped: "99"
        }
    }

    /// What a person was ever paid, by those who paid it.
    private func credited(_ person: Int64, _ store: SQLiteStore, _ country: Country) throws -> Int64 {
        try store.readAlone { c in
            try c.rows(
                "SELECT a.serial FROM attempt a JOIN share s ON s.id = a.share WHERE s.payee = $1 ORDER BY a.id",
                [.integer(person)])
        }.reduce(0) { $0 + (country.instruction($1[0].text ?? "")?.paidFen ?? 0) }
    }
}
