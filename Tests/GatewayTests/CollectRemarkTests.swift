import AdapterKit
import Gateway
import Subsidy
import TestSupport
import Testing

/// What lies at a counterpart's and is not taken must be said, not waited for in silence.
@Suite struct CollectRemarkTests {
    @Test func aFileWithoutItsMarkerIsNamedOnceARound() throws {
        try withGateway { world in
            world.office.leave(["QD_20260317_001.txt"])
            let progress = try world.engine.run(now: world.now)
            let told = progress.remarks.filter { $0.contains("QD_20260317_001.txt") && $0.contains("标志文件") }
            #expect(told.count == Set(told).count && !told.isEmpty)
            #expect(!progress.notes.contains { $0.contains("QD_") })
            world.office.leave([])
            #expect(try world.engine.run(now: world.now).remarks.isEmpty)
        }
    }

    @Test func aNameThatMayBeAPersonsIsNotSaid() throws {
        try withGateway { world in
            world.office.leave(["QD_159999199001011234.txt"])
            let remarks = try world.engine.run(now: world.now).remarks
            #expect(remarks.contains { $0.contains("标志文件") } && !remarks.contains { $0.contains("159999") })
        }
    }

    @Test func aConnectionThatCannotCollectSaysWhy() throws {
        try withGateway { world in
            world.bank.silence(Refusal("connection.mac", "没有密钥"))
            let remarks = try world.engine.run(now: world.now).remarks
            #expect(remarks.contains { $0.contains("batch.result") && $0.contains("没有密钥") })
        }
    }
}
