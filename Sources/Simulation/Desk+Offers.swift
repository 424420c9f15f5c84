import Sandbox
import Store
import Subsidy
import Workflow

/// Somebody of finance reads what banks offer before anybody else does (IM-27.2).
extension Desk {
    func offers() throws {
        guard county.paysThroughBanks else { return }
        for row in try mine(
            "SELECT id, title, content FROM bank_service WHERE county = $1 AND state = 'offered' ORDER BY id"
        ) where office.isWilling() {
            let service = ["service": String(row[0].integer ?? 0)]
            try overreachAtOffer(service)
            let isLiked = office.isPrompt || office.random.below(6) > 0
            let code = isLiked ? try act(.releaseService, service, as: .financeMaker) : "disliked"
            // What has run out meanwhile is given back.
            guard !code.isEmpty, code != "died" else { continue }
            try act(.refuseService, service.merging(["reason": "与该行网站不符"]) { $1 }, as: .financeMaker)
        }
        guard !office.isPrompt, office.random.below(60) == 0 else { return }
        let released = try mine("SELECT id FROM bank_service WHERE county = $1 AND state = 'released' ORDER BY id")
        guard !released.isEmpty else { return }
        try act(
            .withdrawService,
            ["service": String(released[office.random.below(released.count)][0].integer ?? 0), "reason": "群众反映收费"],
            as: .financeMaker)
    }

    /// Whoever has another post cannot make it public.
    private func overreachAtOffer(_ service: [String: String]) throws {
        guard office.faults.contains(.overreach), office.random.below(10) == 0 else { return }
        guard try act(.releaseService, service, as: .department) != "" else {
            throw Breach("IM-27.2", "service \(service.values.sorted()) was made public by a department")
        }
    }
}
