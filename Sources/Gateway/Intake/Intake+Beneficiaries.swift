import Mapping
import Store
import Subsidy
import Workflow

extension Engine {
    /// The base library as its owner delivers it (beneficiary.sync, IM-11.1, NX-7.2): persons, households, members. What
    /// is here already stays; what contradicts it is a rejected row, never a quiet change (IM-11.4). Accounts are not
    /// taken from it: each is confirmed by its holder (NX-7.0).
    func intakeBeneficiaries(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        try apply(document, bytes, mapping, now: now, as: Beneficiary.self) { work, read, records, faults in
            let head = read.head?.records(BeneficiaryListHead.self).first
            guard let head, head.county.hasPrefix(document.county) else {
                throw GatewayError(.refused, "library.county", "名单不是本旗县的，不能入库")
            }
            var collected: [Int64] = []
            var households: [String: Int64] = [:]
            // Heads before their members, whatever order the rows come in.
            let heads = records.filter { isHead($0.record) }
            for (line, record) in heads + records.filter({ !isHead($0.record) }) {
                do {
                    // A row is taken whole, or not at all.
                    let (person, isNew, made) = try work.c.savepoint {
                        let (person, isNew) = try take(record, document, &work)
                        let known = households[record.householdCode]
                        return (person, isNew, try place(person, record, document, in: known, &work))
                    }
                    if isNew { collected.append(person) }
                    if let made { households[record.householdCode] = made }
                } catch let error as GatewayError {
                    faults.append(Fault(row: line, field: "idNumber", code: error.code, message: error.message))
                } catch is IdentityNumber.Fault {
                    faults.append(Fault(row: line, field: "idNumber", code: "idNumber", message: "身份证号有误"))
                }
            }
            try askLibrary(collected, county: document.county, &work)
            try noteSuccess(document, work)
            return 0
        }
    }

    private func isHead(_ record: Beneficiary) -> Bool {
        record.relation == .head || (!record.headID.isEmpty && record.headID == record.idNumber)
    }

    private func take(
        _ record: Beneficiary, _ document: LandedDocument, _ work: inout Work
    ) throws -> (person: Int64, isNew: Bool) {
        let number = try IdentityNumber(reading: record.idNumber.utf8)
        var person = try findPerson(number, work)
        let here = try person.flatMap { person in
            try work.rows(
                "SELECT id, state FROM library_person WHERE person = $1 AND county = $2", .integer(person),
                .text(document.county)
            ).first
        }
        if here == nil {
            person = try collect(
                number, name: record.name, phone: record.phone, county: document.county, village: record.village,
                villageCode: record.villageCode, isNew: false, work)
        } else if let person {
            guard PersonName.fold(try open(person: person, work.c).name) == PersonName.fold(record.name) else {
                throw GatewayError(.refused, "person.nameDiffers", "该身份证号在库中是另一个姓名，请先核实更正（IM-16.1b）")
            }
        }
        guard let person,
            let row = try work.rows(
                "SELECT id, state FROM library_person WHERE person = $1", .integer(person)
            ).first
        else { throw GatewayError(.refused, "person.unknown", "人员未能入库") }
        switch record.state {
        case .deceased: try work.moveIfPossible(LibraryPersonMachine.self, row.int(0), .die)
        case .movedOut: try work.moveIfPossible(LibraryPersonMachine.self, row.int(0), .moveOut)
        case .suspended: try work.moveIfPossible(LibraryPersonMachine.self, row.int(0), .freeze)
        case .active, nil: return (person, here == nil)
        }
        return (person, false)
    }

    /// The person's place in a household: where they stand already, or a new one; the household, if they founded one.
    private func place(
        _ person: Int64, _ record: Beneficiary, _ document: LandedDocument, in made: Int64?, _ work: inout Work
    ) throws -> Int64? {
        guard !record.householdCode.isEmpty else { return nil }
        let here = try work.rows(
            """
            SELECT m.household, h.code FROM household_member m JOIN household h ON h.id = m.household
            WHERE m.person = $1 AND m.until_day IS NULL
            """, .integer(person)
        ).first
        if let here {
            guard here.text(1) == record.householdCode else {
                throw GatewayError(.refused, "household.memberElsewhere", "该人员仍在另一户中，请先在该户办理迁出（IM-11.1）")
            }
            return nil
        }
        guard record.state == .active || record.state == nil else { return nil }
        let known =
            try made
            ?? work.rows(
                "SELECT id FROM household WHERE county = $1 AND code = $2", .text(document.county),
                .text(record.householdCode)
            ).first?.int(0)
        guard isHead(record) else {
            guard let known else {
                throw GatewayError(.refused, "household.noHead", "名单中没有该户的户主，成员不能入户（IM-11.1）")
            }
            guard let relation = record.relation else {
                throw GatewayError(.refused, "household.relation", "与户主关系不明，请核实后报送")
            }
            try join(person, relation, household: known, from: work.now.day, work)
            return nil
        }
        guard known == nil else {
            throw GatewayError(.refused, "household.secondHead", "该户在库中已有户主，变更户主须另行办理（IM-11.4）")
        }
        return try makeHousehold(
            [(person, .head)], county: document.county, code: record.householdCode, village: record.village,
            villageCode: record.villageCode, address: record.group, phone: record.phone, from: work.now.day,
            source: document.id, &work)
    }
}
