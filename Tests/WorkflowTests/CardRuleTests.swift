import Subsidy
import TestSupport
import Testing
import Workflow

@Suite struct CardRuleTests {
    private func card(_ change: (inout CardStatus) -> Void) -> CardStatus {
        var card = CardStatus()
        (card.name, card.cardState, card.accountState, card.activated) = ("李秀云", .normal, .normal, true)
        change(&card)
        return card
    }

    @Test func aCardInOrderIsNotObjectedTo() {
        #expect(CardRule.objection(card { _ in }) == nil)
        #expect(CardRule.objection(CardStatus()) == nil)
        #expect(CardRule.objection(card { $0.reportedLost = false }) == nil)
        #expect(CardRule.objection(card { $0.holderName = "李秀云" }) == nil)
    }

    @Test(.article("IM-12.2"), arguments: [AccountStateCode.lost, .closed, .notFound])
    func whatIsLostOrClosedCountsForTheCardAndForItsAccount(_ state: AccountStateCode) {
        #expect(CardRule.objection(card { $0.cardState = state })?.event == .findClosed)
        #expect(CardRule.objection(card { $0.accountState = state })?.event == .findClosed)
    }

    @Test func eachObjectionSaysWhy() {
        let found = [
            card { $0.reportedLost = true }, card { $0.cardState = .frozen }, card { $0.accountState = .dormant },
            card { $0.activated = false }, card { $0.accountState = .abnormal }, card { $0.holderName = "王宏" },
        ].map { CardRule.objection($0) }
        #expect(found.map { $0?.event } == [.findClosed, .findFrozen, .findDormant, .findDormant, .reject, .reject])
        #expect(
            found.map { $0?.reason } == [
                "卡已挂失", "卡已锁定或冻结", "金融账户久悬或不动户", "金融账户未激活", "金融账户状态异常", "银行户名与持卡人不符",
            ])
    }

    @Test func theGravestObjectionCounts() {
        let all = card {
            $0.reportedLost = true
            $0.accountState = .dormant
            $0.activated = false
            $0.holderName = "王宏"
        }
        #expect(CardRule.objection(all)?.event == .findClosed)
        #expect(
            CardRule.objection(card { ($0.accountState, $0.cardState) = (.dormant, .frozen) })?.event == .findFrozen)
    }

    @Test func aHolderWrittenWithAnotherSeparatorIsTheSame() {
        let minority = card { ($0.name, $0.holderName) = ("阿依古丽·买买提", "阿依古丽•买买提") }
        #expect(CardRule.objection(minority) == nil)
    }
}
