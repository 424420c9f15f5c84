import Foundation
import TestSupport
import Testing

@testable import Sandbox

@Suite("population register") struct RegistersPoliceTests {
    let caller = RegisterCaller()

    @Test func signatureIsHMACOverServiceRequesterAndTime() {
        let signed = caller.credentials(key: caller.world.secrets.psbAppKey, at: 1_772_415_000_000)
        #expect(signed.sign == "j1EgNBqH3ImDVAiVv4DIogLLuU50/73aEbmov0wCJa8=")
    }

    @Test func refreshHandsOutASecretSealedUnderTheApplicationsKey() throws {
        let answer = caller.refresh()
        #expect(
            try answer.value("data.secret") == "EDdlRItgMgulr5zGNnN4YZyQ9Fn2p49Op6xDRFdAUmfTvAC4M/Y/D//Dj6i1l4Su")
        #expect(try answer.value("data.secretEndTime") == String(caller.world.clock.now + 1_800_000))
        try expectSample(answer.body, "psb/refresh.response.json")
    }

    @Test func checkAnswersEveryVerdictInAnEscapedPackage() throws {
        _ = caller.refresh()
        let same = try caller.citizen("fourByteName")
        let dotted = try caller.citizen("dotVariant")
        let other = try caller.citizen("nameMismatch")
        let dead = try caller.citizen("deceasedHeirs")
        let unknown = try caller.citizen("notFound")
        let question = caller.envelope([
            (same.id, same.name), (dotted.id, "阿依古丽\u{2022}买买提"), (other.id, "李秀芸"), (dead.id, dead.name),
            (unknown.id, unknown.name),
        ])
        try expectSample(Array(question.utf8), "psb/check.request.xml")
        let answer = caller.check(question)
        #expect(answer.contentType == "text/xml; charset=UTF-8")
        #expect(answer.text.contains("&lt;XM_PPDDM&gt;3&lt;/XM_PPDDM&gt;"))
        #expect(answer.text.contains("&lt;SWBS&gt;1&lt;/SWBS&gt;"))
        #expect(answer.text.contains("&lt;SWRQ&gt;20260115&lt;/SWRQ&gt;"))
        #expect(!answer.text.contains("RECORD no=\"5\""))
        try expectSample(answer.body, "psb/check.response.xml")
    }

    @Test(arguments: [
        ("阿依古丽·买买提", 1), ("阿依古丽\u{30FB}买买提", 3), ("阿依古丽 · 买买提", 3), ("阿依古丽买买提", 4), ("阿依古丽·买买题", 4),
    ])
    func nameVerdictForgivesOnlyDotAndSpaces(asked: String, verdict: Int) {
        #expect(PersonPackage.verdict(asked, "阿依古丽·买买提") == verdict)
    }

    @Test func aDeathIsNotKnownBeforeItsDay() throws {
        let id = try caller.citizen("fourByteName").id
        caller.world.update(id) { $0.deathDate = "20260303" }
        _ = caller.refresh()
        let question = caller.envelope([(id, "甲乙")])
        #expect(caller.check(question).text.contains("&lt;SWBS&gt;0"))
        caller.world.clock.set(CivilDay(2026, 3, 3).at(9, 30))
        _ = caller.refresh()
        let signed = caller.credentials(key: RegisterCaller.requestSecrets[1])
        #expect(caller.check(question, signed: signed).text.contains("&lt;SWBS&gt;1"))
    }

    @Test(arguments: [(600_000, true), (600_001, false), (-600_000, true), (-600_001, false)])
    func timestampMayDifferByTenMinutes(offset: Int64, isAccepted: Bool) throws {
        let time = caller.world.clock.now + offset
        let answer = caller.refresh(caller.credentials(key: caller.world.secrets.psbAppKey, at: time))
        #expect(try answer.value("code") == (isAccepted ? "0" : "-19"))
    }

    @Test func eachWrongCredentialHasItsCode() throws {
        let question = caller.envelope([("159999199001010011", "甲乙")])
        // Nobody has a living secret yet.
        #expect(try caller.check(question).value("code") == "-50")
        _ = caller.refresh()
        #expect(try caller.check(question, signed: caller.credentials(key: "wrong")).value("code") == "-5")
        #expect(try caller.refresh(caller.credentials(key: "wrong")).value("code") == "-5")
        #expect(try caller.check(question, sid: "s_1").value("code") == "-48")
        var signed = caller.credentials(key: RegisterCaller.requestSecrets[0])
        signed.rid = "stranger"
        #expect(try caller.check(question, signed: signed).value("code") == "-2")
        signed = caller.credentials(key: RegisterCaller.requestSecrets[0])
        signed.sid = "s_1"
        #expect(try caller.check(question, signed: signed).value("code") == "-48")
        #expect(
            try caller.check(caller.envelope([("159999199001010011", "甲")], password: "wrong")).value("code") == "-20")
    }

    @Test func aSecretExpiresAfterThirtyMinutes() throws {
        _ = caller.refresh()
        let question = caller.envelope([("159999199001010011", "甲乙")])
        caller.world.clock.set(RegisterCaller.morning + 1_799_999)
        #expect(caller.check(question).contentType.hasPrefix("text/xml"))
        caller.world.clock.set(RegisterCaller.morning + 1_800_000)
        #expect(try caller.check(question).value("code") == "-50")
    }

    @Test func moreThanOneHundredRecordsAreRefused() throws {
        _ = caller.refresh()
        let person = (id: "159999199001010011", name: "甲乙")
        #expect(caller.check(caller.envelope(Array(repeating: person, count: 100))).contentType.hasPrefix("text/xml"))
        #expect(try caller.check(caller.envelope(Array(repeating: person, count: 101))).value("code") == "1")
    }

    @Test(arguments: [
        ("<JLS>1</JLS>", "<JLS>2</JLS>"), ("<QQRXM/>", ""), ("<QQRGMSFHM/><QQRXM/>", "<QQRXM/><QQRGMSFHM/>"),
        ("GJXXZX", "GJXX"), ("<FWQQBH>0190a1b2c3d4</FWQQBH>", "<FWQQBH/>"), ("no=\"1\"", ""),
        ("<XM>甲乙</XM>", "<XM/>"), ("<web:in2>", "<web:in3>"), ("</web:in2>", ""),
        ("<soapenv:Envelope", "<!DOCTYPE a><soapenv:Envelope"), ("http://webservice.gk.cn/", "http://other/"),
    ])
    func whatDoesNotFollowTheSchemaIsRefused(part: String, wrong: String) throws {
        _ = caller.refresh()
        let question = caller.envelope([("159999199001010011", "甲乙")])
        #expect(question.contains(part))
        #expect(try caller.check(question.replacingOccurrences(of: part, with: wrong)).value("code") == "1")
    }

    @Test(arguments: [
        (CivilDay(2026, 3, 2).at(8, 59), false), (CivilDay(2026, 3, 2).at(9), true),
        (CivilDay(2026, 3, 2).at(16, 59), true), (CivilDay(2026, 3, 2).at(17), false),
        (CivilDay(2026, 3, 7).at(10), false), (CivilDay(2026, 2, 28).at(10), true),
        (CivilDay(2026, 2, 20).at(10), false),
    ])
    func registerIsOpenInOfficeHoursOfWorkingDays(now: Int64, isOpen: Bool) throws {
        caller.world.clock.set(now)
        _ = caller.refresh()
        let answer = caller.check(caller.envelope([("159999199001010011", "甲乙")]))
        #expect(answer.contentType.hasPrefix("text/xml") == isOpen)
        if !isOpen { #expect(try answer.value("code") == "12100") }
    }

    @Test func outageIsTransientAndEnds() throws {
        _ = caller.refresh()
        let now = caller.world.clock.now
        caller.world.faults.setOutage(from: now, until: now + 60_000)
        let question = caller.envelope([("159999199001010011", "甲乙")])
        #expect(try caller.check(question).value("code") == "2010")
        caller.world.clock.set(now + 60_000)
        #expect(caller.check(question).contentType.hasPrefix("text/xml"))
    }

    @Test func skewedPlatformServesOnlyWhoSignsWithItsTime() throws {
        _ = caller.refresh()
        caller.world.faults.skewClockOnce()
        let question = caller.envelope([("159999199001010011", "甲乙")])
        let refused = caller.check(question)
        try expectSample(refused.body, "psb/skew.response.json")
        #expect(try refused.value("code") == "-19")
        #expect(try caller.check(question).value("code") == "-19")
        let platformTime = try #require(refused.clock)
        let renewal = caller.credentials(key: caller.world.secrets.psbAppKey, at: platformTime)
        #expect(try caller.refresh(renewal).value("code") == "0")
        let signed = caller.credentials(key: RegisterCaller.requestSecrets[0], at: platformTime)
        #expect(caller.check(question, signed: signed).contentType.hasPrefix("text/xml"))
        #expect(caller.check(question).contentType.hasPrefix("text/xml"))
    }
}
