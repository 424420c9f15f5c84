package import Subsidy

extension ClockReading {
    /// Who is to answer for an overrun term (IM-33.1d): whoever held the ball, where that is known; else whose duty the
    /// clock measures. Nobody while it is kept, or while its calendar is provisional.
    package func parties(at now: Instant) -> [RegionProfile.Owner] {
        guard isBreached(at: now) else { return [] }
        if !holders.isEmpty { return holders }
        if let owner { return [owner] }
        switch clock {
        case .publicity, .accountChange: return [.township]
        case .departmentReview, .payment, .complaint, .approval: return [.department]
        case .financeReview, .batchSend, .ordering: return [.finance]
        case .bankPays: return [.bank]
        }
    }
}
