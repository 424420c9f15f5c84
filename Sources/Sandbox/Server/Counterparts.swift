import Foundation
import Synchronization

/// All strangers together, over one world and one folder.
///
/// Everything they do is done inside ``advance(to:)``, one moment of the story after the other, so that the same calls
/// give the same files.
final class Counterparts: Sendable {
    let world: World
    let folders: SandboxFolders
    let treasury: Treasury
    let banks: [Bank]
    let civil: CivilAffairs
    /// What the grassland department sends.
    let lincao: Outbox
    let nongmu = ResultReceiver()
    let carrier: Carrier
    let web: PublicWeb
    /// How many short messages have been told of.
    private let toldMessages = Mutex(0)
    private let isAdvancing = Mutex(())
    private let nonces = Mutex(0)

    /// `county` is the way by which strangers put files into the county's folder.
    init(world: World, folders: SandboxFolders, county: any FileDrop) {
        self.world = world
        self.folders = folders
        treasury = Treasury(world: world, accounts: world.accounts)
        let banks = [
            Bank(
                name: "a", dialect: DelimitedDialect(), world: world, key: world.secrets.bankA,
                inbox: FolderInbox(folder: folders.bankA.appending(path: "in")),
                outbox: Outbox(party: "银行a", folder: "out", way: FolderDrop(root: folders.bankA))),
            Bank(
                name: "b", dialect: FixedDialect(), world: world, key: world.secrets.bankB,
                inbox: FolderInbox(folder: folders.bankB.appending(path: "in")),
                outbox: Outbox(party: "银行b", folder: "banks/b", way: county)),
        ]
        self.banks = banks
        carrier = Carrier(world: world)
        web = PublicWeb(
            OutsideHost(
                inbox: FolderInbox(folder: folders.web.appending(path: "in")),
                outbox: FolderInbox(folder: folders.web.appending(path: "out")), key: world.secrets.webReceipt))
        lincao = Outbox(party: "林草局", folder: "dept/lincao", way: county)
        civil = CivilAffairs(world: world, outbox: Outbox(party: "民政", folder: "civil", way: county)) { account in
            banks.compactMap { $0.paidOn(account) }.min()
        }
    }

    /// Moves the story to `now`: everybody does what was due on the way, in order of time.
    ///
    /// Files are taken as of the moment before, when they were put there. What a party writes on the way it sends at the
    /// end, in one session.
    func advance(to now: Int64) -> [String] {
        isAdvancing.withLock { _ in
            let before = world.clock.now
            var events = banks.flatMap { $0.finishWriting() } + banks.flatMap { $0.collect(now: before) }
            for moment in Self.moments(after: before, until: now) {
                world.clock.set(moment)
                events += treasury.advance(now: moment) + civil.step(now: moment)
                events += banks.flatMap { $0.step(now: moment) }
            }
            world.clock.set(now)
            events += (banks.map(\.outbox) + [civil.outbox]).compactMap { $0.send() }
            events += web.step(now: now) + messages()
            var seen: Set<String> = []
            return events.filter { seen.insert($0).inserted }
        }
    }

    /// What people got by short message since the last call, with one of them as it was read.
    private func messages() -> [String] {
        let all = carrier.inOrder()
        let fresh = toldMessages.withLock { told in
            defer { told = all.count }
            return all.dropFirst(told)
        }
        guard let first = fresh.first else { return [] }
        return ["短信：送达\(fresh.count)条，如“\(first.content)”"]
    }

    /// The hours at which something can be due, and `now` itself.
    static func moments(after before: Int64, until now: Int64) -> [Int64] {
        var moments: [Int64] = []
        var day = CivilDay(at: before)
        while day <= CivilDay(at: now) {
            moments += [8, 10, 14, 18].map { day.at($0) }.filter { before < $0 && $0 < now }
            day = day.adding(1)
        }
        return moments + [now]
    }

    /// A number that no earlier call had.
    func nextNonce() -> Int {
        nonces.withLock { nonces in
            nonces += 1
            return nonces
        }
    }

    func truth() -> SandboxTruth {
        SandboxTruth(
            now: world.clock.now, banks: banks.map { $0.truth() }, treasury: treasury.truth(), nongmu: nongmu.truth(),
            lincaoReceipts: names("dept/lincao/receipt", ".txt"), lincaoResults: names("dept/lincao/result", ".txt"))
    }

    private func names(_ folder: String, _ suffix: String) -> [String] {
        let path = folders.county.appending(path: folder).path
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
            .filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }.sorted()
    }
}

/// What really happened, for `GET /control/truth`.
struct SandboxTruth: Codable, Sendable {
    var now: Int64
    var banks: [BankTruth]
    var treasury: [ApplicationTruth]
    var nongmu: [ReceivedResult]
    /// Files that the grassland department finds in its folders.
    var lincaoReceipts: [String]
    var lincaoResults: [String]
}

/// Where everything lies under the sandbox's directory.
struct SandboxFolders: Sendable {
    let root: URL

    var bankA: URL { root.appending(path: "bank-a") }
    var bankB: URL { root.appending(path: "bank-b") }
    var county: URL { root.appending(path: "county") }
    /// The host on the internet side.
    var web: URL { root.appending(path: "web") }
    var keys: URL { root.appending(path: "keys") }
    var outbox: URL { root.appending(path: "outbox") }
    /// The disks of those who send files to the county: files on their way out.
    var staging: URL { root.appending(path: "staging") }

    func make() throws {
        for folder in [
            "bank-a/in", "bank-a/out/taken", "bank-b/in", "county/banks/b/taken", "county/civil/taken",
            "county/dept/lincao/taken", "county/dept/lincao/receipt", "county/dept/lincao/result", "web/in",
            "web/out/taken",
            "keys", "outbox", "staging",
        ] {
            try DropFolder.make(root.appending(path: folder))
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: keys.path)
    }
}

/// A payment result that the agriculture department was sent.
struct ReceivedResult: Codable, Sendable, Equatable {
    /// Lower-hex SM3 of the body.
    var digest: String
    var bytes: Int
    /// How often the same body came.
    var times: Int
    var receipt: String
}

/// The agriculture department's own receiver of results: signed bodies, a receipt for each, the same for the same.
final class ResultReceiver: Sendable {
    private let received: Mutex<[ReceivedResult]> = Mutex([])

    /// The answer to one call; nil when the signature is not of this body.
    func take(_ body: [UInt8], signature: String, secret: String) -> String? {
        guard signature == SandboxCrypto.hmacSM3(Array(secret.utf8), body).hex else { return nil }
        let digest = SandboxCrypto.sm3(body).hex
        let receipt = received.withLock { received in
            if let index = received.firstIndex(where: { $0.digest == digest }) {
                received[index].times += 1
                return received[index].receipt
            }
            let receipt = "NM-" + digest.prefix(16)
            received.append(ReceivedResult(digest: digest, bytes: body.count, times: 1, receipt: receipt))
            return receipt
        }
        return JSONText.members(["code": "0", "receipt": .string(receipt)]).text
    }

    func truth() -> [ReceivedResult] { received.withLock { $0 } }
}
