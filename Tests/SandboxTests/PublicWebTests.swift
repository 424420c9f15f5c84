import Testing

@testable import Sandbox

@Suite("channels of the host on the internet side") struct PublicWebTests {
    private static let start: Int64 = 1_772_409_600_000
    private static let day: Int64 = 86_400_000

    private let host: OutsideHost

    init() {
        let folders = MemoryFolders(clock: SandboxClock(now: Self.start))
        host = OutsideHost(
            inbox: MemoryInbox(folders: folders, folder: "in"), outbox: MemoryInbox(folders: folders, folder: "out"),
            key: "k")
    }

    private func lay(_ number: String, replacing earlier: String = "", kind: String = "QC") {
        let text = "{\"number\":\"\(number)\",\"kind\":\"\(kind)\",\"replaces\":\"\(earlier)\",\"items\":[]}"
        let bytes = Array(text.utf8)
        let name = number + ".json"
        let manifest =
            "file \(name)\nsize \(bytes.count)\nsha256 \(SandboxCrypto.sha256(bytes).hex)\nsm2 00\n"
        host.inbox.put(name, bytes)
        host.inbox.put(name + ".manifest", Array(manifest.utf8))
    }

    /// A web of which every channel follows up to forty hours late.
    private var late: PublicWeb {
        var rates = CountryRates()
        rates.channelLag = 1_000
        return PublicWeb(host, seed: 3, rates: rates)
    }

    @Test func aPromptChannelShowsWhatIsThereAndTellsItOnce() {
        let web = PublicWeb(host)
        lay("GK1")
        #expect(web.step(now: Self.start).count == 1)
        #expect(web.shown == ["GK1"])
        #expect(host.outbox.names() == ["HZ_000001.json", "HZ_000001.json.ok"])
        lay("GK2", replacing: "GK1")
        web.step(now: Self.start + 1)
        #expect(web.shown == ["GK2"])
        lay("CX2", replacing: "GK2", kind: "CX")
        web.step(now: Self.start + 2)
        #expect(web.shown.isEmpty)
    }

    @Test func whatIsTakenOnAtOnceIsTakenOnInTheOrderInWhichItWasSaid() {
        let web = PublicWeb(host)
        lay("GK9")
        lay("GK10", replacing: "GK9")
        lay("CX10", replacing: "GK10", kind: "CX")
        web.step(now: Self.start)
        #expect(web.shown.isEmpty)
        #expect(web.pages(after: 0).map(\.number) == ["GK9", "GK10", "CX10"])
    }

    @Test func aChannelThatIsLateShowsTheNewPageInTheEnd() {
        let web = late
        lay("GK1")
        web.step(now: Self.start)
        #expect(web.shown.isEmpty)
        web.step(now: Self.start + 2 * Self.day)
        #expect(web.shown == ["GK1"])
    }

    @Test func whatAChannelSkippedLeavesNothingBehind() {
        let web = late
        lay("GK1")
        web.step(now: Self.start)
        web.step(now: Self.start + 2 * Self.day)
        lay("GK2", replacing: "GK1")
        web.step(now: Self.start + 2 * Self.day + 1)
        #expect(web.shown == ["GK1"])
        lay("CX2", replacing: "GK2", kind: "CX")
        web.step(now: Self.start + 2 * Self.day + 2)
        #expect(web.shown.isEmpty)
    }
}
