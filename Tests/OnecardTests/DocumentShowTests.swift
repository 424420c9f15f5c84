import Foundation
import TestSupport
import Testing

/// `onecard document show` says of each row what is wrong and what to do, and shows nothing of the row itself.
@Suite struct DocumentShowTests {
    private struct Document: Decodable {
        let id: Int
        let state: String
        let rejected: Int
    }

    private struct Reject: Decodable {
        let row: Int
        let field, code, message: String
    }

    private func rejects(of document: Document) throws -> [Reject] {
        try SharedDemo.world().answer("document", "show", String(document.id))
    }

    @Test func everyRejectedRowIsThereWithItsCodeAndWhatToDo() throws {
        let documents: [Document] = try SharedDemo.world().answer("document", "list")
        let partly = documents.filter { $0.state == "promoted" && $0.rejected > 0 }
        #expect(!partly.isEmpty)
        for document in partly {
            let rejects = try rejects(of: document)
            #expect(Set(rejects.map(\.row)).count == document.rejected && !rejects.contains { $0.row == 0 })
            #expect(rejects.allSatisfy { !$0.code.isEmpty && !$0.message.isEmpty })
        }
    }

    @Test func aDocumentThatWasRefusedWholeSaysSoInRowZero() throws {
        let documents: [Document] = try SharedDemo.world().answer("document", "list")
        let refused = documents.filter { ["refused", "quarantined"].contains($0.state) }
        #expect(!refused.isEmpty)
        for document in refused { #expect(try rejects(of: document).map(\.row) == [0]) }
    }

    @Test func itsFirstLineSaysWhatBecameOfTheDocument() throws {
        let world = try SharedDemo.world()
        let documents: [Document] = try world.answer("document", "list")
        let document = try #require(documents.first { $0.state == "promoted" && $0.rejected > 0 })
        let said = try world.command("document", "show", String(document.id))
        #expect(said.end == .exit(0))
        #expect(said.said.hasPrefix("list.submit ") || said.said.hasPrefix("batch.result "))
        #expect(said.said.contains("（promoted）") && said.said.contains("退回 \(document.rejected) 行"))
    }

    @Test func aNumberThatNoDocumentHasIsAnError() throws {
        let said = try SharedDemo.world().command("document", "show", "987654321")
        #expect(said.end == .exit(1))
    }
}
