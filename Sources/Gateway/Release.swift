import Store
import Subsidy

extension Engine {
    /// Whether the present configuration (mappings, codes, profiles, alerts, calendars, connections) is the one that two
    /// people released. Only a sandbox home may run without.
    package func isReleased() throws -> Bool {
        guard !configuration.sandbox else { return true }
        return try store.read { c in
            try c.rows("SELECT 1 FROM release WHERE digest = $1", [.text(configurationDigest)]).isEmpty == false
        }
    }

    /// Refuses to act, and to send, on anything that differs from the release.
    func requireReleased() throws {
        guard try isReleased() else {
            throw GatewayError(
                .configuration, "release.differs", "当前配置与已发布的版本不一致，请由两人重新发布后再办理")
        }
    }

    /// One person proposes the present configuration by its digest …
    func proposeRelease(_ input: ActInput, _ target: ActTarget) throws -> ActResult {
        try requirePresent(input)
        return ActResult(target.root, "已提请发布配置 \(configurationDigest.prefix(16))…，待第二人批准")
    }

    /// … and another releases it. The table itself refuses one natural person as both.
    func approveRelease(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        try requirePresent(input)
        guard
            let maker = try work.rows(
                "SELECT natural_person FROM duty WHERE root = $1 AND duty = 'make' ORDER BY natural_person",
                .text(target.root)
            ).first?.text(0)
        else { throw GatewayError(.conflict, "release.unproposed", "该配置尚未有人提请发布") }
        try releaseCatalogues(&work)
        try work.execute(
            """
            INSERT INTO release (digest, maker, checker, at)
            SELECT $1, $2, natural_person, $3 FROM principal WHERE id = $4
            ON CONFLICT (digest) DO NOTHING
            """, .text(configurationDigest), .text(maker), .at(work.now), .optional(work.principal))
        return ActResult(target.root, "配置 \(configurationDigest.prefix(16))… 已由两人发布（IM-24.1）")
    }

    /// People name what they release; what lies on disk may have changed since they looked.
    private func requirePresent(_ input: ActInput) throws {
        guard try input.text("digest") == configurationDigest else {
            throw GatewayError(.conflict, "release.stale", "所发布的配置与当前配置不同，请重新核对")
        }
    }
}
