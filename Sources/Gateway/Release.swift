import AdapterKit
package import Subsidy
import Store

extension Engine {
    /// The digest over everything that is released together: mappings, codes, profiles, alerts, calendars, connections.
    package var releaseDigest: String { configurationDigest }

    /// Pins the present configuration by two people. They must be two natural persons: the store refuses one.
    package func release(maker: String, checker: String, now: Instant) throws {
        try commit(
            "configuration.release", object: releaseDigest, now: now, before: .beforeCommitAct, after: .afterCommitAct
        ) { work in
            do {
                try work.execute(
                    """
                    INSERT INTO release (digest, maker, checker, at) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (digest) DO NOTHING
                    """, .text(releaseDigest), .text(maker), .text(checker), .at(now))
            } catch let error as StoreError where error.kind == .check {
                throw GatewayError(.forbidden, "release.onePerson", "配置发布须由两人完成（IM-23.1）")
            }
        }
    }

    /// Refuses to act, and to send, on anything that differs from the release. Only a sandbox home may run unreleased.
    func requireReleased() throws {
        guard !configuration.sandbox else { return }
        let known = try store.read { c in
            try c.rows("SELECT 1 FROM release WHERE digest = $1", [.text(releaseDigest)])
        }
        guard !known.isEmpty else {
            throw GatewayError(
                .configuration, "release.differs", "当前配置与已发布的版本不一致，请由两人重新发布（onecard release）")
        }
    }
}
