import AdapterKit
import Gateway
import Store
import Subsidy
import Workflow

extension GatewayWorld {
    /// One list at its end: a row refused, one line paid, one returned late, one failed, the statement with interest.
    func settled() throws -> Flow {
        let good = (1...3).map { ListRow(Citizen($0)) }
        let flow = try sent(ListPaper(good + [ListRow(Citizen(4)).with("xsrsfzh", "640199199501010041")]))
        try result(Citizen(1), "S", "0000", name: "res_1.txt")
        try result(Citizen(2), "S", "0000", name: "res_2.txt")
        try result(Citizen(3), "F", "3018", name: "res_3.txt")
        let returned = try serial(Citizen(2))
        bank.offer(.batchReturn, "ret_1.txt", Paper.returned(returned, Citizen(2).account, 10_000))
        try statement(
            Paper.statement(
                opening: 0,
                [(30_000, flow.number, ""), (-20_000, flow.batch, ""), (12, "", "结息"), (10_000, returned, "退汇")]))
        return flow
    }

    /// The laws that do not hold, by their words.
    func broken() throws -> [String] { try engine.reconcile().equalities.filter { !$0.holds }.map(\.law) }

    /// Why the proof does not hold; empty when it does.
    func unproved() throws -> [String] { try broken() + engine.reconcile().open }
}
