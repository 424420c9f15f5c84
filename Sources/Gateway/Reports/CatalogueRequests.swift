import Mapping
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    private static let largestPaper = 512 << 10

    /// A department asks for a change of the catalogue, with its papers (IM-7.2, IM-7.3): which project, what kind of
    /// change, from when, and by its digest the entry as it is to stand.
    func requestChange(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let (name, code) = (try input.text("catalogue"), try input.text("project"))
        guard let catalogue = library.catalogue(name) else {
            let known = library.catalogueNames.joined(separator: "、")
            throw GatewayError(.notFound, "catalogue.unknown", "没有目录 \(name)；现有：\(known)")
        }
        let isOfCounty = catalogue.level == .county
        guard isOfCounty ? configuration.county(target.county)?.catalogue == name : target.county == "*" else {
            throw GatewayError(
                .invalid, "catalogue.county", "旗县目录须写本旗县代码，自治区、盟市目录须写 *，且目录须是该旗县所用的")
        }
        guard let kind = CatalogueChangeKind(rawValue: try input.text("kind")) else {
            throw GatewayError(.invalid, "catalogue.kind", "kind 应为 add（入库）、change（变更）或 stop（停用）")
        }
        let entry = try input.text("entry")
        guard entry.utf8.count == 64, bytes(hex: entry) != nil else {
            throw GatewayError(.invalid, "catalogue.entry", "entry 应为条目的摘要，见 onecard catalogue entry")
        }
        let request = try work.id()
        try work.execute(
            """
            INSERT INTO catalogue_request (id, county, catalogue, project, kind, level, effective, entry, asked, state,
                sequence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'requested', 0)
            """, .integer(request), .text(target.county), .text(name), .text(code), .text(kind.rawValue),
            .text(catalogue.level.rawValue), .day(try input.day("effective")), .text(entry.lowercased()),
            .at(work.now))
        work.touch("catalogue_request \(request) \(kind.rawValue) \(entry)")
        try keepPapers(input, of: request, &work)
        try requirePapers(request, catalogue.level, work)
        let open = kind == .stop ? try openRosters(code, work) : 0
        return ActResult(
            "catalogue:\(request)",
            "已提出目录\(kind.zh)申请" + (open > 0 ? "；停用后在办的 \(open) 份清册将被拦下，请先办结或退回" : "")
                + (isOfCounty ? "，待盟市核验、自治区备案（IM-7.3）" : "，待自治区财政办理（IM-7.2）"),
            ["request": String(request)])
    }

    /// Rosters of a project that are not ordered yet: a stop would catch them.
    private func openRosters(_ project: String, _ work: Work) throws -> Int64 {
        try work.rows(
            """
            SELECT CAST(COUNT(*) AS BIGINT) FROM roster WHERE project = $1 AND state NOT IN ('ordered', 'closed')
            """, .text(project)
        ).first?.int(0) ?? 0
    }

    /// Papers come as Base64, and are kept sealed; their digests stand in the audit.
    private func keepPapers(_ input: ActInput, of request: Int64, _ work: inout Work) throws {
        for paper in CataloguePaper.allCases where !input.optional(paper.rawValue).isEmpty {
            guard let content = bytes(base64: input.optional(paper.rawValue)), !content.isEmpty,
                content.count <= Engine.largestPaper
            else {
                throw GatewayError(
                    .invalid, "catalogue.paper", "\(paper.zh)应为 Base64 文本，解码后不超过 \(Engine.largestPaper >> 10) KB")
            }
            let (document, digest) = (try work.id(), hex(Digest.sha256(content)))
            try vault.keep(content, as: document)
            try work.execute(
                """
                INSERT INTO catalogue_paper (request, kind, digest, document, at) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (request, kind, digest) DO NOTHING
                """, .integer(request), .text(paper.rawValue), .text(digest), .integer(document), .at(work.now))
            work.touch("catalogue_paper \(request) \(paper.rawValue) \(digest)")
        }
    }

    private func requirePapers(_ request: Int64, _ level: Catalogue.Level, _ work: Work) throws {
        let kept = try work.rows("SELECT kind FROM catalogue_paper WHERE request = $1", .integer(request))
        let missing = CataloguePaper.needed(level).filter { paper in !kept.contains { $0.text(0) == paper.rawValue } }
        guard missing.isEmpty else {
            let names = missing.map(\.zh).joined(separator: "、")
            throw GatewayError(.refused, "catalogue.papers", "缺少\(names)，不予受理（IM-7.2、IM-7.3）")
        }
    }

    /// A returned request comes back with what was wanting.
    func resubmitChange(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let request = try input.id("request")
        try work.move(CatalogueRequestMachine.self, request, .resubmit)
        try keepPapers(input, of: request, &work)
        let entry = input.optional("entry")
        if entry.utf8.count == 64, bytes(hex: entry) != nil {
            try work.execute(
                "UPDATE catalogue_request SET entry = $1 WHERE id = $2", .text(entry.lowercased()), .integer(request))
            work.touch("catalogue_request \(request) \(entry)")
        }
        return ActResult("catalogue:\(request)", "已补正并重新提出")
    }

    /// The league verifies, the region files, either returns with a reason, who asked withdraws.
    func moveChange(
        _ input: ActInput, _ event: CatalogueRequestMachine.Event, _ work: inout Work
    ) throws -> ActResult {
        let request = try input.id("request")
        let row = try work.rows("SELECT level, state FROM catalogue_request WHERE id = $1", .integer(request)).first
        guard let row, let level = Catalogue.Level(rawValue: row.text(0)) else {
            throw GatewayError(.notFound, "catalogue.request", "没有该目录变更申请")
        }
        switch event {
        case .verify where level != .county:
            throw GatewayError(.conflict, "catalogue.level", "自治区、盟市项目由自治区财政直接办理，不经盟市核验（IM-7.2）")
        case .file where level == .county && row.text(1) == CatalogueRequestMachine.State.requested.rawValue:
            throw GatewayError(.refused, "catalogue.unverified", "旗县项目须先经盟市核验，方可备案（IM-7.3）")
        case .return:
            guard let reason = CatalogueReturn(rawValue: try input.text("code")) else {
                let known = CatalogueReturn.allCases.map { "\($0.rawValue)（\($0.zh)）" }.joined(separator: "、")
                throw GatewayError(.invalid, "catalogue.return", "退回原因 code 应为：\(known)")
            }
            try work.execute(
                "UPDATE catalogue_request SET return_code = $1 WHERE id = $2", .text(reason.rawValue),
                .integer(request))
        default: break
        }
        try work.move(CatalogueRequestMachine.self, request, event)
        let words: [CatalogueRequestMachine.Event: String] = [
            .verify: "已核验，待自治区备案；备案之前不能使用", .file: "已备案，可以发布该目录", .return: "已退回申请部门",
            .withdraw: "已撤回",
        ]
        return ActResult("catalogue:\(request)", words[event] ?? "")
    }

    package func catalogueRequests() throws -> [WorkItem] {
        try store.read { c in
            let papers = Dictionary(
                grouping: try c.rows("SELECT request, kind FROM catalogue_paper ORDER BY request, at, kind"),
                by: { $0.int(0) })
            return try c.rows(
                """
                SELECT id, county, state, catalogue, project, kind, level, effective, entry, return_code, asked
                FROM catalogue_request ORDER BY id
                """
            ).map { row in
                WorkItem(
                    kind: "catalogueRequest", id: row.int(0), county: row.text(1), state: row.text(2),
                    values: [
                        "catalogue": row.text(3), "project": row.text(4), "change": row.text(5), "level": row.text(6),
                        "day": row.day(7).text, "entry": row.text(8), "returned": row.text(9),
                        "received": String(row.int(10)),
                        "papers": (papers[row.int(0)] ?? []).map { $0.text(1) }.joined(separator: " "),
                    ])
            }
        }
    }

    /// A paper as it was handed in, by its digest. Throws `notFound`, and `catalogue.paper` when it is not that any more.
    package func cataloguePaper(_ digest: String) throws -> [UInt8] {
        let row = try store.read { c in
            try c.rows("SELECT document FROM catalogue_paper WHERE digest = $1 LIMIT 1", [.text(digest)]).first
        }
        guard let row else { throw GatewayError(.notFound, "catalogue.paper", "没有摘要为此的材料") }
        let content = try vault.bytes(of: row.int(0))
        guard hex(Digest.sha256(content)) == digest else {
            throw GatewayError(.refused, "catalogue.paper", "材料与登记的摘要不符，请查明")
        }
        return content
    }
}

