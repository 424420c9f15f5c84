/// What a person may do (IM-23.1, IM-31.2). A login carries one role; the store binds it to one natural person.
package enum Role: String, CaseIterable, Sendable {
    case townshipMaker, townshipLeader, department, financeMaker, financeChecker, `operator`, auditor
    /// Finance of the levels above the county: they verify and file what a county changes (IM-7.3).
    case leagueFinance, regionFinance
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
    case reinstateLine = "line.reinstate"
    case extendClock = "failure.extend"
    case moveOut = "attempt.moveOut"
    case approveMoveOut = "attempt.approveMoveOut"
    case refuseMoveOut = "attempt.refuseMoveOut"
    case repeatOrder = "order.repeat"
    case withdrawBatch = "batch.withdraw"
    case proposeRefund = "refund.propose"
    case approveRefund = "refund.approve"
    case rejectRefund = "refund.reject"
    case openRecovery = "recovery.open"
    case notifyRecovery = "recovery.notify"
    case receiveRecovery = "recovery.receive"
    case confirmRecovery = "recovery.confirm"
    case proposeWriteOff = "recovery.proposeWriteOff"
    case approveWriteOff = "recovery.approveWriteOff"
    case giveBackRecovery = "recovery.giveBack"
    case withdrawRecovery = "recovery.withdraw"
    case reclassifyFailure = "failure.reclassify"
    case confirmAccount = "account.confirm"
    case approveConfirmation = "account.approveConfirmation"
    case rejectConfirmation = "account.rejectConfirmation"
    case relateAccount = "account.relate"
    case approveRelation = "account.approveRelation"
    case rejectRelation = "account.rejectRelation"
    case noticeIndicator = "indicator.notice"
    case correctIdNumber = "line.correctIdNumber"
    case approveChange = "library.approve"
    case rejectChange = "library.reject"
    case clearTakeover = "person.clearTakeover"
    case addPerson = "person.add"
    case checkPerson = "person.check"
    case registerHousehold = "household.register"
    case changeHousehold = "household.change"
    case changeStanding = "person.change"
    case referPerson = "reference.add"
    case endReference = "reference.end"
    case permitCard = "card.permit"
    case decideFinding = "finding.decide"
    case releaseComparison = "comparison.release"
    case dismissComparison = "comparison.dismiss"
    case acceptChange = "line.acceptChange"
    case tellDeathDay = "death.tell"
    case confirmDeathDay = "death.confirm"
    case rejectDeathDay = "death.reject"
    case chooseSource = "line.chooseSource"
    case publishList = "list.publish"
    case closeListPublicity = "list.closePublicity"
    case objectToLine = "list.object"
    case proposePlan = "plan.propose"
    case reviewPlan = "plan.review"
    case rejectPlan = "plan.reject"
    case registerKin = "official.kin"
    case proposeAdmission = "application.proposeLate"
    case admitLate = "application.admitLate"
    case rejectLate = "application.rejectLate"
    case explainStray = "stray.explain"
    case confirmStray = "stray.confirm"
    case rejectStray = "stray.reject"
    case makeBriefing = "briefing.make"
    case requestExtract = "extract.request"
    case approveExtract = "extract.approve"
    case refuseExtract = "extract.refuse"
    case takeExtract = "extract.take"
    case drawSample = "sample.draw"
    case recordVisit = "sample.visit"
    case requestChange = "catalogue.request"
    case resubmitChange = "catalogue.resubmit"
    case withdrawChange = "catalogue.withdraw"
    case verifyChange = "catalogue.verify"
    case fileChange = "catalogue.file"
    case returnChange = "catalogue.return"
    case endLink = "link.end"
    case noticeFailure = "failure.notice"
    case confirmActivation = "failure.activated"
    case compareChannel = "publication.compare"
    case withdrawPublication = "publication.withdraw"
    case registerComplaint = "complaint.register"
    case answerComplaint = "complaint.answer"
    case closeComplaint = "complaint.close"
    case reopenComplaint = "complaint.reopen"
    case sealArchive = "archive.seal"
    case proposeClearing = "risk.propose"
    case clearRisk = "risk.clear"
    case keepRisk = "risk.keep"
    case issueToken = "portal.issueToken"
    case revokeToken = "portal.revokeToken"
    case acceptRequest = "request.accept"
    case refuseRequest = "request.refuse"

    package var roles: Set<Role> {
        switch self {
        case .proposeRelease, .requeueDocument: [.operator]
        case .submitSheet, .confirmList: [.department]
        case .buildRoster, .rebuildRoster, .requestIdentityCheck, .decideDeath, .reinstateLine, .correctName, .holdLine,
            .freeLine, .removeLine, .confirmReview, .requestAccountCheck, .publishRoster, .closePublicity,
            .explainAlerts, .moveOut, .reclassifyFailure, .confirmAccount, .relateAccount, .correctIdNumber,
            .addPerson, .checkPerson, .registerHousehold, .changeHousehold, .changeStanding, .referPerson,
            .endReference, .permitCard, .decideFinding, .acceptChange, .tellDeathDay, .chooseSource:
            [.townshipMaker]
        case .signRoster, .approveMoveOut, .refuseMoveOut, .extendClock, .approveConfirmation, .rejectConfirmation,
            .approveRelation, .rejectRelation, .approveChange, .rejectChange, .confirmDeathDay, .rejectDeathDay:
            [.townshipLeader]
        // Whoever the profile makes the owner of the failure, and their checker (requirements 1d.2).
        case .changeAccount, .noticeFailure, .confirmActivation, .compareChannel: [.townshipMaker, .department]
        case .withdrawPublication: [.department]
        case .registerComplaint: [.townshipMaker, .department, .financeMaker]
        case .answerComplaint: [.department, .townshipLeader]
        case .proposeClearing: [.department, .financeMaker]
        case .closeComplaint, .reopenComplaint, .clearRisk, .keepRisk: [.financeChecker]
        case .sealArchive: [.financeMaker]
        case .issueToken, .revokeToken, .acceptRequest, .refuseRequest: [.townshipMaker]
        case .approveAccount: [.townshipLeader, .financeChecker]
        case .departmentApprove, .orderPayment, .repeatOrder, .openRecovery, .notifyRecovery, .proposeWriteOff,
            .noticeIndicator, .clearTakeover, .publishList, .closeListPublicity, .objectToLine, .proposePlan,
            .proposeAdmission:
            [.department]
        case .returnRoster: [.department, .financeChecker]
        case .proposeLink, .releaseBatch, .withdrawBatch, .reissue, .settleUnknown, .explainSuspense, .proposeRefund,
            .receiveRecovery, .giveBackRecovery, .registerKin, .explainStray:
            [.financeMaker]
        case .approveRelease, .releaseLink, .financeApprove, .approveReissue, .confirmSettlement, .confirmSuspense,
            .approveRefund, .rejectRefund, .confirmRecovery, .approveWriteOff, .withdrawRecovery, .approveExtract,
            .refuseExtract, .releaseComparison, .dismissComparison, .reviewPlan, .rejectPlan, .admitLate, .rejectLate,
            .confirmStray, .rejectStray:
            [.financeChecker]
        case .makeBriefing, .endLink: [.financeMaker]
        case .requestExtract, .takeExtract: [.auditor]
        case .drawSample, .recordVisit, .requestChange, .resubmitChange, .withdrawChange: [.department]
        case .verifyChange: [.leagueFinance]
        case .fileChange: [.regionFinance]
        case .returnChange: [.leagueFinance, .regionFinance]
        }
    }

    /// It prepares a release, so it may be done before there is one.
    package var isOfRelease: Bool {
        switch self {
        case .proposeRelease, .approveRelease, .requestChange, .resubmitChange, .withdrawChange, .verifyChange,
            .fileChange, .returnChange:
            true
        default: false
        }
    }

    /// The duty that an act is for somebody of a role: who returns a roster, or mends a failure, stays what they are.
    package func duty(of role: Role) -> Duty {
        switch (self, role) {
        case (.answerComplaint, .townshipLeader): .sign
        case (.proposeClearing, .financeMaker): .release
        case (.returnRoster, .financeChecker), (.approveAccount, .financeChecker): .approve
        case (.returnChange, .regionFinance): .release
        case (.changeAccount, .department), (.noticeFailure, .department), (.confirmActivation, .department),
            (.compareChannel, .department), (.registerComplaint, .department):
            .review
        case (.registerComplaint, .financeMaker): .release
        default: duty
        }
    }

    package var duty: Duty {
        switch self {
        case .proposeRelease, .proposeLink, .submitSheet, .buildRoster, .rebuildRoster, .requestIdentityCheck,
            .decideDeath, .reinstateLine, .correctName, .holdLine, .freeLine, .removeLine, .confirmReview,
            .requestAccountCheck, .changeAccount, .publishRoster, .closePublicity, .explainAlerts, .moveOut,
            .reclassifyFailure, .confirmAccount, .relateAccount, .correctIdNumber, .addPerson, .checkPerson,
            .registerHousehold, .changeHousehold, .changeStanding, .referPerson, .endReference, .permitCard,
            .decideFinding, .acceptChange, .tellDeathDay, .chooseSource, .noticeFailure, .confirmActivation,
            .compareChannel, .registerComplaint, .issueToken, .revokeToken, .acceptRequest, .refuseRequest:
            .make
        case .endLink: .make
        case .approveRelease, .releaseLink, .releaseBatch, .withdrawBatch, .reissue, .explainSuspense, .settleUnknown,
            .proposeRefund, .receiveRecovery, .giveBackRecovery, .registerKin, .explainStray:
            .release
        case .makeBriefing: .release
        case .requestExtract, .takeExtract: .confirm
        case .approveExtract, .refuseExtract: .approve
        case .drawSample, .recordVisit, .requestChange, .resubmitChange, .withdrawChange: .review
        case .verifyChange, .returnChange: .approve
        case .fileChange: .release
        case .confirmList, .requeueDocument: .confirm
        case .signRoster, .approveAccount, .approveMoveOut, .refuseMoveOut, .extendClock, .approveConfirmation,
            .rejectConfirmation, .approveRelation, .rejectRelation, .approveChange, .rejectChange, .confirmDeathDay,
            .rejectDeathDay:
            .sign
        case .departmentApprove, .orderPayment, .repeatOrder, .returnRoster, .openRecovery, .notifyRecovery,
            .proposeWriteOff, .noticeIndicator, .clearTakeover, .publishList, .closeListPublicity, .objectToLine,
            .proposePlan, .proposeAdmission, .withdrawPublication, .answerComplaint, .proposeClearing:
            .review
        case .sealArchive: .release
        case .closeComplaint, .reopenComplaint, .clearRisk, .keepRisk: .approve
        case .financeApprove, .approveReissue, .confirmSuspense, .confirmSettlement, .approveRefund, .rejectRefund,
            .confirmRecovery, .approveWriteOff, .withdrawRecovery, .releaseComparison, .dismissComparison,
            .reviewPlan, .rejectPlan, .admitLate, .rejectLate, .confirmStray, .rejectStray:
            .approve
        }
    }

    /// The article that asks for it.
    package var article: String {
        switch self {
        case .proposeRelease, .approveRelease: "IM-24.1"
        case .proposeLink, .releaseLink, .endLink: "IM-10.5"
        case .submitSheet, .confirmList, .buildRoster, .rebuildRoster, .chooseSource: "IM-16.0"
        case .publishList, .closeListPublicity, .objectToLine: "IM-15.1"
        case .proposePlan, .reviewPlan, .rejectPlan: "NX-5.2.1"
        case .registerKin: "IM-14.0"
        case .explainStray, .confirmStray, .rejectStray: "NX-3.1"
        case .proposeAdmission, .admitLate, .rejectLate: "NX-9.1"
        case .requestIdentityCheck, .confirmReview: "IM-16.1a"
        case .correctName, .correctIdNumber: "IM-16.1b"
        case .approveChange, .rejectChange, .clearTakeover: "IM-11.4"
        case .addPerson, .checkPerson: "IM-11.3"
        case .registerHousehold, .changeHousehold: "IM-11.1"
        case .changeStanding, .decideFinding: "IM-11.2"
        case .referPerson, .endReference: "IM-11.6"
        case .permitCard: "IM-12.2"
        case .releaseComparison, .dismissComparison: "IM-33.1b"
        case .decideDeath: "IM-16.1c"
        case .holdLine, .freeLine, .removeLine, .reinstateLine: "IM-16.1d"
        case .requestAccountCheck: "IM-16.2"
        case .publishRoster, .closePublicity: "IM-16.3"
        case .departmentApprove, .returnRoster: "IM-17.1"
        case .financeApprove: "IM-17.2"
        case .explainAlerts: "IM-18.3"
        case .orderPayment: "IM-19.1"
        case .settleUnknown, .confirmSettlement: "IM-19.2"
        case .repeatOrder: "IM-19.4"
        case .releaseBatch, .withdrawBatch: "IM-20.1"
        case .requeueDocument: "IM-20.3"
        case .changeAccount, .approveAccount, .extendClock, .noticeFailure: "IM-21.1a"
        case .confirmActivation: "IM-21.2"
        case .compareChannel: "IM-28.1"
        case .withdrawPublication: "IM-25.1"
        case .registerComplaint, .closeComplaint, .reopenComplaint: "NX-13.2"
        case .answerComplaint: "NX-6.2.1"
        case .sealArchive: "NX-6.2.9"
        case .issueToken, .revokeToken: "IM-12.4"
        case .acceptRequest, .refuseRequest: "IM-13.2"
        case .proposeClearing, .clearRisk, .keepRisk: "NX-8.4"
        case .moveOut, .approveMoveOut, .refuseMoveOut: "IM-21.1b"
        case .openRecovery, .giveBackRecovery: "IM-21.4"
        case .explainSuspense, .confirmSuspense, .proposeRefund, .approveRefund, .rejectRefund: "IM-22.1"
        case .signRoster: "IM-31.2"
        case .reissue, .approveReissue: "NX-10.1"
        case .notifyRecovery, .receiveRecovery, .confirmRecovery, .proposeWriteOff, .approveWriteOff: "NX-10.3"
        case .withdrawRecovery, .tellDeathDay, .confirmDeathDay, .rejectDeathDay: "IM-16.1e"
        case .reclassifyFailure: "IM-21.3"
        case .confirmAccount, .approveConfirmation, .rejectConfirmation: "NX-7.2"
        case .relateAccount, .approveRelation, .rejectRelation: "NX-6.2.8"
        case .noticeIndicator: "IM-10.3"
        case .acceptChange: "IM-14.2"
        case .makeBriefing: "IM-33.1d"
        case .requestExtract, .approveExtract, .refuseExtract, .takeExtract: "NX-12.3"
        case .drawSample, .recordVisit: "IM-32.2"
        case .requestChange, .resubmitChange, .withdrawChange: "IM-7.2"
        case .verifyChange, .fileChange, .returnChange: "IM-7.3"
        }
    }
}
