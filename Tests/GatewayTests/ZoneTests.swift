import AdapterKit
import Foundation
import Gateway
import Mapping
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

/// No number of a person goes over the internet, nor into what is said and kept in the clear (IM-30.1).
@Suite("Zones")
struct ZoneTests {
    private static let library = Result { try MappingLibrary(files: try Repository.mappingFiles()) }

    @Test(
        "a connection over the internet with a mapping of a person's numbers is refused at the start",
        .article("IM-30.1"), arguments: ["sms", "psb", "bank-a", "dept"])
    func refusedAtStart(name: String) {
        let refused = refusal { try withGateway(adjust: { $0.connections[name]?.zone = .internet }) { _ in } }
        #expect(refused == "zone.inner")
        #expect(refusal { try withGateway(adjust: { $0.connections[name]?.zone = .dedicated }) { _ in } } == "")
    }

    @Test(
        "every mapping that a public host would be given carries nothing of a person but a masked name",
        .article("IM-30.1"))
    func publicMappings() throws {
        let library = try Self.library.get()
        for name in library.names where name.hasPrefix("publicity/") {
            #expect(try #require(library.mapping(name)).innerFields.isEmpty, "\(name)")
        }
        let batch = try #require(library.mapping("bank/batch.cmbc"))
        #expect(batch.innerFields == ["account", "holderName"])
        #expect(try #require(library.mapping("notice/send")).innerFields == ["phone"])
    }

    @Test("a number in a field of any class stops the document when it is written", .article("IM-30.1"))
    func refusedAtEncoding() throws {
        let library = try Self.library.get()
        let mapping = try #require(library.mapping("publicity/bundle"))
        let web = Connection(name: "web", counterpart: .publicity, zone: .internet)
        func written(_ note: String, _ connection: Connection) -> String {
            var item = PublicItem()
            item.note = note
            return refusal { try ZoneRule.check(PublicationHead(), [item], mapping, connection) }
        }
        #expect(written("咨询 0950-1234567", web) == "")
        for planted in [Citizen(1).id, Citizen(1).account, "19900000101"] {
            #expect(written("联系人\(planted)", web) == "zone.number")
            #expect(written("联系人\(planted)", Connection(name: "w", counterpart: .publicity)) == "")
        }
        let sms = Connection(name: "sms", counterpart: .notice, zone: .internet)
        let messages = try #require(library.mapping("notice/send"))
        #expect(refusal { try ZoneRule.check(NoticeHead(), [Notice()], messages, sms) } == "zone.inner")
    }

    @Test(
        "planted numbers stand in no note, no error, no name of a file and no column that is not sealed",
        .article("IM-30.1", "IM-30.2"))
    func planted() throws {
        try withGateway(adjust: {
            $0.tellPeople()
            $0.publishOutside()
        }) { world in
            let phone = "19900000101"
            let bad = ListRow(Citizen(3)).with("xsrsfzh", "640199199501010041")
            let rows = [ListRow(Citizen(1)).with("lxdh", phone), ListRow(Citizen(2)).with("lxdh", phone), bad]
            var said = ""
            world.books.change { $0.identity[Citizen(2).id] = .some(nil) }
            let flow = try world.built(ListPaper(rows))
            said += try world.act(.requestIdentityCheck, ["roster": flow.roster]).message
            said += try world.run().joined()
            said += try world.act(.removeLine, ["line": try world.line(2, of: flow), "reason": "查无此人"]).message
            said += try world.run().joined()
            said += try world.act(.requestAccountCheck, ["roster": flow.roster]).message
            said += try world.run().joined()
            world.bank.offer(.statement, "stm_\(Citizen(1).account).txt", Paper.statement(opening: 0, []))
            said += try world.run().joined()
            for (act, arguments) in [
                (Act.correctName, ["line": try world.line(1, of: flow), "name": "甲乙丙丁", "evidence": Citizen(1).id]),
                (.changeAccount, ["failure": "1", "account": Citizen(1).id, "holder": Citizen(1).name]),
            ] {
                do { said += try world.act(act, arguments).message } catch { said += "\(error)" }
            }
            said += try world.engine.documents().flatMap { $0.values.values }.joined()
            said += try world.engine.linesInQuestion(roster: Int64(flow.roster) ?? 0).flatMap { $0.values.values }
                .joined()
            let planted =
                [1, 2, 3].flatMap { [Citizen($0).id, Citizen($0).account, Citizen($0).name] }
                + [phone, "640199199501010041"]
            for value in planted { #expect(!said.contains(value)) }
            for table in try world.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") {
                let cells = try world.rows("SELECT * FROM \"\(table[0].text ?? "")\"").joined()
                let text = cells.compactMap { $0.text ?? $0.bytes.map { String(decoding: $0, as: UTF8.self) } }.joined(
                    separator: "\n")
                // The names of the operator's own configuration are not people's of a list.
                for value in planted { #expect(!text.contains(value), "\(table[0].text ?? "")") }
            }
        }
    }
}