extension Engine {
    /// What each catalogue itself says of its own projects, as text: what a level selects from above is the other's.
    func catalogueEntries() -> [(catalogue: String, project: String, entry: String)] {
        library.catalogueNames.flatMap { name -> [(catalogue: String, project: String, entry: String)] in
            guard let catalogue = library.catalogue(name) else { return [] }
            return catalogue.projects.filter { $0.level == catalogue.level }.map {
                (name, $0.code, CatalogueEntry.text($0))
            }
        }
    }

    /// A release that changes a catalogue stands on requests that were filed, one for each entry (IM-7.2, IM-7.3,
    /// IM-33.1c). The first release is what later ones are compared with.
    func releaseCatalogues(_ work: inout Work) throws {
        let known = try work.rows("SELECT 1 FROM release WHERE digest = $1", .text(configurationDigest))
        guard known.isEmpty else { return }
        let before = try work.rows(
            """
            SELECT e.catalogue, e.project, e.entry FROM catalogue_entry e WHERE e.release = (SELECT r.digest FROM release r
                WHERE EXISTS (SELECT 1 FROM catalogue_entry x WHERE x.release = r.digest)
                ORDER BY r.at DESC, r.digest LIMIT 1) ORDER BY e.catalogue, e.project
            """)
        let now = catalogueEntries()
        if !before.isEmpty {
            for name in Set(before.map { $0.text(0) } + now.map(\.catalogue)).sorted() {
                let old = Dictionary(
                    before.filter { $0.text(0) == name }.map { ($0.text(1), $0.text(2)) },
                    uniquingKeysWith: { first, _ in first })
                let new = Dictionary(
                    now.filter { $0.catalogue == name }.map { ($0.project, $0.entry) },
                    uniquingKeysWith: { first, _ in first })
                for difference in CatalogueDifference.between(old, new) {
                    try takeIntoForce(difference, in: name, new[difference.code] ?? "", &work)
                }
            }
        }
        try work.c.load(
            "catalogue_entry", columns: ["release", "catalogue", "project", "entry"],
            now.map { [.text(configurationDigest), .text($0.catalogue), .text($0.project), .text($0.entry)] })
    }

