import Subsidy
import TestSupport
import Testing
import Workflow

/// Which rules hold for a batch that began before today (IM-3.2).
@Suite(.article("IM-3.2")) struct BatchRulesTests {
    private static let today = day("20260302")

    private static func rule(
        _ id: String, _ colour: AlertRule.Colour = .red, begun: AlertRule.Begun? = nil, since: Day? = nil
    ) -> AlertRule {
        var rule = AlertRule(id: id, check: .deceased, colour: colour, stages: [.submit], article: "IM-3.2", zh: "规则")
        rule.begun = begun
        rule.since = since
        return rule
    }

    private static func standings(
        _ began: [AlertRule], _ released: [AlertRule], usual: AlertRule.Begun = .apply
    ) -> [String] {
        BatchRules.standings(began: began, released: released, usual: usual, today: today).map {
            "\($0.rule.id) \($0.rule.colour.rawValue) \($0.standing.rawValue)"
        }
    }

    @Test(arguments: [
        (AlertRule.Begun?.none, AlertRule.Begun.apply, "b red applied"), (.none, .spare, "b red spared"),
        (.apply, .spare, "b red applied"), (.spare, .apply, "b red spared"),
    ])
    func aRuleThatCameLaterSaysItselfWhetherItApplies(
        own: AlertRule.Begun?, usual: AlertRule.Begun, expected: String
    ) {
        let found = Self.standings([Self.rule("a")], [Self.rule("a"), Self.rule("b", begun: own)], usual: usual)
        #expect(found == ["a red began", expected])
    }

    @Test func aRuleThatBecameAnotherHoldsAsItSaysInItsNewOrItsOldForm() {
        let began = [Self.rule("a", .yellow)]
        #expect(Self.standings(began, [Self.rule("a", .red)]) == ["a red changed"])
        #expect(Self.standings(began, [Self.rule("a", .red, begun: .spare)]) == ["a yellow kept"])
    }

    @Test func aRuleThatIsNoMoreHoldsNoMoreAndIsShown() {
        #expect(
            Self.standings([Self.rule("a"), Self.rule("b")], [Self.rule("a")]) == ["a red began", "b red withdrawn"])
        #expect(RuleStanding.allCases.filter { !$0.isActive } == [.spared, .withdrawn])
    }

    @Test func aRuleIsNotThereBeforeItsDay() {
        #expect(Self.standings([], [Self.rule("a", since: Self.today + 1)]).isEmpty)
        #expect(Self.standings([], [Self.rule("a", since: Self.today)]) == ["a red applied"])
    }

    @Test func aRuleReadsBackFromWhatABatchKeepsOfIt() {
        var rule = Self.rule("a", .blue)
        rule.stages = [.release, .paid]
        rule.level = .national
        rule.zh = "一\t二"
        #expect(AlertRule(text: rule.text) == rule)
        #expect(AlertRule(text: "a\tunknown\tred\tsubmit\tIM-3.2\tregion\tx") == nil)
        #expect(AlertRule(text: "") == nil)
    }

    @Test func everyStageIsBeforeInOrAfterThePayment() {
        #expect(AlertRule.Stage.allCases.map(\.part) == [.before, .inFlight, .inFlight, .inFlight, .after])
    }
}
