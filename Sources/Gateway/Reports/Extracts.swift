import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// An inspector asks for data (NX-12.3): of whom, on which day, by whose authority, what for, and what must be open.
    func requestExtract(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let scope = InspectionScope(
            county: target.county, on: try input.day("on"), project: try input.text("project"),
            township: input.optional("township"))
        let open = try fields(input.optional("open"))
        try requireNarrow(scope, open, lines: 0)
        try requirePast(scope, now: work.now)
        let (authority, purpose) = (try input.text("authority"), try input.text("purpose"))
        guard ExtractRule.isPaperNumber(authority) else {
            throw GatewayError(.invalid, "extract.authority", "authority 应为检查文书的编号，不能含身份证号、账号等长串数字")
        }
        let count = try pastLines(scope, work.c).count
        try requireNarrow(scope, open, lines: count)
        let id = try work.id()
        try work.execute(
            """
            INSERT INTO extract (id, county, project, township, on_day, authority, purpose, fields, until_day, asked,
                state, sequence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'requested', 0)
            """, .integer(id), .text(scope.county), .text(scope.project), .text(scope.township), .day(scope.on),
            .text(authority),
            .bytes(try sealer.seal(SealedTexts.encode([purpose]), Self.purpose(id))),
            .text(open.map(\.rawValue).sorted().joined(separator: ",")),
            .day(work.now.day + ExtractRule.days), .at(work.now))
        work.touch("extract \(id) \(count) \(open.count)")
        return ActResult(
            "extract:\(id)", "已登记数据提供申请：\(count) 行，待财政审核（NX-12.3）", ["extract": String(id), "lines": String(count)])
    }

    private static func purpose(_ id: Int64) -> SealContext {
        SealContext(table: "extract", row: id, fields: "purpose")
    }

    private func fields(_ text: String) throws -> Set<ExtractField> {
        let names = text.split(separator: ",").map(String.init)
        let fields = names.compactMap(ExtractField.init(rawValue:))
        guard fields.count == names.count else {
            let known = ExtractField.allCases.map { "\($0.rawValue)（\($0.zh)）" }.joined(separator: "、")
            throw GatewayError(.invalid, "extract.field", "open 只能写：\(known)，以逗号分隔；不写则全部脱敏")
        }
        return Set(fields)
    }

    private func requireNarrow(_ scope: InspectionScope, _ open: Set<ExtractField>, lines: Int) throws {
        if let reason = ExtractRule.refusal(
            county: scope.county, project: scope.project, township: scope.township, open: open, lines: lines)
        {
            throw GatewayError(.refused, "extract.broad", "数据提供范围过宽：\(reason)（NX-12.3）")
        }
    }

    /// … finance grants it or says why not …
    func decideExtract(_ input: ActInput, _ event: ExtractMachine.Event, _ work: inout Work) throws -> ActResult {
        let id = try input.id("extract")
        if event == .refuse { _ = try input.text("reason") }
        try work.move(ExtractMachine.self, id, event)
        return ActResult("extract:\(id)", event == .approve ? "已同意提供数据" : "不同意提供数据")
    }

    /// … and the inspector takes it, signed. Taken again it is the same, byte for byte, and on record again.
    func takeExtract(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let id = try input.id("extract")
        let row = try work.row(
            """
            SELECT county, project, township, on_day, fields, until_day, authority, purpose, digest FROM extract
            WHERE id = $1
            """, .integer(id), missing: "extract.unknown", "没有该数据提供申请")
        guard work.now.day <= row.day(5) else {
            throw GatewayError(.refused, "extract.expired", "已过提供期限（\(row.day(5).text)），请重新申请")
        }
        try work.move(ExtractMachine.self, id, .take)
        let scope = InspectionScope(
            county: row.text(0), on: row.day(3), project: row.text(1), township: row.text(2))
        let open = try fields(row.text(4))
        let purpose = SealedTexts.decode(try sealer.open(row.bytes(7), Self.purpose(id))).joined()
        let lines = try pastLines(scope, work.c)
        try requireNarrow(scope, open, lines: lines.count)
        var text = [
            "extract\t\(id)", "scope\t\(scope.county)\t\(scope.project)\t\(scope.township)\t\(scope.on.text)",
            "authority\t\(plain(row.text(6)))", "purpose\t\(plain(purpose))", "open\t\(row.text(4))",
            "count\t\(lines.count)\tsumFen\t\(lines.reduce(Int64(0)) { $0 + $1.amount.fen })",
        ]
        text += try lines.map { try written($0, open, work.c) }
        let content = text.joined(separator: "\n") + "\n"
        let digest = hex(Digest.sha256(Array(content.utf8)))
        guard row.text(8).isEmpty || row.text(8) == digest else {
            throw GatewayError(.conflict, "extract.differs", "再次提取与首次提供的不一致，请查明后再提供")
        }
        let key = try extractKey(&work)
        try work.execute(
            "UPDATE extract SET line_count = $1, digest = $2 WHERE id = $3", .int(lines.count), .text(digest),
            .integer(id))
        work.touch("extract \(id) taken \(digest)")
        return ActResult(
            "extract:\(id)", "已提供 \(lines.count) 行，摘要 \(digest.prefix(16))…，已签名",
            [
                "content": content, "digest": digest, "signature": hex(try key.sign(Array(content.utf8))),
                "publicKey": hex(key.publicKey.point),
            ])
    }

    /// Whether a text is one that was given to inspectors, under the key that this gateway signs with.
    package func isExtract(_ content: String, signature: [UInt8]) throws -> Bool {
        try store.read { c in
            try c.rows("SELECT public_key FROM extract_key ORDER BY id").contains { row in
                guard let point = bytes(hex: row.text(0)), let key = try? SM2PublicKey(point: point) else {
                    return false
                }
                return key.verify(Array(content.utf8), signature: signature)
            }
        }
    }

    private func written(_ line: PastLine, _ open: Set<ExtractField>, _ c: any StoreConnection) throws -> String {
        let person = try self.open(person: line.person, sealed: line.sealed)
        let account = try line.account.map { try self.open(account: $0, c).number } ?? ""
        return [
            String(line.list), String(line.row), line.project, line.period, line.villageCode,
            open.contains(.name) ? person.name : Mask.name(person.name),
            open.contains(.idNumber) ? person.idNumber : Mask.idNumber(person.idNumber),
            open.contains(.account) ? account : account.isEmpty ? "" : Mask.account(account),
            open.contains(.phone) ? person.phone : Mask.phone(person.phone), line.amount.yuan, line.state,
            line.payment, line.paid.yuan,
        ].map(plain).joined(separator: "\t")
    }

    private func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    }

    /// The key by which what leaves for inspectors is signed; made when it is first needed, its secret sealed.
    private func extractKey(_ work: inout Work) throws -> SM2PrivateKey {
        let known = try work.rows("SELECT id, sealed FROM extract_key ORDER BY id DESC LIMIT 1").first
        if let known {
            let context = SealContext(table: "extract_key", row: known.int(0), fields: "secret")
            return try SM2PrivateKey(bytes: try sealer.open(known.bytes(1), context))
        }
        let (id, key) = (try work.id(), try SM2PrivateKey.generate())
        let sealed = try sealer.seal(key.bytes, SealContext(table: "extract_key", row: id, fields: "secret"))
        let point = hex(key.publicKey.point)
        try work.execute(
            "INSERT INTO extract_key (id, public_key, sealed, made) VALUES ($1, $2, $3, $4)", .integer(id),
            .text(point), .bytes(sealed), .at(work.now))
        work.touch("extract_key \(id) \(point)")
        return key
    }

    package func extracts() throws -> [WorkItem] {
        try items(
            "extract",
            """
            SELECT id, county, state, project, township, on_day, authority, fields, until_day, line_count, digest,
                asked FROM extract ORDER BY id
            """
        ) { row, _ in
            [
                "project": row.text(3), "township": row.text(4), "day": row.day(5).text,
                "authority": row.text(6), "open": row.text(7), "until": row.day(8).text,
                "lines": String(row.int(9)), "digest": row.text(10), "received": String(row.int(11)),
            ]
        }
    }
}
