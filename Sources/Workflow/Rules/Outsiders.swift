/// What banks and those who are paid may look at: their own, and nothing else of the gateway (IM-4).
package enum OwnView: String, CaseIterable, Sendable {
    /// What a person was paid here.
    case payments
    /// What a person allowed which bank to ask.
    case consents
    /// Which bank asked about a person; and for a bank, what it asked.
    case lookups
    /// What a bank offers, and where it stands.
    case services

    package var roles: Set<Role> {
        switch self {
        case .payments, .consents: [.beneficiary]
        case .lookups: [.bank, .beneficiary]
        case .services: [.bank]
        }
    }
}
