package import Mapping

/// ReleaseReview is what two people look at before they release: every mapping with its digest and its tests, and
/// whether the configuration may be released at all.
package struct ReleaseReview {
    package struct Row {
        package let name: String
        package let digest: String
        package let tests: Int
        package let failed: Int

        /// In Chinese.
        package var state: String { tests == 0 ? "没有测试" : failed > 0 ? "\(failed) 个未通过" : "通过" }
    }

    package let rows: [Row]
    /// Tests that do not pass, in the order of mappings.
    package let failing: [TestResult]
    /// Faults of mapping files and of tests files.
    package let faults: [MappingFault]
    /// Of the whole configuration; nil when there is no gateway's home.
    private let digest: String?
    private let isReleased: Bool?
    /// Whether the gateway ever ran: before that nobody can log in.
    private let hasRun: Bool
    private let changes: Changes

    /// What differs from the last release.
    package enum Changes: Sendable {
        /// There was none.
        case first
        /// It was made in another home, or its list of files is gone.
        case unknown
        /// By path; `before` is nil for what is new, `after` for what is gone.
        case since([(path: String, before: String?, after: String?)])
    }

    /// A review of these mappings.
    ///
    /// - Parameters:
    ///   - bench: the mappings and their tests, which are run.
    ///   - digests: by mapping.
    ///   - digest: of the whole configuration; nil when there is no gateway's home.
    ///   - isReleased: whether two people released it already.
    ///   - hasRun: whether the gateway of that home ever ran.
    ///   - changes: since the last release.
    package init(
        _ bench: Workbench, digests: [String: String], digest: String?, isReleased: Bool?, hasRun: Bool = true,
        changes: Changes = .first
    ) {
        let results = bench.run()
        let tests = Dictionary(grouping: results, by: \.mapping)
        rows = bench.library.names.map { name in
            Row(
                name: name, digest: digests[name] ?? "", tests: tests[name]?.count ?? 0,
                failed: tests[name]?.count { !$0.isPassed } ?? 0)
        }
        failing = results.filter { !$0.isPassed }
        faults = bench.faults
        self.digest = digest
        self.isReleased = isReleased
        self.hasRun = hasRun
        self.changes = changes
    }

    /// Whether nothing speaks against a release. The gateway itself cannot run these tests: what they find must stop
    /// the two people here.
    package var isSound: Bool { failing.isEmpty && faults.isEmpty }

    /// What is wrong, how much there is, and how two people release it where it is sound.
    package var lines: [String] {
        let untested = rows.count { $0.tests == 0 }
        let failed = rows.count { $0.failed > 0 }
        var lines =
            faults.map(\.description) + failing.map(\.description) + [
                "", "\(rows.count) 个映射：\(failed) 个有测试未通过，\(untested) 个没有测试；文件有 \(faults.count) 处错误",
            ]
        guard let digest else { return lines + ["没有 gateway.yaml，算不出整套配置的摘要；请用 --home 指定网关主目录"] }
        lines.append("整套配置的摘要：\(digest)")
        guard isReleased == false else { return lines + ["该配置不必再发布：已由两人发布，或是演示用的主目录"] }
        lines += changed
        guard isSound else { return lines + ["不能发布：有未通过的测试或文件错误。请逐条改正后再运行本命令"] }
        if !hasRun { lines.append("该主目录的网关还没有运行过，没有账号可以登录：请先启动一次 onecard serve，再照下面办理") }
        return lines + [
            "尚未发布。请两人先后以各自的账号办理，都写这个摘要：",
            "  运维人员提请：POST /api/acts/release.propose  {\"digest\": \"\(digest)\"}",
            "  财政复核批准：POST /api/acts/release.approve  {\"digest\": \"\(digest)\"}",
        ]
    }

    /// What the two people are to look at.
    private var changed: [String] {
        switch changes {
        case .first: return ["此前没有发布过"]
        case .unknown: return ["上次发布的文件清单不在本主目录，无法逐个比较，请全部核对"]
        case .since(let files):
            guard !files.isEmpty else { return ["与上次发布的文件相同"] }
            return ["与上次发布相比，有 \(files.count) 个文件不同："]
                + files.map { file in
                    switch (file.before, file.after) {
                    case (nil, let after?): "  新增 \(file.path) \(after.prefix(16))…"
                    case (let before?, nil): "  删除 \(file.path) \(before.prefix(16))…"
                    case (let before, let after):
                        "  修改 \(file.path) \((before ?? "").prefix(16))… → \((after ?? "").prefix(16))…"
                    }
                }
        }
    }

    private var changesJSON: JSON {
        guard case .since(let files) = changes else { return .null }
        return .list(
            files.map { file in
                .object([
                    "path": .text(file.path), "before": file.before.map(JSON.text) ?? .null,
                    "after": file.after.map(JSON.text) ?? .null,
                ])
            })
    }

    package var json: JSON {
        .object([
            "digest": digest.map(JSON.text) ?? .null, "released": isReleased.map(JSON.flag) ?? .null,
            "sound": .flag(isSound), "hasRun": .flag(hasRun), "changes": changesJSON,
            "acts": .list(isSound ? [.text("release.propose"), .text("release.approve")] : []),
            "faults": .list(faults.map { .text($0.description) }),
            "failing": .list(failing.map { .text($0.description) }),
            "mappings": .list(
                rows.map { row in
                    .object([
                        "name": .text(row.name), "digest": .text(row.digest), "tests": .integer(Int64(row.tests)),
                        "failed": .integer(Int64(row.failed)),
                    ])
                }),
        ])
    }
}
