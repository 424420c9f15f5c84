import Store
import Subsidy
import Trust
import Workflow

/// A member as a clerk enters it: `idNumber,relation`.
private struct MemberInput {
    var id: String
    var relation: RelationCode

    static func list(_ text: String) throws -> [MemberInput] {
        try text.split(separator: ";").map { part in
            let cells = part.split(separator: ",").map(String.init)
            guard cells.count == 2, let relation = RelationCode(rawValue: cells[1]), relation != .head else {
                let known = RelationCode.allCases.filter { $0 != .head }.map(\.rawValue).joined(separator: "、")
                throw GatewayError(.invalid, "member.format", "家庭成员应写成 身份证号,与户主关系；关系为：\(known)")
            }
            return MemberInput(id: cells[0], relation: relation)
        }
    }
}

/// What a household has, as a clerk enters it: `kind,quantity,unit`.
struct AssetInput {
    var kind: AssetKind
    var quantity: ExactDecimal
    var unit: String

    static func list(_ text: String) throws -> [AssetInput] {
        try text.split(separator: ";").map { part in
            let cells = part.split(separator: ",").map(String.init)
            guard cells.count == 3, let kind = AssetKind(rawValue: cells[0]),
                let quantity = ExactDecimal(cells[1].utf8), quantity.millionths >= 0
            else {
                let known = AssetKind.allCases.map { "\($0.rawValue)（\($0.zh)）" }.joined(separator: "、")
                throw GatewayError(.invalid, "asset.format", "生产资料应写成 种类,数量,单位；种类为：\(known)")
            }
            return AssetInput(kind: kind, quantity: quantity, unit: cells[2])
        }
    }
}

extension Engine {
    /// A household of the base library (IM-11.1): its head, its members, what it has and where it lives. Everybody in it
    /// is in this county's library already, and in no other household.
    func registerHousehold(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        _ = try input.text("evidence")
        let head = try usable(try input.text("head"), county: target.county, work)
        let texts = [
            "", try input.text("address"), input.optional("phone"), try input.text("village"),
            input.optional("villageCode"), input.optional("code"), try input.day("from").text,
            input.optional("members"), input.optional("assets"),
        ]
        try checkHousehold(head, texts, county: target.county, work)
        let change = try propose(
            LibraryChange(
                kind: .household, county: target.county, root: target.root, person: head, texts: texts), &work)
        return ActResult(target.root, "已登记户信息，待负责人批准（IM-11.1）", ["change": String(change)])
    }

    @discardableResult
    private func checkHousehold(
        _ head: Int64, _ texts: [String], county: String, _ work: Work
    ) throws -> [(person: Int64, relation: RelationCode)] {
        try requireUsable(head, county: county, work)
        var people: [(person: Int64, relation: RelationCode)] = [(head, .head)]
        for member in try MemberInput.list(texts[7]) {
            let person = try usable(member.id, county: county, work)
            guard !people.contains(where: { $0.person == person }) else {
                throw GatewayError(.invalid, "household.memberTwice", "同一人在本户中登记了两次")
            }
            people.append((person, member.relation))
        }
        _ = try AssetInput.list(texts[8])
        for (person, _) in people { try requireFree(person, work) }
        if !texts[5].isEmpty {
            let same = try work.rows(
                "SELECT 1 FROM household WHERE county = $1 AND code = $2", .text(county), .text(texts[5]))
            guard same.isEmpty else { throw GatewayError(.refused, "household.code", "该农户编码已有另一户使用") }
        }
        return people
    }

    /// Nobody is in two households (IM-11.1).
    func requireFree(_ person: Int64, _ work: Work) throws {
        let elsewhere = try work.rows(
            "SELECT household FROM household_member WHERE person = $1 AND until_day IS NULL", .integer(person)
        ).first?.int(0)
        if let elsewhere {
            throw GatewayError(
                .refused, "household.memberElsewhere", "有成员仍在另一户（户 \(elsewhere)）中，请先在该户办理迁出（IM-11.1）")
        }
    }

    func applyHousehold(_ change: LibraryChange, _ work: inout Work) throws -> String {
        guard let head = change.person, change.texts.count == 9, let from = Day(change.texts[6].utf8) else { return "" }
        let people = try checkHousehold(head, change.texts, county: change.county, work)
        let household = try makeHousehold(
            people, county: change.county, code: change.texts[5], village: change.texts[3],
            villageCode: change.texts[4], address: change.texts[1], phone: change.texts[2], from: from, source: 0,
            &work)
        for asset in try AssetInput.list(change.texts[8]) {
            try setAsset(asset.kind, asset.quantity, asset.unit, household: household, from: from, work)
        }
        return "已建立户 \(household)：\(people.count) 人（IM-11.1）"
    }

    /// Makes a household, the head first among its people.
    func makeHousehold(
        _ people: [(person: Int64, relation: RelationCode)], county: String, code: String, village: String,
        villageCode: String, address: String, phone: String, from: Day, source: Int64, _ work: inout Work
    ) throws -> Int64 {
        // Who founded another household claims for that one still.
        let claimant = try people.first { member in
            try work.rows("SELECT 1 FROM household WHERE claimant = $1", .integer(member.person)).isEmpty
        }
        guard let claimant else {
            throw GatewayError(.refused, "household.claimant", "该户成员都是其他户的建户人，须先注销原户")
        }
        let household = try work.id()
        let sealed = try sealer.seal(
            SealedTexts.encode([address, phone]),
            SealContext(table: "household", row: household, fields: "address,phone"))
        try work.execute(
            """
            INSERT INTO household (id, county, claimant, code, village, village_code, sealed, from_day, source)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            .integer(household), .text(county), .integer(claimant.person), .text(code), .text(village),
            .text(villageCode), .bytes(sealed), .day(from), .integer(source))
        for member in people { try join(member.person, member.relation, household: household, from: from, work) }
        work.touch("household \(household) \(people.count)")
        return household
    }

    func join(_ person: Int64, _ relation: RelationCode, household: Int64, from: Day, _ work: Work) throws {
        try work.execute(
            """
            INSERT INTO household_member (id, household, person, relation, from_day) VALUES ($1, $2, $3, $4, $5)
            """,
            .integer(try work.id()), .integer(household), .integer(person), .text(relation.rawValue), .day(from))
    }

    func setAsset(
        _ kind: AssetKind, _ quantity: ExactDecimal, _ unit: String, household: Int64, from: Day, _ work: Work
    ) throws {
        let known = try work.rows(
            "SELECT id, from_day FROM household_asset WHERE household = $1 AND kind = $2 AND until_day IS NULL",
            .integer(household), .text(kind.rawValue)
        ).first
        if let known {
            guard from.number > known.int(1) else {
                throw GatewayError(.refused, "household.day", "生效日须晚于现有记录的生效日")
            }
            try work.execute("UPDATE household_asset SET until_day = $1 WHERE id = $2", .day(from - 1), known[0])
        }
        guard quantity.millionths > 0 else { return }
        try work.execute(
            """
            INSERT INTO household_asset (id, household, kind, quantity, unit, from_day) VALUES ($1, $2, $3, $4, $5, $6)
            """,
            .integer(try work.id()), .integer(household), .text(kind.rawValue), .integer(quantity.millionths),
            .text(unit), .day(from))
    }
}
