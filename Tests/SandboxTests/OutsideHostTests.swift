import Foundation
import TestSupport
import Testing

@testable import Sandbox

@Suite("host on the internet side") struct OutsideHostTests {
    private static let page = """
        {"number":"GK1","kind":"QC","title":"高龄津贴","period":"202603","items":[{"standard":"每人 100 元",\
        "department":"民政局","contact":"股","phone":"1","village":"东村","name":"马*","amount":"100.00"}]}
        """

    private func withHost(_ body: (OutsideHost) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let places = ["www", "back"].map { folder.appending(path: $0) }
            for place in places {
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            }
            try body(
                OutsideHost(inbox: FolderInbox(folder: places[0]), outbox: FolderInbox(folder: places[1]), key: "k"))
        }
    }

    private func lay(_ text: String, _ name: String, _ host: OutsideHost, digestOf other: String? = nil) {
        let bytes = Array(text.utf8)
        host.inbox.put(name, bytes)
        let digest = SandboxCrypto.sha256(Array((other ?? text).utf8)).hex
        let manifest = "file \(name)\nsize \(bytes.count)\nsha256 \(digest)\nsm2 00\n"
        host.inbox.put(name + ".manifest", Array(manifest.utf8))
    }

    private func told(_ name: String, _ host: OutsideHost) throws -> String {
        String(decoding: try #require(host.outbox.read(name)), as: UTF8.self)
    }

    @Test func aPageIsShownByEveryChannelWithTheChecksumOfItsFacts() throws {
        try withHost { host in
            lay(Self.page, "GK1.json", host)
            #expect(host.step(now: 0) == ["HZ_GK1.json"])
            #expect(host.step(now: 1).isEmpty)
            let told = try told("HZ_GK1.json", host)
            let facts = "高龄津贴\t202603\t每人 100 元\t民政局\t股\t1\n东村\t马*\t100.00"
            #expect(told.contains(SandboxCrypto.sha256(Array(facts.utf8)).hex))
            #expect(told.contains("门户网站") && told.contains("小程序") && told.contains("SHOWN"))
        }
    }

    @Test func whatIsWithdrawnIsGone() throws {
        try withHost { host in
            lay("{\"number\":\"CX1\",\"kind\":\"CX\",\"replaces\":\"GK1\",\"items\":[]}", "CX1.json", host)
            _ = host.step(now: 0)
            let told = try told("HZ_CX1.json", host)
            #expect(told.contains("\"number\":\"GK1\"") && told.contains("GONE"))
        }
    }

    @Test func aPageThatIsNotWhatItsManifestSaysIsNotShown() throws {
        try withHost { host in
            lay(Self.page, "GK1.json", host, digestOf: "x")
            #expect(host.step(now: 0).isEmpty)
        }
    }
}
