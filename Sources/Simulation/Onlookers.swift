import Gateway
import Sandbox
import Store
import StoreSQLite
import Subsidy

/// Onlookers read what reaches people's phones and the internet side: nobody is told of money that did not move, nobody
/// twice, and no page and no message says who somebody is (IM-35, IM-30.1, G7).
struct Onlookers {
    private var pages = 0
    private var messages = 0

    /// Reads what is new.
    mutating func look(_ store: SQLiteStore, _ country: Country) throws {
        let pages = country.pages(after: pages)
        let messages = country.messages(after: messages)
        guard !pages.isEmpty || !messages.isEmpty else { return }
        let people = country.everybody
        let names = Set(people.map(\.name))
        for page in pages { try read(page, names) }
        let byPhone = Dictionary(grouping: people, by: \.phone)
        for message in messages { try read(message, byPhone[message.phone] ?? [], store, country) }
        self.pages += pages.count
        self.messages += messages.count
        try once(messages.map(\.number), store)
    }

    private func read(_ page: Country.PublicPage, _ names: Set<String>) throws {
        for value in page.text.split(separator: "\"") where value.utf8.count != 64 {
            guard !names.contains(String(value)), Self.longestNumber(value) < 11 else {
                throw Breach("G7", "page \(page.number) says who somebody is")
            }
        }
    }

    private static func longestNumber(_ text: Substring) -> Int {
        var (longest, run) = (0, 0)
        for byte in text.utf8 {
            run = (0x30...0x39).contains(byte) ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    private func read(
        _ message: Country.ShortMessage, _ people: [Citizen], _ store: SQLiteStore, _ country: Country
    ) throws {
        let row = try store.readAlone { c in
            try c.rows(
                """
                SELECT n.kind, COALESCE(a.serial, '') FROM notice n LEFT JOIN attempt a ON a.id = n.attempt
                WHERE n.serial = $1
                """, [.text(message.number)])
        }.first
        guard let row else { throw Breach("IM-35", "message \(message.number) is none that was posted") }
        if row[0].text == "paid", country.instruction(row[1].text ?? "")?.timesExecuted ?? 0 == 0 {
            throw Breach("IM-35", "message \(message.number) tells of money that never moved")
        }
        for citizen in people where [citizen.name, citizen.id, citizen.account].contains(where: message.text.contains) {
            throw Breach("G7", "message \(message.number) says who somebody is")
        }
    }

    /// Of one payment people are told once, and once more after each correction.
    private func once(_ numbers: [String], _ store: SQLiteStore) throws {
        for number in numbers {
            let twice = try store.readAlone { c in
                try c.rows(
                    """
                    SELECT m.attempt FROM notice n JOIN notice m ON m.attempt = n.attempt AND m.state <> 'refused'
                    WHERE n.serial = $1 GROUP BY m.attempt HAVING SUM(CASE WHEN m.kind = 'paid' THEN 1 ELSE 0 END)
                        > SUM(CASE WHEN m.kind = 'correction' THEN 1 ELSE 0 END) + 1
                    """, [.text(number)])
            }
            guard twice.isEmpty else { throw Breach("IM-35", "message \(number) tells of one payment twice") }
        }
    }

    /// What was told of the past can be told again: briefings with their figures, samples with their lines.
    private func past(_ engine: Engine, now: Instant) throws {
        for briefing in try engine.briefings() {
            let proof = try engine.verifyBriefing(briefing.id, now: now)
            guard !proof.holds else { continue }
            let differs = proof.differences.map { "\($0)" }.joined(separator: "; ")
            throw Breach("IM-33.1d", "briefing \(briefing.id) cannot be made again: \(differs)")
        }
        if let sample = try engine.samples(now: now).first(where: { $0.state != "reproducible" }) {
            throw Breach("IM-32.2", "sample \(sample.id) cannot be drawn again")
        }
    }

    /// When everybody has cleared their desk: nothing is unanswered, and every channel shows what it should.
    func final(
        _ engine: Engine, _ store: SQLiteStore, _ country: Country, now: Instant
    ) throws -> [String: Int] {
        try past(engine, now: now)
        let left = try store.readAlone { c in
            try c.rows(
                """
                SELECT 'request ' || number FROM portal_request WHERE state = 'received'
                UNION ALL SELECT 'complaint ' || number FROM complaint WHERE state <> 'closed'
                UNION ALL SELECT 'notice ' || serial FROM notice WHERE state = 'posted'
                    OR (state = 'refused' AND reason <> 'phone.missing')
                UNION ALL SELECT 'publication ' || number FROM publication WHERE state IN ('posted', 'hosted', 'withdrawing')
                ORDER BY 1
                """)
        }
        if let first = left.first?[0].text { throw Breach("end", "\(first) is still open") }
        let publications = try engine.publications()
        if let differs = publications.first(where: { $0.values["differing"]?.isEmpty == false }) {
            throw Breach("IM-28.1", "publication \(differs.values["number"] ?? "") is shown otherwise somewhere")
        }
        let standing = Set(publications.filter { $0.state == "published" }.compactMap { $0.values["number"] })
        if let wrong = country.shownPages.symmetricDifference(standing).min() {
            throw Breach("IM-25.1", "page \(wrong) is shown and should not be, or the reverse")
        }
        let counts = try store.readAlone { c in
            try c.rows(
                """
                SELECT 'message ' || state, COUNT(*) FROM notice GROUP BY 1
                UNION ALL SELECT 'list change ' || state, COUNT(*) FROM list_change GROUP BY 1
                UNION ALL SELECT 'portal request ' || state, COUNT(*) FROM portal_request GROUP BY 1
                UNION ALL SELECT 'death inquiry ' || state, COUNT(*) FROM death_inquiry GROUP BY 1
                UNION ALL SELECT 'plan ' || state, COUNT(*) FROM allocation_plan GROUP BY 1
                UNION ALL SELECT 'household', COUNT(*) FROM household
                UNION ALL SELECT 'reference', COUNT(*) FROM household_reference
                ORDER BY 1
                """)
        }
        return Dictionary(
            counts.map { ($0[0].text ?? "", Int($0[1].integer ?? 0)) }, uniquingKeysWith: { first, _ in first })
    }
}
