import Store
import Subsidy
import Trust

/// Terms as one text, a line each.
enum TermText {
    static func encode(_ terms: [(name: String, value: String)]) -> String {
        terms.map { "\($0.name)=\($0.value)" }.joined(separator: "\n")
    }

    static func decode(_ text: String) -> [(name: String, value: String)] {
        text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
    }
}

extension Engine {
    /// A roster begins with the profile of the day, and keeps its terms (IM-38).
    func keepTerms(of roster: Int64, _ profile: RegionProfile, _ county: String, _ work: Work) throws {
        let text = TermText.encode(profile.terms)
        let digest = hex(Digest.sha256(Array(text.utf8)))
        try work.execute(
            """
            INSERT INTO profile_version (id, county, digest, effective, terms, at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (county, digest, effective) DO NOTHING
            """, .integer(try work.id()), .text(county), .text(digest), .day(profile.effectiveFrom), .text(text),
            .at(work.now))
        try work.execute(
            """
            UPDATE roster SET profile_version = (SELECT v.id FROM profile_version v WHERE v.county = $1
                AND v.digest = $2 AND v.effective = $3) WHERE id = $4
            """, .text(county), .text(digest), .day(profile.effectiveFrom), .integer(roster))
    }

    /// The profile by which a roster goes on: the one with which it began, but for what the profile of today says is for
    /// begun batches as well. A roster that was built before rosters kept theirs goes by today's.
    func profile(ofRoster roster: Int64, _ c: any StoreConnection) throws -> RegionProfile {
        let row = try c.rows(
            """
            SELECT r.county, v.terms FROM roster r LEFT JOIN profile_version v ON v.id = r.profile_version WHERE r.id = $1
            """, [.integer(roster)]
        ).first
        guard let row else { throw GatewayError(.notFound, "roster.unknown", "没有该清册") }
        let profile = try profile(row.text(0))
        return row[1].isNull ? profile : profile.keeping(TermText.decode(row.text(1)))
    }

    /// … of every roster, each version read once.
    func profilesOfRosters(_ c: any StoreConnection) throws -> [Int64: RegionProfile] {
        var versions: [Int64: RegionProfile] = [:]
        for row in try c.rows("SELECT id, county, terms FROM profile_version ORDER BY id")
        where configuration.county(row.text(1)) != nil {
            versions[row.int(0)] = try profile(row.text(1)).keeping(TermText.decode(row.text(2)))
        }
        var profiles: [Int64: RegionProfile] = [:]
        for row in try c.rows("SELECT id, county, profile_version FROM roster ORDER BY id") {
            profiles[row.int(0)] = try row[2].integer.flatMap { versions[$0] } ?? self.profile(row.text(1))
        }
        return profiles
    }

    /// What the profile of today says otherwise than the one with which a roster began, and which of both holds for it.
    package func rosterTerms(_ roster: Int64) throws -> [WorkItem] {
        try store.read { c in
            guard
                let row = try c.rows(
                    """
                    SELECT r.county, v.terms, v.effective FROM roster r
                    JOIN profile_version v ON v.id = r.profile_version WHERE r.id = $1
                    """, [.integer(roster)]
                ).first
            else { return [] }
            let today = try profile(row.text(0))
            let began = TermText.decode(row.text(1))
            let holding = try profile(ofRoster: roster, c).terms
            return RegionProfile.differences(began, today.terms).map { term in
                let held = holding.first { $0.name == term.name }?.value ?? ""
                return WorkItem(
                    kind: "term", id: roster, county: row.text(0), state: held == term.before ? "kept" : "adopted",
                    values: [
                        "name": term.name, "before": term.before, "after": term.after,
                        "from": row.day(2).text, "until": today.effectiveFrom.text,
                    ])
            }
        }
    }
}
