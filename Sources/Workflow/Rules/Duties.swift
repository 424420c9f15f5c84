/// What a person may do (IM-23.1, IM-31.2). A login carries one role; the store binds it to one natural person.
package enum Role: String, CaseIterable, Sendable {
    case townshipMaker, townshipLeader, department, financeMaker, financeChecker, `operator`, auditor
}

/// Duty is the part that one person takes over an object and its descendants. One person takes one duty there, never
/// two: the store refuses the second by a key on (root, person).
package enum Duty: String, CaseIterable, Sendable { case make, sign, review, approve, release, confirm }

/// Act is something a person does. Who may do it, and which duty it is, stands in this table and nowhere else.
package enum Act: String, CaseIterable, Sendable {
    case proposeRelease = "release.propose"
    case approveRelease = "release.approve"
    case proposeLink = "link.propose"
    case releaseLink = "link.release"
    case submitSheet = "list.upload"
    case confirmList = "list.confirm"
    case buildRoster = "roster.build"
    case requestIdentityCheck = "roster.checkIdentity"
    case decideDeath = "line.decideDeath"
    case correctName = "line.correctName"
    case holdLine = "line.hold"
    case freeLine = "line.free"
    case removeLine = "line.remove"
    case confirmReview = "line.confirmReview"
    case requestAccountCheck = "roster.checkAccounts"
    case changeAccount = "account.change"
    case approveAccount = "account.approve"
    case publishRoster = "roster.publish"
    case closePublicity = "roster.closePublicity"
    case explainAlerts = "alert.explain"
    case signRoster = "roster.sign"
    case departmentApprove = "roster.departmentApprove"
    case financeApprove = "roster.financeApprove"
    case returnRoster = "roster.return"
    case rebuildRoster = "roster.rebuild"
    case orderPayment = "order.create"
    case releaseBatch = "batch.release"
    case reissue = "attempt.reissue"
    case approveReissue = "attempt.approveReissue"
    case settleUnknown = "attempt.settle"
    case confirmSettlement = "attempt.confirmSettlement"
    case explainSuspense = "suspense.explain"
    case confirmSuspense = "suspense.confirm"
    case requeueDocument = "document.requeue"

    package var roles: Set<Role> {
        switch self {
        case .proposeRelease: [.operator]
        case .approveRelease: [.financeChecker]
        case .proposeLink: [.financeMaker]
        case .releaseLink: [.financeChecker]
        case .submitSheet: [.department]
        case .confirmList: [.department]
        case .buildRoster, .rebuildRoster, .requestIdentityCheck, .decideDeath, .correctName, .holdLine, .freeLine,
            .removeLine, .confirmReview,
            .requestAccountCheck, .changeAccount, .publishRoster, .closePublicity, .explainAlerts:
            [.townshipMaker]
        case .approveAccount, .signRoster: [.townshipLeader]
        case .departmentApprove, .orderPayment: [.department]
        case .financeApprove, .approveReissue, .confirmSettlement: [.financeChecker]
        case .releaseBatch, .reissue: [.financeMaker]
        case .returnRoster: [.department, .financeChecker]
        case .settleUnknown, .explainSuspense: [.financeMaker]
        case .confirmSuspense: [.financeChecker]
        case .requeueDocument: [.operator]
        }
    }

    /// The duty that an act is for somebody of a role: who returns a roster stays what they are.
    package func duty(of role: Role) -> Duty {
        self == .returnRoster && role == .financeChecker ? .approve : duty
    }

    package var duty: Duty {
        switch self {
        case .proposeRelease, .proposeLink, .submitSheet, .buildRoster, .rebuildRoster, .requestIdentityCheck,
            .decideDeath,
            .correctName, .holdLine, .freeLine,
            .removeLine, .confirmReview, .requestAccountCheck, .changeAccount, .publishRoster, .closePublicity,
            .explainAlerts:
            .make
        case .approveRelease, .releaseLink, .releaseBatch, .reissue, .explainSuspense, .settleUnknown: .release
        case .confirmList, .requeueDocument: .confirm
        case .signRoster, .approveAccount: .sign
        case .departmentApprove, .orderPayment, .returnRoster: .review
        case .financeApprove, .approveReissue, .confirmSuspense, .confirmSettlement: .approve
        }
    }

    /// The article that asks for it.
    package var article: String {
        switch self {
        case .proposeRelease, .approveRelease: "IM-24.1"
        case .proposeLink, .releaseLink: "IM-10.5"
        case .submitSheet, .confirmList, .buildRoster, .rebuildRoster: "IM-16.0"
        case .requestIdentityCheck, .confirmReview: "IM-16.1a"
        case .decideDeath: "IM-16.1c"
        case .correctName: "IM-16.1b"
        case .holdLine, .freeLine, .removeLine: "IM-16.1d"
        case .requestAccountCheck: "IM-16.2"
        case .changeAccount, .approveAccount: "IM-21.1a"
        case .publishRoster, .closePublicity: "IM-16.3"
        case .explainAlerts: "IM-18.3"
        case .signRoster: "IM-31.2"
        case .departmentApprove, .returnRoster: "IM-17.1"
        case .financeApprove: "IM-17.2"
        case .orderPayment: "IM-19.1"
        case .releaseBatch: "IM-20.1"
        case .reissue, .approveReissue: "NX-10.1"
        case .settleUnknown, .confirmSettlement: "IM-19.2"
        case .explainSuspense, .confirmSuspense: "IM-22.1"
        case .requeueDocument: "IM-20.3"
        }
    }
}
