import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// Asks for a change of a household: somebody comes or leaves, another is its head, it has more or less, it lives
    /// elsewhere, or its card is to be chosen anew.
    func changeHousehold(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let household = try input.id("household")
        _ = try input.text("evidence")
        var change = LibraryChange(
            kind: .contact, county: target.county, root: target.root, household: household, texts: [])
        switch try input.text("kind") {
        case "join":
            change.kind = .member
            change.person = try usable(try input.text("person"), county: target.county, work)
            change.texts = ["", try input.text("relation"), try input.day("from").text]
        case "leave":
            change.kind = .leaving
            change.person = try memberPerson(try input.text("person"), of: household, work)
            change.texts = ["", try input.text("reason"), try input.day("from").text]
        case "head":
            change.kind = .head
            change.person = try memberPerson(try input.text("person"), of: household, work)
            change.texts = ["", try input.text("reason"), try input.day("from").text, input.optional("relation")]
        case "asset":
            change.kind = .asset
            change.texts = ["", try input.text("asset"), try input.day("from").text]
        case "contact":
            change.texts = [
                try contact(of: household, work.c).address, try input.text("address"), input.optional("phone"),
            ]
        case "card":
            change.kind = .card
            change.texts = ["", try input.text("reason")]
        default:
            throw GatewayError(.invalid, "household.kind", "参数 kind 应为 join、leave、head、asset、contact 或 card")
        }
        try tryOut(change, work)
        let id = try propose(change, &work)
        return ActResult(target.root, "已登记户信息变更，待负责人批准（IM-11.4）", ["change": String(id)])
    }

    /// What could not be applied is not asked for: it is done, and undone.
    private func tryOut(_ change: LibraryChange, _ work: Work) throws {
        struct Undone: Error {}
        var trial = work
        do {
            try work.c.savepoint {
                _ = try applyHouseholdChange(change, &trial)
                throw Undone()
            }
        } catch is Undone {
            return
        }
    }

    func applyHouseholdChange(_ change: LibraryChange, _ work: inout Work) throws -> String {
        guard let household = change.household, change.texts.count > 1 else { return "" }
        let word = change.texts[1]
        let from = change.texts.count > 2 ? Day(change.texts[2].utf8) : nil
        switch (change.kind, change.person, from) {
        case (.member, let person?, let from?):
            try requireUsable(person, county: change.county, work)
            try requireFree(person, work)
            try join(person, try relation(word), household: household, from: from, work)
        case (.leaving, let person?, let from?):
            guard try head(of: household, work) != person else {
                throw GatewayError(.refused, "household.headLeaves", "户主迁出或死亡，须先变更户主（IM-11.1）")
            }
            try end(person, in: household, try leaving(word), from: from, work)
        case (.head, let person?, let from?):
            try changeHead(of: household, to: person, try leaving(word), from: from, change.texts.last ?? "", &work)
        case (.asset, _, let from?):
            for asset in try AssetInput.list(word) {
                try setAsset(asset.kind, asset.quantity, asset.unit, household: household, from: from, work)
            }
        case (.contact, _, _):
            let sealed = try sealer.seal(
                SealedTexts.encode([word, change.texts.last ?? ""]),
                SealContext(table: "household", row: household, fields: "address,phone"))
            try work.execute(
                "UPDATE household SET sealed = $1 WHERE id = $2", .bytes(sealed), .integer(household))
        case (.card, _, _):
            try work.execute(
                """
                UPDATE household_card SET ended = $1 WHERE ended IS NULL
                AND claimant = (SELECT claimant FROM household WHERE id = $2)
                """, .at(work.now), .integer(household))
        default: throw GatewayError(.invalid, "household.kind", "户信息变更的内容不全")
        }
        work.touch("household \(household) \(change.kind.rawValue)")
        return "户 \(household) 的变更已生效（IM-11.1）"
    }

    /// Another head; the household, and as whom it claims, stays what it was.
    private func changeHead(
        of household: Int64, to person: Int64, _ reason: LeavingReason, from: Day, _ relation: String,
        _ work: inout Work
    ) throws {
        guard let before = try head(of: household, work), before != person else {
            throw GatewayError(.conflict, "household.sameHead", "该人员已是户主")
        }
        if reason == .died {
            let known = try work.rows(
                """
                SELECT 1 FROM person p LEFT JOIN library_person x ON x.person = p.id
                LEFT JOIN death d ON d.id_digest = p.id_digest
                WHERE p.id = $1 AND (x.state = 'deceased' OR d.id_digest IS NOT NULL) LIMIT 1
                """, .integer(before))
            guard !known.isEmpty else {
                throw GatewayError(.refused, "household.alive", "没有公安或民政关于原户主死亡的信息，不能以死亡为由变更户主")
            }
        }
        try end(before, in: household, reason, from: from, work)
        try end(person, in: household, .agreed, from: from, work)
        try join(person, .head, household: household, from: from, work)
        // Who stays stays as something.
        guard [.agreed].contains(reason) else { return }
        try join(before, try self.relation(relation), household: household, from: from, work)
    }

    private func end(
        _ person: Int64, in household: Int64, _ reason: LeavingReason, from: Day, _ work: Work
    ) throws {
        let ended = try work.execute(
            """
            UPDATE household_member SET until_day = $1, reason = $2
            WHERE household = $3 AND person = $4 AND until_day IS NULL AND from_day <= $1
            """, .day(from - 1), .text(reason.rawValue), .integer(household), .integer(person))
        guard ended == 1 else {
            throw GatewayError(.refused, "household.day", "该人员不在本户，或生效日不晚于其入户日")
        }
    }

    private func head(of household: Int64, _ work: Work) throws -> Int64? {
        try work.rows(
            "SELECT person FROM household_member WHERE household = $1 AND relation = 'head' AND until_day IS NULL",
            .integer(household)
        ).first?.int(0)
    }

    private func memberPerson(_ number: String, of household: Int64, _ work: Work) throws -> Int64 {
        guard let person = try findPerson(try IdentityNumber(reading: number.utf8), work),
            try !work.rows(
                "SELECT 1 FROM household_member WHERE household = $1 AND person = $2 AND until_day IS NULL",
                .integer(household), .integer(person)
            ).isEmpty
        else { throw GatewayError(.refused, "household.notMember", "该人员不是本户现有成员") }
        return person
    }

    private func relation(_ code: String) throws -> RelationCode {
        guard let relation = RelationCode(rawValue: code), relation != .head else {
            throw GatewayError(.invalid, "member.relation", "请填写与户主的关系（relation），如 spouse、son；户主另行变更")
        }
        return relation
    }

    private func leaving(_ code: String) throws -> LeavingReason {
        guard let reason = LeavingReason(rawValue: code) else {
            let known = LeavingReason.allCases.map(\.rawValue).joined(separator: "、")
            throw GatewayError(.invalid, "household.reason", "理由应为 \(known) 之一")
        }
        return reason
    }

    func contact(of household: Int64, _ c: any StoreConnection) throws -> (address: String, phone: String) {
        guard let row = try c.rows("SELECT sealed FROM household WHERE id = $1", [.integer(household)]).first else {
            throw GatewayError(.notFound, "household.unknown", "没有编号为 \(household) 的户")
        }
        let texts = SealedTexts.decode(
            try sealer.open(
                row.bytes(0), SealContext(table: "household", row: household, fields: "address,phone")))
        return (texts.first ?? "", texts.dropFirst().first ?? "")
    }
}
