import Testing

@testable import Simulation

@Suite("A failing run is made smaller")
struct ShrinkingTests {
    /// Fails from day 7 on when the bank tears a file and answers are lost, with at least ten people.
    private func outcome(_ plan: SimulationPlan) -> SimulationOutcome {
        var outcome = SimulationOutcome(plan: plan)
        if plan.faults.isSuperset(of: [.tornFile, .lostAnswer]), plan.days >= 7, plan.beneficiaries >= 10 {
            var breach = Breach("G2", "a fen is lost")
            breach.day = 7
            outcome.breach = breach
        }
        return outcome
    }

    @Test("faults, people and days that do not matter are left out")
    func shortest() {
        let plan = SimulationPlan(seed: 9, days: 250, beneficiaries: 80, faults: Set(Fault.allCases))
        let short = Shrinking.shortest(outcome(plan)) { outcome($0) }
        #expect(short.plan.faults == [.tornFile, .lostAnswer])
        #expect(short.plan.beneficiaries == 10)
        #expect(short.plan.days == 8)
        #expect(
            short.plan.command == "onecard simulate --seed 9 --days 8 --beneficiaries 10 --faults lostAnswer,tornFile")
    }

    @Test("a run that breaks another law is no shorter form of this one")
    func sameLaw() {
        let plan = SimulationPlan(seed: 9, days: 20, beneficiaries: 20, faults: [.tornFile, .lostAnswer])
        let short = Shrinking.shortest(outcome(plan)) { plan in
            var other = outcome(plan)
            other.breach?.law = "G1.bank"
            return other
        }
        #expect(short.plan == plan)
    }

    @Test("the names of faults read back, and an unknown name is none")
    func names() {
        #expect(Fault.read(Fault.text([.crash, .twice])) == [.crash, .twice])
        #expect(Fault.read(Fault.text(Set(Fault.allCases))) == Set(Fault.allCases))
        #expect(Fault.read("none") == [])
        #expect(Fault.read("crash,locusts") == nil)
    }
}