    private func takeIntoForce(
        _ difference: CatalogueDifference, in catalogue: String, _ entry: String, _ work: inout Work
    ) throws {
        let what = "目录 \(catalogue) 的项目 \(difference.code)"
        guard let kind = difference.kind else {
            throw GatewayError(.refused, "catalogue.removed", "\(what) 被删去：项目只能停用，不能从目录中删除（IM-7.2）")
        }
        let found = try work.rows(
            """
            SELECT id, state, effective, kind FROM catalogue_request WHERE catalogue = $1 AND project = $2 AND entry = $3
            AND state IN ('requested', 'verified', 'filed', 'returned') ORDER BY id DESC LIMIT 1
            """, .text(catalogue), .text(difference.code),
            .text(hex(Digest.sha256(Array(entry.utf8))))
        ).first
        guard let found else {
            throw GatewayError(
                .refused, "catalogue.unrequested", "\(what) 有\(kind.zh)而没有相应的申请，不能发布（IM-7.2、IM-7.3）")
        }
        guard found.text(1) == CatalogueRequestMachine.State.filed.rawValue else {
            throw GatewayError(.refused, "catalogue.unfiled", "\(what) 的\(kind.zh)申请尚未备案，不能使用（IM-7.3）")
        }
        let day = found.day(2).text
        guard found.text(3) == kind.rawValue, kind == .change || difference.effective == day else {
            throw GatewayError(
                .refused, "catalogue.effective", "\(what) 与申请的类型或生效日期（\(day)）不符，请核对目录文件")
        }
        try work.move(CatalogueRequestMachine.self, found.int(0), .release)
    }
}
