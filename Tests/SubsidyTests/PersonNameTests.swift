import Subsidy
import TestSupport
import Testing

@Suite struct PersonNameTests {
    private func folded(_ raw: String) -> String { String(decoding: PersonName.fold(raw), as: UTF8.self) }

    @Test(arguments: [
        "\u{B7}", "\u{2022}", "\u{30FB}", "\u{2027}", "\u{FF0E}", "\u{2219}", "\u{22C5}", "\u{FF65}", "\u{318D}",
        "\u{387}", "\u{2218}", "\u{22C4}", "\u{25C9}",
    ])
    func everyDotOfTheTableIsTheOneSeparator(dot: String) {
        #expect(Array(PersonName.fold("阿依古丽\(dot)买买提")) == Array("阿依古丽\u{B7}买买提".utf8))
        #expect(PersonName.fold(dot) == [0xC2, 0xB7])
    }

    @Test(arguments: [".", "●", "◦", "○", "。", "、", "-", "`"])
    func aDotOfOtherTradesIsASeparatorOnlyBetweenCharacters(dot: String) {
        #expect(PersonName.fold("阿依\(dot)买买提") == Array("阿依\u{B7}买买提".utf8))
        #expect(PersonName.fold("阿依 \(dot)\u{3000}买买提") == Array("阿依\u{B7}买买提".utf8))
        #expect(PersonName.fold("A\(dot)B") == Array("A\(dot)B".utf8))
        #expect(PersonName.fold("阿依\(dot)B") == Array("阿依\(dot)B".utf8))
        #expect(PersonName.fold("\(dot)阿依\(dot)") == Array("\(dot)阿依\(dot)".utf8))
    }

    @Test func whiteSpaceIsDroppedAndTheRawNameIsKept() {
        let name = PersonName(" 马\u{3000}六\u{A0}十\u{200B}\u{FEFF}\t")
        #expect(name.fold == Array("马六十".utf8))
        #expect(Array(name.raw.utf8) == Array(" 马\u{3000}六\u{A0}十\u{200B}\u{FEFF}\t".utf8))
    }

    @Test func compatibilityIdeographsStayDifferent() {
        // Swift's == would call these two equal; two registers may hold two persons.
        #expect("\u{F900}" == "\u{8C48}")
        #expect(PersonName.fold("马\u{F900}") != PersonName.fold("马\u{8C48}"))
        #expect(PersonName.fold("\u{FA0E}") == Array("\u{FA0E}".utf8))
    }

    @Test(arguments: [
        ("\u{E863}", "\u{4DAE}"), ("\u{E81B}", "\u{3447}"), ("\u{E857}", "\u{4C9F}"), ("\u{E81E}", "\u{9FB4}"),
        ("\u{E864}", "\u{9FBB}"), ("\u{E815}", "\u{2E81}"), ("\u{E816}", "\u{20087}"), ("\u{E855}", "\u{241FE}"),
    ])
    func oldPrivateGlyphsBecomeTheirCharacters(old: String, new: String) {
        #expect(PersonName.fold("李\(old)") == Array("李\(new)".utf8))
        #expect(PersonName.fold("李\(old).马") == Array("李\(new)\u{B7}马".utf8))
        #expect(!PersonName("李\(old)").isDamaged)
    }

    @Test(arguments: ["㛃", "𬭎", "𬍤", "𫟹", "𣲘", "𠅤", "𰻞", "堃", "喆", "龴", "〇"])
    func rareCharactersPassUnchanged(character: String) {
        #expect(PersonName.fold("王\(character)") == Array("王\(character)".utf8))
        #expect(!PersonName("王\(character)").isDamaged)
    }

    @Test func aDotBetweenRareCharactersIsASeparator() {
        #expect(folded("𬭎.𠅤") == "𬭎\u{B7}𠅤")
    }

    @Test(arguments: [
        "马?", "马？", "马\u{FFFD}", "马\u{2580}", "马█", "马□", "马〓", "马\u{E000}", "马\u{E814}", "马\u{E865}", "马\u{F8FF}",
        "马GU", "a马",
        "王(金+石)", "王（金＋石）", "王[金石]", "王{金石}",
    ])
    func damageIsSeen(raw: String) {
        #expect(PersonName(raw).isDamaged)
    }

    @Test func aWholeNameIsNotDamaged() {
        #expect(!PersonName("阿依古丽·买买提").isDamaged)
        #expect(!PersonName("马六").isDamaged)
        for whole in ["JOHN SMITH", "MARIA·ANNA", "A·买买提", "马(小)", "\u{E81E}某"] {
            #expect(!PersonName(whole).isDamaged, "\(whole)")
        }
    }

    @Test(arguments: ["李*", "李*云", "李＊＊", "阿***"]) func aMaskIsSeen(raw: String) {
        #expect(PersonName(raw).isMasked)
        #expect(!PersonName("李云").isMasked)
    }

    @Test(arguments: ["·阿依·古丽", "阿依··古丽", "阿依·•古丽·", "\u{200E}阿依·古丽\u{2060}"])
    func aSeparatorStandsOnceAndWithinAName(raw: String) {
        #expect(PersonName.fold(raw) == Array("阿依·古丽".utf8))
    }

    @Test(arguments: [("\u{E81E}", "\u{9FB4}"), ("\u{E832}", "\u{9FB8}"), ("\u{E864}", "\u{9FBB}")])
    func glyphsOfOldTablesAreTheirCharacters(old: String, now: String) {
        #expect(PersonName.fold("马\(old)") == PersonName.fold("马\(now)"))
    }

    @Test(arguments: [41, 42] as [UInt64])
    func foldingTwiceIsFoldingOnce(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("马六阿依㛃𬭎\u{E863}\u{F900}·•・.。 \u{3000}-`AB?\u{318D}".unicodeScalars)
        for _ in 0..<2000 {
            var raw = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                raw.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
            }
            let once = PersonName.fold(String(raw))
            #expect(PersonName.fold(String(decoding: once, as: UTF8.self)) == once, "seed \(seed)")
        }
    }
}
