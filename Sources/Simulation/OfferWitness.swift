import Foundation
import Sandbox
import Store
import StoreSQLite
import Subsidy

/// Whether of what banks offer the public sees what a person released, as long as it holds, and nothing else (IM-27.2).
struct OfferWitness {
    private struct Page {
        var county: String
        var items: [(number: String, bank: String, title: String, text: String)]
    }

    private var pages = 0
    /// The last page of each county.
    private var current: [String: Page] = [:]

    /// Reads the pages that are new.
    mutating func look(_ store: SQLiteStore, _ country: Country) throws {
        let found = country.pages(after: pages)
        pages += found.count
        for page in found.compactMap(Self.read) {
            current[page.county] = page
            for item in page.items { try isReleased(item, page.county, store, country) }
        }
    }

    private static func read(_ page: Country.PublicPage) -> Page? {
        guard let read = (try? JSONSerialization.jsonObject(with: Data(page.text.utf8))) as? [String: Any],
            read["kind"] as? String == "FW", let county = read["publisher"] as? String
        else { return nil }
        let items = read["items"] as? [[String: Any]] ?? []
        func text(_ item: [String: Any], _ name: String) -> String { item[name] as? String ?? "" }
        return Page(
            county: county,
            items: items.map { (text($0, "code"), text($0, "department"), text($0, "project"), text($0, "note")) })
    }

    /// What is shown is what the bank said, is fair, and somebody of finance said yes to it.
    private func isReleased(
        _ item: (number: String, bank: String, title: String, text: String), _ county: String, _ store: SQLiteStore,
        _ country: Country
    ) throws {
        let isOffered = country.offers.contains { offer in
            offer.number == item.number && offer.county == county && Country.bankTitle(offer.bank) == item.bank
                && offer.title == item.title && offer.text == item.text && offer.isFair
        }
        let released = try store.readAlone { c in
            try c.rows(
                """
                SELECT 1 FROM bank_service b JOIN event e ON e.machine = 'bank_service' AND e.subject = b.id
                AND e.event = 'release' JOIN principal p ON p.id = e.actor AND p.role = 'financeMaker'
                WHERE b.county = $1 AND b.number = $2 AND b.title = $3 AND b.content = $4
                """, [.text(county), .text(item.number), .text(item.title), .text(item.text)])
        }
        guard isOffered, !released.isEmpty else {
            throw Breach("IM-27.2", "\(item.number) of \(county) is shown and was not offered so, or not released")
        }
    }

    /// What was offered fairly stands here as it was said, whatever became of it then.
    private func nothingLost(_ store: SQLiteStore, _ country: Country) throws {
        let rows = try store.readAlone { c in
            try c.rows("SELECT county, number, title, content FROM bank_service", [])
        }
        let known = Set(rows.map { $0.map { $0.text ?? "" } })
        let lost = country.offers.first { offer in
            offer.isFair && !known.contains([offer.county, offer.number, offer.title, offer.text])
        }
        guard let lost else { return }
        throw Breach("IM-27.2", "\(lost.number) of \(lost.county) was offered, and is not here as it was said")
    }

    /// The last page of a county shows what is released and within its term today, and nothing else.
    func final(_ store: SQLiteStore, _ country: Country, now: Instant) throws -> [String: Int] {
        try nothingLost(store, country)
        let rows = try store.readAlone { c in
            try c.rows(
                """
                SELECT county, number, state, CASE WHEN state = 'released' AND from_day <= $1 AND until_day >= $1
                    THEN 1 ELSE 0 END FROM bank_service ORDER BY county, number, version
                """, [.integer(Int64(now.day.number))])
        }
        var counts: [String: Int] = [:]
        var standing: [String: Set<String>] = [:]
        for row in rows {
            let (county, state) = (row[0].text ?? "", row[2].text ?? "")
            guard state != "offered" else { throw Breach("end", "service \(row[1].text ?? "") was read by nobody") }
            counts["service \(state)", default: 0] += 1
            standing[county, default: []].formUnion(row[3].integer == 1 ? [row[1].text ?? ""] : [])
        }
        for (county, numbers) in standing.sorted(by: { $0.key < $1.key }) {
            let shown = Set((current[county]?.items ?? []).map(\.number))
            guard let odd = numbers.symmetricDifference(shown).min() else { continue }
            throw Breach("IM-27.2", "\(odd) of \(county) is released and not shown, or the reverse")
        }
        return counts
    }
}
