import Glibc
import Store
import Subsidy
import Trust

extension Engine {
    /// Whether the present configuration (mappings, codes, profiles, alerts, calendars, connections) is the one that two
    /// people released. Only a sandbox home may run without.
    package func isReleased() throws -> Bool {
        guard !configuration.sandbox else { return true }
        return try store.read { c in
            try c.rows("SELECT 1 FROM release WHERE digest = $1", [.text(configurationDigest)]).isEmpty == false
        }
    }

    /// Whether the store has its tables: a home that never ran has none, and nobody can log in there.
    package func isPrepared() throws -> Bool {
        do {
            return try store.read { c in try c.rows("SELECT 1 FROM migration LIMIT 1").isEmpty == false }
        } catch let error as StoreError where error.kind == .syntax {
            return false
        }
    }

    package func hasReleases() throws -> Bool {
        try store.read { c in try c.rows("SELECT 1 FROM release LIMIT 1").isEmpty == false }
    }

    /// The files of the last release; nil when there was none, or when it was made elsewhere and its list is not in this
    /// home.
    package func lastRelease() throws -> ConfigurationManifest? {
        let last = try store.read { c in
            try c.rows("SELECT digest FROM release ORDER BY at DESC, digest LIMIT 1").first?.text(0)
        }
        guard let last, let bytes = try? SealedFile.read(manifestPath(last), document: 0, sealer: sealer),
            let manifest = ConfigurationManifest(String(decoding: bytes, as: UTF8.self)), manifest.digest == last
        else { return nil }
        return manifest
    }

    private func manifestPath(_ digest: String) -> String { "\(home)/releases/\(digest)" }

    /// Keeps the list of files before they are released: the next two people see what changed since.
    private func keepManifest() throws {
        guard let manifest, manifest.digest == configurationDigest else { return }
        let folder = home + "/releases"
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw GatewayError(.configuration, "home.releases", "无法创建目录 releases，请检查主目录的权限")
        }
        try SealedFile.write(
            Array(manifest.text.utf8), to: manifestPath(configurationDigest), document: 0, sealer: sealer,
            replacing: true)
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
        try keepManifest()
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
