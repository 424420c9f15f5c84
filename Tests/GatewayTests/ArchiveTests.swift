import AdapterKit
import Foundation
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What is closed is archived")
struct ArchiveTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    /// An order whose lines came to their end, over two result files of one name.
    private func closed(_ world: GatewayWorld) throws -> Flow {
        let flow = try world.sent(Self.paper)
        try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
        try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
        return flow
    }

    @Test("a closed order is sealed with its books, its files in and out, and the audit head", .article("NX-6.2.9"))
    func sealed() throws {
        try withGateway { world in
            let flow = try closed(world)
            let told = try world.act(.sealArchive, ["order": flow.order])
            let archive = try #require(try world.engine.archives().first)
            #expect(archive.state == "whole" && archive.values["digest"] == told.values["digest"])
            // The list, identity and account checks, the request and the batch, two results: each with its answer.
            let count = try #require(Int(archive.values["rows"] ?? ""))
            let documents = try world.number(
                "SELECT COUNT(*) FROM document WHERE exchange IN ('list.submit', 'batch.send', 'batch.result')")
            #expect(documents == 4 && count > Int(documents) + 2)
            #expect(archive.values["auditHead"]?.count == 64)
        }
    }

    @Test("what is archived is not written over; what came later makes a bundle of its own", .article("NX-6.2.9"))
    func notOverwritten() throws {
        try withGateway { world in
            let flow = try closed(world)
            try world.act(.sealArchive, ["order": flow.order])
            let first = try #require(try world.engine.archives().first)
            #expect(refusal { try world.act(.sealArchive, ["order": flow.order]) } == "archive.sealed")
            world.bank.offer(
                .batchReturn, "ret_1.txt", Paper.returned(try world.serial(Citizen(1)), Citizen(1).account, 10_000))
            try world.run()
            try world.act(.sealArchive, ["order": flow.order])
            let both = try world.engine.archives()
            #expect(both.map(\.state) == ["whole", "whole"] && both.map { $0.values["version"] } == ["1", "2"])
            #expect(both[0].values["digest"] == first.values["digest"])
        }
    }

    @Test("a bundle that a crash left behind without its row is not written over and stands in nobody's way")
    func leftBehind() throws {
        try withGateway { world in
            let flow = try closed(world)
            let next = try world.number("SELECT next FROM counter WHERE name = 'id'")
            let left = (Int64(0)..<40).map { world.home.appending(path: "archive/\(next + $0).sealed") }
            for file in left { try Data("torn".utf8).write(to: file) }
            try world.act(.sealArchive, ["order": flow.order])
            #expect(try world.engine.archives().map(\.state) == ["whole"])
            #expect(try left.allSatisfy { try Data(contentsOf: $0) == Data("torn".utf8) })
        }
    }

    @Test("two files of one name are two entries", .article("NX-6.2.9"))
    func oneName() throws {
        try withGateway { world in
            let flow = try world.sent(Self.paper)
            let both = [1, 2].map { Citizen($0) }
            try world.result(both[0], "S", "0000", name: "res_1.txt")
            // The bank uses the name again for another file: a person looks, and lets it in under what it is.
            try world.result(both[1], "S", "0000", name: "res_1.txt")
            #expect(try world.text("SELECT reason FROM document WHERE state = 'quarantined'") == "document.nameReused")
            #expect(refusal { try world.act(.sealArchive, ["order": flow.order]) } == "archive.open")
            try world.result(both[1], "S", "0000", name: "res_2.txt")
            try world.act(.sealArchive, ["order": flow.order])
            #expect(try world.engine.archives().map(\.state) == ["whole"])
        }
    }

    @Test("an order with a line that is open is not archived", .article("NX-6.2.9"))
    func stillOpen() throws {
        try withGateway { world in
            let flow = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000")
            #expect(refusal { try world.act(.sealArchive, ["order": flow.order]) } == "archive.open")
            #expect(try world.engine.archives().isEmpty)
        }
    }

    @Test("a bundle that somebody touched, or that is gone, is seen", .article("NX-6.2.9"))
    func touched() throws {
        try withGateway { world in
            let flow = try closed(world)
            let archive = try world.act(.sealArchive, ["order": flow.order]).values["archive"] ?? ""
            let file = world.home.appending(path: "archive/\(archive).sealed")
            var bytes = try Data(contentsOf: file)
            bytes[bytes.count - 5] ^= 1
            try bytes.write(to: file)
            #expect(try world.engine.archives().map(\.state) == ["broken"])
            try FileManager.default.removeItem(at: file)
            #expect(try world.engine.archives().map(\.state) == ["missing"])
        }
    }

    @Test("a bundle is opened entry by entry, and not at all when it was touched", .article("NX-6.2.9"))
    func opened() throws {
        try withGateway { world in
            let flow = try closed(world)
            let archive = Int64(try world.act(.sealArchive, ["order": flow.order]).values["archive"] ?? "") ?? 0
            let entries = try world.engine.openArchive(archive)
            #expect(entries.first?.name == "books" && entries.last?.name == "audit")
            let books = String(decoding: entries.first?.bytes ?? [], as: UTF8.self).split(separator: "\n")
            #expect(books.count { $0.hasPrefix("roster_line\t") } == 2)
            let document = try world.number("SELECT document FROM list")
            let size = try world.number("SELECT size FROM document WHERE id = $1", .integer(document))
            #expect(entries.first { $0.name == "document-\(document)" }?.bytes.count == Int(size))
            let file = world.home.appending(path: "archive/\(archive).sealed")
            var bytes = try Data(contentsOf: file)
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: file)
            #expect(refusal { try world.engine.openArchive(archive) } == "archive.unreadable")
        }
    }
}
